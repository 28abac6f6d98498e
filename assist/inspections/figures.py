"""What reports count of inspections and power enforcement (data/figures.md)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, distinct, func, select

from assist.db import db
from assist.enterprises.models import Enterprise
from assist.inspections.models import (
    Hazard,
    Inspection,
    InspectionEnterprise,
    InspectionPlan,
    PowerCheck,
)
from assist.inspections.rules import ended_months
from assist.lib.figures import Figure, FigureKind, Record, Value
from assist.lib.periods import Period
from assist.lib.standing import Standing

Condition = Callable[[Period], ColumnElement[bool]]


def _held(period: Period) -> ColumnElement[bool]:
    """Valid inspections of the period, up to the cut-off."""
    day = Inspection.held_on.between(period.start, period.last)
    return and_(Inspection.standing == Standing.VALID, day)


def _found(period: Period) -> ColumnElement[bool]:
    """Valid hazards of these inspections."""
    return and_(_held(period), Hazard.standing == Standing.VALID)


def _rectified(period: Period) -> ColumnElement[bool]:
    return and_(_found(period), Hazard.rectified_on <= period.cut_off)


def _overdue(period: Period) -> ColumnElement[bool]:
    """Valid hazards found by the cut-off, past their day then and not rectified by then."""
    known = and_(
        Inspection.standing == Standing.VALID,
        Hazard.standing == Standing.VALID,
        Inspection.held_on <= period.cut_off,
        Hazard.due_on < period.cut_off,
    )
    undone = Hazard.rectified_on.is_(None) | (Hazard.rectified_on > period.cut_off)
    return and_(known, undone)


def _checked(period: Period) -> ColumnElement[bool]:
    """Valid power checks of the period, up to the cut-off."""
    day = PowerCheck.held_on.between(period.start, period.last)
    return and_(PowerCheck.standing == Standing.VALID, day)


def _whole(column: Any, of: Any, condition: ColumnElement[bool]) -> int:
    statement = select(func.coalesce(column, 0)).select_from(of).where(condition)
    return int(db.session.scalar(statement) or 0)


def _hazards(condition: ColumnElement[bool]) -> int:
    statement = select(func.count()).select_from(Hazard).join(Hazard.inspection).where(condition)
    return db.session.scalar(statement) or 0


def _inspection_records(period: Period) -> list[Record]:
    columns = (Inspection.number, Inspection.held_on, Inspection.kind, Inspection.people)
    statement = select(*columns).where(_held(period)).order_by(Inspection.held_on, Inspection.id)
    return [
        Record(
            row.number,
            f"{row.held_on.isoformat()} {row.kind.label}检查，参加 {row.people} 人次",
            f"/inspections/safety/{row.number}",
        )
        for row in db.session.execute(statement)
    ]


def _hazard_records(condition: ColumnElement[bool]) -> list[Record]:
    statement = (
        select(Hazard.number, Hazard.content, Enterprise.name)
        .join(Hazard.inspection)
        .outerjoin(Hazard.enterprise)
        .where(condition)
        .order_by(Inspection.held_on, Hazard.id)
    )
    return [
        Record(
            number, f"{content}（{name}）" if name else content, f"/inspections/hazards/{number}"
        )
        for number, content, name in db.session.execute(statement)
    ]


def _enterprises(period: Period) -> int:
    statement = (
        select(func.count(distinct(InspectionEnterprise.enterprise_id)))
        .join(Inspection, Inspection.id == InspectionEnterprise.inspection_id)
        .where(_held(period))
    )
    return db.session.scalar(statement) or 0


def _enterprise_records(period: Period) -> list[Record]:
    inspected = (
        select(InspectionEnterprise.enterprise_id)
        .join(Inspection, Inspection.id == InspectionEnterprise.inspection_id)
        .where(_held(period))
    )
    statement = (
        select(Enterprise.code, Enterprise.name)
        .where(Enterprise.id.in_(inspected))
        .order_by(Enterprise.code)
    )
    return [
        Record(code, name, f"/enterprises/{code}") for code, name in db.session.execute(statement)
    ]


def _rectified_rate(period: Period) -> Decimal | None:
    """整改率 in one query: None where no hazard was found."""
    done = func.count().filter(Hazard.rectified_on <= period.cut_off)
    statement = select(done, func.count()).select_from(Hazard).join(Hazard.inspection)
    part, whole = db.session.execute(statement.where(_found(period))).one()
    return Decimal(part) / Decimal(whole) if whole else None


def _power_records(condition: ColumnElement[bool]) -> list[Record]:
    columns = (PowerCheck.number, PowerCheck.held_on, PowerCheck.place, PowerCheck.officers)
    statement = select(*columns, PowerCheck.hazards).where(condition)
    return [
        Record(
            row.number,
            f"{row.held_on.isoformat()} {row.place}，执法 {row.officers} 人次，"
            f"隐患 {row.hazards} 起",
            f"/inspections/power/{row.number}",
        )
        for row in db.session.execute(statement.order_by(PowerCheck.held_on, PowerCheck.id))
    ]


def _by_month(period: Period) -> dict[Period, int]:
    """How many checks each whole month had that has ended by the cut-off; one query."""
    days = db.session.scalars(select(PowerCheck.held_on).where(_checked(period)))
    counted = Counter((day.year, day.month) for day in days)
    return {one: counted[one.start.year, one.start.month] for one in ended_months(period)}


def _min_per_month(period: Period) -> int | None:
    return min(_by_month(period).values(), default=None)


def _weakest(period: Period) -> list[Record]:
    """The checks of the months that had the fewest."""
    months = _by_month(period)
    least = min(months.values(), default=0)
    weak = [one for one, count in months.items() if count == least]
    return [record for one in weak for record in _power_records(_checked(one))]


def _figure(
    key: str,
    label: str,
    unit: str,
    definition: str,
    value: Callable[[Period], Value],
    records: Callable[[Period], list[Record]],
    kind: FigureKind = FigureKind.FLOW,
    rate: bool = False,
) -> Figure:
    return Figure(key, label, unit, definition, kind, value, records, rate=rate)


def _of_hazards(
    key: str, label: str, definition: str, condition: Condition, kind: FigureKind
) -> Figure:
    return _figure(
        f"safety.{key}",
        label,
        "条",
        definition,
        lambda period: _hazards(condition(period)),
        lambda period: _hazard_records(condition(period)),
        kind,
    )


def _of_power(key: str, label: str, unit: str, definition: str, column: Any) -> Figure:
    return _figure(
        f"power.{key}",
        label,
        unit,
        definition,
        lambda period: _whole(column, PowerCheck, _checked(period)),
        lambda period: _power_records(_checked(period)),
    )


def _planned(period: Period) -> int:
    items = select(func.count()).select_from(InspectionPlan)
    return db.session.scalar(items.where(InspectionPlan.year == period.year)) or 0


def _plan_records(period: Period) -> list[Record]:
    found = db.session.execute(
        select(InspectionPlan.item, InspectionPlan.filed)
        .where(InspectionPlan.year == period.year)
        .order_by(InspectionPlan.item)
    )
    return [
        Record(item, f"备案文号{filed}" if filed else "未登记备案文号", "/inspections/plan")
        for item, filed in found
    ]


FIGURES: tuple[Figure, ...] = (
    _figure(
        "safety.inspections", "安全检查", "次",
        "期内有效的安全检查次数；一次检查几家企业也只计一次。",
        lambda period: _whole(func.count(), Inspection, _held(period)), _inspection_records,
    ),
    _figure(
        "safety.plan_items", "年度检查计划项", "项", "统计期末所在年度的检查计划中登记的项数。",
        _planned, _plan_records, FigureKind.STOCK,
    ),
    _figure(
        "safety.participants", "安全检查参加", "人次", "期内有效安全检查的参加人数之和。",
        lambda period: _whole(func.sum(Inspection.people), Inspection, _held(period)),
        _inspection_records,
    ),
    _figure(
        "safety.enterprises", "受检企业", "家", "期内有效安全检查的受检企业，同一企业只计一家。",
        _enterprises, _enterprise_records,
    ),
    _of_hazards(
        "hazards", "排查安全隐患", "期内有效安全检查发现的隐患。", _found, FigureKind.FLOW
    ),
    _of_hazards(
        "rectified", "整改安全隐患", "期内排查的隐患中，截至时点已整改完成的。", _rectified,
        FigureKind.COHORT,
    ),
    _figure(
        "safety.rectified_rate", "隐患整改率", "%", "已整改的隐患 ÷ 期内排查的隐患。",
        _rectified_rate, lambda period: _hazard_records(_rectified(period)),
        FigureKind.COHORT, rate=True,
    ),
    _of_hazards(
        "overdue", "超期未整改隐患", "截至时点已过整改期限、仍未整改完成的隐患。", _overdue,
        FigureKind.STOCK,
    ),
    _of_power("checks", "电力执法", "次", "期内有效的电力执法次数。", func.count()),
    _of_power(
        "officers", "电力执法出动", "人次", "期内有效电力执法的执法人数之和。",
        func.sum(PowerCheck.officers),
    ),
    _of_power(
        "hazards", "电力执法查处隐患", "起", "期内有效电力执法的隐患数之和。",
        func.sum(PowerCheck.hazards),
    ),
    _figure(
        "power.min_per_month", "电力执法最少的月份", "次",
        "期内截至时点已结束的各整月中，电力执法次数最少的一个月的次数；没有已结束的月份则无。",
        _min_per_month, _weakest,
    ),
)  # fmt: skip
