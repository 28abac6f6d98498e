"""What a roll-over of the year leaves behind."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from assist.db import db
from assist.pairings.models import RollOver


def rolled_over() -> int:
    """A year whose list has been made from the one before."""
    standing = select(RollOver.id).where(RollOver.year == 2030, RollOver.undone_on.is_(None))
    if db.session.scalar(standing) is None:
        db.session.add(RollOver(year=2030, done_on=date(2025, 12, 31)))
        db.session.commit()
    return 2030
