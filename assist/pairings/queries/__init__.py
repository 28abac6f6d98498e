"""Reading pairings: the list, and how the enterprises are looked after."""

from assist.pairings.queries.brief import Brief, brief, briefed, cadre_named
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
from assist.pairings.queries.handover import Open, naming, open_with, paired_people, passing_due
from assist.pairings.queries.listing import (
    Wanted,
    export_rows,
    get_writable,
    listed,
    listing,
    offered_people,
    offered_units,
    unpaired,
)
from assist.pairings.queries.rollover import (
    SHOWN,
    candidates,
    later_pairings,
    lines_of,
    roll_over_of,
    years_listed,
)
from assist.pairings.queries.sums import Tally, by_month, every, grouped, tally

__all__ = [
    "SHOWN",
    "Asked",
    "Brief",
    "By",
    "Open",
    "Row",
    "State",
    "Tally",
    "Wanted",
    "brief",
    "briefed",
    "by_month",
    "cadre_named",
    "candidates",
    "every",
    "export_rows",
    "exported",
    "get_writable",
    "grid",
    "grouped",
    "later_pairings",
    "lines_of",
    "listed",
    "listing",
    "naming",
    "offered_people",
    "offered_units",
    "open_with",
    "paired_people",
    "passing_due",
    "roll_over_of",
    "row_of",
    "rows_of",
    "tally",
    "unpaired",
    "years",
    "years_listed",
]
