"""What a coverage adds up to: by month, by state, by leader and lead unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, case, extract, func, or_, select

from assist.accounts.models import User
from assist.cadres.models import Unit
from assist.db import db
from assist.enterprises.models import Enterprise, Pairing
from assist.pairings.queries.coverage import (
    MONTHS,
    Asked,
    By,
    Leader,
    count_between,
    joined,
    last_contact,
    of_state,
    recent,
    scope,
)
from assist.pairings.rules import Cell, Mark
from assist.pairings.rules.coverage import OFTEN
from assist.visits.models import Channel, Visit
from assist.visits.queries import VALID


def by_month(user: User, asked: Asked) -> list[Cell]:
    """The whole coverage's months: what the columns of the grid add up to."""
    ids = joined(select(Enterprise.id), asked).where(*scope(user, asked), *of_state(asked))
    month, on_site = extract("month", Visit.held_on), Visit.channel == Channel.ON_SITE
    statement = (
        select(
            month.label("month"),
            func.sum(case((on_site, 1), else_=0)).label("visits"),
            func.sum(case((on_site, 0), else_=1)).label("others"),
        )
        .where(
            VALID,
            Visit.held_on.between(asked.period.start, asked.ref),
            Visit.enterprise_id.in_(ids),
        )
        .group_by(month)
    )
    found = {
        int(row.month): (int(row.visits), int(row.others)) for row in db.session.execute(statement)
    }
    return [
        Cell(month, *found.get(month, (0, 0)), coming=period.start > asked.ref)
        for month, period in zip(MONTHS, asked.period.months(), strict=True)
    ]


@dataclass(frozen=True)
class Tally:
    """How many enterprises of a group stand out, and their contacts of the year."""

    id: int | None
    name: str
    every: int
    unpaired: int
    quiet: int
    silent: int
    often: int
    visits: int = 0
    others: int = 0


def _each(user: User, asked: Asked, *columns: Any) -> Any:
    """Every enterprise of the coverage with what is counted of it."""
    statement = joined(
        select(
            *columns,
            Pairing.id.label("pairing_id"),
            last_contact(asked).label("last"),
            recent(asked).label("recent"),
        ),
        asked,
    )
    return statement.where(*scope(user, asked)).subquery("each")


def _sums(each: Any, asked: Asked) -> list[Any]:
    def when(condition: Any) -> Any:
        return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)

    def before(days: int) -> Any:
        return or_(each.c.last.is_(None), each.c.last <= asked.ref - timedelta(days=days))

    return [
        func.count().label("every"),
        when(each.c.pairing_id.is_(None)).label("unpaired"),
        when(before(asked.short)).label("quiet"),
        when(before(asked.long)).label("silent"),
        when(each.c.recent >= OFTEN).label("often"),
    ]


def tally(user: User, asked: Asked) -> Tally:
    """The numbers over the grid, whatever state it is narrowed to; one query."""
    asked = replace(asked, state=None)
    each = _each(user, asked)
    row = db.session.execute(select(*_sums(each, asked))).one()
    return Tally(None, "", *(int(value) for value in row))


def grouped(user: User, asked: Asked) -> Select[Any]:
    """The coverage of each leader or lead unit; those that nobody has stand last."""
    first, last = asked.period.start, asked.ref
    key, name = {
        By.LEADER: (Pairing.leader_id, Leader.c.name),
        By.UNIT: (Pairing.lead_unit_id, Unit.name),
    }[asked.by]
    each = _each(
        user,
        asked,
        key.label("key"),
        name.label("name"),
        count_between(first, last, on_site=True).label("visits"),
        count_between(first, last, on_site=False).label("others"),
    )
    return (
        select(
            each.c.key.label("id"),
            func.coalesce(each.c.name, Mark.UNPAIRED.label).label("name"),
            *_sums(each, asked),
            func.coalesce(func.sum(each.c.visits), 0).label("visits"),
            func.coalesce(func.sum(each.c.others), 0).label("others"),
        )
        .group_by(each.c.key, each.c.name)
        .order_by(each.c.key.is_(None), each.c.name, each.c.key)
    )


def every(statement: Select[Any]) -> Sequence[Any]:
    """All rows of a statement, for the export."""
    return db.session.execute(statement).all()
