"""What every list of this room reads: the years there are, and the days of one."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import InstrumentedAttribute

from assist.db import built, rows
from assist.lib.days import FIRST_DAY, LAST_DAY


def within(column: Any, year: int | None, month: tuple[date, date] | None) -> list[Any]:
    """The condition that a day lies in the year, or in the month."""
    if month is not None:
        return [column.between(*month)]
    if year is not None:
        return [column.between(date(year, 1, 1), date(year, 12, 31))]
    return []


def years(column: InstrumentedAttribute[Any], on: date, asked: int | None = None) -> list[int]:
    """The years from the first record to this one, and the one asked for; the newest first.

    Two looks at an index. The year asked for is offered without records too: the list says which
    year it shows.
    """
    first, last = rows(built(("years", str(column)), lambda: _ends(column)))[0]
    low = max((first or on).year, FIRST_DAY.year)
    high = min(max((last or on).year, on.year), LAST_DAY.year)
    return sorted({*range(low, high + 1), asked or on.year}, reverse=True)


def _ends(column: InstrumentedAttribute[Any]) -> Select[Any]:
    """The first and the last day, each by itself: asked for both, SQLite reads the whole index."""
    return select(
        select(func.min(column)).scalar_subquery(), select(func.max(column)).scalar_subquery()
    )
