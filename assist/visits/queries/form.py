"""What the form of a visit must know beforehand."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from flask import g
from sqlalchemy import ColumnElement, Date, Integer, Row, Select, bindparam, case, func, or_, select
from sqlalchemy.orm.attributes import set_committed_value
from werkzeug.exceptions import NotFound

from assist.accounts.models import User
from assist.arrears.queries import OwedTo, owed_to
from assist.audit.queries import remembered
from assist.cadres.models import Cadre, Unit, reader, unit_id_of
from assist.db import Whole, built, db, rows
from assist.enterprises import queries as enterprises
from assist.enterprises.models import Enterprise, KeyYear, Pairing, PairingLiaison
from assist.policies.models import Policy
from assist.problems.models import Category, Problem
from assist.problems.queries import active_categories
from assist.problems.queries.scope import not_about
from assist.problems.states import OPEN, State
from assist.settings import current
from assist.visits.models import NOTHING_NEW, Channel, Draft, Visit, VisitPerson
from assist.visits.queries.scope import PEOPLE, VALID
from assist.web.access import Permission

#: A select with more enterprises than this is no longer read: they are found by typing.
SELECTABLE = 300
#: People beyond these are named by typing.
OFFERED = 80
#: Where a form says first what it is about.
GIST = ("summary", "problems-0-title", "problems-0-detail", "promises-0-words")


@dataclass(frozen=True)
class OpenProblem:
    """A problem as a line of the form."""

    id: int
    number: str
    title: str
    state: State


TICKABLE = (
    select(Problem.id, Problem.number, Problem.title, Problem.state)
    .where(
        Problem.enterprise_id == bindparam("enterprise"),
        or_(Problem.state.in_(OPEN), Problem.number.in_(bindparam("also", expanding=True))),
    )
    .order_by(Problem.registered_on, Problem.id)
)


def tickable(enterprise_id: int, user: User, also: Iterable[str] = ()) -> list[OpenProblem]:
    """The enterprise's open problems, and those named in `also` that were closed meanwhile; without
    what is hidden from the user's unit."""
    asked = {"enterprise": enterprise_id, "also": list(also)[:SELECTABLE]}
    key = ("tickable", user.id, user.permissions, unit_id_of(user))
    statement = built(key, lambda: TICKABLE.where(not_about(user)))
    return [OpenProblem(*row) for row in rows(statement, asked)]


def categories() -> dict[str, Category]:
    """The categories in use by name, in their order; read once a request."""
    if "categories" not in g:
        g.categories = {row.name: row for row in active_categories()}
    found: dict[str, Category] = g.categories
    return found


def category_names() -> tuple[str, ...]:
    """Their names alone, for a form that nobody has sent yet."""
    return remembered("category names", lambda: tuple(row.name for row in active_categories()))


def policies_numbered(numbers: Collection[str]) -> dict[str, Policy]:
    """Policies by 文号, in the order asked for."""
    if not numbers:
        return {}
    named = db.session.scalars(select(Policy).where(Policy.number.in_(numbers)))
    found = {row.number: row for row in named}
    return {number: found[number] for number in numbers if number in found}


ON = bindparam("on", type_=Date)
IN_FORCE = (
    select(Policy.number, Policy.title)
    .where(
        or_(Policy.issued_on.is_(None), Policy.issued_on <= ON),
        or_(Policy.valid_until.is_(None), Policy.valid_until >= ON),
    )
    .order_by(Policy.issued_on.desc(), Policy.id.desc())
    .limit(bindparam("most"))
)


def policies_offered(on: date, most: int = 30) -> Sequence[Row[Any]]:
    """Number and title of the newest policies in force."""
    return rows(IN_FORCE, {"on": on, "most": most})


@dataclass(frozen=True)
class LastVisit:
    """The newest contact in a few words."""

    held_on: date
    channel: Channel
    met: str
    text: str
    people: Sequence[str]


WITHIN = select(func.count()).where(
    Visit.enterprise_id == bindparam("enterprise"),
    Visit.held_on > bindparam("since", type_=Date),
    Visit.held_on <= ON,
    Visit.channel == Channel.ON_SITE,
    VALID,
)
NEWEST = (
    select(Visit.id, Visit.held_on, Visit.channel, Visit.met, Visit.summary)
    .where(Visit.enterprise_id == bindparam("enterprise"), VALID)
    .order_by(Visit.held_on.desc(), Visit.id.desc())
    .limit(1)
    .subquery()
)
#: The newest contact once for each who went, with how often anybody came lately.
CONTACTS = (
    select(*NEWEST.c, WITHIN.scalar_subquery().label("times"), PEOPLE.c.name.label("person"))
    .select_from(NEWEST)
    .outerjoin(VisitPerson, VisitPerson.visit_id == NEWEST.c.id)
    .outerjoin(PEOPLE, PEOPLE.c.id == VisitPerson.cadre_id)
    .order_by(VisitPerson.position, PEOPLE.c.account)
)


def contacts(enterprise_id: int, on: date, days: int) -> tuple[LastVisit | None, int]:
    """The enterprise's newest valid contact, with who went, and how often anybody has come to its
    door in the `days` days up to `on`."""
    asked = {"enterprise": enterprise_id, "on": on, "since": on - timedelta(days=days)}
    found = rows(CONTACTS, asked)
    if not found:
        return None, 0
    newest = found[0]
    people = [row.person for row in found if row.person is not None]
    text = newest.summary or NOTHING_NEW
    return LastVisit(newest.held_on, newest.channel, newest.met, text, people), newest.times


class Choice(NamedTuple):
    """An enterprise as an option of the form."""

    code: str
    name: str


@dataclass(frozen=True)
class About:
    """What one should know of an enterprise before writing."""

    enterprise: Enterprise
    paired: bool
    last: LastVisit | None
    times: int
    window: int
    #: What the enterprise is owed, where the reader may know it.
    owed: OwedTo | None


def about(
    user: User, enterprise: Enterprise, on: date, own: Collection[Choice] | None = None
) -> About:
    """The last contact, how often anybody came lately, and whether it is one's own.

    `own` are the user's own enterprises where the page has read them anyway.
    """
    window = current().visit_window_days
    listed = own is not None and any(choice.code == enterprise.code for choice in own)
    paired = listed or enterprises.is_paired(user, enterprise.id, on)
    told = user.may(Permission.ARREARS_READ_ALL if not paired else Permission.ARREARS_READ)
    last, times = contacts(enterprise.id, on, window)
    return About(
        enterprise=enterprise,
        paired=paired,
        last=last,
        times=times,
        window=window,
        owed=owed_to(enterprise.id, on) if told else None,
    )


def last_companions(user: User, enterprise_id: int | None) -> list[Cadre]:
    """Who went with the user last time to this enterprise, else last time anywhere."""
    asked = {"user": user.id, "enterprise": enterprise_id or 0}
    reading = _companions()
    found = []
    for row in rows(reading.statement, asked):
        person, unit = reading.person.made(row), reading.unit.maybe(row)
        set_committed_value(person, "unit", unit)
        found.append(person)
    return found


@dataclass(frozen=True)
class _Companions:
    """People with their units as plain rows made into objects."""

    statement: Select[Any]
    person: Whole[Cadre]
    unit: Whole[Unit]


@cache
def _companions() -> _Companions:
    user = bindparam("user", type_=Integer)
    mine = select(VisitPerson.visit_id).where(VisitPerson.cadre_id == user)
    there = Visit.enterprise_id == bindparam("enterprise", type_=Integer)
    newest = (
        select(Visit.id)
        .where(Visit.id.in_(mine), VALID)
        .order_by(there.desc(), Visit.held_on.desc(), Visit.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    own, unit = Cadre.__table__, Unit.__table__
    columns = [*PEOPLE.c, *own.c, *unit.c]
    statement = (
        select(*columns)
        .select_from(own)
        .join(PEOPLE, PEOPLE.c.id == own.c.id)
        .outerjoin(unit, unit.c.id == own.c.unit_id)
        .join(VisitPerson, VisitPerson.cadre_id == own.c.id)
        .where(VisitPerson.visit_id == newest, PEOPLE.c.enabled, own.c.on_duty, own.c.id != user)
        .order_by(VisitPerson.position, PEOPLE.c.account)
    )
    return _Companions(statement, Whole(Cadre, columns), Whole(Unit, columns))


def people_offered(user: User, enterprise_id: int | None, on: date) -> dict[str, str]:
    """Whom the page lets tick, by account: the pairing's liaisons and leader, then the own unit."""
    asked = {"enterprise": enterprise_id or 0, "unit": unit_id_of(user) or 0, "on": on}
    found = rows(built("people offered", _offered), asked)
    return {account: f"{name}（{short or unit}）" for account, name, unit, short in found}


def _offered() -> Select[Any]:
    holds = enterprises.holds(ON)  # type: ignore[arg-type]
    term = (Pairing.enterprise_id == bindparam("enterprise")) & holds
    leader = select(Pairing.leader_id).where(term)
    liaisons = (
        select(PairingLiaison.cadre_id)
        .join(Pairing, Pairing.id == PairingLiaison.pairing_id)
        .where(term)
    )
    people, cadres = User.__table__, Cadre.__table__
    theirs = or_(cadres.c.id.in_(liaisons), cadres.c.id.in_(leader))
    rank = case((theirs, case((cadres.c.id.in_(leader), 1), else_=0)), else_=2)
    return (
        select(people.c.account, people.c.name, Unit.name.label("unit"), Unit.short_name)
        .select_from(cadres)
        .join(people, people.c.id == cadres.c.id)
        .join(Unit, Unit.id == cadres.c.unit_id)
        .where(or_(theirs, cadres.c.unit_id == bindparam("unit")))
        .where(people.c.enabled, cadres.c.on_duty)
        .order_by(rank, people.c.name, people.c.account)
        .limit(OFFERED)
    )


def own_choices(user: User, on: date) -> list[Choice]:
    """The user's own enterprises: those paired with the person before those of the unit."""
    statement = built(("own choices", *reader(user, on)), lambda: _own_choices(user, on))
    return [Choice(*row) for row in rows(statement)]


def _own_choices(user: User, on: date) -> Any:
    mine = personal(user, on)
    return (
        select(Enterprise.code, Enterprise.name)
        .where(Enterprise.id.in_(enterprises.own_ids(user, on)), Enterprise.withdrawn.is_(False))
        .order_by(Enterprise.id.in_(mine).desc(), Enterprise.name, Enterprise.id)
        .limit(SELECTABLE)
    )


def personal(user: User, on: date) -> Select[Any]:
    """Ids of what is paired with the person, not only with the unit."""
    liaison = select(PairingLiaison.pairing_id).where(PairingLiaison.cadre_id == user.id)
    return select(Pairing.enterprise_id).where(
        enterprises.holds(on), or_(Pairing.leader_id == user.id, Pairing.id.in_(liaison))
    )


def found_choices(words: str, on: date) -> list[Choice]:
    """Enterprises that the words name, for whoever records for everybody; else the key ones."""
    if words:
        return _chosen(enterprises.search(words))
    key = select(KeyYear.enterprise_id).where(KeyYear.year == on.year)
    return remembered(("key choices", on.year), lambda: _chosen(Enterprise.id.in_(key)))


def _chosen(wanted: ColumnElement[bool]) -> list[Choice]:
    """The first of those enterprises by name."""
    statement = (
        select(Enterprise.code, Enterprise.name)
        .where(Enterprise.withdrawn.is_(False), wanted)
        .order_by(Enterprise.name, Enterprise.id)
        .limit(SELECTABLE)
    )
    return [Choice(*row) for row in db.session.execute(statement)]


def get_draft(user: User, client_id: str) -> Draft:
    """One of the user's own drafts."""
    statement = select(Draft).where(Draft.user_id == user.id, Draft.client_id == client_id)
    found = db.session.scalars(statement).one_or_none()
    if found is None:
        raise NotFound
    return found


class DraftLine(NamedTuple):
    """An unsent form as a line of a list."""

    client_id: str
    enterprise: str | None
    saved_at: datetime
    fields: str

    @property
    def gist(self) -> str:
        """Its first words, which tell it from another of the same enterprise."""
        typed = dict(parse_qsl(self.fields))
        return next((typed[name] for name in GIST if typed.get(name, "").strip()), "")


_DRAFTS = (
    select(Draft.client_id, Enterprise.name, Draft.saved_at, Draft.fields)
    .outerjoin(Enterprise, Enterprise.id == Draft.enterprise_id)
    .where(Draft.user_id == bindparam("user"))
    .order_by(Draft.saved_at.desc(), Draft.id.desc())
)


def drafts_of(user: User) -> list[DraftLine]:
    """The user's drafts, the newest first."""
    return [DraftLine(*row) for row in rows(_DRAFTS, {"user": user.id})]
