"""What reports count of problems (data/figures.md), each value by one query."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from assist.cadres.models import Unit
from assist.db import db
from assist.enterprises.models import Enterprise
from assist.lib.figures import Figure, FigureKind, Record
from assist.lib.periods import Period
from assist.problems.models import Category, Problem
from assist.problems.queries.counts import registered_in, solved_by
from assist.problems.states import SOLVED, Outcome, Satisfaction
from assist.settings import current

CONTENT = (Satisfaction.SATISFIED, Satisfaction.FAIRLY_SATISFIED)
#: 无法联系 and 未回应 are outside the base.
SAID = (*CONTENT, Satisfaction.DISSATISFIED)
#: What problems are divided by.
SPLITS = (CATEGORY, UNIT) = ("类别", "主办单位")
NO_UNIT = "尚无主办单位"


def count(condition: ColumnElement[bool]) -> int:
    """How many problems meet the condition."""
    statement = select(func.count()).select_from(Problem).where(condition)
    return db.session.scalar(statement) or 0


def _share(part: ColumnElement[bool], base: ColumnElement[bool]) -> Decimal | None:
    """The rate as it is; None where its base is empty."""
    counted = func.sum(case((part, 1), else_=0))
    whole, some = db.session.execute(select(func.count(), counted).where(base)).one()
    return Decimal(int(some)) / Decimal(whole) if whole else None


def records_of(condition: ColumnElement[bool]) -> list[Record]:
    """These problems themselves, in the order of their registration."""
    names = (Category.name.label("category"), Unit.name.label("unit"))
    statement = (
        select(Problem.number, Problem.title, Enterprise.name, *names)
        .join(Problem.enterprise)
        .join(Problem.category)
        .outerjoin(Problem.lead_unit)
        .where(condition)
        .order_by(Problem.registered_on, Problem.id)
    )
    return [
        Record(
            number,
            f"{title}（{name}）",
            f"/problems/{number}",
            dict(zip(SPLITS, (category, unit or NO_UNIT), strict=True)),
        )
        for number, title, name, category, unit in db.session.execute(statement)
    ]


def _solved_in(period: Period, *outcomes: Outcome) -> ColumnElement[bool]:
    return and_(
        Problem.outcome.is_not(None),
        Problem.outcome.in_(outcomes),
        Problem.solved_on.between(period.start, period.last),
    )


def _resolved(period: Period) -> ColumnElement[bool]:
    solved = solved_by(period.cut_off)
    if not current().partly_counts:
        return solved
    partly = and_(
        Problem.outcome.is_not(None),
        Problem.outcome == Outcome.PARTLY_SOLVED,
        Problem.answered_on <= period.cut_off,
    )
    return or_(solved, partly)


def _resolved_of(period: Period) -> ColumnElement[bool]:
    return and_(registered_in(period), _resolved(period))


def _closed(period: Period) -> ColumnElement[bool]:
    return and_(Problem.closed_on.is_not(None), Problem.closed_on <= period.cut_off)


def _said(period: Period, *choices: Satisfaction) -> ColumnElement[bool]:
    heard = or_(Problem.called_back_on.is_(None), Problem.called_back_on <= period.cut_off)
    return and_(Problem.satisfaction.is_not(None), Problem.satisfaction.in_(choices), heard)


def _asked(period: Period) -> ColumnElement[bool]:
    return and_(registered_in(period), _said(period, *SAID))


def _figure(key: str, label: str, unit: str, definition: str, **more: Any) -> Figure:
    return Figure(f"problem.{key}", label, unit, definition, splits=SPLITS, **more)


FIGURES: tuple[Figure, ...] = (
    _figure(
        "collected",
        "收集问题",
        "件",
        "期间登记的问题，不含不予受理、转法定途径、撤回。",
        kind=FigureKind.COHORT,
        value=lambda period: count(registered_in(period)),
        records=lambda period: records_of(registered_in(period)),
    ),
    _figure(
        "solved",
        "解决问题",
        "件",
        "解决日期在期间内、办理结果为现场解决或已解决的问题，不论何时登记；"
        "退回重办或重新办理的不计，不满意但维持答复的仍计。",
        kind=FigureKind.FLOW,
        value=lambda period: count(_solved_in(period, *SOLVED)),
        records=lambda period: records_of(_solved_in(period, *SOLVED)),
    ),
    _figure(
        "solved_on_spot",
        "现场解决问题",
        "件",
        "解决问题中办理结果为现场解决的。",
        kind=FigureKind.FLOW,
        value=lambda period: count(_solved_in(period, Outcome.SOLVED_ON_SPOT)),
        records=lambda period: records_of(_solved_in(period, Outcome.SOLVED_ON_SPOT)),
    ),
    _figure(
        "resolution_rate",
        "问题化解率",
        "%",
        "收集问题中现场解决和已解决的件数 ÷ 收集问题件数，以截止日的情况为准。",
        kind=FigureKind.COHORT,
        rate=True,
        value=lambda period: _share(_resolved(period), registered_in(period)),
        records=lambda period: records_of(_resolved_of(period)),
        base=lambda period: records_of(registered_in(period)),
    ),
    _figure(
        "resolved",
        "收集问题中已解决",
        "件",
        "收集问题中截至时点现场解决和已解决的，是问题化解率的分子；"
        "系统设置部分解决计入化解率的，含部分解决的。",
        kind=FigureKind.COHORT,
        value=lambda period: count(_resolved_of(period)),
        records=lambda period: records_of(_resolved_of(period)),
    ),
    _figure(
        "closure_rate",
        "问题办结率",
        "%",
        "收集问题中已销号的件数（不论办理结果）÷ 收集问题件数，以截止日的情况为准。",
        kind=FigureKind.COHORT,
        rate=True,
        value=lambda period: _share(_closed(period), registered_in(period)),
        records=lambda period: records_of(and_(registered_in(period), _closed(period))),
        base=lambda period: records_of(registered_in(period)),
    ),
    _figure(
        "rated",
        "已评价问题",
        "件",
        "收集问题中最后一次回访为满意、基本满意或不满意的，是企业满意率的基数。",
        kind=FigureKind.COHORT,
        value=lambda period: count(_asked(period)),
        records=lambda period: records_of(_asked(period)),
    ),
    _figure(
        "satisfaction_rate",
        "企业满意率",
        "%",
        "收集问题最后一次回访中满意和基本满意的件数 ÷ 满意、基本满意和不满意的件数；"
        "无法联系和未回应不计入。",
        kind=FigureKind.COHORT,
        rate=True,
        value=lambda period: _share(_said(period, *CONTENT), _asked(period)),
        records=lambda period: records_of(and_(registered_in(period), _said(period, *CONTENT))),
        base=lambda period: records_of(_asked(period)),
    ),
)
