"""Reading power enforcement: the list, one check, the days of a year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from werkzeug.exceptions import NotFound

from assist.db import built, db, every_word, rows
from assist.inspections.models import PowerCheck
from assist.inspections.queries.shown import within
from assist.lib.periods import Period
from assist.lib.standing import Standing
from assist.lib.text import like_pattern
from assist.web.paging import Page, paginate_built, with_count

VALID = PowerCheck.standing == Standing.VALID
SHOWN: tuple[Any, ...] = (
    PowerCheck.number,
    PowerCheck.held_on,
    PowerCheck.place,
    PowerCheck.officers,
    PowerCheck.matter,
    PowerCheck.hazards,
    PowerCheck.documents,
    PowerCheck.standing,
)


@dataclass(frozen=True)
class PowerWanted:
    """What the list of power checks is narrowed to; a month wins over the year."""

    year: int
    q: str = ""
    month: tuple[date, date] | None = None
    void: bool = False

    @property
    def narrowed(self) -> bool:
        """Whether less than the year was asked for."""
        return bool(self.q or self.month or self.void)


def checks(asked: PowerWanted) -> Select[Any]:
    """Plain columns of the power checks, the newest first."""
    statement = (
        select(*SHOWN)
        .where(*within(PowerCheck.held_on, asked.year, asked.month))
        .order_by(PowerCheck.held_on.desc(), PowerCheck.id.desc())
    )
    if not asked.void:
        statement = statement.where(VALID)
    if asked.q:
        statement = statement.where(every_word(asked.q, _holds))
    return statement


def _holds(word: str) -> ColumnElement[bool]:
    own = (PowerCheck.number, PowerCheck.place, PowerCheck.matter, PowerCheck.documents)
    return or_(*(column.like(like_pattern(word), escape="\\") for column in own))


def listed(asked: PowerWanted) -> Page[Any]:
    """A page of the list."""
    return paginate_built(("power", asked), lambda: with_count(checks(asked)))


def per_month(year: int, on: date) -> list[int]:
    """How many valid checks each month of the year had until that day."""
    return list(rows(built(("power by month", year, on), lambda: _by_month(year, on)))[0])


def _by_month(year: int, on: date) -> Select[Any]:
    """Twelve counts, each of a stretch of the index, instead of every day of the year."""
    return select(
        *(
            select(func.count())
            .where(VALID, PowerCheck.held_on.between(one.start, min(one.end, on)))
            .scalar_subquery()
            for one in Period.of_year(year).months()
        )
    )


def check_numbered(number: str) -> PowerCheck:
    """One power check; NotFound where there is none."""
    statement = select(PowerCheck).where(PowerCheck.number == number)
    found = db.session.scalars(statement).one_or_none() if "\x00" not in number else None
    if found is None:
        raise NotFound
    return found


def power_rows(statement: Select[Any]) -> list[list[Any]]:
    """Every row of the list as the export has it."""
    return [list(row) for row in db.session.execute(statement)]
