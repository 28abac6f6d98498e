"""The year by class, 主办单位 and 联系领导: how much, how much of it late, how fast."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from assist.accounts.models import User
from assist.cadres.models import Unit
from assist.dashboard import rules
from assist.dashboard.queries.shown import View
from assist.db import rows
from assist.enterprises import queries as enterprises
from assist.enterprises.models import Pairing
from assist.problems import rules as problems
from assist.problems.models import Category, Problem
from assist.problems.queries.counts import taken
from assist.problems.states import SOLVED, State
from assist.settings import current

USER = User.__table__
UNPAIRED, UNASSIGNED = "未结对", "待交办"


@dataclass(frozen=True)
class Part:
    """A class, unit or leader: this year's problems, and the median of working days."""

    name: str
    registered: int
    solved: int
    open: int
    overdue: int
    #: From being assigned to being answered, and from registration to being closed.
    answered_in: str
    closed_in: str


@dataclass(frozen=True)
class Table:
    """The year's problems three ways; by leader is for the screen of leaders alone."""

    classes: Sequence[Part]
    units: Sequence[Part]
    leaders: Sequence[Part]


def table(view: View) -> Table:
    """Counted once for as long as nothing is written."""
    return view.keep("table", lambda: _table(view))


def _table(view: View) -> Table:
    found = rows(_problems(view))
    leaders = _leaders(view.on)
    unit = [row.short_name or row.unit or UNASSIGNED for row in found]
    leader = [leaders.get(row.enterprise_id, UNPAIRED) for row in found]
    return Table(
        _parts(((row.category, row) for row in found), view.on),
        _parts(zip(unit, found, strict=True), view.on),
        _parts(zip(leader, found, strict=True), view.on),
    )


def _problems(view: View) -> Any:
    statement = (
        select(
            Problem.enterprise_id, Problem.state, Problem.outcome, Problem.clock_due_on,
            Problem.clock_since_on, Problem.next_review_on, Problem.lead_unit_id,
            Problem.registered_on, Problem.assigned_on, Problem.answered_on, Problem.closed_on,
            Category.name.label("category"), Unit.name.label("unit"), Unit.short_name,
        )
        .join(Category, Category.id == Problem.category_id)
        .outerjoin(Unit, Unit.id == Problem.lead_unit_id)
        .where(Problem.registered_on.between(date(view.on.year, 1, 1), view.on), taken(view.on))
        .order_by(Problem.id)
    )  # fmt: skip
    return statement.where(Problem.enterprise_id.in_(view.mine)) if view.own else statement


def _leaders(on: date) -> dict[int, str]:
    """The 联系领导 of each enterprise today, by name."""
    statement = (
        select(Pairing.enterprise_id, USER.c.name)
        .join(USER, USER.c.id == Pairing.leader_id)
        .where(enterprises.holds(on))
        .order_by(Pairing.start_on, Pairing.id)
    )
    return {row.enterprise_id: row.name for row in rows(statement)}


def _parts(named: Iterable[tuple[str, Any]], on: date) -> list[Part]:
    groups: dict[str, list[Any]] = {}
    for name, row in named:
        groups.setdefault(name, []).append(row)
    found = [_part(name, group, on) for name, group in groups.items()]
    return sorted(found, key=lambda part: (-part.registered, part.name))


def _part(name: str, group: Sequence[Any], on: date) -> Part:
    between = current().calendar.between
    return Part(
        name=name,
        registered=len(group),
        solved=sum(row.outcome in SOLVED for row in group),
        open=sum(row.state.is_open for row in group),
        overdue=sum(_late(row, on) for row in group),
        answered_in=rules.middle(
            between(row.assigned_on, row.answered_on)
            for row in group
            if row.assigned_on and row.answered_on
        ),
        closed_in=rules.middle(
            between(row.registered_on, row.closed_on) for row in group if row.closed_on
        ),
    )


def _late(row: Any, on: date) -> bool:
    """As the board's tab 超期."""
    now = problems.standing(row, on, current())
    moves = now.state.is_open and now.state is not State.PARKED
    return moves and now.due is not None and now.due < on
