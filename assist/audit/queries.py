"""Reading the log, and checking that nobody has altered it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from assist.audit.actions import PARTS
from assist.audit.models import AuditEvent
from assist.audit.rules import GENESIS, link
from assist.db import db


@dataclass(frozen=True)
class Verdict:
    """How many events hold together, the last hash, and the id of the first that does not."""

    events: int
    head: str
    broken_at: int | None = None


def verify() -> Verdict:
    """Walk the whole chain in constant memory; an altered, removed or inserted event breaks it."""
    previous, count = GENESIS, 0
    rows = db.session.scalars(
        select(AuditEvent).order_by(AuditEvent.id).execution_options(yield_per=500)
    )
    for event in rows:
        digest = link(previous, event.at, *(getattr(event, part) for part in PARTS))
        if event.previous != previous or event.hash != digest:
            return Verdict(count, previous, event.id)
        previous, count = digest, count + 1
    return Verdict(count, previous)
