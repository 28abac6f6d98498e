"""What a leader sees first: counts, the most urgent rows, classes, units, months, coverage."""

from assist.dashboard.queries.calling import holders
from assist.dashboard.queries.changes import lines, mark_of, since_looked
from assist.dashboard.queries.due import due
from assist.dashboard.queries.reading import reading
from assist.dashboard.queries.shown import (
    View,
    counts,
    every_instruction,
    instructions,
    parts,
    rows,
    view_of,
)
from assist.dashboard.queries.table import table

__all__ = [
    "View",
    "counts",
    "due",
    "every_instruction",
    "holders",
    "instructions",
    "lines",
    "mark_of",
    "parts",
    "reading",
    "rows",
    "since_looked",
    "table",
    "view_of",
]
