"""What the enterprise's page shows of its problems: registered, answered, closed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import quote

from sqlalchemy import case, select

from assist.accounts.models import User
from assist.cadres.models import Unit
from assist.db import db
from assist.enterprises.models import Enterprise
from assist.enterprises.timeline import SECTION_ROWS, Count, Entry, Section
from assist.problems.models import Problem, Step
from assist.problems.queries.lines import Line, cases_of
from assist.problems.queries.scope import HELD, holder_words, visible
from assist.problems.states import Act, Satisfaction
from assist.web.clock import today

KIND = "问题"
#: The acts that an enterprise's reader wants to see; the rest stands on the problem's own page.
TOLD = {
    Act.RECORD: ("登记问题", None),
    Act.TAKE_OVER: ("登记问题", None),
    Act.SOLVE_ON_SPOT: ("现场解决", "ok"),
    Act.ASSIGN: ("交办问题", None),
    Act.ANSWER: ("反馈问题", None),
    Act.RETURN_FOR_REWORK: ("退回重办", "warning"),
    Act.CALL_BACK: ("回访企业", None),
    Act.PARK: ("问题挂账", "warning"),
    Act.CLOSE: ("问题销号", "ok"),
    Act.REJECT: ("不予受理", None),
    Act.DIVERT: ("转法定途径", None),
    Act.WITHDRAW: ("撤回问题", None),
    Act.REOPEN: ("重新办理", "warning"),
}


def entries(enterprise: Enterprise, user: User, until: date, limit: int) -> list[Entry]:
    """The newest steps of the enterprise's problems that the reader may open; one query. What a
    workbook brought was registered when it says, not when the workbook came."""
    day = case((Step.act == Act.TAKE_OVER, Problem.registered_on), else_=Step.on)
    statement = (
        select(Step.act, day.label("on"), Step.words, Step.facts, Problem.number, Problem.title)
        .join(Step.problem)
        .where(
            Problem.enterprise_id == enterprise.id,
            day <= until,
            Step.act.in_(TOLD),
            visible(user, today()),
        )
        .order_by(day.desc(), Step.id.desc())
        .limit(limit)
    )
    return [_entry(row) for row in db.session.execute(statement)]


def _entry(row: Any) -> Entry:
    title, tone = TOLD[row.act]
    if row.act is Act.CALL_BACK and f"：{Satisfaction.DISSATISFIED.label}" in row.facts:
        tone = "danger"
    said = "；".join(part for part in (row.title, row.words) if part)
    return Entry(
        day=row.on,
        title=title,
        text=said,
        href=f"/problems/{row.number}",
        kind=KIND,
        tone=tone,
    )


def cases(enterprise: Enterprise, user: User, on: date) -> tuple[Sequence[Line], list[Count]]:
    """What is open of the enterprise's problems with holder and clock, and how many there are."""
    found = cases_of(enterprise.id, user, on)
    address = f"/problems?q={quote(enterprise.name)}"
    tone = "warning" if found.open else None
    return found.lines, [
        Count("未办结问题", found.open, address, tone=tone),
        Count("全部问题", found.every, f"{address}&tab=all"),
    ]


def sections(enterprise: Enterprise, user: User, on: date) -> list[Section]:
    """The problems of the enterprise's file, the newest first."""
    columns: tuple[Any, ...] = (
        Problem.number,
        Problem.title,
        Problem.registered_on,
        Problem.satisfaction,
        Problem.closed_on,
    )
    statement = (
        select(*HELD, *columns)
        .outerjoin(Unit, Unit.id == Problem.lead_unit_id)
        .where(Problem.enterprise_id == enterprise.id, visible(user, on))
        .order_by(Problem.registered_on.desc(), Problem.id.desc())
        .limit(SECTION_ROWS)
    )
    rows = [
        (
            row.number,
            row.title,
            row.registered_on.isoformat(),
            f"{row.state.label}，{holder_words(row)}" if row.state.is_open else row.state.label,
            row.outcome.label if row.outcome else "",
            row.satisfaction.label if row.satisfaction else "",
            row.closed_on.isoformat() if row.closed_on else "",
        )
        for row in db.session.execute(statement)
    ]
    headers = ("编号", "标题", "登记", "状态", "办理结果", "满意度", "销号")
    return [Section("问题", headers, rows)]
