"""Counting what goes wrong at the door: by account, which locks, and by address, which shuts."""

from __future__ import annotations

from datetime import timedelta

from flask import request
from sqlalchemy import delete, func, select, update

from assist import audit
from assist.accounts.models import SignInFailure, User
from assist.accounts.rules import ADDRESS_FAILURES, ADDRESS_WINDOW, FAILURES_KEPT
from assist.db import db
from assist.settings import current
from assist.web import transaction
from assist.web.clock import now


def address_shut(address: str) -> bool:
    """Whether too many sign-ins of this address have failed just now."""
    since = now() - ADDRESS_WINDOW
    counted = select(func.count()).where(SignInFailure.address == address, SignInFailure.at > since)
    return (db.session.scalar(counted) or 0) >= ADDRESS_FAILURES


def note_later(user: User | None) -> None:
    """Count a failure of this request once it has ended: it outlives the rollback."""
    user_id, account = (user.id, user.account) if user else (None, None)
    address = request.remote_addr or ""
    transaction.afterwards(lambda: note_failure(user_id=user_id, account=account, address=address))


def note_failure(*, user_id: int | None, account: str | None, address: str) -> None:
    """Count a failed sign-in for the address and the account, which locks at the limit.

    What was typed instead of a known account is not kept: it may well be the password.
    """
    at = now()
    db.session.execute(delete(SignInFailure).where(SignInFailure.at < at - FAILURES_KEPT))
    db.session.add(SignInFailure(address=address, at=at))
    sentence = "登录失败" if user_id is not None else "登录失败，没有这个账号"
    if user_id is not None and _locks(user_id):
        sentence = f"登录失败，账号锁定 {current().lock_minutes} 分钟"
    audit.record(
        verb="account.sign_in_failed",
        kind="account",
        key=account or "-",
        sentence=sentence,
        by=audit.actions.STRANGER,
    )


def _locks(user_id: int) -> bool:
    """One more failure; one UPDATE, so that two failures at the same moment count as two."""
    limits = current()
    counted = update(User).where(User.id == user_id).values(failures=User.failures + 1)
    db.session.execute(counted.execution_options(synchronize_session=False))
    failures = db.session.scalar(select(User.failures).where(User.id == user_id)) or 0
    if failures < limits.lock_failures:
        return False
    until = now() + timedelta(minutes=limits.lock_minutes)
    locking = update(User).where(User.id == user_id).values(failures=0, locked_until=until)
    db.session.execute(locking.execution_options(synchronize_session=False))
    return True
