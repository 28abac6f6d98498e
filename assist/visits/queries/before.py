"""去之前看: what one should know of an enterprise before going there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, and_, bindparam, exists, func, literal, select, true, union_all

from assist.accounts.models import User
from assist.cadres.models import Unit
from assist.db import built, db, rows
from assist.enterprises import queries as enterprises
from assist.enterprises.models import Enterprise, Pairing, PairingLiaison, Substitution
from assist.policies.models import Delivery, Policy
from assist.policies.queries import counts, in_force, meant_by
from assist.problems import queries as problems
from assist.problems.models import Problem, Step
from assist.problems.queries.scope import HELD, holder_words
from assist.problems.states import OPEN, Act, State
from assist.settings import current
from assist.visits import rules
from assist.visits.models import ProblemNote, Tick, Visit, VisitPerson
from assist.visits.queries.lists import people_of
from assist.visits.queries.promises import PromiseLine, promises_to
from assist.visits.queries.scope import PEOPLE, VALID, visible
from assist.visits.queries.substitutes import SUBSTITUTE

POLICIES_SHOWN = 8
PROBLEMS_SHOWN = 12
VISITS_SHOWN = 10


@dataclass(frozen=True)
class Standing:
    """An open problem: who has it, since when, and what was said of it last."""

    number: str
    title: str
    state: State
    holder: str
    since: date
    due: date | None
    act: Act | None
    said_on: date | None
    words: str
    #: What the enterprise itself said of it on a visit last.
    heard: str


@dataclass(frozen=True)
class Lately:
    """A contact of the last days, and whether the reader may still join it."""

    number: str
    held_on: date
    channel: str
    people: Sequence[str]
    text: str
    why_not: str | None


@dataclass(frozen=True)
class Helpers:
    """Who is paired with it today, and who stands in for whom."""

    leader: str
    unit: str
    liaisons: Sequence[str]
    away: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Before:
    """Everything on the one screen."""

    enterprise: Enterprise
    pairing: Helpers | None
    promises: Sequence[PromiseLine]
    problems: Sequence[Standing]
    policies: Sequence[Any]
    untold: int
    visits: Sequence[Lately]
    window: int


def before(user: User, enterprise: Enterprise, on: date) -> Before:
    """What the reader may know of it, read with a number of queries that does not grow."""
    untold = _untold(enterprise, on)
    return Before(
        enterprise=enterprise,
        pairing=_helpers(enterprise.id, on),
        promises=promises_to(enterprise.id, on, user),
        problems=_problems(user, enterprise.id, on),
        policies=untold[:POLICIES_SHOWN],
        untold=len(untold),
        visits=_lately(user, enterprise.id, on),
        window=current().visit_window_days,
    )


def _helpers(enterprise_id: int, on: date) -> Helpers | None:
    """Leader, unit and liaisons of the pairing in force, with who stands in; one query."""
    statement = built(("helpers", on), lambda: _helping(on))
    found = rows(statement, {"enterprise": enterprise_id})
    if not found:
        return None
    return Helpers(
        leader=found[0].name,
        unit=found[0].short_name or found[0].unit,
        liaisons=list(dict.fromkeys(row.name for row in found if row.place)),
        away=list(dict.fromkeys((row.name, row.instead) for row in found if row.instead)),
    )


def _helping(on: date) -> Select[Any]:
    """The people of the newest pairing in force, the leader first, once for each who stands in."""
    pairing = (
        select(Pairing.id, Pairing.leader_id, Pairing.lead_unit_id)
        .where(Pairing.enterprise_id == bindparam("enterprise"), enterprises.holds(on))
        .order_by(Pairing.start_on.desc(), Pairing.id.desc())
        .limit(1)
        .cte("pairing_now")
    )
    people = union_all(
        select(pairing.c.leader_id.label("id"), literal(0).label("place")),
        select(PairingLiaison.cadre_id, literal(1)).join(
            pairing, pairing.c.id == PairingLiaison.pairing_id
        ),
    ).subquery("helper")
    away = and_(Substitution.absent_id == people.c.id, enterprises.stands_in(on))
    columns: tuple[Any, ...] = (Unit.name.label("unit"), Unit.short_name)
    return (
        select(PEOPLE.c.name, people.c.place, *columns, SUBSTITUTE.c.name.label("instead"))
        .select_from(people)
        .join(pairing, true())
        .join(PEOPLE, PEOPLE.c.id == people.c.id)
        .join(Unit, Unit.id == pairing.c.lead_unit_id)
        .outerjoin(Substitution, away)
        .outerjoin(SUBSTITUTE, SUBSTITUTE.c.id == Substitution.substitute_id)
        .order_by(people.c.place, PEOPLE.c.account, SUBSTITUTE.c.name)
    )


def _problems(user: User, enterprise_id: int, on: date) -> list[Standing]:
    last = _last(Step.id, Step.problem_id)
    heard = _last(ProblemNote.id, ProblemNote.problem_id)
    statement = (
        select(
            *HELD, Problem.number, Problem.title, Problem.clock_since_on, Problem.clock_due_on,
            Step.act, Step.on, Step.words, ProblemNote.tick, ProblemNote.words.label("note"),
        )
        .outerjoin(Step, Step.id == last)
        .outerjoin(ProblemNote, ProblemNote.id == heard)
        .outerjoin(Problem.lead_unit)
        .where(Problem.enterprise_id == enterprise_id, Problem.state.in_(OPEN))
        .where(problems.visible(user, on))
        .order_by(Problem.registered_on, Problem.id)
        .limit(PROBLEMS_SHOWN)
    )  # fmt: skip
    return [
        Standing(
            number=row.number,
            title=row.title,
            state=row.state,
            holder=holder_words(row),
            since=row.clock_since_on,
            due=row.clock_due_on,
            act=row.act,
            said_on=row.on,
            words=row.words or "",
            heard=_heard(row.tick, row.note),
        )
        for row in db.session.execute(statement)
    ]


def _last(key: Any, of: Any) -> Any:
    found = select(func.max(key)).where(of == Problem.id).correlate(Problem)
    return found.scalar_subquery()


def _heard(tick: Tick | None, words: str | None) -> str:
    if tick is None:
        return ""
    return f"{tick.label}，{words}" if words else tick.label


def _untold(enterprise: Enterprise, on: date) -> Sequence[Any]:
    """Policies in force that fit the enterprise and that it was not told of, the newest first."""
    told = exists().where(
        and_(Delivery.policy_id == Policy.id, Delivery.enterprise_id == enterprise.id, counts())
    )
    undated = Policy.issued_on.is_(None)
    statement = (
        select(Policy.id, Policy.number, Policy.title, Policy.valid_until)
        .where(in_force(on), meant_by(enterprise), ~told)
        .order_by(undated, Policy.issued_on.desc(), Policy.id.desc())
        .limit(100)
    )
    return db.session.execute(statement).all()


def _lately(user: User, enterprise_id: int, on: date) -> list[Lately]:
    days = current()
    mine = visible(user, on)
    went = exists().where(VisitPerson.visit_id == Visit.id, VisitPerson.cadre_id == user.id)
    statement = (
        select(
            Visit.id, Visit.number, Visit.held_on, Visit.channel, Visit.summary,
            Visit.recorded_on, went.label("went"),
        )
        .where(Visit.enterprise_id == enterprise_id, VALID)
        .where(Visit.held_on > on - timedelta(days=days.visit_window_days), Visit.held_on <= on)
        .order_by(Visit.held_on.desc(), Visit.id.desc())
        .limit(VISITS_SHOWN)
    )  # fmt: skip
    found = db.session.execute(statement if mine is None else statement.where(mine)).all()
    people = people_of([row.id for row in found])
    return [
        Lately(
            number=row.number,
            held_on=row.held_on,
            channel=row.channel.label,
            people=people.get(row.id, ()),
            text=row.summary or "无新情况",
            why_not=rules.why_not_join(
                went=row.went,
                is_void=False,
                since=row.recorded_on or row.held_on,
                on=on,
                days=days.amend_days,
            ),
        )
        for row in found
    ]
