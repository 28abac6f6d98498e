"""Counts of problems for other pages: by enterprise, class, unit and month."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, extract, func, or_, select

from assist.accounts.models import User
from assist.cadres import models as cadres
from assist.cadres.models import Unit
from assist.db import built, db, rows
from assist.lib.periods import Period
from assist.problems.models import Category, Problem
from assist.problems.queries.scope import due_before, visible
from assist.problems.states import NOT_TAKEN, OPEN, SOLVED


def taken(cut_off: date) -> ColumnElement[bool]:
    """Not turned away by that day: 不予受理, 转法定途径 and 撤回 are out of every rate."""
    turned_away = and_(
        Problem.outcome.is_not(None),
        Problem.outcome.in_(NOT_TAKEN),
        or_(Problem.closed_on.is_(None), Problem.closed_on <= cut_off),
    )
    return ~turned_away


def registered_in(period: Period) -> ColumnElement[bool]:
    """Registered in the period, by its cut-off, and taken."""
    within = Problem.registered_on.between(period.start, period.last)
    return and_(within, taken(period.cut_off))


def solved_by(cut_off: date) -> ColumnElement[bool]:
    """Solved, on the spot or not, by that day."""
    return and_(
        Problem.outcome.is_not(None), Problem.outcome.in_(SOLVED), Problem.solved_on <= cut_off
    )


STILL_OPEN = (
    select(Problem.enterprise_id, func.count())
    .where(Problem.enterprise_id.in_(bindparam("ids", expanding=True)), Problem.state.in_(OPEN))
    .group_by(Problem.enterprise_id)
)


def open_counts(enterprise_ids: Iterable[int], user: User, on: date) -> dict[int, int]:
    """How many problems of each enterprise, that the user may open, are still held; one query."""
    ids = list(enterprise_ids)
    key = ("open counts", *cadres.reader(user, on))
    statement = built(key, lambda: STILL_OPEN.where(visible(user, on)))
    return {row[0]: row[1] for row in rows(statement, {"ids": ids})} if ids else {}


@dataclass(frozen=True)
class Held:
    """What is open now in a class or unit."""

    name: str
    open: int
    overdue: int


@dataclass(frozen=True)
class MonthTally:
    """A month's registered and solved problems."""

    month: int
    collected: int
    solved: int


def open_by_category(user: User, on: date) -> list[Held]:
    """What is open now, and overdue of it, by class, as the board's first tab shows it."""
    return _held(user, on, Category.name, Problem.category)


def open_by_unit(user: User, on: date) -> list[Held]:
    """The same by 主办单位."""
    return _held(user, on, Unit.name, Problem.lead_unit)


def _held(user: User, on: date, name: Any, relation: Any) -> list[Held]:
    count = func.count()
    late = due_before(on, on)
    statement = (
        select(name, count, _sum(late))
        .select_from(Problem)
        .join(relation)
        .where(visible(user, on), Problem.state.in_(OPEN))
        .group_by(name)
        .order_by(count.desc(), name)
    )
    return [Held(*row) for row in db.session.execute(statement)]


def _sum(condition: ColumnElement[bool]) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def by_month(year: int, as_of: date | None = None) -> list[MonthTally]:
    """Registered and solved in each month of the year, twelve rows."""
    period = Period.of_year(year, as_of)
    collected = _months(Problem.registered_on, registered_in(period))
    solved_on = Problem.solved_on
    happened = and_(
        solved_on.between(period.start, period.last),
        Problem.outcome.is_not(None),
        Problem.outcome.in_(SOLVED),
    )
    solved = _months(solved_on, happened)
    return [MonthTally(m, collected.get(m, 0), solved.get(m, 0)) for m in range(1, 13)]


def _months(day: Any, condition: ColumnElement[bool]) -> dict[int, int]:
    month = extract("month", day)
    statement = select(month, func.count()).select_from(Problem).where(condition).group_by(month)
    return {int(key): count for key, count in db.session.execute(statement)}
