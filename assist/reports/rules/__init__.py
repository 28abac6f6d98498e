"""Decisions of reports: periods, gaps, the marks in a text; pure."""

from assist.reports.rules.gaps import OWED, SHOWN, Gap, gap_of, number_of, owed_by, shows
from assist.reports.rules.periods import Asked, comparable, year_ago

__all__ = [
    "OWED",
    "SHOWN",
    "Asked",
    "Gap",
    "comparable",
    "gap_of",
    "number_of",
    "owed_by",
    "shows",
    "year_ago",
]
