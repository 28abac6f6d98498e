"""Reading pairings: the list, and how the enterprises are looked after."""

from assist.pairings.queries.coverage import (
    Asked,
    By,
    Row,
    State,
    exported,
    grid,
    row_of,
    rows_of,
    years,
)
from assist.pairings.queries.listing import (
    Wanted,
    export_rows,
    get_writable,
    listing,
    offered_people,
    offered_units,
    unpaired,
)
from assist.pairings.queries.sums import Tally, by_month, every, grouped, tally

__all__ = [
    "Asked",
    "By",
    "Row",
    "State",
    "Tally",
    "Wanted",
    "by_month",
    "every",
    "export_rows",
    "exported",
    "get_writable",
    "grid",
    "grouped",
    "listing",
    "offered_people",
    "offered_units",
    "row_of",
    "rows_of",
    "tally",
    "unpaired",
    "years",
]
