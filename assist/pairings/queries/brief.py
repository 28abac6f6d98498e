"""What whoever takes over enterprises should know of each; a query a kind, however many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from werkzeug.exceptions import NotFound

from assist.accounts.models import User
from assist.cadres.models import Cadre, Unit
from assist.cadres.queries import cadre_by_account
from assist.db import db
from assist.enterprises.models import Contact, Enterprise, Pairing, PairingLiaison
from assist.enterprises.queries import holds, liaison_names
from assist.lib.text import mask_phone, shorten
from assist.pairings.queries.handover import OpenPromise, promised
from assist.policies.models import Delivery, Policy
from assist.policies.queries import in_force
from assist.policies.rules import fits
from assist.problems.models import Problem, Step
from assist.problems.queries.scope import HELD, holder_words
from assist.problems.states import OPEN
from assist.visits.models import NOTHING_NEW, Visit
from assist.visits.queries import VALID, people_of
from assist.web.access import Permission

#: Of so many enterprises a brief is written at most, each with so many contacts.
MOST, LAST_CONTACTS, MOST_POLICIES = 100, 5, 50


@dataclass
class Brief:
    """One enterprise's page: who helps it, whom to call, what is open."""

    pairing_id: int
    enterprise: Enterprise
    start_on: date
    leader: str
    lead_unit: str
    liaisons: list[str]
    contacts: list[Any] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    visits: list[dict[str, Any]] = field(default_factory=list)
    problems: list[dict[str, Any]] = field(default_factory=list)
    promises: list[OpenPromise] = field(default_factory=list)
    policies: list[Any] = field(default_factory=list)


def cadre_named(account: str) -> Cadre:
    """The business person of that account; 404 where there is none."""
    found = cadre_by_account(account[:64]) if "\x00" not in account else None
    if found is None:
        raise NotFound
    return found


def briefed(user: User, account: str) -> Cadre:
    """Whose brief it is: one's own, or anybody's for who reads all; else as absent as nobody's."""
    if user.account != account and not user.may(Permission.ENTERPRISE_READ_ALL):
        raise NotFound
    return user if isinstance(user, Cadre) and user.account == account else cadre_named(account)


def brief(user: User, person: Cadre, on: date) -> list[Brief]:
    """A page for each enterprise that the person helps now; for who reads all, also soon."""
    rows = _pairings(person, on, coming=user.may(Permission.ENTERPRISE_READ_ALL))
    names = liaison_names(row.id for row in rows)
    found = {
        row.Enterprise.id: Brief(
            row.id, row.Enterprise, row.start_on, row.leader, row.unit, names.get(row.id, [])
        )
        for row in rows
    }
    ids = list(found)
    if ids:
        _add_contacts(found, ids)
        _add_before(found, ids)
        _add_visits(found, ids)
        _add_problems(found, ids)
        _add_policies(found, ids, on)
        for enterprise_id, promises in promised(ids, on).items():
            found[enterprise_id].promises = promises
    return list(found.values())


def _pairings(person: Cadre, on: date, coming: bool) -> Sequence[Any]:
    """The pairings that name the person, an enterprise's later one before what holds now."""
    leader = User.__table__.alias("leader")
    liaison = select(PairingLiaison.pairing_id).where(PairingLiaison.cadre_id == person.id)
    when = or_(holds(on), Pairing.start_on > on) if coming else holds(on)
    columns: tuple[Any, ...] = (
        Enterprise,
        Pairing.id,
        Pairing.start_on,
        leader.c.name.label("leader"),
        Unit.name.label("unit"),
    )
    statement = (
        select(*columns)
        .join(Pairing, Pairing.enterprise_id == Enterprise.id)
        .join(leader, leader.c.id == Pairing.leader_id)
        .join(Unit, Unit.id == Pairing.lead_unit_id)
        .where(or_(Pairing.leader_id == person.id, Pairing.id.in_(liaison)), when)
        .order_by(Enterprise.pinyin, Enterprise.id, Pairing.start_on.desc())
        .limit(MOST)
    )
    return db.session.execute(statement).all()


def _add_contacts(found: dict[int, Brief], ids: Sequence[int]) -> None:
    statement = (
        select(Contact.enterprise_id, Contact.name, Contact.post, Contact.phone)
        .where(Contact.enterprise_id.in_(ids))
        .order_by(Contact.enterprise_id, Contact.position, Contact.id)
    )
    for row in db.session.execute(statement):
        parts = (row.name, row.post, mask_phone(row.phone))
        found[row.enterprise_id].contacts.append(" ".join(part for part in parts if part))


def _add_before(found: dict[int, Brief], ids: Sequence[int]) -> None:
    """Who helped before: the three newest pairings that are over or shall be."""
    people = User.__table__
    statement = (
        select(Pairing.id, Pairing.enterprise_id, Pairing.start_on, Pairing.end_on, people.c.name)
        .join(PairingLiaison, PairingLiaison.pairing_id == Pairing.id)
        .join(people, people.c.id == PairingLiaison.cadre_id)
        .where(Pairing.enterprise_id.in_(ids), Pairing.end_on.is_not(None))
        .order_by(Pairing.enterprise_id, Pairing.end_on.desc(), Pairing.id, people.c.account)
    )
    lines: dict[tuple[int, int], tuple[Any, list[str]]] = {}
    for row in db.session.execute(statement):
        if found[row.enterprise_id].pairing_id != row.id:
            lines.setdefault((row.enterprise_id, row.id), (row, []))[1].append(row.name)
    for (enterprise_id, _), (row, names) in lines.items():
        if len(found[enterprise_id].before) < 3:
            days = f"{row.start_on.isoformat()} 至 {row.end_on.isoformat()}"
            found[enterprise_id].before.append(f"{'、'.join(names)}（{days}）")


def _add_visits(found: dict[int, Brief], ids: Sequence[int]) -> None:
    """The newest valid contacts of each, by anybody."""
    order = (Visit.held_on.desc(), Visit.id.desc())
    place = func.row_number().over(partition_by=Visit.enterprise_id, order_by=order)
    numbered = (
        select(Visit.id, place.label("place"))
        .where(Visit.enterprise_id.in_(ids), VALID)
        .subquery("numbered")
    )
    statement: Select[Any] = (
        select(  # type: ignore[assignment]  # mypy knows no common type
            Visit.id, Visit.enterprise_id, Visit.held_on, Visit.channel, Visit.summary
        )
        .join(numbered, numbered.c.id == Visit.id)
        .where(numbered.c.place <= LAST_CONTACTS)
        .order_by(Visit.enterprise_id, *order)
    )
    rows = db.session.execute(statement).all()
    went = people_of([row.id for row in rows])
    for row in rows:
        found[row.enterprise_id].visits.append(
            {
                "day": row.held_on,
                "channel": row.channel.label,
                "people": "、".join(went.get(row.id, ())),
                "text": shorten(row.summary or NOTHING_NEW, 200),
            }
        )


def _add_problems(found: dict[int, Brief], ids: Sequence[int]) -> None:
    """What somebody holds, with the last word said of it."""
    last = (
        select(func.max(Step.id))
        .where(Step.problem_id == Problem.id, Step.words != "")
        .correlate(Problem)
        .scalar_subquery()
    )
    columns: tuple[Any, ...] = (
        Problem.enterprise_id,
        Problem.number,
        Problem.title,
        Problem.registered_on,
        Problem.clock_due_on,
        Step.on.label("said_on"),
        Step.words.label("said"),
    )
    statement = (
        select(*HELD, *columns)
        .outerjoin(Unit, Unit.id == Problem.lead_unit_id)
        .outerjoin(Step, Step.id == last)
        .where(Problem.enterprise_id.in_(ids), Problem.state.in_(OPEN))
        .order_by(Problem.enterprise_id, Problem.registered_on, Problem.id)
    )
    for row in db.session.execute(statement):
        found[row.enterprise_id].problems.append(
            {
                "number": row.number,
                "title": row.title,
                "state": row.state.label,
                "holder": holder_words(row),
                "since": row.registered_on,
                "due": row.clock_due_on,
                "said": shorten(row.said or "", 120),
                "said_on": row.said_on,
            }
        )


def _add_policies(found: dict[int, Brief], ids: Sequence[int], on: date) -> None:
    """The policies in force that fit the enterprise and that it was not told of, newest first."""
    order = (Policy.issued_on.is_(None), Policy.issued_on.desc(), Policy.id.desc())
    newest = select(Policy.id).where(in_force(on)).order_by(*order).limit(MOST_POLICIES)
    told = and_(Delivery.policy_id == Policy.id, Delivery.enterprise_id.in_(ids), Delivery.valid)
    statement = (
        select(Policy, Delivery.enterprise_id)
        .outerjoin(Delivery, told)
        .where(Policy.id.in_(select(newest.subquery().c.id)))
        .order_by(*order)
    )
    library: dict[int, tuple[Policy, set[int]]] = {}
    for policy, enterprise_id in db.session.execute(statement):
        library.setdefault(policy.id, (policy, set()))[1].add(enterprise_id)
    for enterprise_id, page in found.items():
        page.policies = [
            policy
            for policy, known in library.values()
            if enterprise_id not in known and fits(policy, page.enterprise)
        ]
