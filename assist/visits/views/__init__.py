"""The pages of visits: the form and its drafts, the records, promises, the home."""

from assist.visits.views import entry, photos, promises, records
from assist.visits.views.base import blueprint

__all__ = ["blueprint", "entry", "photos", "promises", "records"]
