"""Pages of pairings: the list and its forms, and how the enterprises are looked after."""

from assist.pairings.views import coverage, handover, records, rollover
from assist.pairings.views.base import blueprint

__all__ = ["blueprint", "coverage", "handover", "records", "rollover"]
