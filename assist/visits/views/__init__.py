"""The pages of visits: the form and its drafts, the records, the home."""

from assist.visits.views import entry, records
from assist.visits.views.base import blueprint

__all__ = ["blueprint", "entry", "records"]
