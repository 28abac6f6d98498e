"""Whom the day reminds of the calendar: whose work a duty is, or whom a record names."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import or_, select

from assist.accounts.duties import UserDuty, duties_of
from assist.accounts.models import User, UserRole
from assist.accounts.policy import Role
from assist.db import db
from assist.notices.rules import Kind, Reminder
from assist.planning.models import Task, TaskState
from assist.planning.queries.calendar import pressing
from assist.planning.rules import duties as rules
from assist.planning.rules.duties import Entry
from assist.web.access import Permission as P

OPEN_TASKS = [state for state in TaskState if state.is_open]
PETITIONS = "/petitions"


def reminders(on: date, user: User | None = None) -> Iterator[Reminder]:
    """What presses of each one's work; petitions are never named outside the house."""
    for one in [user] if user is not None else _workers():
        found, entries = pressing(one, on)
        mine = duties_of(one)
        for entry in entries:
            offices = entry.duty is None and not entry.who and one.may(P.DUTY_ALL)
            if offices or entry.duty in mine or entry.who == one.name:
                yield Reminder(
                    kind=Kind.DUTY,
                    user_id=one.id,
                    key=f"duty:{entry.key or entry.href}:{entry.due.isoformat()}",
                    words=rules.line(entry, found.who(entry), on, found.workdays),
                    href=_address(entry),
                    private=entry.href.startswith(PETITIONS),
                )


def _address(entry: Entry) -> str:
    return entry.href or "/planning"


def _workers() -> list[User]:
    """Whoever looks after a ledger, the office, and owners of open tasks."""
    duties = select(UserDuty.user_id)
    office = select(UserRole.user_id).where(UserRole.role == Role.OFFICE)
    owners = select(Task.owner_id).where(Task.state.in_(OPEN_TASKS))
    statement = (
        select(User)
        .where(User.enabled, or_(User.id.in_(duties), User.id.in_(office), User.id.in_(owners)))
        .order_by(User.id)
    )
    return list(db.session.scalars(statement).unique())
