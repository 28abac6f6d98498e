"""Reading accounts and their sessions."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from flask import g, session
from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from assist.accounts.models import User, UserSession
from assist.accounts.rules import session_over
from assist.db import db
from assist.settings import current
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
    """The live session that this request's cookie names, with its user, or None; one query a request."""
    if "user_session" not in g:
        g.user_session = _find(session.get(COOKIE))
    found: UserSession | None = g.user_session
    return found


def _find(token: str | None) -> UserSession | None:
    if not token:
        return None
    statement = (
        select(UserSession)
        .join(UserSession.user)
        .options(contains_eager(UserSession.user))
        .where(
            UserSession.token_hash == token_hash(token),
            UserSession.ended_at.is_(None),
            User.enabled,
        )
    )
    row = db.session.scalars(statement).unique().one_or_none()
    if row is None or session_over(row, now(), current()):
        return None
    return row


def own_sessions(user: User) -> list[UserSession]:
    """A person's sessions that are not over, the newest first."""
    statement = (
        select(UserSession)
        .where(UserSession.user_id == user.id, UserSession.ended_at.is_(None))
        .order_by(UserSession.seen_at.desc(), UserSession.id.desc())
    )
    return [row for row in db.session.scalars(statement) if not session_over(row, now(), current())]


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
