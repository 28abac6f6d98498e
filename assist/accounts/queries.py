"""Reading accounts and their sessions."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, lru_cache
from typing import Any

from flask import g, session
from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    select,
)
from sqlalchemy.orm import class_mapper

from assist.accounts.models import SignInFailure, User, UserRole, UserSession
from assist.accounts.policy import Role, granted
from assist.accounts.rules import FAILURES_KEPT, session_over
from assist.db import Whole, db, rows
from assist.settings import current
from assist.settings.queries import prime, stamp_columns
from assist.web.access import Permission
from assist.web.clock import now

COOKIE = "sid"
SEEN_EVERY = timedelta(minutes=1)


def token_hash(token: str) -> str:
    """What the database keeps of a session's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def by_account(account: str) -> User | None:
    """The account of that name, whatever its state."""
    return db.session.scalars(select(User).where(User.account == account)).unique().one_or_none()


@dataclass(slots=True)
class Signed:
    """What a request reads of its session; the row itself is loaded only to be written."""

    id: int
    user: User
    seen_at: datetime
    started_at: datetime
    confirmed_at: datetime
    own_phone: bool
    ended_at: datetime | None
    #: What the factory had carried along, by its name.
    carried: dict[str, Any]


#: Filled by the factory: what every page shows of a person, read with the session: its name, and
#: what makes the subquery of the person's key.
carried: list[tuple[str, Callable[[ColumnElement[int]], ColumnElement[Any]]]] = []


def current_session() -> Signed | None:
    """The live session that the request's cookie names, with its user; one query a request."""
    here = g._get_current_object()  # asked four times a request
    if "user_session" not in here:
        here.user_session = _find(session.get(COOKIE))
    found: Signed | None = here.user_session
    return found


def current_row() -> UserSession | None:
    """Its row, for whoever writes it."""
    found = current_session()
    return None if found is None else db.session.get(UserSession, found.id)


def _find(token: str | None) -> Signed | None:
    if not token:
        return None
    db.session.flush()  # the row of a session that this very request has opened
    found = rows(_live().statement, {"hash": token_hash(token)})
    if not found:
        return None
    signed = _live().read(tuple(found[0]))
    return None if session_over(signed, now(), current()) else signed


@dataclass(frozen=True)
class _Live:
    """The session of a token with its user in one row of plain columns: every request asks it."""

    statement: Select[Any]
    #: The kinds of account by their code, and where in a row the code stands.
    accounts: dict[str, Whole[User]]
    code: int
    #: How many columns of the session and of the user a row begins with.
    facts: int
    person: int

    def read(self, row: Sequence[Any]) -> Signed:
        """The objects; on the way the stamp of the settings, so that they cost no query."""
        user = self.accounts[row[self.code]].made(row)
        roles, along = row[self.person], row[self.person + 1 :]
        prime(tuple(along[len(carried) :]))
        user.__dict__["permissions"] = held_by(roles or "")  # the rows are rarely asked for
        names = {name: along[place] for place, (name, _make) in enumerate(carried)}
        id_, seen_at, started_at, confirmed_at, own_phone, ended_at = row[: self.facts]
        return Signed(id_, user, seen_at, started_at, confirmed_at, own_phone, ended_at, names)


@lru_cache(512)
def held_by(codes: str) -> frozenset[Permission]:
    """What roles grant, by their codes as the query lists them."""
    named = codes.split(",")
    return granted(frozenset(role for role in Role if role in named))


@cache
def _live() -> _Live:
    session, user, role = UserSession.__table__, User.__table__, UserRole.__table__
    kinds: dict[str, type[User]] = {
        code: kind.class_ for code, kind in class_mapper(User).polymorphic_map.items()
    }
    joined, columns = session.join(user), list(user.c)
    for kind in kinds.values():
        if kind is not User:
            own = class_mapper(kind).local_table
            joined, columns = joined.outerjoin(own, own.c.id == user.c.id), [*columns, *own.c]
    names = ("id", "seen_at", "started_at", "confirmed_at", "own_phone", "ended_at")
    columns = [*(session.c[name] for name in names), *columns]
    # A comma written out: as a value it would be put into the text anew with every request.
    comma: Any = literal_column("','", String)
    held = select(func.aggregate_strings(cast(role.c.role, String), comma))
    roles = held.where(role.c.user_id == user.c.id).scalar_subquery()
    along = [make(user.c.id) for _name, make in carried]
    statement = select(*columns, roles, *along, *stamp_columns()).select_from(joined)
    return _Live(
        statement.where(
            session.c.token_hash == bindparam("hash"), session.c.ended_at.is_(None), user.c.enabled
        ),
        {code: Whole(kind, columns) for code, kind in kinds.items()},
        columns.index(user.c.kind),
        len(names),
        len(columns),
    )


def own_sessions(user: User) -> list[UserSession]:
    """A person's sessions that are not over, the newest first."""
    oldest = now() - timedelta(hours=current().session_hours)
    statement = (
        select(UserSession)
        .where(
            UserSession.user_id == user.id,
            UserSession.ended_at.is_(None),
            UserSession.started_at >= oldest,
        )
        .order_by(UserSession.seen_at.desc(), UserSession.id.desc())
    )
    return [row for row in db.session.scalars(statement) if not session_over(row, now(), current())]


@dataclass(frozen=True)
class Doorway:
    """What an administrator sees of signing in, in numbers."""

    enabled: int
    disabled: int
    locked: int
    unused: int
    failures: int
    addresses: int


def doorway() -> Doorway:
    """Accounts by their state, and the failures of the last 24 hours."""
    lives, shut = func.sum(case((User.enabled, 1), else_=0)), func.count()
    barred = func.sum(case((User.locked_until > now(), 1), else_=0))
    unused = func.sum(case((User.password_hash.is_(None) & User.enabled, 1), else_=0))
    states = db.session.execute(select(lives, shut, barred, unused).select_from(User)).one()
    enabled, all_, locked, without = (int(number or 0) for number in states)
    since = now() - FAILURES_KEPT
    failed = select(func.count(), func.count(SignInFailure.address.distinct()))
    failures, addresses = db.session.execute(failed.where(SignInFailure.at > since)).one()
    return Doorway(enabled, all_ - enabled, locked, without, failures, addresses)


def must_choose(user: User) -> bool:
    """Whether the password is a one-time one, or older than the bureau allows."""
    if user.one_time_until is not None:
        return True
    days = current().password_days
    return (
        bool(days)
        and user.password_set_at is not None
        and now() - user.password_set_at > timedelta(days=days)
    )


def holding(role: Role) -> list[User]:
    """The enabled accounts with a role, by account."""
    held = select(UserRole.user_id).where(UserRole.role == role)
    statement = select(User).where(User.id.in_(held), User.enabled).order_by(User.account)
    return list(db.session.scalars(statement).unique())
