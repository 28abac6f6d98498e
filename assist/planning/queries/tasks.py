"""Reading tasks: the list with its filters, one task."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import NotFound

from assist.accounts.duties import Duty, duties_of
from assist.accounts.models import User
from assist.cadres.models import Cadre, Unit
from assist.db import db, every_word
from assist.lib.text import like_pattern
from assist.planning.models import Task, TaskState
from assist.web.access import Permission as P

OPEN = tuple(state for state in TaskState if state.is_open)
USER, CADRE = User.__table__, Cadre.__table__


@dataclass(frozen=True)
class Wanted:
    """What a list of tasks is narrowed to."""

    q: str = ""
    year: int | None = None
    #: "", open, overdue, or a state's code.
    show: str = ""
    mine: bool = False

    @property
    def narrowed(self) -> bool:
        """Whether anything was asked for."""
        return bool(self.q or self.year or self.show or self.mine)


def listing(user: User, on: date, asked: Wanted) -> Select[Any]:
    """Plain columns of the tasks, the newest year first and by due day within it."""
    statement: Select[Any] = (
        select(
            Task.id,
            Task.year,
            Task.title,
            USER.c.name.label("owner"),
            Unit.name.label("unit"),
            Task.due_on,
            Task.state,
            Task.percent,
            Task.note,
            Task.detail,
            Task.done_on,
        )
        .join(USER, USER.c.id == Task.owner_id)
        .join(CADRE, CADRE.c.id == Task.owner_id)
        .join(Unit, Unit.id == CADRE.c.unit_id)
        .order_by(Task.year.desc(), Task.due_on, Task.id)
    )
    if asked.q:
        statement = statement.where(every_word(asked.q, _holds))
    if asked.year:
        statement = statement.where(Task.year == asked.year)
    if asked.mine:
        statement = statement.where(Task.owner_id == user.id)
    return statement.where(_state(asked.show, on))


def _holds(word: str) -> ColumnElement[bool]:
    columns = (Task.title, Task.detail, USER.c.name)
    return or_(*(column.like(like_pattern(word), escape="\\") for column in columns))


def _state(show: str, on: date) -> Any:
    is_open = Task.state.in_(OPEN)
    conditions = {"open": is_open, "overdue": and_(is_open, Task.due_on < on)}
    conditions |= {state.value: Task.state == state for state in TaskState}
    return conditions.get(show, Task.id.is_not(None))


def get(task_id: int) -> Task:
    """One task; everybody who reads plans reads all of them."""
    statement = select(Task).options(joinedload(Task.owner)).where(Task.id == task_id)
    found = db.session.scalars(statement).unique().one_or_none()
    if found is None:
        raise NotFound
    return found


def years() -> list[int]:
    """The years that have tasks, the newest first."""
    return list(db.session.scalars(select(Task.year).distinct().order_by(Task.year.desc())))


def left_over(year: int) -> list[Task]:
    """The open tasks of a year that no task of the next goes on with."""
    later = select(Task.carried_from_id).where(Task.carried_from_id.is_not(None))
    statement = select(Task).where(Task.year == year, Task.state.in_(OPEN), Task.id.not_in(later))
    return list(db.session.scalars(statement.order_by(Task.due_on, Task.id)))


def left_over_count(year: int) -> int:
    """How many these are."""
    later = select(Task.carried_from_id).where(Task.carried_from_id.is_not(None))
    statement = select(func.count(Task.id)).where(
        Task.year == year, Task.state.in_(OPEN), Task.id.not_in(later)
    )
    return db.session.scalar(statement) or 0


def plans(user: User) -> bool:
    """Whether the user sets tasks and indicators."""
    return user.may(P.PLANNING_WRITE) and Duty.PLANNING in duties_of(user)


def may_report(user: User, task: Task) -> bool:
    """Whether the user may say how the task goes on: its owner, and whoever plans."""
    return task.owner_id == user.id or plans(user)


def every(statement: Select[Any]) -> list[Any]:
    """All rows of a list, for the export."""
    return list(db.session.execute(statement))
