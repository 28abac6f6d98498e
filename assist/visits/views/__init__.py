"""The pages of visits: the form and its drafts, the records, promises, the home."""

from assist.visits.views import before, entry, photos, promises, records, substitutes
from assist.visits.views.base import blueprint

__all__ = ["before", "blueprint", "entry", "photos", "promises", "records", "substitutes"]
