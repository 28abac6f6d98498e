"""What reports count of 清欠 (data/figures.md); amounts in fen."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select, true

from assist.arrears import rules
from assist.arrears.figures.counting import (
    ADDED,
    BASE,
    NEW,
    all_repaid_by,
    debt_records,
    of_debts,
    of_repayments,
    rate,
    repaid_by,
    repaid_in,
    repayment_records,
)
from assist.arrears.models import Debt, Dispute, PlanYear, Repayment
from assist.arrears.queries.listing import disclosed
from assist.arrears.queries.pictures import planned, repaid_by_day, small
from assist.arrears.queries.sums import balance, known, later, overdue, turns
from assist.db import db
from assist.lib.figures import Figure, FigureKind, Record
from assist.lib.money import wan
from assist.lib.periods import Period
from assist.settings import current


def _small(as_of: date, left: ColumnElement[int]) -> ColumnElement[bool]:
    return and_(BASE, Debt.owed <= current().small_debt)


def _plan_met_on(period: Period) -> date | None:
    return rules.plan_met_on(planned(period.year), repaid_by_day(period.cut_off))


def _until_met(period: Period) -> list[Record]:
    met = _plan_met_on(period)
    return repayment_records(repaid_by(period, Repayment.on <= met)) if met else []


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
    of_debts(
        "base_count",
        "存量欠款笔数",
        "基准日名单内的存量欠款笔数，含有分歧和已进入司法程序的；作废的不计。",
        lambda _on, _left: BASE,
    ),
    of_debts(
        "base_amount",
        "存量欠款金额",
        "存量欠款登记金额之和，不含其后的调整。",
        lambda _on, _left: BASE,
        column="owed",
    ),
    of_repayments(
        "repaid_amount",
        "累计还款",
        "截至时点存量欠款的还款之和，不论方式，减去截至时点的冲销；核减等调整不是还款。",
        repaid_by,
    ),
    of_repayments(
        "substantive_amount",
        "其中实质性清偿",
        "累计还款中转账、现金等真正到账的部分；票据、债权转让、以物抵债不计。",
        lambda period: repaid_by(period, Repayment.substantive.is_(True)),
    ),
    of_repayments(
        "repaid_in_period",
        "期间还款",
        "还款日期在期间内的存量欠款还款之和，减去期间内的冲销。",
        repaid_in,
        FigureKind.FLOW,
    ),
    of_debts(
        "balance",
        "存量欠款余额",
        "存量欠款金额加减截至时点的调整，减去累计还款。",
        lambda _on, left: and_(BASE, left > 0),
        column="left",
    ),
    rate("repaid_rate", "存量欠款还款率", "累计还款 ÷ 存量欠款金额。", repaid_by, BASE),
    Figure(
        key="arrears.cleared_count",
        label="清零笔数",
        unit="笔",
        definition="余额在期间内归零、截至时点仍为零的存量欠款笔数。",
        kind=FigureKind.FLOW,
        value=_cleared_count,
        records=lambda period: debt_records(
            period, lambda _on, _left: Debt.id.in_(_cleared(period))
        ),
    ),
    of_debts(
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
        records=lambda period: debt_records(period, _small),
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
    of_debts(
        "disputed_count",
        "有分歧的存量欠款笔数",
        "存量欠款中有分歧和部分分歧、截至时点余额大于零的笔数。",
        lambda _on, left: and_(BASE, Debt.dispute != Dispute.NONE, left > 0),
    ),
    of_debts(
        "added_count",
        "补录欠款笔数",
        "基准日以前形成、后来发现而补录的欠款笔数，不计入存量。",
        lambda _on, _left: ADDED,
    ),
    of_debts(
        "added_balance",
        "补录欠款余额",
        "补录欠款截至时点的余额之和。",
        lambda _on, left: and_(ADDED, left > 0),
        column="left",
    ),
    of_debts(
        "new_open_count",
        "新增欠款未清笔数",
        "基准日以后形成的欠款中，截至时点余额大于零的笔数，含尚未到应付日期的。",
        lambda _on, left: and_(NEW, left > 0),
    ),
    of_debts(
        "new_overdue_count",
        "新增拖欠未清笔数",
        "基准日以后形成的欠款中，已过应付日期、截至时点余额大于零的笔数；应当为零。",
        lambda on, left: and_(NEW, overdue(on, left)),
    ),
    of_debts(
        "disclosed_count",
        "逾期未付合同数",
        "机关、事业单位、团体组织截至时点逾期未支付中小企业款项的合同笔数，不分存量、补录和新增。",
        lambda on, left: and_(disclosed(), overdue(on, left)),
    ),
    of_debts(
        "disclosed_amount",
        "逾期未付金额",
        "逾期未付合同截至时点的余额之和。",
        lambda on, left: and_(disclosed(), overdue(on, left)),
        column="left",
    ),
    of_debts(
        "all_count",
        "全部欠款笔数",
        "登记在册的存量、补录和新增欠款笔数；作废的不计。",
        lambda _on, _left: true(),
    ),
    of_debts(
        "all_amount",
        "全部欠款金额",
        "存量、补录和新增欠款的登记金额之和，不含其后的调整。",
        lambda _on, _left: true(),
        column="owed",
    ),
    of_repayments(
        "all_repaid_amount",
        "全部欠款累计还款",
        "截至时点存量、补录和新增欠款的还款之和，减去截至时点的冲销。",
        all_repaid_by,
    ),
    of_debts(
        "all_balance",
        "全部欠款余额",
        "存量、补录和新增欠款截至时点的余额之和。",
        lambda _on, left: left > 0,
        column="left",
    ),
    rate(
        "all_repaid_rate",
        "全部欠款还款率",
        "全部欠款累计还款 ÷ 全部欠款金额。",
        all_repaid_by,
        true(),
    ),
)
