"""When a session is over, when an account is locked; pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol


class Limits(Protocol):
    """The settings these rules read."""

    idle_minutes: int
    own_phone_idle_hours: int
    session_hours: int
    lock_failures: int
    lock_minutes: int


class SessionFacts(Protocol):
    """The moments of a session."""

    started_at: datetime
    seen_at: datetime
    own_phone: bool
    ended_at: datetime | None


CONFIRM_FOR = timedelta(minutes=15)
ADDRESS_FAILURES = 10
ADDRESS_WINDOW = timedelta(minutes=5)


def session_over(row: SessionFacts, at: datetime, limits: Limits) -> bool:
    """Idle too long (longer on a phone its owner marked as own) or simply too old."""
    idle = (
        timedelta(hours=limits.own_phone_idle_hours)
        if row.own_phone
        else timedelta(minutes=limits.idle_minutes)
    )
    return (
        row.ended_at is not None
        or at - row.seen_at > idle
        or at - row.started_at > timedelta(hours=limits.session_hours)
    )


def confirmed(confirmed_at: datetime, at: datetime) -> bool:
    """Whether the password was given recently enough for an export of personal data or a change of roles."""
    return at - confirmed_at <= CONFIRM_FOR


def locked(locked_until: datetime | None, at: datetime) -> bool:
    """Whether the account is locked at that moment."""
    return locked_until is not None and at < locked_until
