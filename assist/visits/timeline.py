"""What visits and other contacts show on an enterprise's page."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from assist.accounts.models import User
from assist.db import db
from assist.enterprises.models import Enterprise
from assist.enterprises.timeline import Entry
from assist.lib.text import shorten
from assist.problems.queries import Heard
from assist.visits import queries
from assist.visits.models import ProblemNote, Standing, Visit
from assist.web.access import Permission
from assist.web.clock import today


def entries(enterprise: Enterprise, user: User, until: date, limit: int) -> list[Entry]:
    """The contacts that the reader may open, newest first; void ones say so."""
    if not user.may(Permission.VISIT_READ):
        return []
    statement = (
        select(Visit)
        .where(Visit.enterprise_id == enterprise.id, Visit.held_on <= until)
        .options(selectinload(Visit.people))
        .order_by(Visit.held_on.desc(), Visit.id.desc())
        .limit(limit)
    )
    mine = queries.visible(user, today())
    found = db.session.scalars(statement if mine is None else statement.where(mine))
    return [_entry(visit) for visit in found]


def heard(problem_id: int) -> list[Heard]:
    """What valid visits brought on a problem: the last ten ticks, the newest first."""
    statement = (
        select(Visit.held_on, Visit.number, ProblemNote.tick, ProblemNote.words)
        .join(ProblemNote.visit)
        .where(ProblemNote.problem_id == problem_id, Visit.standing == Standing.VALID)
        .order_by(Visit.held_on.desc(), ProblemNote.id.desc())
        .limit(10)
    )
    return [
        Heard(day, tick.label, words, f"/visits/{number}")
        for day, number, tick, words in db.session.execute(statement)
    ]


def _entry(visit: Visit) -> Entry:
    names = "、".join(person.name for person in visit.people)
    void = visit.standing is Standing.VOID
    return Entry(
        day=visit.held_on,
        title=f"{visit.channel.label}（作废）" if void else visit.channel.label,
        text=f"{names}：{shorten(visit.text, 120)}" if names else shorten(visit.text, 120),
        href=f"/visits/{visit.number}",
        kind="走访",
    )
