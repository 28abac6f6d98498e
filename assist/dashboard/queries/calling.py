"""Whom to call about a problem: whoever has it now, with the number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from assist.accounts.models import User
from assist.cadres.models import Cadre, Unit
from assist.db import db
from assist.enterprises.models import Enterprise
from assist.problems.models import Problem
from assist.problems.queries.reminders import SAID, people

USER, CADRE = User.__table__, Cadre.__table__


@dataclass(frozen=True)
class Person:
    """Somebody who can be called."""

    name: str
    unit: str
    post: str
    phone: str


def holders(problem: Problem, on: date) -> Sequence[Person]:
    """The people who have it now: the unit's handlers, the 联络员, or the office."""
    row: Any = db.session.execute(
        select(*SAID)
        .join(Enterprise, Enterprise.id == Problem.enterprise_id)
        .outerjoin(Problem.lead_unit)
        .where(Problem.id == problem.id)
    ).one()
    ids = people(on).holders(row)
    statement = (
        select(USER.c.name, Unit.short_name, Unit.name.label("unit"), CADRE.c.post, CADRE.c.phone)
        .select_from(CADRE)
        .join(USER, USER.c.id == CADRE.c.id)
        .join(Unit, Unit.id == CADRE.c.unit_id)
        .where(CADRE.c.id.in_(ids), CADRE.c.phone != "")
        .order_by(USER.c.name, CADRE.c.id)
    )
    return [
        Person(one.name, one.short_name or one.unit, one.post, one.phone)
        for one in db.session.execute(statement)
    ]
