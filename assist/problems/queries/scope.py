"""Whose a problem is, and what became of the ones that somebody reported."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true, union

from assist.accounts.models import User
from assist.cadres.models import Cadre, Unit, reader, unit_id_of
from assist.db import built, db, rows
from assist.enterprises import queries as enterprises
from assist.enterprises.models import Enterprise
from assist.problems import rules
from assist.problems.models import CoPart, Item, Problem, Step
from assist.problems.states import OPEN, Act, Holder, ItemKind, Outcome, Satisfaction, State
from assist.settings import current
from assist.web.access import Permission as P

MOVING = tuple(state for state in OPEN if state is not State.PARKED)
REACHED = tuple(choice for choice in Satisfaction if choice.reached)

#: The SQL twins of `rules.waits_for_call_back` and `rules.holder`; a test holds them together.
UNHEARD = and_(
    Problem.state == State.ANSWERED,
    or_(Problem.satisfaction.is_(None), Problem.satisfaction.not_in(REACHED)),
    Problem.tries < rules.TRIES_TO_CLOSE,
)
ON_SPOT = and_(Problem.outcome.is_not(None), Problem.outcome == Outcome.SOLVED_ON_SPOT)
WITH_LIAISON = and_(UNHEARD, ~ON_SPOT)


def returned(on: date) -> ColumnElement[bool]:
    """挂账 whose 研判日 has come: it stands as `rules.standing` says, not as its row still does."""
    return and_(Problem.state == State.PARKED, Problem.next_review_on <= on)


def due_before(
    day: date, on: date, moving: ColumnElement[bool] | None = None
) -> ColumnElement[bool]:
    """What somebody has to move and had to by an earlier day than `day`.

    `moving` says in another way that it is in one of those states.
    """
    days = current()
    assigning, working = (
        days.calendar.add(day, -count) for count in (days.registered_days, days.rework_days)
    )
    back = or_(
        and_(Problem.lead_unit_id.is_not(None), Problem.next_review_on < working),
        and_(Problem.lead_unit_id.is_(None), Problem.next_review_on < assigning),
    )
    if moving is None:
        moving = Problem.state.in_(MOVING)
    return or_(and_(moving, Problem.clock_due_on < day), and_(returned(on), back))


def parked(on: date) -> ColumnElement[bool]:
    """挂账 that is still to be looked at again."""
    return and_(
        Problem.state == State.PARKED,
        or_(Problem.next_review_on.is_(None), Problem.next_review_on > on),
    )


def with_lead(on: date) -> ColumnElement[bool]:
    """What the 主办 has."""
    back = and_(returned(on), Problem.lead_unit_id.is_not(None))
    return or_(Problem.state.in_((State.ASSIGNED, State.HANDLING)), back)


def to_assign(on: date) -> ColumnElement[bool]:
    """What waits to be assigned."""
    back = and_(returned(on), Problem.lead_unit_id.is_(None))
    return or_(Problem.state == State.REGISTERED, back)


def with_office(on: date) -> ColumnElement[bool]:
    """What the office has."""
    return or_(to_assign(on), parked(on), and_(Problem.state == State.ANSWERED, ~WITH_LIAISON))


def of_unit(unit_id: int | None) -> ColumnElement[bool]:
    """The condition of the problems that a unit leads or shares."""
    if unit_id is None:
        return false()
    shared = select(CoPart.problem_id).where(CoPart.unit_id == unit_id)
    return or_(Problem.lead_unit_id == unit_id, Problem.id.in_(shared))


def not_about(user: User) -> ColumnElement[bool]:
    """A complaint about a unit is hidden from its people, unless one of them wrote it down or the
    unit was given it with a reason all the same."""
    unit_id = unit_id_of(user)
    if unit_id is None or user.may(P.PROBLEM_READ_ALL):
        return true()
    return or_(
        Problem.about_unit_id.is_(None),
        Problem.about_unit_id != unit_id,
        of_unit(unit_id),
        Problem.created_by_id == user.id,
    )


def visible(user: User, on: date) -> ColumnElement[bool]:
    """The condition of the problems that the user may open on that day."""
    if user.may(P.PROBLEM_READ_ALL):
        return true()
    parts: list[ColumnElement[bool]] = [false()]
    if user.may(P.PROBLEM_RECORD):
        parts.append(Problem.created_by_id == user.id)
        ids = _enterprise_ids(user, on)
        parts.append(true() if ids is None else Problem.enterprise_id.in_(ids))
    if user.may(P.PROBLEM_HANDLE):
        parts.append(of_unit(unit_id_of(user)))
    return and_(or_(*parts), not_about(user))


def visible_in_lists(user: User, on: date) -> ColumnElement[bool]:
    """The same for a list: the ids are found first, each part by an index of its own."""
    if user.may(P.PROBLEM_READ_ALL):
        return true()
    parts: list[Select[Any]] = []
    if user.may(P.PROBLEM_RECORD):
        parts.append(select(Problem.id).where(Problem.created_by_id == user.id))
        ids = _enterprise_ids(user, on)
        if ids is None:
            return not_about(user)
        parts.append(select(Problem.id).where(Problem.enterprise_id.in_(ids)))
    if user.may(P.PROBLEM_HANDLE):
        unit_id = unit_id_of(user)
        parts.append(select(Problem.id).where(Problem.lead_unit_id == unit_id))
        parts.append(select(CoPart.problem_id).where(CoPart.unit_id == unit_id))
    return and_(Problem.id.in_(union(*parts)), not_about(user)) if parts else false()


def _enterprise_ids(user: User, on: date) -> Select[Any] | None:
    """A handler opens further enterprises for single problems, which open no others of theirs."""
    if user.may(P.PROBLEM_HANDLE):
        return enterprises.own_ids(user, on)
    return enterprises.visible_ids(user, on)


def enterprises_of_handler(user: Cadre, on: date) -> Select[Any]:
    """Ids of the enterprises whose problems the user's unit has: they are opened for it."""
    mine = of_unit(user.unit_id) if user.may(P.PROBLEM_HANDLE) else false()
    return select(Problem.enterprise_id).where(mine)


def open_for(enterprise_id: int) -> list[Problem]:
    """The enterprise's problems that somebody still holds, the oldest first."""
    statement = (
        select(Problem)
        .where(Problem.enterprise_id == enterprise_id, Problem.state.in_(OPEN))
        .order_by(Problem.registered_on, Problem.id)
    )
    return list(db.session.scalars(statement))


@dataclass(frozen=True)
class Movement:
    """What became of a reported problem: where it stands, who has it, what was said last."""

    number: str
    title: str
    enterprise: str
    code: str
    state: State
    holder: str
    since: date
    due: date | None
    act: Act
    on: date
    words: str
    stuck: str
    net: int
    gross: int


@dataclass(frozen=True)
class Wanting:
    """A problem of which the office wants to know more before it can go on."""

    number: str
    title: str
    enterprise: str
    asked_on: date
    due: date | None
    words: str


def to_supplement(user: User, on: date, limit: int = 20) -> list[Wanting]:
    """What was sent back to the user, or to those of own enterprises, the oldest first."""
    key = ("to supplement", limit, *reader(user, on))
    return [Wanting(*row) for row in rows(built(key, lambda: _to_supplement(user, on, limit)))]


def _to_supplement(user: User, on: date, limit: int) -> Any:
    mine = or_(
        Problem.created_by_id == user.id,
        Problem.enterprise_id.in_(enterprises.own_ids(user, on)),
    )
    return (
        select(
            Problem.number, Problem.title, Enterprise.name, Item.asked_on, Item.due_on, Item.words
        )
        .join(Item, Item.problem_id == Problem.id)
        .join(Enterprise, Enterprise.id == Problem.enterprise_id)
        .where(Item.answered_on.is_(None), Item.kind == ItemKind.SUPPLEMENT)
        .where(Problem.state.in_(OPEN), mine)
        .order_by(Item.asked_on, Item.id)
        .limit(limit)
    )


def reported_by(user: User, on: date, limit: int = 20) -> list[Movement]:
    """Problems that the user recorded, or of own enterprises, the one that moved last first."""
    key = ("reported by", limit, *reader(user, on))
    found = rows(built(key, lambda: _reported_by(user, on, limit)))
    return [_movement(row, on) for row in found]


def _reported_by(user: User, on: date, limit: int) -> Any:
    last = (
        select(func.max(Step.id))
        .where(Step.problem_id == Problem.id)
        .correlate(Problem)
        .scalar_subquery()
    )
    mine = or_(
        Problem.created_by_id == user.id,
        Problem.enterprise_id.in_(enterprises.own_ids(user, on)),
    )
    found = (
        (
            select(Problem.id, last.label("last"))
            .where(mine, not_about(user))
            .order_by(last.desc(), Problem.id.desc())
        )
        .limit(limit)
        .subquery()
    )
    return (
        select(
            *HELD, *TIMES, Problem.number, Problem.title, Problem.registered_on,
            Problem.clock_since_on, Problem.clock_due_on, Problem.next_review_on,
            Problem.lead_unit_id,
            Enterprise.code, Enterprise.name, Enterprise.short_name, Step.act, Step.on, Step.words,
        )
        .join(found, found.c.id == Problem.id)
        .join(Step, Step.id == found.c.last)
        .join(Problem.enterprise)
        .outerjoin(Problem.lead_unit)
        .order_by(found.c.last.desc(), Problem.id.desc())
    )  # fmt: skip


#: What `rules.holder` and `holder_words` read of a plain row.
HELD = (
    Problem.state,
    Problem.outcome,
    Problem.satisfaction,
    Problem.tries,
    Unit.name.label("unit"),
    Unit.short_name.label("unit_short"),
)


#: What `rules.used` and `rules.stuck` read besides.
TIMES = (
    Problem.closed_on,
    Problem.stuck_on,
    Problem.moved_on,
    Problem.waited_days,
    Problem.waiting_since_on,
)


def holder_words(row: Any, liaisons: str = "", state: State | None = None) -> str:
    """Who has it, by name where there is one; `state` where the row's own is no longer so."""
    holder = rules.holder(row, state)
    if holder is Holder.LEAD:
        return row.unit_short or row.unit or Holder.LEAD.label
    if holder is Holder.LIAISON and liaisons:
        return liaisons
    return holder.label


def _movement(row: Any, on: date) -> Movement:
    days = current()
    now, used = rules.standing(row, on, days), rules.used(row, on, days)
    return Movement(
        number=row.number,
        title=row.title,
        enterprise=row.short_name or row.name,
        code=row.code,
        state=now.state,
        holder=holder_words(row, state=now.state),
        since=now.since,
        due=now.due,
        act=row.act,
        on=row.on,
        words=row.words,
        stuck=rules.stuck(row, on, days, now),
        net=used.net,
        gross=used.gross,
    )
