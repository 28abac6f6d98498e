"""Recording debts and movements; a movement is only added, a wrong one reversed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Boolean, select
from werkzeug.datastructures import FileStorage

from assist import audit
from assist.accounts.models import User
from assist.arrears import rules
from assist.arrears.models import (
    VOUCHER,
    Adjustment,
    Debt,
    Dispute,
    PlanYear,
    Repayment,
    Stock,
    Way,
)
from assist.db import db, next_number
from assist.lib.days import chinese_day
from assist.lib.errors import Invalid, Refused
from assist.lib.money import wan, yuan
from assist.lib.pinyin import initials
from assist.settings import current
from assist.web import uploads
from assist.web.uploads import Attachment, Checked


def record_debt(*, by: User, on: date, fields: Mapping[str, Any]) -> Debt:
    """Enter a debt; its balance is what is owed until something moves."""
    debt = Debt(created_by_id=by.id)
    fill(debt, fields)
    if debt.stock is Stock.BASE and current().base_locked:
        raise Invalid("stock", "存量名单已锁定，基准日以前形成、后来发现的欠款请选补录。")
    _check(debt, on)
    debt.number, debt.balance = next_number(f"QK-{on.year}-"), debt.owed
    db.session.add(debt)
    changes = audit.changes_of(debt)
    db.session.flush()
    sentence = f"登记了{debt.debtor}欠{debt.creditor}{wan(debt.owed)}万元"
    _tell(debt, "debt.record", sentence, by, changes)
    return debt


def fill(debt: Debt, fields: Mapping[str, Any]) -> None:
    """Set what was entered; an 应付日期 left blank follows from the 条例."""
    for name, given in fields.items():
        value, column = given, Debt.__table__.columns.get(name)
        if value is None and column is not None and not column.nullable:
            value = False if isinstance(column.type, Boolean) else ""
        setattr(debt, name, value)
    if "enterprise" in fields:
        debt.creditor_code = debt.enterprise.code if debt.enterprise else ""
    debt.pinyin = " ".join(map(initials, (debt.creditor, debt.debtor)))
    if debt.due_on is None and (found := debt.due_by_law) is not None:
        debt.due_on = found.day


def amend_debt(*, by: User, on: date, debt: Debt, fields: Mapping[str, Any]) -> Debt:
    """Correct what was entered; 欠款金额 only while nothing has moved: later an adjustment does."""
    if debt.void:
        raise Refused("这笔欠款已作废。")
    stock, owed, moved = debt.stock, debt.owed, bool(debt.repayments or debt.adjustments)
    fill(debt, fields)
    if moved and debt.owed != owed:
        raise Invalid("owed", "已有还款或调整，欠款金额不能直接修改，请登记调整。")
    if current().base_locked and Stock.BASE in {stock, debt.stock}:
        _keep_base(debt, stock, owed)
    if not moved:
        debt.balance = debt.owed
    _check(debt, on)
    changes = audit.changes_of(debt)
    db.session.flush()
    if changes:
        _tell(debt, "debt.amend", f"修改了欠款{debt.number}", by, changes)
    return debt


def _keep_base(debt: Debt, stock: Stock, owed: int) -> None:
    if debt.stock is not stock:
        raise Invalid("stock", "存量名单已锁定，不能移入或移出。")
    if debt.owed != owed:
        raise Invalid("owed", "存量名单已锁定，欠款金额不能直接修改，请登记调整。")


def _check(debt: Debt, on: date) -> None:
    if debt.formed_on and debt.formed_on > on:
        raise Invalid("formed_on", "形成日期不能晚于今天。")
    wrong = rules.stock_fault(debt.stock, debt.formed_on, current().base_date)
    if wrong:
        raise Invalid("stock", wrong)
    if debt.disputed is not None and debt.disputed > debt.owed:
        raise Invalid("disputed", "分歧金额不能大于欠款金额。")
    if debt.dispute is Dispute.NONE and debt.disputed:
        raise Invalid("disputed", "无分歧的欠款没有分歧金额。")


def void_debt(*, by: User, debt: Debt, words: str) -> Debt:
    """作废 a debt that was entered by mistake; not one on which money has moved."""
    held = _locked(debt)
    if held.stock is Stock.BASE and current().base_locked:
        raise Refused("存量名单已锁定，不能作废；多报的金额请登记调整。")
    if held.moved:
        raise Refused("已有还款或调整的欠款不能作废，请先冲销还款、调回金额。")
    held.void, held.void_why = True, words
    changes = audit.changes_of(held)
    db.session.flush()
    _tell(held, "debt.void", f"作废了欠款{held.number}：{words}", by, changes)
    return held


def _tell(
    debt: Debt, verb: str, sentence: str, by: User, changes: Sequence[audit.Change] = ()
) -> None:
    audit.record(verb=verb, kind="debt", key=debt.number, sentence=sentence, changes=changes, by=by)


def _locked(debt: Debt) -> Debt:
    """The debt as it is now, held until this transaction ends: no other movement comes between."""
    db.session.flush()
    statement = (
        select(Debt)
        .where(Debt.id == debt.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    held = db.session.scalars(statement).one()
    db.session.expire(held, ["repayments", "adjustments"])
    if held.void:
        raise Refused("这笔欠款已作废。")
    return held


def _book(debt: Debt, movement: Repayment | Adjustment) -> None:
    """Add the movement and move the balance, unless some day's balance would fall below zero."""
    booked: list[rules.Movement] = [*debt.repayments, *debt.adjustments]
    below = rules.first_below_zero(debt.owed, [*booked, movement])
    if below is not None:
        raise Invalid(
            "amount", f"金额超过余额：{chinese_day(below.on)}将多出 {yuan(-below.balance):f} 元。"
        )
    if isinstance(movement, Repayment):
        debt.repayments.append(movement)
    else:
        debt.adjustments.append(movement)
    debt.balance += movement.effect
    db.session.flush()


def _check_on(debt: Debt, day: date, on: date) -> None:
    if day > on:
        raise Invalid("on", "日期不能晚于今天。")
    if debt.formed_on and day < debt.formed_on:
        raise Invalid("on", "日期不能早于欠款形成日期。")


def repay(
    *,
    by: User,
    on: date,
    debt: Debt,
    day: date,
    amount: int,
    way: Way,
    substantive: bool | None = None,
    papers: Sequence[Checked] = (),
    **details: Any,
) -> Repayment:
    """Book a repayment of `amount` fen paid on `day`; never more than the balance on any day.

    `papers` are its vouchers; later ones come by `attach_voucher`.
    """
    if way is Way.REVERSAL:
        raise Invalid("way", "冲销请在原还款上办理。")
    if amount <= 0:
        raise Invalid("amount", "还款金额应大于 0。")
    held = _locked(debt)
    _check_on(held, day, on)
    repayment = Repayment(
        number=next_number(f"HK-{day.year}-"),
        on=day,
        amount=amount,
        way=way,
        substantive=way.substantive if substantive is None else substantive,
        created_by_id=by.id,
        **details,
    )
    _book(held, repayment)
    sentence = f"登记了{held.debtor}还款{wan(amount)}万元（{way.label}）"
    _tell(held, "repayment.record", sentence, by)
    for paper in papers:
        _keep_voucher(by, repayment, paper)
    return repayment


def attach_voucher(*, by: User, repayment: Repayment, file: FileStorage) -> Attachment:
    """Keep a voucher at its repayment."""
    if repayment.debt.void:
        raise Refused("这笔欠款已作废。")
    checked = uploads.check(file.stream.read(uploads.MAX_FILE + 1), file.filename or "")
    return _keep_voucher(by, repayment, checked)


def _keep_voucher(by: User, repayment: Repayment, paper: Checked) -> Attachment:
    kept = uploads.keep(kind=VOUCHER, key=repayment.number, checked=paper, by=by)
    sentence = f"给还款{repayment.number}上传了凭证“{kept.name}”，SHA-256 {kept.sha256}"
    _tell(repayment.debt, "repayment.attach", sentence, by)
    return kept


def reverse(*, by: User, on: date, repayment: Repayment, day: date, words: str) -> Repayment:
    """冲销 a wrong repayment: a counter-entry of its amount, once, that counts from `day` on."""
    held = _locked(repayment.debt)
    if repayment.way is Way.REVERSAL:
        raise Refused("冲销记录不能再冲销。")
    if any(other.reverses_id == repayment.id for other in held.repayments):
        raise Refused("这笔还款已经冲销过。")
    if day < repayment.on:
        raise Invalid("on", "冲销日期不能早于原还款日期。")
    _check_on(held, day, on)
    counter = Repayment(
        number=next_number(f"HK-{day.year}-"),
        on=day,
        amount=repayment.amount,
        way=Way.REVERSAL,
        substantive=repayment.substantive,
        reverses_id=repayment.id,
        words=words,
        created_by_id=by.id,
    )
    _book(held, counter)
    sentence = f"冲销了还款{repayment.number}（{wan(repayment.amount)}万元）：{words}"
    _tell(held, "repayment.reverse", sentence, by)
    return counter


def adjust(
    *, by: User, on: date, debt: Debt, day: date, amount: int, reason: str, basis: str = ""
) -> Adjustment:
    """Correct what is owed by a signed amount with its reason; not a repayment."""
    held = _locked(debt)
    if amount == 0:
        raise Invalid("amount", "调整金额不能为 0。")
    _check_on(held, day, on)
    adjustment = Adjustment(
        number=next_number(f"TZ-{day.year}-"), on=day, amount=amount, reason=reason, basis=basis,
        created_by_id=by.id,
    )  # fmt: skip
    _book(held, adjustment)
    sentence = f"调整了欠款{held.number}：{wan(amount)}万元（{reason}）"
    _tell(held, "adjustment.record", sentence, by)
    return adjustment


def set_plan(*, by: User, year: int, amount: int) -> PlanYear:
    """Set a year's 计划清偿金额."""
    plan = db.session.get(PlanYear, year)
    if plan is None:
        plan = PlanYear(year=year, amount=amount, created_by_id=by.id)
        db.session.add(plan)
    plan.amount = amount
    changes = audit.changes_of(plan)
    db.session.flush()
    sentence = f"确定{year}年计划清偿{wan(amount)}万元"
    audit.record(
        verb="plan.set", kind="plan", key=str(year), sentence=sentence, changes=changes, by=by
    )
    return plan


def attach(*, by: User, debt: Debt, file: FileStorage) -> Attachment:
    """Keep a voucher at the debt."""
    kept = uploads.attach(kind="debt", key=debt.number, file=file, by=by)
    sentence = f"上传了附件“{kept.name}”，SHA-256 {kept.sha256}"
    _tell(debt, "debt.attach", sentence, by)
    return kept


def withdraw_file(*, by: User, debt: Debt, file: Attachment) -> None:
    """Take a wrong voucher off the debt; the log keeps its name and hash."""
    uploads.withdraw(file)
    sentence = f"撤下了附件“{file.name}”，SHA-256 {file.sha256}"
    _tell(debt, "debt.withdraw_file", sentence, by)
