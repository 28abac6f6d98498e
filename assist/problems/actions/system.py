"""What happens by itself: 挂账 that returns on its day, 提级 of what is long overdue."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Select, select

from assist.db import db
from assist.problems import rules
from assist.problems.actions.steps import doing, return_if_due
from assist.problems.models import Problem
from assist.problems.states import OPEN, Act, Level, State
from assist.settings import current

MOVING = tuple(state for state in OPEN if state is not State.PARKED)


def resume_due(*, on: date) -> list[Problem]:
    """恢复办理 of everything parked whose 研判日 has come; done twice, it finds nothing more."""
    waiting = select(Problem).where(Problem.state == State.PARKED, Problem.next_review_on <= on)
    found = _each(waiting)
    return [problem for problem in found if return_if_due(problem=problem, on=on)]


def escalate_overdue(*, on: date) -> list[Problem]:
    """提级 to 区级 of what has been red for the set number of working days, once each: above that
    only people go, with a paper."""
    days = current()
    latest = days.calendar.add(on, -days.escalate_days)
    late = select(Problem).where(
        Problem.state.in_(MOVING), Problem.level == Level.UNIT, Problem.clock_due_on <= latest
    )
    found = [problem for problem in _each(late) if rules.escalates(problem, on, days)]
    for problem in found:
        _escalate(problem, on)
    return found


def _each(statement: Select[Any]) -> list[Problem]:
    return list(db.session.scalars(statement.order_by(Problem.id)))


def _escalate(problem: Problem, on: date) -> None:
    days = current()
    due = problem.clock_due_on
    late = days.calendar.between(due, on) if due else 0
    words = f"超期 {late} 个工作日，自动提级。"
    with doing(Act.ESCALATE, by=None, on=on, problem=problem, words=words) as under_way:
        problem.level = Level.DISTRICT
        under_way.facts = [("办理层级", Level.DISTRICT.label)]
