"""Pages of enterprises: the list, the one page of each, its file on paper, merging two."""

from assist.enterprises.views import dossier, merging, records
from assist.enterprises.views.base import blueprint

__all__ = ["blueprint", "dossier", "merging", "records"]
