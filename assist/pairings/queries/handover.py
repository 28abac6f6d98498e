"""What a hand-over touches: the pairings that name somebody, and what is open with each."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Select, or_, select, union
from sqlalchemy.orm import joinedload, selectinload

from assist.accounts.models import User
from assist.cadres.models import Cadre, Unit
from assist.db import db
from assist.enterprises.models import Enterprise, Pairing, PairingLiaison
from assist.problems import rules as problem_rules
from assist.problems.models import Problem
from assist.problems.queries.scope import HELD, holder_words
from assist.problems.states import OPEN, Holder, State
from assist.visits.models import Promise
from assist.visits.queries.passing import PENDING, coming, keeper_on, next_on
from assist.visits.rules import Clock, clock_of

#: As many people are offered as give something up.
MOST_PEOPLE = 500


def paired_people(on: date) -> list[Cadre]:
    """Everybody whom a pairing names that has not ended, by name; also who has left since."""
    lasting = or_(Pairing.end_on.is_(None), Pairing.end_on >= on)
    ids = union(
        select(Pairing.leader_id).where(lasting),
        select(PairingLiaison.cadre_id)
        .join(Pairing, Pairing.id == PairingLiaison.pairing_id)
        .where(lasting),
    )
    statement = (
        select(Cadre)
        .options(joinedload(Cadre.unit))
        .where(Cadre.id.in_(ids))
        .order_by(Cadre.name, Cadre.account)
        .limit(MOST_PEOPLE)
    )
    return list(db.session.scalars(statement).unique())


def naming(person: Cadre, on: date) -> list[Pairing]:
    """The pairings that name the person and have not ended, by enterprise, with their people."""
    liaison = select(PairingLiaison.pairing_id).where(PairingLiaison.cadre_id == person.id)
    statement = (
        select(Pairing)
        .join(Pairing.enterprise)
        .where(
            or_(Pairing.leader_id == person.id, Pairing.id.in_(liaison)),
            or_(Pairing.end_on.is_(None), Pairing.end_on >= on),
        )
        .options(
            joinedload(Pairing.enterprise),
            selectinload(Pairing.leader),
            joinedload(Pairing.lead_unit),
            selectinload(Pairing.liaisons),
        )
        .order_by(Enterprise.pinyin, Enterprise.id, Pairing.start_on)
    )
    return list(db.session.scalars(statement).unique())


def passing_due(on: date) -> list[int]:
    """The enterprises with hand-overs whose day has come and that nobody has written."""
    statement = (
        select(Pairing.enterprise_id)
        .join(Pairing.passings)
        .where(Pairing.start_on <= on)
        .distinct()
        .order_by(Pairing.enterprise_id)
    )
    return list(db.session.scalars(statement))


def begun(enterprise_ids: Collection[int], on: date) -> list[Pairing]:
    """The pairings of these enterprises that have begun and still say who passes to whom."""
    statement = (
        select(Pairing)
        .where(Pairing.enterprise_id.in_(enterprise_ids), Pairing.start_on <= on)
        .where(Pairing.passings.any())
        .order_by(Pairing.id)
    )
    return list(db.session.scalars(statement))


@dataclass(frozen=True)
class OpenProblem:
    """A problem that somebody holds, in the words of a hand-over."""

    number: str
    title: str
    state: State
    holder: str
    due: date | None
    #: Whether the call-back is the liaison's, and so the new one's.
    calls_back: bool


@dataclass(frozen=True)
class OpenPromise:
    """What the enterprise was promised and has not been done, and who sees to it."""

    words: str
    clock: Clock
    keeper_id: int | None
    keeper: str
    #: To whom it passes later, and when, in words.
    coming: str


@dataclass
class Open:
    """What is open with an enterprise."""

    problems: list[OpenProblem] = field(default_factory=list)
    promises: list[OpenPromise] = field(default_factory=list)


def open_with(enterprise_ids: Collection[int], on: date) -> dict[int, Open]:
    """What is open with each of these enterprises; a query a kind."""
    found = {number: Open() for number in enterprise_ids}
    for row in db.session.execute(_problems(enterprise_ids)) if found else ():
        found[row.enterprise_id].problems.append(_problem(row))
    for enterprise_id, promises in promised(enterprise_ids, on).items():
        found[enterprise_id].promises = promises
    return found


def promised(enterprise_ids: Collection[int], on: date) -> dict[int, list[OpenPromise]]:
    """What each of these enterprises was promised and has not been done, the oldest first."""
    found: dict[int, list[OpenPromise]] = {}
    for row in db.session.execute(_promises(enterprise_ids, on)) if enterprise_ids else ():
        clock = clock_of(row.keeping, row.due_on, on)
        promise = OpenPromise(
            row.words, clock, row.keeper_id, row.name or "", coming(row.next_to, row.next_on)
        )
        found.setdefault(row.enterprise_id, []).append(promise)
    return found


def _promises(enterprise_ids: Collection[int], on: date) -> Select[Any]:
    keeper, sees_to = User.__table__, keeper_on(on)
    return (
        select(
            Promise.enterprise_id,
            Promise.words,
            Promise.due_on,
            Promise.keeping,
            sees_to.label("keeper_id"),
            keeper.c.name,
            *next_on(on),
        )
        .outerjoin(keeper, keeper.c.id == sees_to)
        .where(Promise.enterprise_id.in_(enterprise_ids), Promise.keeping.in_(PENDING))
        .order_by(Promise.due_on, Promise.id)
    )


def _problems(enterprise_ids: Collection[int]) -> Select[Any]:
    columns: tuple[Any, ...] = (
        Problem.enterprise_id,
        Problem.number,
        Problem.title,
        Problem.clock_due_on,
    )
    return (
        select(*HELD, *columns)
        .outerjoin(Unit, Unit.id == Problem.lead_unit_id)
        .where(Problem.enterprise_id.in_(enterprise_ids), Problem.state.in_(OPEN))
        .order_by(Problem.registered_on, Problem.id)
    )


def _problem(row: Any) -> OpenProblem:
    return OpenProblem(
        number=row.number,
        title=row.title,
        state=row.state,
        holder=holder_words(row),
        due=row.clock_due_on,
        calls_back=problem_rules.holder(row) is Holder.LIAISON,
    )
