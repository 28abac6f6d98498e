"""Signing in: the password, then the code of the second factor where there is one."""

from __future__ import annotations

from enum import Enum, auto

from flask import session

from assist import audit
from assist.accounts import queries
from assist.accounts.actions.failures import address_shut, note_later
from assist.accounts.actions.passwords import matches
from assist.accounts.actions.second import code_right
from assist.accounts.actions.sessions import open_session
from assist.accounts.models import User
from assist.accounts.rules import CODE_WITHIN, locked
from assist.db import db
from assist.web.clock import now

#: Signed in the cookie between password and code: who, when, and by which password.
PENDING = "second"


class Step(Enum):
    """What signing in came to."""

    REFUSED = auto()
    CODE = auto()
    DONE = auto()


def sign_in(
    *, account: str, password: str, address: str, device: str, own_phone: bool = False
) -> Step:
    """Open a session, or ask for the code; unknown, wrong, locked and disabled are not told apart.

    Failures are written in a transaction of their own, after the answer.
    """
    if address_shut(address):
        return Step.REFUSED
    user = queries.by_account(account) if len(account) <= 64 else None
    right = matches(user, password)
    if user is None or not right or not _admitted(user):
        note_later(user)
        return Step.REFUSED
    if user.totp_secret:
        session.clear()
        session[PENDING] = [user.id, now().timestamp(), _mark(user), own_phone]
        return Step.CODE
    _enter(user, address, device, own_phone)
    return Step.DONE


def awaiting_code() -> tuple[User, bool] | None:
    """Who gave the password in this browser just now and owes the code; is the phone theirs?"""
    user_id, at, mark, own_phone = session.get(PENDING) or (None, 0, "", False)
    if user_id is None or not 0 <= now().timestamp() - at <= CODE_WITHIN.total_seconds():
        return None
    user = db.session.get(User, user_id)
    if user is None or not user.totp_secret or mark != _mark(user):
        return None
    return user, bool(own_phone)


def give_code(*, code: str, address: str, device: str) -> Step:
    """The second step: the code opens the session; a wrong one counts as a wrong password."""
    waiting = awaiting_code()
    if waiting is None or address_shut(address):
        return Step.REFUSED
    user, own_phone = waiting
    if not _admitted(user) or not code_right(user, code):
        note_later(user)
        return Step.CODE
    _enter(user, address, device, own_phone)
    return Step.DONE


def _admitted(user: User) -> bool:
    expired = user.one_time_until is not None and now() > user.one_time_until
    return user.enabled and not locked(user.locked_until, now()) and not expired


def _mark(user: User) -> str:
    """Changes with the password, so that the first step does not outlive it."""
    return user.password_set_at.isoformat() if user.password_set_at else ""


def _enter(user: User, address: str, device: str, own_phone: bool) -> None:
    user.failures, user.locked_until = 0, None
    open_session(user=user, address=address, device=device, own_phone=own_phone)
    audit.record(verb="account.sign_in", kind="account", key=user.account, sentence="登录", by=user)
