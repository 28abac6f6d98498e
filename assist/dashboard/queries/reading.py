"""今日: what was contacted and recorded on a day, one after the other, to be read on a phone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from assist.accounts.models import User
from assist.dashboard.queries.shown import View
from assist.db import db, rows
from assist.enterprises.models import Enterprise
from assist.problems.models import Problem
from assist.problems.queries.board import clock_of
from assist.problems.states import Source, State
from assist.visits.models import (
    Channel,
    Operating,
    ProblemNote,
    Promise,
    Standing,
    Visit,
    VisitPerson,
)

#: How long after a contact its record may still come in and be news.
LATEST = timedelta(days=62)
USER = User.__table__
RECORDED: Any = func.coalesce(Visit.recorded_on, Visit.held_on)


@dataclass(frozen=True)
class Raised:
    """A problem that the contact brought, or that was spoken of."""

    number: str
    title: str
    state: State
    light: str
    clock: str
    #: What the enterprise said of it this time.
    said: str


@dataclass(frozen=True)
class Contact:
    """One contact as it is read."""

    number: str
    held_on: date
    channel: Channel
    operating: Operating | None
    summary: str
    enterprise: str
    code: str
    people: str
    raised: Sequence[Raised]
    promised: Sequence[tuple[str, date]]


@dataclass(frozen=True)
class Reading:
    """A day's contacts: the one that is read, its place, and the days around it that have any."""

    day: date
    place: int
    total: int
    contact: Contact | None
    before: date | None
    after: date | None


def reading(view: View, day: date | None, place: int) -> Reading:
    """The contact at that place of the day; without a day the newest that has any."""
    if day is None:
        day = _neighbour(view, view.on >= RECORDED, func.max(RECORDED)) or view.on
    ids = [row[0] for row in rows(_of_day(view, day))]
    at = min(max(place, 1), max(len(ids), 1))
    return Reading(
        day=day,
        place=at,
        total=len(ids),
        contact=_contact(ids[at - 1], view.on) if ids else None,
        before=_neighbour(view, day > RECORDED, func.max(RECORDED)),
        after=_neighbour(view, and_(day < RECORDED, view.on >= RECORDED), func.min(RECORDED)),
    )


def _of_day(view: View, day: date) -> Any:
    within = Visit.held_on.between(day - LATEST, day)
    return select(Visit.id).where(within, day == RECORDED, *_scope(view)).order_by(Visit.id)


def _neighbour(view: View, condition: ColumnElement[bool], value: Any) -> date | None:
    """The next day with a contact; only lately, so that an index of days is enough."""
    lately = Visit.held_on >= view.on - LATEST
    found: date | None = rows(select(value).where(lately, condition, *_scope(view)))[0][0]
    return found


def _scope(view: View) -> list[ColumnElement[bool]]:
    valid = Visit.standing == Standing.VALID
    return [valid, Visit.enterprise_id.in_(view.mine)] if view.own else [valid]


def _contact(visit_id: int, on: date) -> Contact:
    visit = rows(
        select(
            Visit.number, Visit.held_on, Visit.channel, Visit.operating, Visit.summary,
            Enterprise.name, Enterprise.short_name, Enterprise.code,
        )
        .join(Enterprise, Enterprise.id == Visit.enterprise_id)
        .where(Visit.id == visit_id)
    )[0]  # fmt: skip
    names = (
        select(USER.c.name)
        .join(VisitPerson, VisitPerson.cadre_id == USER.c.id)
        .where(VisitPerson.visit_id == visit_id)
        .order_by(VisitPerson.position)
    )
    promised = select(Promise.words, Promise.due_on).where(Promise.visit_id == visit_id)
    return Contact(
        number=visit.number,
        held_on=visit.held_on,
        channel=visit.channel,
        operating=visit.operating,
        summary=visit.summary,
        enterprise=visit.short_name or visit.name,
        code=visit.code,
        people="、".join(db.session.scalars(names)),
        raised=_raised(visit_id, visit.number, on),
        promised=[(words, due) for words, due in rows(promised.order_by(Promise.id))],
    )


def _raised(visit_id: int, number: str, on: date) -> list[Raised]:
    statement = (
        select(Problem.number, Problem.title, Problem.state, Problem.clock_due_on, ProblemNote.tick)
        .outerjoin(
            ProblemNote,
            and_(ProblemNote.problem_id == Problem.id, ProblemNote.visit_id == visit_id),
        )
        .where(
            or_(
                and_(Problem.source == Source.VISIT, Problem.source_number == number),
                ProblemNote.id.is_not(None),
            )
        )
        .order_by(Problem.id)
    )
    found = []
    for row in rows(statement):
        light, clock = clock_of(row.state, row.clock_due_on, on)
        said = row.tick.label if row.tick else "本次提出"
        found.append(Raised(row.number, row.title, row.state, light, clock, said))
    return found
