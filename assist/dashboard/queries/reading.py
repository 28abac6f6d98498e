"""今日: what was contacted and recorded on a day, one after the other, to be read on a phone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, and_, bindparam, func, or_, select

from assist.accounts.models import User
from assist.dashboard.queries.shown import View
from assist.dashboard.queries.statements import OWN
from assist.db import built, rows
from assist.enterprises.models import Enterprise
from assist.problems import rules
from assist.problems.models import Problem
from assist.problems.queries.lines import clock_of
from assist.problems.states import Source, State
from assist.settings import current
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

DAY, FIRST, ON = (bindparam(name, type_=Date) for name in ("day", "first", "on"))
THIS = bindparam("visit", type_=Integer)

#: One contact, written down once.
VISIT = (
    select(
        Visit.number, Visit.held_on, Visit.channel, Visit.operating, Visit.summary,
        Enterprise.name, Enterprise.short_name, Enterprise.code,
    )
    .join(Enterprise, Enterprise.id == Visit.enterprise_id)
    .where(Visit.id == THIS)
)  # fmt: skip
NAMES = (
    select(USER.c.name)
    .join(VisitPerson, VisitPerson.cadre_id == USER.c.id)
    .where(VisitPerson.visit_id == THIS)
    .order_by(VisitPerson.position)
)
PROMISED = (
    select(Promise.words, Promise.due_on).where(Promise.visit_id == THIS).order_by(Promise.id)
)
NOTED = and_(ProblemNote.problem_id == Problem.id, ProblemNote.visit_id == THIS)
SPOKEN_OF = select(ProblemNote.problem_id).where(ProblemNote.visit_id == THIS)
BROUGHT = and_(Problem.source == Source.VISIT, Problem.source_number == bindparam("number"))
RAISED = (
    select(
        Problem.number, Problem.title, Problem.state, Problem.clock_since_on,
        Problem.clock_due_on, Problem.next_review_on, Problem.lead_unit_id, ProblemNote.tick,
    )
    .outerjoin(ProblemNote, NOTED)
    .where(
        or_(
            BROUGHT,
            Problem.id.in_(select(ProblemNote.problem_id).where(ProblemNote.visit_id == THIS)),
        )
    )
    .order_by(Problem.id)
)  # fmt: skip


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
        day = _neighbours(view, view.on + timedelta(days=1))[0] or view.on
    ids = [row[0] for row in _ask(view, "of day", _of_day, {"day": day, "first": day - LATEST})]
    at = min(max(place, 1), max(len(ids), 1))
    before, after = _neighbours(view, day)
    return Reading(
        day=day,
        place=at,
        total=len(ids),
        contact=_contact(ids[at - 1], view.on) if ids else None,
        before=before,
        after=after,
    )


def _ask(
    view: View, what: str, make: Callable[[bool], Any], values: dict[str, Any]
) -> Sequence[Any]:
    statement = built(("reading", what, view.own), lambda: make(view.own))
    return rows(statement, values | ({"own": list(view.mine)} if view.own else {}))


def _of_day(own: bool) -> Any:
    within = Visit.held_on.between(FIRST, DAY)
    return select(Visit.id).where(within, RECORDED == DAY, *_scope(own)).order_by(Visit.id)


def _neighbours(view: View, day: date) -> tuple[date | None, date | None]:
    """The days before and after with a contact; only lately, so that an index is enough."""
    values = {"day": day, "first": view.on - LATEST, "on": view.on}
    before, after = _ask(view, "neighbours", _around, values)[0]
    return before, after


def _around(own: bool) -> Any:
    before = func.max(RECORDED).filter(RECORDED < DAY)
    after = func.min(RECORDED).filter(RECORDED > DAY, RECORDED <= ON)
    return select(before, after).where(Visit.held_on >= FIRST, *_scope(own))


def _scope(own: bool) -> list[ColumnElement[bool]]:
    valid = Visit.standing == Standing.VALID
    return [valid, Visit.enterprise_id.in_(OWN)] if own else [valid]


def _contact(visit_id: int, on: date) -> Contact:
    of = {"visit": visit_id}
    visit = rows(VISIT, of)[0]
    return Contact(
        number=visit.number,
        held_on=visit.held_on,
        channel=visit.channel,
        operating=visit.operating,
        summary=visit.summary,
        enterprise=visit.short_name or visit.name,
        code=visit.code,
        people="、".join(row[0] for row in rows(NAMES, of)),
        raised=_raised(visit_id, visit.number, on),
        promised=[(words, due) for words, due in rows(PROMISED, of)],
    )


def _raised(visit_id: int, number: str, on: date) -> list[Raised]:
    found = []
    for row in rows(RAISED, {"visit": visit_id, "number": number}):
        now = rules.standing(row, on, current())
        light, clock = clock_of(now.state, now.due, on)
        said = row.tick.label if row.tick else "本次提出"
        found.append(Raised(row.number, row.title, now.state, light, clock, said))
    return found
