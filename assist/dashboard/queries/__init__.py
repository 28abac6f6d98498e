"""What a leader sees first: counts, the most urgent rows, classes, units, months, coverage."""

from assist.dashboard.queries.due import due
from assist.dashboard.queries.shown import (
    View,
    counts,
    every_instruction,
    instructions,
    parts,
    rows,
    view_of,
)

__all__ = [
    "View",
    "counts",
    "due",
    "every_instruction",
    "instructions",
    "parts",
    "rows",
    "view_of",
]
