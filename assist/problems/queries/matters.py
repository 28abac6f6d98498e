"""一类事: those of which the reader may open a problem, or all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select, true
from werkzeug.exceptions import NotFound

from assist.accounts.models import User
from assist.cadres.models import Unit, unit_id_of
from assist.db import db
from assist.problems.models import Matter, Problem
from assist.problems.queries.lines import Line, board_lines
from assist.problems.queries.scope import visible
from assist.problems.states import OPEN
from assist.web.access import Permission as P


def _readable(user: User, on: date) -> ColumnElement[bool]:
    if user.may(P.PROBLEM_READ_ALL):
        return true()
    own = select(Problem.matter_id).where(Problem.matter_id.is_not(None), visible(user, on))
    unit_id = unit_id_of(user)
    owned = and_(Matter.unit_id.is_not(None), Matter.unit_id == unit_id)
    return or_(Matter.id.in_(own), owned)


def matters(user: User, on: date) -> Sequence[Any]:
    """All of them with how many problems the reader may open, and how many of these are open."""
    held = case((Problem.state.in_(OPEN), 1), else_=0)
    statement = (
        select(
            Matter.number,
            Matter.title,
            Unit.name.label("unit"),
            Matter.replied_on,
            func.count(Problem.id).label("members"),
            func.coalesce(func.sum(held), 0).label("open"),
        )
        .select_from(Matter)
        .outerjoin(Matter.unit)
        .outerjoin(Problem, and_(Problem.matter_id == Matter.id, visible(user, on)))
        .where(_readable(user, on))
        .group_by(Matter.id, Matter.number, Matter.title, Unit.name, Matter.replied_on)
        .order_by(Matter.id.desc())
        .limit(200)
    )
    return db.session.execute(statement).all()


def matter_of(user: User, number: str, on: date) -> Matter:
    """The one of that number; another's is as absent as none."""
    found = db.session.scalar(select(Matter).where(Matter.number == number, _readable(user, on)))
    if found is None:
        raise NotFound
    return found


def members(matter: Matter, user: User, on: date) -> list[Line]:
    """Its problems that the reader may open, what is due first on top."""
    ids = db.session.scalars(
        select(Problem.id)
        .where(Problem.matter_id == matter.id, visible(user, on))
        .order_by(Problem.clock_due_on.is_(None), Problem.clock_due_on, Problem.id)
    ).all()
    return board_lines(ids, on, user)
