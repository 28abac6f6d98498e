"""What a row of 欠款, 还款 or 清欠调整 must keep besides its own fields."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from assist.arrears import rules
from assist.arrears.models import Dispute, Repayment, Way
from assist.arrears.sheet.balances import DEBTS, REPAYMENTS, Balances
from assist.db import db
from assist.lib.days import chinese_day, parse_day
from assist.settings import current
from assist.web.sheet import Book, Finding, Row, chunks, same


def balances(book: Book) -> Balances:
    """The file's debts with all their movements, added up once."""
    return book.memo("arrears balances", lambda: Balances(book))


def check_debt(row: Row, book: Book) -> Iterator[Finding]:
    """The base day, what is disputed, and a balance that stays above zero."""

    def value(name: str) -> Any:
        return book.value(DEBTS, row.key, name)

    stock, dispute, owed, disputed = map(value, ("stock", "dispute", "owed", "disputed"))
    wrong = rules.stock_fault(stock, value("formed_on"), _base_date(book)) if stock else None
    if wrong:
        yield Finding("stock", wrong)
    if owed and disputed and disputed > owed:
        yield Finding("disputed", "分歧金额大于欠款金额。")
    if dispute is Dispute.NONE and disputed:
        yield Finding("disputed", "无分歧的欠款没有分歧金额。")
    for name, message in balances(book).of(DEBTS, row):
        yield Finding(name, message)


def _base_date(book: Book) -> date:
    """欠款基准日 as it will stand once the file is in."""
    row = book.row("设置", "欠款基准日")
    if row is None or not row.values.get("value"):
        base: date = current().base_date
        return base
    return parse_day(row.values["value"])


def check_movement(title: str, row: Row, book: Book) -> Iterator[Finding]:
    """A stored row stays as it is; a new one fits its debt's days and balance."""
    stored = book.find(title, row.key)
    if stored is not None:
        for column in book.sheets[title].columns:
            name = column.field
            if name in row.values and not same(column.get(stored), row.values[name]):
                yield Finding(name, f"{title}已经登记，不能修改；有误的请冲销或另行调整。")
        return
    formed, on = book.value(DEBTS, row.values.get("debt"), "formed_on"), row.values.get("on")
    if formed and on and on < formed:
        yield Finding("on", f"早于欠款形成日期（{chinese_day(formed)}）。")
    for name, message in balances(book).of(title, row):
        yield Finding(name, message)


def check_repayment(row: Row, book: Book) -> Iterator[Finding]:
    yield from check_movement(REPAYMENTS, row, book)
    if book.find(REPAYMENTS, row.key) is None:
        way, target = row.values.get("way"), row.values.get("reverses")
        if way is Way.REVERSAL and not target:
            yield Finding("reverses", "冲销要写明所冲销的还款编号。")
        elif target and way is not Way.REVERSAL:
            yield Finding("reverses", "只有方式为冲销的行才填写冲销还款编号。")
        elif target:
            yield from _check_reversal(row, str(target), book)


def _check_reversal(row: Row, target: str, book: Book) -> Iterator[Finding]:
    """A reversal has its target's debt and amount, comes after it, and is its only one."""

    def of_target(name: str) -> Any:
        return book.value(REPAYMENTS, target, name)

    if target == row.key or of_target("way") is None:
        yield Finding("reverses", f"没有还款“{target[:40]}”：系统和本文件的“还款”中都没有。")
        return
    if of_target("way") is Way.REVERSAL:
        yield Finding("reverses", "冲销记录不能再冲销。")
    if of_target("debt") != row.values.get("debt"):
        yield Finding("reverses", "所冲销的还款不属于这笔欠款。")
    if "amount" in row.values and of_target("amount") != row.values["amount"]:
        yield Finding("amount", "冲销金额应与所冲销的还款相同。")
    on = row.values.get("on")
    if on and of_target("on") and on < of_target("on"):
        yield Finding("on", "冲销日期早于所冲销的还款日期。")
    if _reversed_by(book).get(target, row.key) != row.key:
        yield Finding("reverses", f"还款“{target[:40]}”已经冲销过。")


def _reversed_by(book: Book) -> dict[Any, Any]:
    """By repayment, the one that cancels it: as stored, else the file's first."""
    return book.memo("reversed", lambda: _stored_reversals(book))


def _stored_reversals(book: Book) -> dict[Any, Any]:
    named = {row.values.get("reverses"): row.key for row in reversed(book.rows[REPAYMENTS])}
    named.pop(None, None)
    target = aliased(Repayment)
    for some in chunks(named):
        statement = (
            select(target.number, Repayment.number)
            .join(target, target.id == Repayment.reverses_id)
            .where(target.number.in_(some))
        )
        named |= {row[0]: row[1] for row in db.session.execute(statement)}
    return named
