"""Reading power enforcement: the list, one check, the days of a year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, or_, select
from werkzeug.exceptions import NotFound

from assist.db import db
from assist.inspections.models import PowerCheck
from assist.inspections.queries.shown import within
from assist.lib.standing import Standing
from assist.lib.text import like_pattern

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
        pattern = like_pattern(asked.q)
        own = (PowerCheck.number, PowerCheck.place, PowerCheck.matter, PowerCheck.documents)
        statement = statement.where(or_(*(column.like(pattern, escape="\\") for column in own)))
    return statement


def days_of(year: int) -> list[date]:
    """The day of every valid check of the year."""
    statement = select(PowerCheck.held_on).where(VALID, *within(PowerCheck.held_on, year, None))
    return list(db.session.scalars(statement))


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
