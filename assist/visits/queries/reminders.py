"""Whom the day reminds of what enterprises were promised: who sees to it, else the 联络员."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import and_, or_, select

from assist.accounts.models import User
from assist.db import db
from assist.enterprises import queries as enterprises
from assist.enterprises.models import Enterprise, Pairing, PairingLiaison
from assist.lib.days import chinese_day
from assist.notices.rules import Kind, Reminder
from assist.settings import current
from assist.visits.models import Keeping, Promise
from assist.visits.queries.passing import keeper_on


def reminders(on: date, user: User | None = None) -> Iterator[Reminder]:
    """What is due soon, overdue, or has lately been broken."""
    del user  # all of them cost two queries
    found = db.session.execute(_pressing(on)).all()
    liaisons = _liaisons({row.enterprise_id for row in found}, on)
    for row in found:
        own = liaisons.get(row.enterprise_id, [])
        late = row.keeping is Keeping.BROKEN or row.due_on < on
        ids = [*([row.keeper_id] if row.keeper_id else own), *(own if late else [])]
        for user_id in dict.fromkeys(ids):
            yield Reminder(
                kind=Kind.PROMISE,
                user_id=user_id,
                key=f"promise:{row.number}:{_occasion(row, on)}:{row.due_on.isoformat()}",
                words=f"对{row.short_name or row.name}的承诺：{row.words}，{_clock(row, on)}",
                href=f"/visits/promises/{row.number}",
            )


def _pressing(on: date) -> Any:
    calendar, amber = current().calendar, current().amber_days
    soon, lately = calendar.add(on, amber), calendar.add(on, -1)
    return (
        select(
            Promise.number, Promise.words, Promise.due_on, Promise.keeping,
            keeper_on(on).label("keeper_id"),
            Promise.enterprise_id, Enterprise.name, Enterprise.short_name,
        )
        .join(Enterprise, Enterprise.id == Promise.enterprise_id)
        .where(
            or_(
                and_(Promise.keeping == Keeping.OPEN, Promise.due_on <= soon),
                and_(Promise.keeping == Keeping.BROKEN, Promise.settled_on >= lately),
            )
        )
        .order_by(Promise.due_on, Promise.id)
    )  # fmt: skip


def _liaisons(enterprise_ids: set[int], on: date) -> dict[int, list[int]]:
    statement = (
        select(Pairing.enterprise_id, PairingLiaison.cadre_id)
        .join(PairingLiaison, PairingLiaison.pairing_id == Pairing.id)
        .where(Pairing.enterprise_id.in_(enterprise_ids), enterprises.holds(on))
        .order_by(PairingLiaison.cadre_id)
    )
    found: dict[int, list[int]] = {}
    for enterprise_id, cadre_id in db.session.execute(statement):
        found.setdefault(enterprise_id, []).append(cadre_id)
    return found


def _occasion(row: Any, on: date) -> str:
    if row.keeping is Keeping.BROKEN:
        return "broken"
    return "late" if row.due_on < on else "soon"


def _clock(row: Any, on: date) -> str:
    if row.keeping is Keeping.BROKEN:
        return "未兑现"
    day = chinese_day(row.due_on)
    return f"{day}到期，已超期" if row.due_on < on else f"{day}到期"
