"""How figures of 清欠 count debts and repayments, each value by one query; amounts in fen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select

from assist.arrears.models import Debt, Dispute, Repayment, Stock
from assist.arrears.queries.sums import REPAID, balance, fen, known, later
from assist.db import db
from assist.lib.figures import Figure, FigureKind, Record, Value
from assist.lib.money import wan
from assist.lib.periods import Period
from assist.settings import current

BASE = Debt.stock == Stock.BASE
NEW = Debt.stock == Stock.NEW
ADDED = Debt.stock == Stock.ADDED
#: What debts and repayments are divided by; 部分分歧 is 有分歧.
SPLITS = (STOCK, KIND, DISPUTE, SIZE) = ("性质", "欠款单位类别", "分歧", "金额")
UNDISPUTED, DISPUTED = "无分歧", "有分歧"
DIVIDED = (Debt.stock, Debt.debtor_kind, Debt.dispute, Debt.owed)
#: What a condition of debts is made of: the day, and what is left on it.
Condition = Callable[[date, ColumnElement[int]], ColumnElement[bool]]


def _debts(period: Period, condition: Condition) -> Select[*tuple[Any, ...]]:
    """The debts that meet the condition as they stood at the cut-off."""
    as_of = period.cut_off
    after = later(as_of)
    left = balance(after)
    said = (Debt.debtor, Debt.creditor, Debt.owed, left.label("left"))
    return (
        select(Debt.number, *said, *DIVIDED)
        .outerjoin(after, after.c.debt_id == Debt.id)
        .where(known(as_of), condition(as_of, left))
    )


def _count(period: Period, condition: Condition) -> int:
    found = _debts(period, condition).subquery()
    return db.session.scalar(select(func.count()).select_from(found)) or 0


def _sum(period: Period, condition: Condition, name: str) -> int:
    found = _debts(period, condition).subquery()
    return db.session.scalar(select(fen(func.sum(found.c[name])))) or 0


def debt_records(period: Period, condition: Condition, column: str | None = None) -> list[Record]:
    """The debts; where a `column` of them is added up, each with its part of the sum."""
    rows = db.session.execute(_debts(period, condition).order_by(Debt.id))
    return [
        Record(
            row.number,
            f"{row.debtor}欠{row.creditor}{wan(row.owed)}万元，余额 {wan(row.left)} 万元",
            f"/arrears/{row.number}",
            _parts(row),
            int(getattr(row, column)) if column else None,
        )
        for row in rows
    ]


def _parts(row: Any) -> dict[str, str]:
    limit = current().small_debt
    disputed = DISPUTED if row.dispute is not Dispute.NONE else UNDISPUTED
    size = up_to(limit) if row.owed <= limit else f"{wan(limit)}万元以上"
    return dict(zip(SPLITS, (row.stock.label, row.debtor_kind.label, disputed, size), strict=True))


def up_to(limit: int) -> str:
    """The part of the debts that are small, as the setting has it."""
    return f"{wan(limit)}万元以下"


def of_debts(key: str, label: str, definition: str, condition: Condition, **more: Any) -> Figure:
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
        records=lambda period: debt_records(period, condition, column),
        money=bool(column),
        splits=SPLITS,
    )


def all_repaid_by(period: Period) -> ColumnElement[bool]:
    return and_(known(period.cut_off), Repayment.on <= period.cut_off)


def repaid_by(period: Period, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return and_(BASE, all_repaid_by(period), *conditions)


def repaid_in(period: Period) -> ColumnElement[bool]:
    return repaid_by(period, Repayment.on >= period.start, Repayment.on <= period.last)


def _repaid(condition: ColumnElement[bool]) -> int:
    statement = select(fen(func.sum(REPAID))).join(Debt, Debt.id == Repayment.debt_id)
    return db.session.scalar(statement.where(condition)) or 0


def repayment_records(condition: ColumnElement[bool]) -> list[Record]:
    columns = (Repayment.number, Repayment.on, Repayment.way, REPAID.label("fen"))
    statement = (
        select(*columns, Debt.number.label("debt"), Debt.debtor, *DIVIDED)
        .join(Debt, Debt.id == Repayment.debt_id)
        .where(condition)
        .order_by(Repayment.on, Repayment.id)
    )
    return [
        Record(
            row.number,
            f"{row.on.isoformat()} {row.debtor}{row.way.label} {wan(row.fen)} 万元（{row.debt}）",
            f"/arrears/{row.debt}",
            _parts(row),
            row.fen,
        )
        for row in db.session.execute(statement)
    ]


def of_repayments(
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
        records=lambda period: repayment_records(condition(period)),
        money=True,
        splits=SPLITS,
    )


def rate(
    key: str,
    label: str,
    definition: str,
    paid: Callable[[Period], ColumnElement[bool]],
    owed: ColumnElement[bool],
) -> Figure:
    """还款率: what was repaid of debts ÷ what was owed; both sums in one query."""

    def value(period: Period) -> Decimal | None:
        repaid = select(fen(func.sum(REPAID))).join(Debt, Debt.id == Repayment.debt_id)
        of_these = repaid.where(paid(period)).scalar_subquery()
        sum_of = select(fen(func.sum(Debt.owed))).where(owed, known(period.cut_off))
        part, whole = db.session.execute(select(of_these, sum_of.scalar_subquery())).one()
        return Decimal(part) / Decimal(whole) if whole else None

    return Figure(
        key=f"arrears.{key}",
        label=label,
        unit="%",
        definition=definition,
        kind=FigureKind.STOCK,
        rate=True,
        value=value,
        records=lambda period: repayment_records(paid(period)),
        splits=SPLITS,
        base=lambda period: debt_records(period, lambda _on, _left: owed, "owed"),
    )
