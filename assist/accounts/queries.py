"""Reading accounts and their sessions."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

from flask import g, session
from sqlalchemy import Select, String, bindparam, case, cast, func, select
from sqlalchemy.orm import class_mapper
from sqlalchemy.orm.attributes import set_committed_value

from assist.accounts.models import SignInFailure, User, UserRole, UserSession
from assist.accounts.policy import Role, granted
from assist.accounts.rules import FAILURES_KEPT, session_over
from assist.db import Whole, db, rows
from assist.settings import current
from assist.settings.queries import prime, stamp_columns
from assist.web.clock import now

COOKIE = "sid"
SEEN_EVERY = timedelta(minutes=1)


def token_hash(token: str) -> str:
    """What the database keeps of a session's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def by_account(account: str) -> User | None:
    """The account of that name, whatever its state."""
    return db.session.scalars(select(User).where(User.account == account)).unique().one_or_none()


def current_session() -> UserSession | None:
    """The live session that the request's cookie names, with its user; one query a request."""
    if "user_session" not in g:
        g.user_session = _find(session.get(COOKIE))
    found: UserSession | None = g.user_session
    return found


def _find(token: str | None) -> UserSession | None:
    if not token:
        return None
    db.session.flush()  # the row of a session that this very request has opened
    found = rows(_live().statement, {"hash": token_hash(token)})
    if not found:
        return None
    row = _live().read(tuple(found[0]))
    return None if session_over(row, now(), current()) else row


@dataclass(frozen=True)
class _Live:
    """The session of a token with its user in one row of plain columns: every request asks it."""

    statement: Select[Any]
    session: Whole[UserSession]
    #: The kinds of account by their code, and where in a row the code stands.
    accounts: dict[str, Whole[User]]
    code: int

    def read(self, row: Sequence[Any]) -> UserSession:
        """The objects; on the way the stamp of the settings, so that they cost no query."""
        roles, *stamp = row[-1 - len(stamp_columns()) :]
        prime(tuple(stamp))
        user = self.accounts[row[self.code]].made(row)
        codes = (roles or "").split(",")
        held = frozenset(role for role in Role if role in codes)
        user.__dict__["permissions"] = granted(held)  # the rows themselves are rarely asked for
        found = self.session.made(row)
        set_committed_value(found, "user", user)
        return found


@cache
def _live() -> _Live:
    session, user, role = UserSession.__table__, User.__table__, UserRole.__table__
    kinds: dict[str, type[User]] = {
        code: kind.class_ for code, kind in class_mapper(User).polymorphic_map.items()
    }
    joined = session.join(user)
    for kind in kinds.values():
        if kind is not User:
            own = class_mapper(kind).local_table
            joined = joined.outerjoin(own, own.c.id == user.c.id)
    columns = list(joined.c)
    held = select(func.aggregate_strings(cast(role.c.role, String), ","))
    roles = held.where(role.c.user_id == user.c.id).scalar_subquery()
    statement = select(*columns, roles, *stamp_columns()).select_from(joined)
    return _Live(
        statement.where(
            session.c.token_hash == bindparam("hash"), session.c.ended_at.is_(None), user.c.enabled
        ),
        Whole(UserSession, columns),
        {code: Whole(kind, columns) for code, kind in kinds.items()},
        columns.index(user.c.kind),
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
