"""Reading visits: whose they are, what the form must know beforehand, lists."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import g
from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload
from werkzeug.exceptions import NotFound

from assist.accounts.models import User
from assist.cadres import queries as cadres
from assist.cadres.models import Cadre, Unit
from assist.db import db
from assist.enterprises import queries as enterprises
from assist.enterprises.models import Enterprise, KeyYear, Pairing, PairingLiaison
from assist.lib.text import like_pattern
from assist.policies.models import Delivery, Policy
from assist.problems.models import Category, Problem
from assist.problems.states import OPEN, State
from assist.visits.models import Channel, Draft, ProblemNote, Standing, Visit, VisitPerson
from assist.web.access import Permission

VALID = Visit.standing == Standing.VALID
#: A select with more enterprises than this is no longer read: they are found by typing.
SELECTABLE = 300


# Whose a visit is.


def _went(user: User) -> ColumnElement[bool]:
    went = select(VisitPerson.visit_id).where(VisitPerson.cadre_id == user.id)
    return or_(Visit.id.in_(went), Visit.created_by_id == user.id)


def visible(user: User, on: date) -> ColumnElement[bool] | None:
    """The condition of the visits that the user may open; None means all of them."""
    if user.may(Permission.VISIT_READ_ALL):
        return None
    return or_(Visit.enterprise_id.in_(enterprises.own_ids(user, on)), _went(user))


def get_visible(user: User, number: str, on: date) -> Visit:
    """The visit of that number; somebody else's is as absent as one that does not exist."""
    statement = (
        select(Visit)
        .where(Visit.number == number)
        .options(
            joinedload(Visit.enterprise),
            selectinload(Visit.people).joinedload(Cadre.unit),
            selectinload(Visit.deliveries).joinedload(Delivery.policy),
            selectinload(Visit.notes).joinedload(ProblemNote.problem),
        )
    )
    mine = visible(user, on)
    found = db.session.scalars(statement if mine is None else statement.where(mine)).one_or_none()
    if found is None:
        raise NotFound
    return found


def by_client_id(client_id: str) -> Visit | None:
    """The visit that this form has stored already."""
    return db.session.scalars(select(Visit).where(Visit.client_id == client_id)).one_or_none()


def companions_enterprises(user: Cadre, on: date) -> Select[Any]:
    """Ids of the enterprises that the user has been to; for `enterprises.queries.also_visible`."""
    return (
        select(Visit.enterprise_id)
        .join(VisitPerson, VisitPerson.visit_id == Visit.id)
        .where(VisitPerson.cadre_id == user.id, VALID)
    )


def last_contacts(ids: Collection[int]) -> dict[int, date]:
    """The day of each enterprise's last valid contact, whatever the channel."""
    statement = (
        select(Visit.enterprise_id, func.max(Visit.held_on))
        .where(Visit.enterprise_id.in_(ids), VALID)
        .group_by(Visit.enterprise_id)
    )
    return {row[0]: row[1] for row in db.session.execute(statement)} if ids else {}


# What the form must know.


@dataclass(frozen=True)
class OpenProblem:
    """A problem as a line of the form."""

    id: int
    number: str
    title: str
    state: State


def tickable(enterprise_id: int, also: Iterable[str] = ()) -> list[OpenProblem]:
    """The enterprise's open problems, and those named in `also` that were closed meanwhile."""
    statement = (
        select(Problem.id, Problem.number, Problem.title, Problem.state)
        .where(
            Problem.enterprise_id == enterprise_id,
            or_(Problem.state.in_(OPEN), Problem.number.in_(list(also)[:SELECTABLE])),
        )
        .order_by(Problem.registered_on, Problem.id)
    )
    return [OpenProblem(*row) for row in db.session.execute(statement)]


def categories() -> dict[str, Category]:
    """The categories in use by name, in their order; read once a request."""
    if "categories" not in g:
        statement = select(Category).where(Category.active).order_by(Category.position, Category.id)
        g.categories = {row.name: row for row in db.session.scalars(statement)}
    found: dict[str, Category] = g.categories
    return found


def policies_numbered(numbers: Collection[str]) -> dict[str, Policy]:
    """Policies by 文号, in the order asked for."""
    if not numbers:
        return {}
    rows = db.session.scalars(select(Policy).where(Policy.number.in_(numbers)))
    found = {row.number: row for row in rows}
    return {number: found[number] for number in numbers if number in found}


def policies_offered(on: date, most: int = 30) -> list[Policy]:
    """The newest policies in force."""
    statement = (
        select(Policy)
        .where(
            or_(Policy.issued_on.is_(None), Policy.issued_on <= on),
            or_(Policy.valid_until.is_(None), Policy.valid_until >= on),
        )
        .order_by(Policy.issued_on.desc(), Policy.id.desc())
        .limit(most)
    )
    return list(db.session.scalars(statement))


def last_visit(enterprise_id: int) -> Visit | None:
    """The enterprise's newest valid contact, with who went."""
    statement = (
        select(Visit)
        .where(Visit.enterprise_id == enterprise_id, VALID)
        .options(selectinload(Visit.people))
        .order_by(Visit.held_on.desc(), Visit.id.desc())
        .limit(1)
    )
    return db.session.scalars(statement).one_or_none()


def visits_within(enterprise_id: int, on: date, days: int) -> int:
    """How often anybody has come to the enterprise's door in the `days` days up to `on`."""
    statement = select(func.count()).where(
        Visit.enterprise_id == enterprise_id,
        Visit.held_on > on - timedelta(days=days),
        Visit.held_on <= on,
        Visit.channel == Channel.ON_SITE,
        VALID,
    )
    return db.session.scalar(statement) or 0


def last_companions(user: User, enterprise_id: int | None) -> list[Cadre]:
    """Who went with the user last time to this enterprise, else last time anywhere."""
    mine = select(VisitPerson.visit_id).where(VisitPerson.cadre_id == user.id)
    newest = (
        select(Visit.id)
        .where(Visit.id.in_(mine), VALID)
        .order_by(
            (Visit.enterprise_id == enterprise_id).desc(), Visit.held_on.desc(), Visit.id.desc()
        )
        .limit(1)
        .scalar_subquery()
    )
    statement = (
        select(Cadre)
        .join(VisitPerson, VisitPerson.cadre_id == Cadre.id)
        .where(VisitPerson.visit_id == newest, Cadre.enabled, Cadre.on_duty, Cadre.id != user.id)
        .options(joinedload(Cadre.unit))
        .order_by(VisitPerson.position, Cadre.account)
    )
    return list(db.session.scalars(statement).unique())


def people_offered(user: User, enterprise_id: int | None, on: date) -> list[Cadre]:
    """Whom the page lets tick: the pairing's liaisons and leader, then the own unit."""
    found: list[Cadre] = []
    pairing = enterprises.pairing_in_force(enterprise_id, on) if enterprise_id else None
    if pairing is not None:
        found += [*pairing.liaisons, pairing.leader]
    if isinstance(user, Cadre):
        found += cadres.colleagues(user.unit_id)[:60]
    return [person for person in dict.fromkeys(found) if person.enabled and person.on_duty]


@dataclass(frozen=True)
class Choice:
    """An enterprise as an option of the form."""

    code: str
    name: str


def own_choices(user: User, on: date) -> list[Choice]:
    """The user's own enterprises: those paired with the person before those of the unit."""
    personal = _personal(user, on)
    statement = (
        select(Enterprise.code, Enterprise.name)
        .where(Enterprise.id.in_(enterprises.own_ids(user, on)), Enterprise.withdrawn.is_(False))
        .order_by(Enterprise.id.in_(personal).desc(), Enterprise.name, Enterprise.id)
        .limit(SELECTABLE)
    )
    return [Choice(*row) for row in db.session.execute(statement)]


def _personal(user: User, on: date) -> Select[Any]:
    liaison = select(PairingLiaison.pairing_id).where(PairingLiaison.cadre_id == user.id)
    return select(Pairing.enterprise_id).where(
        enterprises.holds(on), or_(Pairing.leader_id == user.id, Pairing.id.in_(liaison))
    )


def found_choices(words: str, on: date) -> list[Choice]:
    """Enterprises that the words name, for whoever records for everybody; else the key ones."""
    statement = select(Enterprise.code, Enterprise.name).where(Enterprise.withdrawn.is_(False))
    if words:
        statement = statement.where(_named(words))
    else:
        key = select(KeyYear.enterprise_id).where(KeyYear.year == on.year)
        statement = statement.where(Enterprise.id.in_(key))
    ordered = statement.order_by(Enterprise.name, Enterprise.id).limit(SELECTABLE)
    return [Choice(*row) for row in db.session.execute(ordered)]


def _named(words: str) -> ColumnElement[bool]:
    pattern = like_pattern(words)
    lower = like_pattern(words.lower())
    return or_(
        Enterprise.name.like(pattern, escape="\\"),
        Enterprise.short_name.like(pattern, escape="\\"),
        Enterprise.code.like(like_pattern(words.upper()), escape="\\"),
        func.lower(Enterprise.pinyin).like(lower, escape="\\"),
    )


def get_draft(user: User, client_id: str) -> Draft:
    """One of the user's own drafts."""
    statement = select(Draft).where(Draft.user_id == user.id, Draft.client_id == client_id)
    found = db.session.scalars(statement).one_or_none()
    if found is None:
        raise NotFound
    return found


def drafts_of(user: User) -> list[Draft]:
    """The user's drafts, the newest first."""
    statement = (
        select(Draft)
        .where(Draft.user_id == user.id)
        .options(joinedload(Draft.enterprise))
        .order_by(Draft.saved_at.desc(), Draft.id.desc())
    )
    return list(db.session.scalars(statement))


# Lists.


@dataclass(frozen=True)
class Filter:
    """What a list of visits is narrowed to."""

    words: str = ""
    mine: bool = False
    unit: str = ""
    channel: Channel | None = None
    standing: Standing | None = Standing.VALID
    since: date | None = None
    until: date | None = None


def listed(user: User, on: date, wanted: Filter) -> Select[Any]:
    """The rows of the list, newest first."""
    statement = (
        select(
            Visit.id,
            Visit.number,
            Visit.held_on,
            Visit.channel,
            Visit.standing,
            Visit.met,
            Visit.operating,
            Visit.summary,
            Enterprise.name.label("enterprise"),
            Enterprise.code,
        )
        .join(Enterprise, Enterprise.id == Visit.enterprise_id)
        .order_by(Visit.held_on.desc(), Visit.id.desc())
    )
    mine = visible(user, on)
    conditions = [] if mine is None else [mine]
    return statement.where(and_(True, *conditions, *_conditions(user, wanted)))


def _conditions(user: User, wanted: Filter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.words:
        pattern = like_pattern(wanted.words)
        texts = (Visit.number, Visit.summary, Visit.met)
        found.append(
            or_(_named(wanted.words), *(text.like(pattern, escape="\\") for text in texts))
        )
    if wanted.mine:
        found.append(_went(user))
    if wanted.unit:
        of_unit = (
            select(VisitPerson.visit_id)
            .join(Cadre, Cadre.id == VisitPerson.cadre_id)
            .join(Unit, Unit.id == Cadre.unit_id)
            .where(Unit.name == wanted.unit)
        )
        found.append(Visit.id.in_(of_unit))
    for value, condition in (
        (wanted.channel, Visit.channel == wanted.channel),
        (wanted.standing, Visit.standing == wanted.standing),
        (wanted.since, Visit.held_on >= wanted.since if wanted.since else None),
        (wanted.until, Visit.held_on <= wanted.until if wanted.until else None),
    ):
        if value is not None and condition is not None:
            found.append(condition)
    return found


def people_of(ids: Sequence[int]) -> dict[int, list[str]]:
    """The names of who went, by visit."""
    found: dict[int, list[str]] = {}
    statement = (
        select(VisitPerson.visit_id, Cadre.name)
        .join(Cadre, Cadre.id == VisitPerson.cadre_id)
        .where(VisitPerson.visit_id.in_(ids))
        .order_by(VisitPerson.visit_id, VisitPerson.position, Cadre.account)
    )
    for visit_id, name in db.session.execute(statement) if ids else ():
        found.setdefault(visit_id, []).append(name)
    return found


def problem_counts(numbers: Sequence[str]) -> dict[str, int]:
    """How many problems each visit brought, by its number."""
    statement = (
        select(Problem.source_number, func.count())
        .where(Problem.source_number.in_(numbers))
        .group_by(Problem.source_number)
    )
    return {row[0]: row[1] for row in db.session.execute(statement)} if numbers else {}


def problems_from(visit: Visit) -> list[Problem]:
    """The problems that were told on the visit."""
    statement = (
        select(Problem)
        .where(Problem.source_number == visit.number, Problem.enterprise_id == visit.enterprise_id)
        .options(joinedload(Problem.lead_unit), joinedload(Problem.category))
        .order_by(Problem.id)
    )
    return list(db.session.scalars(statement))
