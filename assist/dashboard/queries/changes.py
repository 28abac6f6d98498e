"""What has changed since somebody looked, or since a meeting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Integer, Select, bindparam, func, or_, select

from assist.accounts.models import User
from assist.dashboard import rules
from assist.dashboard.models import Looked
from assist.dashboard.queries.shown import View
from assist.dashboard.queries.statements import OWN, READER
from assist.dashboard.rules import Change
from assist.db import built, rows
from assist.enterprises.models import Enterprise
from assist.problems.models import Problem, Step
from assist.problems.queries.shown import TOLD
from assist.problems.states import Act
from assist.web.paging import Page, paginate

#: More changes than this are no longer told apart.
MOST = 1000
USER = User.__table__


@dataclass(frozen=True)
class Since:
    """What happened after the mark; `newest` is what a new mark will say."""

    at: datetime | None
    newest: int
    counted: Sequence[tuple[Change, int]]

    @property
    def total(self) -> int:
        """All of it."""
        return sum(number for _, number in self.counted)


def since_looked(view: View) -> Since:
    """By whom else and by what kind, after the reader's own mark."""
    mark = built("looked", _mark)
    found = rows(mark, {"reader": view.user.id})[0]
    newest = found.newest or 0
    if found.step_id is None or found.step_id >= newest:
        return Since(found.at, newest, ())
    return Since(found.at, newest, counted(view, found.step_id))


def _mark() -> Any:
    newest = select(func.max(Step.id)).scalar_subquery()
    own = select(Looked.step_id, Looked.at).where(Looked.user_id == READER).subquery()
    one = select(newest.label("newest")).subquery()
    return select(own.c.step_id, own.c.at, one.c.newest).select_from(
        one.outerjoin(own, own.c.step_id.is_not(None))
    )


def counted(view: View, mark: int) -> list[tuple[Change, int]]:
    """How many steps of each kind came after the mark, of the newest ones."""
    statement = built(("changes", view.own), lambda: _counted(view.own))
    return rules.changes({row[0]: row[1] for row in rows(statement, _values(view, mark))})


def _counted(own: bool) -> Any:
    within = _after(own).with_only_columns(Step.act).limit(MOST).subquery()
    return select(within.c.act, func.count()).group_by(within.c.act)


def _values(view: View, mark: int) -> dict[str, Any]:
    values = {"mark": mark, "reader": view.user.id}
    return values | ({"own": list(view.mine)} if view.own else {})


def _after(own: bool, everybodys: bool = False) -> Select[Any]:
    """Steps of others, or everybody's, after the mark, within the view, the newest first."""
    statement = (
        select(
            Step.id, Step.act, Step.on, Step.words, USER.c.name.label("who"),
            Problem.number, Problem.title, Enterprise.name, Enterprise.short_name,
        )
        .join(Problem, Problem.id == Step.problem_id)
        .join(Enterprise, Enterprise.id == Problem.enterprise_id)
        .outerjoin(USER, USER.c.id == Step.by_id)
        .where(Step.id > bindparam("mark", type_=Integer), Step.act != Act.TAKE_OVER)
        .order_by(Step.id.desc())
    )  # fmt: skip
    if not everybodys:
        statement = statement.where(or_(Step.by_id.is_(None), Step.by_id != READER))
    return statement.where(Problem.enterprise_id.in_(OWN)) if own else statement


@dataclass(frozen=True)
class Line:
    """One change: which problem, what was done, by whom and when."""

    number: str
    title: str
    enterprise: str
    told: str
    who: str
    on: date
    words: str
    change: Change


def lines(view: View, mark: int) -> Page[Line]:
    """The changes after the mark, page by page."""
    found = paginate(_after(view.own).params(**_values(view, mark)), scalars=False)
    return replace(found, rows=[line_of(row) for row in found.rows])


def everybodys(view: View, mark: int) -> list[Line]:
    """The newest of all changes after the mark, the reader's own too: for a meeting."""
    statement = built(("everybodys", view.own), lambda: _after(view.own, True).limit(MOST))
    return [line_of(row) for row in rows(statement, _values(view, mark))]


def line_of(row: Any) -> Line:
    """A step as a leader reads it."""
    return Line(
        number=row.number,
        title=row.title,
        enterprise=row.short_name or row.name,
        told=TOLD[row.act],
        who=row.who or "系统",
        on=row.on,
        words=row.words,
        change=rules.change_of(row.act),
    )


def mark_of(user: User) -> int:
    """How far the reader has looked; 0 before the first mark."""
    statement = select(Looked.step_id).where(Looked.user_id == user.id)
    return next((row[0] for row in rows(statement)), 0)
