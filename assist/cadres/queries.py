"""Reading units and cadres: by natural key, cheaply where a workbook asks; lists for pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, or_, select
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import NotFound

from assist.accounts.models import User, UserRole
from assist.accounts.policy import Role
from assist.cadres.models import Cadre, Unit
from assist.db import db, every_word, rows
from assist.lib.text import like_pattern


@dataclass
class Directory:
    """Every unit by name, every cadre by account; a workbook's reader adds its own."""

    units: dict[str, Unit] = field(default_factory=dict)
    cadres: dict[str, Cadre] = field(default_factory=dict)


_directory: ContextVar[Directory | None] = ContextVar("directory", default=None)


@contextmanager
def directory() -> Iterator[Directory]:
    """While open, units and cadres are looked up in memory: a row of a workbook costs no query."""
    known = Directory(
        units={unit.name: unit for unit in db.session.scalars(select(Unit))},
        cadres={person.account: person for person in db.session.scalars(select(Cadre)).unique()},
    )
    token = _directory.set(known)
    try:
        yield known
    finally:
        _directory.reset(token)


def unit_named(name: str) -> Unit | None:
    """The unit of exactly that name, active or not."""
    known = _directory.get()
    if known is not None:
        return known.units.get(name)
    return db.session.scalars(select(Unit).where(Unit.name == name)).one_or_none()


def cadre_by_account(account: str) -> Cadre | None:
    """The business person of exactly that account, enabled or not."""
    known = _directory.get()
    if known is not None:
        return known.cadres.get(account)
    return cadres_by_account([account]).get(account)


def cadres_by_account(accounts: Iterable[str]) -> dict[str, Cadre]:
    """Several at once, in one query; accounts that are nobody's are left out."""
    wanted = list(accounts)
    known = _directory.get()
    if known is not None:
        return {account: known.cadres[account] for account in wanted if account in known.cadres}
    statement = select(Cadre).options(joinedload(Cadre.unit)).where(Cadre.account.in_(wanted))
    return {person.account: person for person in db.session.scalars(statement).unique()}


def cadres_named(name: str) -> list[Cadre]:
    """People of exactly that name who are on duty; two may share a name."""
    statement = (
        select(Cadre)
        .options(joinedload(Cadre.unit))
        .where(Cadre.name == name, Cadre.enabled, Cadre.on_duty)
        .order_by(Cadre.account)
        .limit(20)
    )
    return list(db.session.scalars(statement).unique())


def active_units() -> list[Unit]:
    """The units that may still be chosen, by kind and name."""
    return list(
        db.session.scalars(select(Unit).where(Unit.active).order_by(Unit.kind, Unit.name, Unit.id))
    )


#: A select with more units than this is no longer read.
UNITS_OFFERED = 80
_UNITS = (
    select(Unit.name, Unit.short_name).where(Unit.active).order_by(Unit.name).limit(UNITS_OFFERED)
)


def unit_choices(chosen: str) -> list[tuple[str, str]]:
    """Name and words of the units that a filter offers, and the chosen one, however many exist."""
    found = [(name, short or name) for name, short in rows(_UNITS)]
    if chosen and len(found) == UNITS_OFFERED and chosen not in dict(found):
        found.append((chosen, chosen))
    return found


def colleagues(unit_id: int) -> list[Cadre]:
    """People of a unit who are on duty, by name."""
    statement = (
        select(Cadre)
        .options(joinedload(Cadre.unit))
        .where(Cadre.unit_id == unit_id, Cadre.enabled, Cadre.on_duty)
        .order_by(Cadre.name, Cadre.account)
    )
    return list(db.session.scalars(statement).unique())


def holders(*roles: Role) -> list[Cadre]:
    """People on duty with one of the roles, by unit and name."""
    held = select(UserRole.user_id).where(UserRole.role.in_(roles))
    statement = (
        select(Cadre)
        .join(Cadre.unit)
        .options(joinedload(Cadre.unit))
        .where(Cadre.id.in_(held), Cadre.enabled, Cadre.on_duty)
        .order_by(Unit.name, Cadre.name, Cadre.account)
    )
    return list(db.session.scalars(statement).unique())


#: As tables: a select of User would join the cadres by itself, for rows that are loaded whole.
USER, CADRE = User.__table__, Cadre.__table__


@dataclass(frozen=True)
class Filter:
    """What a list of people was asked for."""

    words: str = ""
    role: Role | None = None
    unit: str = ""
    #: yes, no, or for accounts also locked, unused.
    state: str = ""

    @property
    def described(self) -> str:
        """In words for the log; the words searched for may be somebody's name and are not kept."""
        parts = [
            "按关键字" if self.words else "",
            self.role.label if self.role else "",
            self.unit,
            {"yes": "在岗", "no": "不在岗"}.get(self.state, ""),
        ]
        return "、".join(part for part in parts if part) or "全部"


def people(asked: Filter) -> Select[Any]:
    """The directory for business pages: plain columns, people of one unit together."""
    statement = (
        select(
            CADRE.c.id,
            USER.c.name,
            Unit.name.label("unit"),
            CADRE.c.post,
            CADRE.c.phone,
            CADRE.c.on_duty,
        )
        .select_from(CADRE)
        .join(USER, USER.c.id == CADRE.c.id)
        .join(Unit, Unit.id == CADRE.c.unit_id)
        .where(USER.c.enabled)
        .order_by(CADRE.c.unit_id, CADRE.c.id)
    )
    if asked.state in {"yes", "no"}:
        statement = statement.where(CADRE.c.on_duty.is_(asked.state == "yes"))
    return _narrowed(statement, asked, at=None)


def everyone(asked: Filter) -> list[tuple[Row[Any], str]]:
    """All rows of the directory with their roles, for the export."""
    found = db.session.execute(people(asked)).all()
    roles: dict[int, str] = {}
    for start in range(0, len(found), 500):
        roles |= roles_of(row.id for row in found[start : start + 500])
    return [(row, roles.get(row.id, "")) for row in found]


def account_rows(asked: Filter, at: datetime) -> Select[Any]:
    """Every account, administrators and auditors too, for the administrator's list."""
    statement = (
        select(
            USER.c.id,
            USER.c.account,
            USER.c.name,
            Unit.name.label("unit"),
            USER.c.enabled,
            (USER.c.locked_until > at).label("locked"),
            USER.c.password_hash.is_(None).label("unused"),
            USER.c.totp_secret.is_not(None).label("factor"),
        )
        .select_from(USER)
        .outerjoin(CADRE, CADRE.c.id == USER.c.id)
        .outerjoin(Unit, Unit.id == CADRE.c.unit_id)
        .order_by(USER.c.account)
    )
    return _narrowed(statement, asked, at)


def _narrowed(statement: Select[Any], asked: Filter, at: datetime | None) -> Select[Any]:
    if asked.role is not None:
        held = select(UserRole.user_id).where(UserRole.role == asked.role)
        statement = statement.where(USER.c.id.in_(held))
    if asked.unit:
        statement = statement.where(Unit.name == asked.unit)
    if at is not None:
        states = {
            "yes": USER.c.enabled,
            "no": USER.c.enabled.is_(False),
            "locked": USER.c.locked_until > at,
            "unused": USER.c.password_hash.is_(None) & USER.c.enabled,
        }
        if asked.state in states:
            statement = statement.where(states[asked.state])
    return statement.where(every_word(asked.words, _holds)) if asked.words else statement


def _holds(words: str) -> ColumnElement[bool]:
    """Whose name, initials, account or unit holds the words."""
    pattern = like_pattern(words)
    columns = (USER.c.name, USER.c.account, Unit.name, Unit.short_name)
    found = [column.like(pattern, escape="\\") for column in columns]
    return or_(*found, CADRE.c.pinyin.like(like_pattern(words.lower()), escape="\\"))


def roles_of(ids: Iterable[int]) -> dict[int, str]:
    """The roles of these accounts in words, in one query."""
    held: dict[int, set[Role]] = {}
    statement = select(UserRole.user_id, UserRole.role).where(UserRole.user_id.in_(list(ids)))
    for user_id, role in db.session.execute(statement):
        held.setdefault(user_id, set()).add(role)
    return {
        user_id: "、".join(role.label for role in Role if role in roles)
        for user_id, roles in held.items()
    }


def account_named(account: str) -> User:
    """The account of that name with its unit; 404 where there is none."""
    user = db.session.scalars(select(User).where(User.account == account)).unique().one_or_none()
    if user is None:
        raise NotFound
    return user


def units(words: str) -> Select[Unit]:
    """Units for the administrator's list, the active ones first."""
    statement = select(Unit).order_by(Unit.active.desc(), Unit.kind, Unit.name, Unit.id)
    if words:
        pattern = like_pattern(words)
        named = [c.like(pattern, escape="\\") for c in (Unit.name, Unit.short_name)]
        statement = statement.where(or_(*named))
    return statement


def people_in(unit_ids: Iterable[int]) -> dict[int, int]:
    """How many enabled people each of these units has."""
    statement = (
        select(Cadre.unit_id, func.count().label("people"))
        .where(Cadre.unit_id.in_(list(unit_ids)), Cadre.enabled)
        .group_by(Cadre.unit_id)
    )
    return {row.unit_id: row.people for row in db.session.execute(statement)}


def unit_by_id(unit_id: int) -> Unit:
    """One unit; 404 where there is none."""
    unit = db.session.get(Unit, unit_id)
    if unit is None:
        raise NotFound
    return unit
