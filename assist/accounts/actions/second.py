"""The second factor: six digits from the person's own phone, new ones every 30 seconds."""

from __future__ import annotations

from sqlalchemy import or_, update

from assist import audit
from assist.accounts.models import User
from assist.accounts.rules import matching_step
from assist.db import db
from assist.lib.errors import Invalid
from assist.web.clock import now

WRONG = "动态口令不正确，请核对手机的时间后输入新的一个。"


def code_right(user: User, code: str) -> bool:
    """Whether the code is good and unused; one UPDATE uses it up, so that it serves once."""
    step = matching_step(user.totp_secret or "", code, now())
    if step is None:
        return False
    unused = or_(User.totp_last_step.is_(None), User.totp_last_step < step)
    taking = update(User).where(User.id == user.id, unused).values(totp_last_step=step)
    taken = db.session.execute(taking.execution_options(synchronize_session=False))
    return bool(taken.rowcount)  # type: ignore[attr-defined]


def enrol(*, by: User, secret: str, code: str) -> None:
    """Turn it on for oneself, once a code shows that the phone has the secret."""
    step = matching_step(secret, code, now())
    if step is None:
        raise Invalid("code", WRONG)
    by.totp_secret, by.totp_last_step = secret, step
    _record(by, by, "account.totp_on", "启用了动态口令")


def give_up_factor(*, by: User, code: str) -> None:
    """Turn it off for oneself, with a code."""
    if not code_right(by, code):
        raise Invalid("code", WRONG)
    by.totp_secret = None
    _record(by, by, "account.totp_off", "停用了动态口令")


def forget_factor(*, by: User, user: User) -> None:
    """Turn it off for somebody whose phone is lost; the password alone lets them in again."""
    user.totp_secret, user.totp_last_step = None, None
    _record(by, user, "account.totp_reset", f"清除了{user.name}的动态口令")


def _record(by: User, user: User, verb: str, sentence: str) -> None:
    audit.record(verb=verb, kind="account", key=user.account, sentence=sentence, by=by)
