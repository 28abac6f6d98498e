"""How far an archive has been sent: begun, noted on its way, ended."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, update

from assist.accounts.models import User
from assist.db import db
from assist.exchange.models import Sending
from assist.web.clock import now

if TYPE_CHECKING:  # which itself exports what this package takes in
    from assist.exchange.archive import Archive

#: So long one may look up who downloaded what, beside the log, which keeps it for good.
KEPT_FOR = timedelta(days=30)


def begin(*, by: User, year: int) -> Sending:
    """A new download; one of the same person and year that still runs gives way to it, since a
    second press of the button has thrown the first answer away."""
    running = (Sending.by_id == by.id, Sending.year == year, Sending.ended_at.is_(None))
    db.session.execute(update(Sending).where(*running).values(ended_at=now()))
    db.session.execute(delete(Sending).where(Sending.begun_at < now() - KEPT_FOR))
    row = Sending(year=year, by_id=by.id, begun_at=now(), seen_at=now())
    db.session.add(row)
    db.session.flush()
    return row


def note(*, sending_id: int, made: Archive) -> bool:
    """How far it is; False where it was ended from elsewhere and is to stop."""
    return _written(sending_id, _how_far(made))


def end(*, sending_id: int, made: Archive) -> None:
    """It was sent whole, or broken off; one that has ended stays as it is."""
    _written(sending_id, _how_far(made) | {"ended_at": now(), "sha256": made.sha256})


def _how_far(made: Archive) -> dict[str, Any]:
    return {
        "seen_at": now(),
        "part": made.part,
        "part_done": made.part_done,
        "part_total": made.part_total,
        "done": made.done_members,
        "total": made.total,
        "sent": made.size,
    }


def _written(sending_id: int, values: dict[str, Any]) -> bool:
    running = (Sending.id == sending_id, Sending.ended_at.is_(None))
    done: Any = db.session.execute(update(Sending).where(*running).values(values))
    return bool(done.rowcount)
