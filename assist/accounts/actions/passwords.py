"""Passwords: checked, chosen, given again, reset."""

from __future__ import annotations

import secrets
from datetime import timedelta

from flask import current_app
from sqlalchemy import select
from werkzeug.security import check_password_hash, generate_password_hash

from assist import audit
from assist.accounts import queries
from assist.accounts.actions.failures import note_later
from assist.accounts.actions.sessions import end_sessions, renew_session
from assist.accounts.models import PasswordRecord, User
from assist.accounts.rules import local_words, locked
from assist.db import db
from assist.lib import passwords
from assist.lib.errors import Invalid
from assist.settings import current
from assist.web.clock import now

#: Hashed when the account is unknown, so that the answer takes as long as for a known one.
_dummy: dict[str, str] = {}


def hash_password(password: str) -> str:
    """Salted hash by the configured method."""
    return generate_password_hash(password, method=current_app.config["ASSIST_PASSWORD_METHOD"])


def _dummy_hash() -> str:
    method = current_app.config["ASSIST_PASSWORD_METHOD"]
    if method not in _dummy:
        _dummy[method] = hash_password(secrets.token_hex(8))
    return _dummy[method]


def matches(user: User | None, password: str) -> bool:
    """Whether it is the person's password; takes as long for nobody's, none for too long."""
    hashed = (user.password_hash if user else None) or _dummy_hash()
    return len(password) <= passwords.LONGEST and check_password_hash(hashed, password)


def password_right(*, user: User, password: str) -> bool:
    """Whether it is the person's password; wrong ones count towards the lock, which holds."""
    if matches(user, password) and not locked(user.locked_until, now()):
        return True
    note_later(user)
    return False


def confirm_password(*, by: User, password: str) -> bool:
    """Note that the password was given again in this session."""
    row = queries.current_row()
    if row is None or not password_right(user=by, password=password):
        return False
    row.confirmed_at = now()
    audit.record(
        verb="account.confirm", kind="account", key=by.account, sentence="再次输入密码", by=by
    )
    return True


def choose_password(*, user: User, password: str) -> None:
    """Set a password that the person chose; Invalid names what is wrong with it.

    Other sessions end, and this one goes on under a new cookie.
    """
    wrong = passwords.problems_with(
        password, user.account, user.name, getattr(user, "phone", ""), local_words(current())
    )
    if wrong:
        raise Invalid("password", "；".join(wrong) + "。")
    if _used_before(user, password):
        kept = current().password_history
        raise Invalid("password", f"不能与最近 {kept} 次用过的密码相同。")
    _set(user, password)
    user.one_time_until = None
    end_sessions(user=user, why="修改密码", but=queries.current_row())
    renew_session()
    audit.record(verb="account.password", kind="account", key=user.account, sentence="修改了密码")


def _used_before(user: User, password: str) -> bool:
    kept = current().password_history
    statement = (
        select(PasswordRecord.password_hash)
        .where(PasswordRecord.user_id == user.id)
        .order_by(PasswordRecord.id.desc())
        .limit(kept)
    )
    hashes = [user.password_hash, *db.session.scalars(statement)][:kept]
    return any(hashed and check_password_hash(hashed, password) for hashed in hashes)


def _set(user: User, password: str) -> None:
    if user.password_hash:
        db.session.add(PasswordRecord(user_id=user.id, password_hash=user.password_hash, at=now()))
    user.password_hash = hash_password(password)
    user.password_set_at = now()
    user.failures, user.locked_until = 0, None


def reset_password(*, user: User, password: str | None = None, keep: bool = False) -> str:
    """Give a one-time password (a lasting one with `keep`), unlock, end all sessions."""
    given = password or passwords.one_time()
    _set(user, given)
    user.one_time_until = None if keep else now() + timedelta(hours=current().one_time_hours)
    end_sessions(user=user, why="重置密码")
    audit.record(
        verb="account.reset", kind="account", key=user.account, sentence=f"重置了{user.name}的密码"
    )
    return given
