"""Every version of a visit: who changed it when, and what that changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from assist.accounts.models import User
from assist.db import db, label_of
from assist.lib.days import chinese_day
from assist.visits import rules
from assist.visits.models import VisitVersion

FIELDS = (
    VisitVersion.held_on, VisitVersion.channel, VisitVersion.people, VisitVersion.met,
    VisitVersion.operating, VisitVersion.summary, VisitVersion.policies, VisitVersion.outreach,
    VisitVersion.promises,
)  # fmt: skip
CHANGER = User.__table__


@dataclass(frozen=True)
class Amendment:
    """One change: which version it made, when, by whom, and what differs."""

    version: int
    at: datetime
    who: str
    edits: Sequence[rules.Edit]


def amendments(visit_id: int, now: dict[str, Any]) -> list[Amendment]:
    """The changes of a visit that reads as `now`, the newest first."""
    statement = (
        select(VisitVersion, CHANGER.c.name)
        .outerjoin(CHANGER, CHANGER.c.id == VisitVersion.changed_by_id)
        .where(VisitVersion.visit_id == visit_id)
        .order_by(VisitVersion.version.desc())
    )
    found = []
    after = now
    rows = db.session.execute(statement).all()
    for place, (row, who) in enumerate(rows):
        before = {field.key: getattr(row, field.key) for field in FIELDS}
        number = len(rows) - place + 1
        found.append(Amendment(number, row.changed_at, who or "工作簿导入", _edits(before, after)))
        after = before
    return found


def _edits(before: dict[str, Any], after: dict[str, Any]) -> list[rules.Edit]:
    return [
        rules.edit(label_of(field), _words(before[field.key]), _words(after[field.key]))
        for field in FIELDS
        if before[field.key] != after[field.key]
    ]


def _words(value: Any) -> str:
    if value is None:
        return ""
    return getattr(value, "label", None) or (
        value if isinstance(value, str) else chinese_day(value)
    )
