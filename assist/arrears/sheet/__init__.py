"""The sheets 欠款, 还款, 清欠调整 and 清欠计划; a movement is only added, never changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from operator import attrgetter
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from assist.arrears.actions import fill
from assist.arrears.forms import (
    NAMES,
    AdjustmentFields,
    DebtFields,
    PlanFields,
    RepaymentFields,
    hundredths,
    percent,
    record_number,
)
from assist.arrears.models import Adjustment, Debt, PlanYear, Repayment
from assist.arrears.sheet.balances import ADJUSTMENTS, DEBTS, PLANS, REPAYMENTS
from assist.arrears.sheet.checks import balances, check_debt, check_movement, check_repayment
from assist.db import Origin, db
from assist.enterprises.models import Enterprise
from assist.lib.text import code
from assist.web.access import Permission
from assist.web.forms import CheckedField, TextField, YesField, at_most, optional, required
from assist.web.sheet import KEEP, Book, Column, Incoming, Key, Sheet, chunks, put

DOOR = Permission.ARREARS_WRITE


class DebtRow(DebtFields):
    """A row of 欠款."""

    number = CheckedField("欠款编号", [required("请填写欠款编号。")], check=record_number)
    code = CheckedField("统一社会信用代码", check=code)
    void = YesField("作废")
    void_why = TextField("作废原因", [optional(), at_most(300)])


class RepaymentRow(RepaymentFields):
    """A row of 还款."""

    number = CheckedField("还款编号", [required("请填写还款编号。")], check=record_number)
    debt = CheckedField("欠款编号", [required("请填写欠款编号。")])
    reverses = CheckedField("冲销还款编号")
    substantive = YesField("实质性清偿")


class AdjustmentRow(AdjustmentFields):
    """A row of 清欠调整."""

    number = CheckedField("调整编号", [required("请填写调整编号。")], check=record_number)
    debt = CheckedField("欠款编号", [required("请填写欠款编号。")])


class PlanRow(PlanFields):
    """A row of 清欠计划."""


def _existing(model: Any, *options: Any) -> Callable[[Sequence[Any]], Mapping[Key, Any]]:
    def existing(keys: Sequence[Any]) -> Mapping[Key, Any]:
        statement = select(model).options(*options)
        return {
            row.number: row
            for some in chunks(keys)
            for row in db.session.scalars(statement.where(model.number.in_(some))).unique()
        }

    return existing


def _records(model: Any, *options: Any) -> Callable[[], Iterator[Any]]:
    def records() -> Iterator[Any]:
        yield from db.session.scalars(select(model).options(*options).order_by(model.id)).unique()

    return records


def _take_debts(*, incoming: Sequence[Incoming], book: Book, by: Any) -> None:
    """Make or change the debts; balances follow from all their movements."""
    for one in incoming:
        debt, values = one.stored, one.row.values
        if debt is None:
            debt = Debt(origin=Origin.WORKBOOK, created_by_id=by and by.id, number=one.row.key)
            book.stored[DEBTS][one.row.key] = debt
        fields = {name: values[name] for name in NAMES if name in values}
        if "agreed_rate" in fields:
            fields["agreed_rate"] = hundredths(fields["agreed_rate"])
        if "code" in values:
            fields["enterprise"] = _enterprise(book, values["code"])
        fill(debt, fields)
        put(debt, values, "void", "void_why")
        debt.balance = balances(book).balance(debt.number, debt.owed)
        db.session.add(debt)
    db.session.flush()


def _enterprise(book: Book, named: str | None) -> Enterprise | None:
    return book.find("企业", named) if named else None


def _take_repayments(*, incoming: Sequence[Incoming], book: Book, by: Any) -> None:
    """Add the repayments, and after them the reversals that name one."""
    stored = book.stored[REPAYMENTS]
    for one in sorted(incoming, key=lambda one: one.row.values.get("reverses") is not None):
        values = one.row.values
        way, target = values["way"], stored.get(values.get("reverses"))
        said = values.get("substantive")
        by_way = target.substantive if target else way.substantive
        repayment = Repayment(
            debt=book.find(DEBTS, values["debt"]),
            reverses=target,
            way=way,
            substantive=by_way if said is None else said,
            origin=Origin.WORKBOOK.value,
            created_by_id=by and by.id,
        )
        put(repayment, values, "number", "on", "amount", "source", "voucher", "confirmed_on")
        put(repayment, values, "words")
        _add(repayment, book)
        stored[one.row.key] = repayment
    db.session.flush()


def _take_adjustments(*, incoming: Sequence[Incoming], book: Book, by: Any) -> None:
    """Add the adjustments."""
    for one in incoming:
        adjustment = Adjustment(
            debt=book.find(DEBTS, one.row.values["debt"]),
            origin=Origin.WORKBOOK.value,
            created_by_id=by and by.id,
        )
        put(adjustment, one.row.values, "number", "on", "amount", "reason", "basis")
        _add(adjustment, book)
        book.stored[ADJUSTMENTS][one.row.key] = adjustment
    db.session.flush()


def _add(movement: Repayment | Adjustment, book: Book) -> None:
    """The debt's balance is at once what the whole file leaves, whichever sheet comes first."""
    debt = movement.debt
    debt.balance = balances(book).balance(debt.number, debt.owed)
    db.session.add(movement)


def _existing_plans(keys: Sequence[Any]) -> Mapping[Key, PlanYear]:
    rows = db.session.scalars(select(PlanYear).where(PlanYear.year.in_(list(keys))))
    return {row.year: row for row in rows}


def _plans() -> Iterable[PlanYear]:
    return db.session.scalars(select(PlanYear).order_by(PlanYear.year))


def _take_plans(*, incoming: Sequence[Incoming], book: Book, by: Any) -> None:
    """Set the yearly plan."""
    for one in incoming:
        plan = one.stored or PlanYear(origin=Origin.WORKBOOK, created_by_id=by and by.id)
        put(plan, one.row.values, "year", "amount")
        db.session.add(plan)
        book.stored[PLANS][one.row.key] = plan
    db.session.flush()


def _same(name: str, **more: Any) -> Column:
    """A column that shows what its field is called after."""
    return Column(name, attrgetter(name), **more)


def _day(name: str, **more: Any) -> Column:
    return _same(name, kind="day", **more)


def _money(name: str, **more: Any) -> Column:
    return _same(name, kind="money", width=16, **more)


DEBT_SHEET = Sheet(
    title=DEBTS,
    kind="debt",
    form=DebtRow,
    key=("number",),
    columns=(
        _same("number", example="QK-0001"),
        _same("debtor", width=28, example="某区示例局"),
        _same("debtor_kind", example="机关"),
        _same("creditor", width=28, example="示例建设有限公司"),
        Column(
            "code",
            lambda debt: debt.creditor_code,
            refers="企业",
            width=22,
            note="债权企业在“企业”表中的，填写其统一社会信用代码。",
        ),
        _same("contract", width=28, example="示例道路工程"),
        _same("kind", example="工程"),
        _money("owed", example=100_000),
        _day("formed_on"),
        _day("due_on", blank=KEEP, note="留空时按交付、验收或结算日期和约定天数推算。"),
        _same("stock", example="存量", note="基准日及以前形成的为存量或补录，以后形成的为新增。"),
        _same("dispute", example="无分歧"),
        _same("judicial", example="否", blank=False),
        _same("debtor_dept", width=20),
        _same("creditor_size"),
        _same("contract_number"),
        _day("signed_on"),
        _money("contract_amount"),
        _day("delivered_on"),
        _day("accepted_on"),
        _day("settled_on"),
        _same("pay_days", kind="number"),
        Column("agreed_rate", lambda debt: percent(debt.agreed_rate), kind="number"),
        _money("disputed"),
        _same("dispute_reason", width=28),
        _same("found_by"),
        _same("lead"),
        _same("owner"),
        _same("void", blank=False),
        _same("void_why", width=28),
    ),
    door=DOOR,
    existing=_existing(Debt, joinedload(Debt.enterprise)),
    records=_records(Debt),
    take_over=_take_debts,
    check=check_debt,
)

REPAYMENT_SHEET = Sheet(
    title=REPAYMENTS,
    kind="repayment",
    form=RepaymentRow,
    key=("number",),
    columns=(
        _same("number", example="HK-0001"),
        Column("debt", lambda row: row.debt.number, refers=DEBTS, example="QK-0001"),
        _day("on", example="2025-03-04"),
        _money("amount", example=50_000),
        _same("way", example="转账"),
        Column(
            "reverses",
            lambda row: row.reverses.number if row.reverses else None,
            mentions=(REPAYMENTS,),
            note="方式为冲销时，填写所冲销的还款编号。",
        ),
        _same("source", blank=KEEP),
        _same("voucher", blank=KEEP),
        _day("confirmed_on", blank=KEEP),
        _same("substantive", blank=KEEP, note="留空时按方式判断：转账、现金为是。"),
        _same("words", width=28, blank=KEEP),
    ),
    door=DOOR,
    existing=_existing(Repayment, joinedload(Repayment.debt), joinedload(Repayment.reverses)),
    records=_records(Repayment, joinedload(Repayment.debt), joinedload(Repayment.reverses)),
    take_over=_take_repayments,
    check=check_repayment,
)

ADJUSTMENT_SHEET = Sheet(
    title=ADJUSTMENTS,
    kind="adjustment",
    form=AdjustmentRow,
    key=("number",),
    columns=(
        _same("number", example="TZ-0001"),
        Column("debt", lambda row: row.debt.number, refers=DEBTS, example="QK-0001"),
        _day("on", example="2025-03-04"),
        _money("amount", example=-1_000, note="核减为负，调增为正；不是还款。"),
        _same("reason", width=28, example="核对后核减"),
        _same("basis", width=28, blank=KEEP),
    ),
    door=DOOR,
    existing=_existing(Adjustment, joinedload(Adjustment.debt)),
    records=_records(Adjustment, joinedload(Adjustment.debt)),
    take_over=_take_adjustments,
    check=partial(check_movement, ADJUSTMENTS),
)

PLAN_SHEET = Sheet(
    title=PLANS,
    kind="plan",
    form=PlanRow,
    key=("year",),
    columns=(_same("year", kind="number", example=2025), _money("amount", example=1_000_000)),
    door=DOOR,
    existing=_existing_plans,
    records=_plans,
    take_over=_take_plans,
)

SHEETS = (DEBT_SHEET, REPAYMENT_SHEET, ADJUSTMENT_SHEET, PLAN_SHEET)
