"""What every page of this room reads: the history of a record, the years there are, days of one."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import InstrumentedAttribute

from assist.audit.queries import Filter, changes_in, events
from assist.db import built, rows
from assist.lib.days import FIRST_DAY, LAST_DAY


def history_of(kind: str, number: str) -> list[dict[str, Any]]:
    """What the log knows of a record: when, who, what, and the changed fields; newest first."""
    return [
        {
            "at": row.at,
            "name": row.name,
            "sentence": row.sentence,
            "changes": changes_in(row.changes),
        }
        for row in events(Filter(kind=kind, key=number), None).rows
    ]


def within(column: Any, year: int | None, month: tuple[date, date] | None) -> list[Any]:
    """The condition that a day lies in the year, or in the month."""
    if month is not None:
        return [column.between(*month)]
    if year is not None:
        return [column.between(date(year, 1, 1), date(year, 12, 31))]
    return []


def years(column: InstrumentedAttribute[Any], on: date) -> list[int]:
    """The years from the first record to this one, the newest first; two looks at an index."""
    first, last = rows(built(("years", str(column)), lambda: _ends(column)))[0]
    low = max((first or on).year, FIRST_DAY.year)
    high = min(max((last or on).year, on.year), LAST_DAY.year)
    return list(range(high, low - 1, -1))


def _ends(column: InstrumentedAttribute[Any]) -> Select[Any]:
    """The first and the last day, each by itself: asked for both, SQLite reads the whole index."""
    return select(
        select(func.min(column)).scalar_subquery(), select(func.max(column)).scalar_subquery()
    )
