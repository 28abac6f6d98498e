"""What reports count of 清欠 (data/figures.md), each value by one query; amounts in fen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select

from assist.arrears import rules
from assist.arrears.models import Debt, Dispute, PlanYear, Repayment, Stock
from assist.arrears.queries.listing import disclosed
from assist.arrears.queries.pictures import planned, repaid_by_day, small
from assist.arrears.queries.sums import REPAID, balance, fen, known, later, overdue, turns
from assist.db import db
from assist.lib.figures import Figure, FigureKind, Record, Value
from assist.lib.money import wan
from assist.lib.periods import Period
from assist.settings import current

BASE = Debt.stock == Stock.BASE
NEW = Debt.stock == Stock.NEW
ADDED = Debt.stock == Stock.ADDED
#: What a condition of debts is made of: the day, and what is left on it.
Condition = Callable[[date, ColumnElement[int]], ColumnElement[bool]]


def _debts(period: Period, condition: Condition) -> Select[*tuple[Any, ...]]:
    """The debts that meet the condition as they stood at the cut-off."""
    as_of = period.cut_off
    after = later(as_of)
    left = balance(after)
    return (
        select(Debt.number, Debt.debtor, Debt.creditor, Debt.owed, left.label("left"))
        .outerjoin(after, after.c.debt_id == Debt.id)
        .where(known(as_of), condition(as_of, left))
    )


def _count(period: Period, condition: Condition) -> int:
    found = _debts(period, condition).subquery()
    return db.session.scalar(select(func.count()).select_from(found)) or 0


def _sum(period: Period, condition: Condition, name: str) -> int:
    found = _debts(period, condition).subquery()
    return db.session.scalar(select(fen(func.sum(found.c[name])))) or 0


def _debt_records(period: Period, condition: Condition) -> list[Record]:
    rows = db.session.execute(_debts(period, condition).order_by(Debt.id))
    return [
        Record(
            row.number,
            f"{row.debtor}欠{row.creditor}{wan(row.owed)}万元，余额 {wan(row.left)} 万元",
            f"/arrears/{row.number}",
        )
        for row in rows
    ]


def _of_debts(key: str, label: str, definition: str, condition: Condition, **more: Any) -> Figure:
    """A stock figure that counts debts, or adds up `column` of them."""
    column = more.pop("column", None)

    def value(period: Period) -> Value:
        if column is None:
            return _count(period, condition)
        return _sum(period, condition, column)

    return Figure(
        key=f"arrears.{key}",
        label=label,
        unit="万元" if column else "笔",
        definition=definition,
        kind=FigureKind.STOCK,
        value=value,
        records=lambda period: _debt_records(period, condition),
        money=bool(column),
    )


def _repaid_by(period: Period, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    as_of = period.cut_off
    return and_(BASE, known(as_of), Repayment.on <= as_of, *conditions)


def _repaid_in(period: Period) -> ColumnElement[bool]:
    return _repaid_by(period, Repayment.on >= period.start, Repayment.on <= period.last)


def _repaid(condition: ColumnElement[bool]) -> int:
    statement = select(fen(func.sum(REPAID))).join(Debt, Debt.id == Repayment.debt_id)
    return db.session.scalar(statement.where(condition)) or 0


def _repayment_records(condition: ColumnElement[bool]) -> list[Record]:
    columns = (Repayment.number, Repayment.on, Repayment.way, REPAID.label("fen"))
    statement = (
        select(*columns, Debt.number.label("debt"), Debt.debtor)
        .join(Debt, Debt.id == Repayment.debt_id)
        .where(condition)
        .order_by(Repayment.on, Repayment.id)
    )
    return [
        Record(
            row.number,
            f"{row.on.isoformat()} {row.debtor}{row.way.label} {wan(row.fen)} 万元（{row.debt}）",
            f"/arrears/{row.debt}",
        )
        for row in db.session.execute(statement)
    ]


def _of_repayments(
    key: str,
    label: str,
    definition: str,
    condition: Callable[[Period], ColumnElement[bool]],
    kind: FigureKind = FigureKind.STOCK,
) -> Figure:
    return Figure(
        key=f"arrears.{key}",
        label=label,
        unit="万元",
        definition=definition,
        kind=kind,
        value=lambda period: _repaid(condition(period)),
        records=lambda period: _repayment_records(condition(period)),
        money=True,
    )


def _rate(period: Period) -> Decimal | None:
    """还款率 in one query: both sums over the same debts."""
    repaid = (
        select(fen(func.sum(REPAID)))
        .join(Debt, Debt.id == Repayment.debt_id)
        .where(_repaid_by(period))
        .scalar_subquery()
    )
    owed = select(fen(func.sum(Debt.owed))).where(BASE, known(period.cut_off)).scalar_subquery()
    part, whole = db.session.execute(select(repaid, owed)).one()
    return Decimal(part) / Decimal(whole) if whole else None


def _small(as_of: date, left: ColumnElement[int]) -> ColumnElement[bool]:
    return and_(BASE, Debt.owed <= current().small_debt)


def _plan_met_on(period: Period) -> date | None:
    return rules.plan_met_on(planned(period.year), repaid_by_day(period.cut_off))


def _until_met(period: Period) -> list[Record]:
    met = _plan_met_on(period)
    return _repayment_records(_repaid_by(period, Repayment.on <= met)) if met else []


def _plan_records(period: Period) -> list[Record]:
    statement = select(PlanYear).where(PlanYear.year <= period.year).order_by(PlanYear.year)
    return [
        Record(str(row.year), f"{row.year}年计划清偿 {wan(row.amount)} 万元", "/arrears/plan")
        for row in db.session.scalars(statement)
    ]


def _cleared(period: Period) -> Select[Any]:
    """Base debts without balance whose last change of balance lies in the period."""
    each, after = turns(period.cut_off), later(period.cut_off)
    last = func.max(each.c.day)
    return (
        select(Debt.id)
        .join(each, each.c.debt_id == Debt.id)
        .outerjoin(after, after.c.debt_id == Debt.id)
        .where(BASE, known(period.cut_off), balance(after) <= 0)
        .group_by(Debt.id)
        .having(last >= period.start, last <= period.last)
    )


def _cleared_count(period: Period) -> int:
    found = _cleared(period).subquery()
    return db.session.scalar(select(func.count()).select_from(found)) or 0


FIGURES = (
    _of_debts(
        "base_count",
        "存量欠款笔数",
        "基准日名单内的存量欠款笔数，含有分歧和已进入司法程序的；作废的不计。",
        lambda _on, _left: BASE,
    ),
    _of_debts(
        "base_amount",
        "存量欠款金额",
        "存量欠款登记金额之和，不含其后的调整。",
        lambda _on, _left: BASE,
        column="owed",
    ),
    _of_repayments(
        "repaid_amount",
        "累计还款",
        "截至时点存量欠款的还款之和，不论方式，减去截至时点的冲销；核减等调整不是还款。",
        _repaid_by,
    ),
    _of_repayments(
        "substantive_amount",
        "其中实质性清偿",
        "累计还款中转账、现金等真正到账的部分；票据、债权转让、以物抵债不计。",
        lambda period: _repaid_by(period, Repayment.substantive.is_(True)),
    ),
    _of_repayments(
        "repaid_in_period",
        "期间还款",
        "还款日期在期间内的存量欠款还款之和，减去期间内的冲销。",
        _repaid_in,
        FigureKind.FLOW,
    ),
    _of_debts(
        "balance",
        "存量欠款余额",
        "存量欠款金额加减截至时点的调整，减去累计还款。",
        lambda _on, left: and_(BASE, left > 0),
        column="left",
    ),
    Figure(
        key="arrears.repaid_rate",
        label="存量欠款还款率",
        unit="%",
        definition="累计还款 ÷ 存量欠款金额。",
        kind=FigureKind.STOCK,
        rate=True,
        value=_rate,
        records=lambda period: _repayment_records(_repaid_by(period)),
    ),
    Figure(
        key="arrears.cleared_count",
        label="清零笔数",
        unit="笔",
        definition="余额在期间内归零、截至时点仍为零的存量欠款笔数。",
        kind=FigureKind.FLOW,
        value=_cleared_count,
        records=lambda period: _debt_records(
            period, lambda _on, _left: Debt.id.in_(_cleared(period))
        ),
    ),
    _of_debts(
        "small_open_count",
        "小额欠款未清笔数",
        "登记金额不超过小额欠款上限的存量欠款中，截至时点余额大于零的笔数。",
        lambda on, left: and_(_small(on, left), left > 0),
    ),
    Figure(
        key="arrears.small_cleared_on",
        label="小额欠款清零日",
        unit="",
        definition="小额存量欠款全部清零之后，其中最后一笔归零的日期；仍有未清的没有此日。",
        kind=FigureKind.STOCK,
        value=lambda period: small(period.cut_off).cleared_on,
        records=lambda period: _debt_records(period, _small),
    ),
    Figure(
        key="arrears.plan_amount",
        label="计划累计清偿",
        unit="万元",
        definition="清欠计划截至统计期末所在年度的各年计划清偿金额之和。",
        kind=FigureKind.STOCK,
        value=lambda period: planned(period.year),
        records=_plan_records,
        money=True,
    ),
    Figure(
        key="arrears.plan_met_on",
        label="计划完成日",
        unit="",
        definition="累计还款首次达到计划累计清偿的日期；尚未达到的没有此日。",
        kind=FigureKind.STOCK,
        value=_plan_met_on,
        records=_until_met,
    ),
    _of_debts(
        "disputed_count",
        "有分歧的存量欠款笔数",
        "存量欠款中有分歧和部分分歧、截至时点余额大于零的笔数。",
        lambda _on, left: and_(BASE, Debt.dispute != Dispute.NONE, left > 0),
    ),
    _of_debts(
        "added_count",
        "补录欠款笔数",
        "基准日以前形成、后来发现而补录的欠款笔数，不计入存量。",
        lambda _on, _left: ADDED,
    ),
    _of_debts(
        "added_balance",
        "补录欠款余额",
        "补录欠款截至时点的余额之和。",
        lambda _on, left: and_(ADDED, left > 0),
        column="left",
    ),
    _of_debts(
        "new_open_count",
        "新增欠款未清笔数",
        "基准日以后形成的欠款中，截至时点余额大于零的笔数，含尚未到应付日期的。",
        lambda _on, left: and_(NEW, left > 0),
    ),
    _of_debts(
        "new_overdue_count",
        "新增拖欠未清笔数",
        "基准日以后形成的欠款中，已过应付日期、截至时点余额大于零的笔数；应当为零。",
        lambda on, left: and_(NEW, overdue(on, left)),
    ),
    _of_debts(
        "disclosed_count",
        "逾期未付合同数",
        "机关、事业单位、团体组织截至时点逾期未支付中小企业款项的合同笔数，不分存量、补录和新增。",
        lambda on, left: and_(disclosed(), overdue(on, left)),
    ),
    _of_debts(
        "disclosed_amount",
        "逾期未付金额",
        "逾期未付合同截至时点的余额之和。",
        lambda on, left: and_(disclosed(), overdue(on, left)),
        column="left",
    ),
)
