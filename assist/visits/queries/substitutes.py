"""Reading who stands in for whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import NotFound

from assist.accounts.models import User
from assist.db import built, db, rows
from assist.enterprises import queries as enterprises
from assist.enterprises.models import Substitution
from assist.web.access import Permission

SHOWN = 200
ABSENT, SUBSTITUTE = User.__table__.alias("absent"), User.__table__.alias("substitute")


@dataclass(frozen=True)
class StandIn:
    """Somebody who acts for somebody else, until when."""

    id: int
    absent_id: int
    absent: str
    substitute: str
    start_on: date
    end_on: date
    ended_on: date | None
    reason: str
    mine: bool

    def standing(self, on: date) -> str:
        """Where it stands on that day, in a word."""
        if self.end_on < on or (self.ended_on is not None and self.ended_on <= on):
            return "已结束"
        return "代理中" if self.start_on <= on else "未开始"

    @property
    def last(self) -> date:
        """Its last day."""
        return self.end_on


def stand_ins(user: User, on: date, *, now: bool = False) -> list[StandIn]:
    """Those that concern the user, or for whoever records for all everybody's; the newest first."""
    everybody = not now and user.may(Permission.VISIT_RECORD_ALL)
    which = (user.id, everybody, on if now else None)
    found = rows(built(("stand-ins", *which), lambda: _stand_ins(*which)))
    return [StandIn(*row) for row in found]


def _stand_ins(user_id: int, everybody: bool, now: date | None) -> Any:
    statement = (
        select(
            Substitution.id, Substitution.absent_id, ABSENT.c.name, SUBSTITUTE.c.name,
            Substitution.start_on, Substitution.end_on, Substitution.ended_on,
            Substitution.reason, (Substitution.absent_id == user_id),
        )
        .join(ABSENT, ABSENT.c.id == Substitution.absent_id)
        .join(SUBSTITUTE, SUBSTITUTE.c.id == Substitution.substitute_id)
        .order_by(Substitution.start_on.desc(), Substitution.id.desc())
        .limit(SHOWN)
    )  # fmt: skip
    if not everybody:
        concerned = or_(Substitution.absent_id == user_id, Substitution.substitute_id == user_id)
        statement = statement.where(concerned)
    return statement if now is None else statement.where(enterprises.stands_in(now))


def get_substitution(user: User, substitution_id: int) -> Substitution:
    """The one of that number, if it concerns the user."""
    statement = (
        select(Substitution)
        .where(Substitution.id == substitution_id)
        .options(joinedload(Substitution.absent), joinedload(Substitution.substitute))
    )
    found = db.session.scalars(statement).unique().one_or_none()
    everybody = user.may(Permission.VISIT_RECORD_ALL)
    if found is None or not (everybody or user.id in (found.absent_id, found.substitute_id)):
        raise NotFound
    return found
