"""Sessions: opened, kept alive, renewed and ended; the row decides, the cookie only names it."""

from __future__ import annotations

import secrets

from flask import g, request, session
from sqlalchemy import update
from werkzeug.exceptions import NotFound

from assist import audit
from assist.accounts import queries
from assist.accounts.models import User, UserSession
from assist.accounts.rules import device_words
from assist.db import db
from assist.web import transaction
from assist.web.clock import now


def open_session(*, user: User, address: str, device: str, own_phone: bool) -> UserSession:
    """A new session under a new token; whatever the browser held before is forgotten."""
    token = secrets.token_urlsafe(32)
    at = now()
    row = UserSession(
        token_hash=queries.token_hash(token),
        user_id=user.id,
        started_at=at,
        seen_at=at,
        confirmed_at=at,
        own_phone=own_phone,
        device=device[:200],
        address=address,
    )
    db.session.add(row)
    session.clear()
    session[queries.COOKIE] = token
    g.pop("user_session", None)
    return row


def renew_session() -> None:
    """This request's session goes on under a new token: a copy of the old cookie is dead."""
    row = queries.current_row()
    if row is not None:
        token = secrets.token_urlsafe(32)
        row.token_hash = queries.token_hash(token)
        session[queries.COOKIE] = token


def end_session(*, row: UserSession, why: str) -> None:
    """End one session; every copy of its cookie is dead with the next request."""
    row.ended_at, row.ended_why = now(), why


def end_sessions(*, user: User, why: str, but: UserSession | None = None) -> int:
    """End all of a person's sessions except `but`; how many there were."""
    rows = [row for row in queries.own_sessions(user) if but is None or row.id != but.id]
    for row in rows:
        end_session(row=row, why=why)
    return len(rows)


def end_sessions_of(*, by: User, user: User) -> int:
    """An administrator ends all sessions of an account."""
    ended = end_sessions(user=user, why="管理员退出")
    audit.record(
        verb="account.end_sessions",
        kind="account",
        key=user.account,
        sentence=f"退出了{user.name}的全部登录（{ended} 处）",
        by=by,
    )
    return ended


def sign_out(*, by: User) -> None:
    """End this request's session."""
    row = queries.current_row()
    if row is not None:
        end_session(row=row, why="退出登录")
    session.clear()
    audit.record(
        verb="account.sign_out", kind="account", key=by.account, sentence="退出登录", by=by
    )


def keep_seen() -> None:
    """Note, once a minute at most, that the session is in use; besides audit all a GET writes.

    Ten requests at once find the same old note: the first of them replaces it.
    """
    row = queries.current_session()
    if row is None or now() - row.seen_at < queries.SEEN_EVERY:
        return
    row_id, at = row.id, now()

    def seen() -> None:
        old = (UserSession.id == row_id) & (UserSession.seen_at <= at - queries.SEEN_EVERY)
        changed = update(UserSession).where(old).values(seen_at=at)
        db.session.execute(changed.execution_options(synchronize_session=False))

    transaction.once_answered(seen)


def end_own_session(*, by: User, session_id: int) -> None:
    """End one of one's own sessions; another's answers 404."""
    rows = [row for row in queries.own_sessions(by) if row.id == session_id]
    if not rows:
        raise NotFound
    end_session(row=rows[0], why="本人退出")
    audit.record(
        verb="account.end_session", kind="account", key=by.account, sentence="退出了一台设备", by=by
    )


def device_name() -> str:
    """The browser and its system in words; what is not known says it in its own."""
    said = request.user_agent.string or ""
    return device_words(said) or said[:100]
