"""Signing in and out, passwords, roles, sessions."""

from __future__ import annotations

import secrets
from datetime import timedelta

from flask import current_app, g, request, session
from sqlalchemy import func, select, update
from werkzeug.exceptions import NotFound
from werkzeug.security import check_password_hash, generate_password_hash

from assist import audit
from assist.accounts import queries
from assist.accounts.models import PasswordRecord, SignInFailure, User, UserRole, UserSession
from assist.accounts.policy import Role, clash
from assist.accounts.rules import ADDRESS_FAILURES, ADDRESS_WINDOW, locked
from assist.db import db
from assist.lib import passwords
from assist.lib.errors import Invalid, Refused
from assist.settings import current
from assist.web import transaction
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


def sign_in(
    *, account: str, password: str, address: str, device: str, own_phone: bool = False
) -> User | None:
    """Open a session, or None: unknown, wrong, locked and disabled are not told apart.

    Failures are written in a transaction of their own, after the answer.
    """
    if address_shut(address):
        return None
    user = queries.by_account(account) if len(account) <= 64 else None
    hashed = (user.password_hash if user else None) or _dummy_hash()
    right = len(password) <= 128 and check_password_hash(hashed, password) and user is not None
    if (
        user is None
        or not right
        or not user.enabled
        or locked(user.locked_until, now())
        or _expired(user)
    ):
        user_id, shown = (user.id if user else None), account[:64]
        transaction.afterwards(
            lambda: note_failure(user_id=user_id, account=shown, address=address)
        )
        return None
    user.failures, user.locked_until = 0, None
    open_session(user=user, address=address, device=device, own_phone=own_phone)
    audit.record(verb="account.sign_in", kind="account", key=user.account, sentence="登录", by=user)
    return user


def _expired(user: User) -> bool:
    return user.one_time_until is not None and now() > user.one_time_until


def address_shut(address: str) -> bool:
    """Whether too many sign-ins of this address have failed just now."""
    since = now() - ADDRESS_WINDOW
    counted = select(func.count()).where(SignInFailure.address == address, SignInFailure.at > since)
    return (db.session.scalar(counted) or 0) >= ADDRESS_FAILURES


def note_failure(*, user_id: int | None, account: str, address: str) -> None:
    """Count a failed sign-in for the account and for the address; the account locks at the limit."""
    db.session.add(SignInFailure(address=address, at=now()))
    limits = current()
    sentence = "登录失败"
    if user_id is not None:
        # One UPDATE: two failures at the same moment count as two.
        counted = update(User).where(User.id == user_id).values(failures=User.failures + 1)
        db.session.execute(counted.execution_options(synchronize_session=False))
        failures = db.session.scalar(select(User.failures).where(User.id == user_id)) or 0
        if failures >= limits.lock_failures:
            until = now() + timedelta(minutes=limits.lock_minutes)
            locking = update(User).where(User.id == user_id).values(failures=0, locked_until=until)
            db.session.execute(locking.execution_options(synchronize_session=False))
            sentence = f"登录失败，账号锁定 {limits.lock_minutes} 分钟"
    audit.record(
        verb="account.sign_in_failed",
        kind="account",
        key=account,
        sentence=sentence,
        by=audit.actions.STRANGER,
    )


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


def end_session(*, row: UserSession, why: str) -> None:
    """End one session; every copy of its cookie is dead with the next request."""
    row.ended_at, row.ended_why = now(), why


def end_sessions(*, user: User, why: str, but: UserSession | None = None) -> int:
    """End all of a person's sessions except `but`; how many there were."""
    rows = [row for row in queries.own_sessions(user) if but is None or row.id != but.id]
    for row in rows:
        end_session(row=row, why=why)
    return len(rows)


def sign_out(*, by: User) -> None:
    """End this request's session."""
    row = queries.current_session()
    if row is not None:
        end_session(row=row, why="退出登录")
    session.clear()
    audit.record(
        verb="account.sign_out", kind="account", key=by.account, sentence="退出登录", by=by
    )


def keep_seen() -> None:
    """Note, at most once a minute, that the session is in use; the only thing besides audit that a GET writes."""
    row = queries.current_session()
    if row is None or now() - row.seen_at < queries.SEEN_EVERY:
        return
    row_id, at = row.id, now()

    def seen() -> None:
        changed = update(UserSession).where(UserSession.id == row_id).values(seen_at=at)
        db.session.execute(changed.execution_options(synchronize_session=False))

    transaction.afterwards(seen)


def end_own_session(*, by: User, session_id: int) -> None:
    """End one of one's own sessions; another's answers 404."""
    rows = [row for row in queries.own_sessions(by) if row.id == session_id]
    if not rows:
        raise NotFound
    end_session(row=rows[0], why="本人退出")
    audit.record(
        verb="account.end_session", kind="account", key=by.account, sentence="退出了一台设备", by=by
    )


def password_right(*, user: User, password: str) -> bool:
    """Whether it is the person's password; a wrong one counts towards the lock."""
    right = (
        len(password) <= 128
        and bool(user.password_hash)
        and check_password_hash(user.password_hash or "", password)
    )
    if not right:
        user_id, account, address = user.id, user.account, request.remote_addr or ""
        transaction.afterwards(
            lambda: note_failure(user_id=user_id, account=account, address=address)
        )
    return right


def confirm_password(*, by: User, password: str) -> bool:
    """Note that the password was given again in this session."""
    row = queries.current_session()
    if (
        row is None
        or locked(by.locked_until, now())
        or not password_right(user=by, password=password)
    ):
        return False
    row.confirmed_at = now()
    audit.record(
        verb="account.confirm", kind="account", key=by.account, sentence="再次输入密码", by=by
    )
    return True


def choose_password(*, user: User, password: str, local_words: list[str]) -> None:
    """Set a password that the person chose; Invalid names what is wrong with it. Other sessions end."""
    wrong = passwords.problems_with(
        password, user.account, user.name, getattr(user, "phone", ""), local_words
    )
    if wrong:
        raise Invalid("password", "；".join(wrong))
    if _used_before(user, password):
        raise Invalid("password", "不能与最近用过的密码相同。")
    _set(user, password)
    user.one_time_until = None
    end_sessions(user=user, why="修改密码", but=queries.current_session())
    audit.record(verb="account.password", kind="account", key=user.account, sentence="修改了密码")


def _used_before(user: User, password: str) -> bool:
    kept = current().password_history
    statement = (
        select(PasswordRecord.password_hash)
        .where(PasswordRecord.user_id == user.id)
        .order_by(PasswordRecord.id.desc())
        .limit(kept)
    )
    hashes = [user.password_hash, *db.session.scalars(statement)][: kept or None] if kept else []
    return any(hashed and check_password_hash(hashed, password) for hashed in hashes)


def _set(user: User, password: str) -> None:
    if user.password_hash:
        db.session.add(PasswordRecord(user_id=user.id, password_hash=user.password_hash, at=now()))
    user.password_hash = hash_password(password)
    user.password_set_at = now()
    user.failures, user.locked_until = 0, None


def reset_password(*, user: User, password: str | None = None, keep: bool = False) -> str:
    """Give a one-time password (or, with `keep`, one that need not be changed), unlock, end all sessions; the password."""
    given = password or passwords.one_time()
    _set(user, given)
    user.one_time_until = None if keep else now() + timedelta(hours=current().one_time_hours)
    end_sessions(user=user, why="重置密码")
    audit.record(
        verb="account.reset", kind="account", key=user.account, sentence=f"重置了{user.name}的密码"
    )
    return given


def set_roles(*, user: User, roles: list[Role]) -> list[audit.Change]:
    """Replace a person's roles; Refused where they exclude each other. The caller records the audit."""
    reason = clash(roles)
    if reason:
        raise Refused(reason)
    before, after = user.roles, frozenset(roles)
    user.role_rows = [row for row in user.role_rows if row.role in after]
    user.role_rows.extend(UserRole(role=role) for role in Role if role in after - before)
    user.__dict__.pop("permissions", None)
    if before == after:
        return []
    return [audit.Change("角色", _names(before), _names(after))]


def _names(roles: frozenset[Role]) -> str:
    return "、".join(role.label for role in Role if role in roles)


def create_account(*, account: str, name: str, roles: list[Role]) -> User:
    """A bare account, for an administrator or auditor; it has no password until one is reset."""
    if queries.by_account(account) is not None:
        raise Invalid("account", "这个账号已经有人使用。")
    user = User(account=account, name=name)
    set_roles(user=user, roles=roles)
    db.session.add(user)
    db.session.flush()
    audit.record(
        verb="account.create",
        kind="account",
        key=account,
        sentence=f"新建账号{name}（{_names(user.roles)}）",
    )
    return user


def device_name() -> str:
    """What the browser says of itself, cut short."""
    return (request.user_agent.string or "")[:200]
