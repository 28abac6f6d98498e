"""Reading units and cadres: by natural key, cheaply where a workbook asks; lists for pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

from assist.accounts.models import UserRole
from assist.accounts.policy import Role
from assist.cadres.models import Cadre, Unit
from assist.db import db
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


def matching(statement: Select[tuple[Cadre]], words: str) -> Select[tuple[Cadre]]:
    """Those whose name, initials, account or unit holds the words; `statement` joins the unit."""
    if not words:
        return statement
    pattern = like_pattern(words)
    columns = (Cadre.name, Cadre.account, Unit.name, Unit.short_name)
    found = [column.like(pattern, escape="\\") for column in columns]
    initials = func.lower(Cadre.pinyin).like(like_pattern(words.lower()), escape="\\")
    return statement.where(or_(*found, initials))
