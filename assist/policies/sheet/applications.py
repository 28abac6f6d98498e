"""The sheets 政策申报 and 政策兑现; a payment is only added, never changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from assist.db import Origin, db
from assist.lib.days import chinese_day
from assist.lib.text import code
from assist.policies.forms import ApplicationForm, PaymentForm
from assist.policies.models import Application, Payment, Policy
from assist.web.access import Permission
from assist.web.forms import (
    CheckedField,
    Form,
    TextField,
    YesField,
    YuanField,
    at_most,
    optional,
    required,
)
from assist.web.sheet import Book, Column, Finding, Incoming, Key, Row, Sheet, chunks, put

APPLIED, PAID = "政策申报", "政策兑现"
#: Policy, enterprise and day.
Named = tuple[str, str, date]


class ApplicationRow(Form):
    """A row of 政策申报."""

    policy = TextField("文号", [required("请填写文号。")])
    code = CheckedField("统一社会信用代码", [required("请填写统一社会信用代码。")], check=code)
    applied_on = ApplicationForm.applied_on
    valid = YesField("有效")


class PaymentRow(Form):
    """A row of 政策兑现."""

    number = TextField("兑现编号", [required("请填写兑现编号。"), at_most(32)])
    policy = ApplicationRow.policy
    code = ApplicationRow.code
    applied_on = ApplicationRow.applied_on
    paid_on = PaymentForm.paid_on
    amount = YuanField("兑现金额(元)", [required("请填写大于零的兑现金额。")])
    reverses = TextField("冲销兑现编号", [optional(), at_most(32)])
    words = TextField("说明", [optional(), at_most(200)])


_WHOLE = (joinedload(Application.policy), joinedload(Application.enterprise))


def existing_applications(keys: Sequence[Named]) -> Mapping[Key, Application]:
    """The applications of these enterprises under these policies of these days."""
    wanted = set(keys)
    return {
        named(row): row
        for some in chunks(dict.fromkeys(number for number, _code, _day in keys))
        for row in db.session.scalars(
            select(Application)
            .join(Application.policy)
            .options(*_WHOLE)
            .where(Policy.number.in_(some))
        )
        if named(row) in wanted
    }


def named(row: Application) -> Named:
    """Policy, enterprise and day."""
    return row.policy.number, row.enterprise.code, row.applied_on


def application_records() -> Iterable[Application]:
    """Every application, in order."""
    statement = select(Application).options(*_WHOLE).order_by(Application.id)
    return db.session.scalars(statement.execution_options(yield_per=500))


def take_over_applications(*, incoming: Sequence[Incoming], book: Book, by: Any) -> None:
    """Write the applications."""
    for one in incoming:
        values, row = one.row.values, one.stored
        if row is None:
            policy = book.find("政策", values["policy"])
            enterprise = book.find("企业", values["code"])
            assert policy is not None  # every reference was checked
            assert enterprise is not None
            row = Application(policy=policy, enterprise=enterprise)
            row.origin, row.created_by_id = Origin.WORKBOOK, by and by.id
            db.session.add(row)
            book.stored[APPLIED][one.row.key] = row
        put(row, values, "applied_on", "valid")
    db.session.flush()


APPLICATIONS = Sheet(
    title=APPLIED,
    kind="policy",
    form=ApplicationRow,
    key=("policy", "code", "applied_on"),
    columns=(
        Column("policy", lambda row: row.policy.number, refers="政策", width=26),
        Column("code", lambda row: row.enterprise.code, refers="企业", width=24),
        Column("applied_on", lambda row: row.applied_on, kind="day"),
        Column("valid", lambda row: row.valid, blank=True, note="撤回的填“否”，空白即“是”。"),
    ),
    door=Permission.EXCHANGE_USE,
    existing=existing_applications,
    records=application_records,
    take_over=take_over_applications,
    own=True,
)

_WITH_APPLICATION = (
    joinedload(Payment.application).joinedload(Application.policy),
    joinedload(Payment.application).joinedload(Application.enterprise),
    joinedload(Payment.reverses),
)


def existing_payments(keys: Sequence[str]) -> Mapping[Key, Payment]:
    """The payments of these numbers."""
    return {
        row.number: row
        for some in chunks(keys)
        for row in db.session.scalars(
            select(Payment).options(*_WITH_APPLICATION).where(Payment.number.in_(some))
        )
    }


def payment_records() -> Iterable[Payment]:
    """Every payment, in order; what takes one back stands behind it."""
    statement = select(Payment).options(*_WITH_APPLICATION).order_by(Payment.id)
    return db.session.scalars(statement.execution_options(yield_per=500))


def _key(values: Mapping[str, Any]) -> Named:
    return values["policy"], values["code"], values["applied_on"]


def _applications(book: Book) -> Mapping[Key, Application]:
    """What is stored of the applications that the payments name."""
    keys = [_key(row.values) for row in book.rows[PAID] if not {"policy", "code"} & row.bad
            and {"policy", "code", "applied_on"} <= row.values.keys()]  # fmt: skip
    return existing_applications(keys)


def check_payment(row: Row, book: Book) -> Iterator[Finding]:
    """It is only added, under an application, after that day; money is above nothing."""
    values = row.values
    if not {"policy", "code", "applied_on", "paid_on", "amount"} <= values.keys() - row.bad:
        return
    applications = book.memo("applications of payments", lambda: _applications(book))
    if book.row(APPLIED, _key(values)) is None and _key(values) not in applications:
        yield Finding("applied_on", "没有这家企业这一天对这项政策的申报。")
    if values["amount"] is None or values["amount"] <= 0:
        yield Finding("amount", "兑现金额应大于零。")
    if values["paid_on"] < values["applied_on"]:
        yield Finding("paid_on", "兑现日期早于申报日期。")
    if values["paid_on"] > book.on:
        yield Finding("paid_on", f"兑现日期晚于今天（{chinese_day(book.on)}）。", warning=True)
    stored = book.find(PAID, row.key)
    if stored is not None and _said(stored) != _said_by(values):
        yield Finding("number", "已经登记的兑现不能修改；登记错了请另加一行冲销。")
    if values.get("reverses"):
        yield from _check_reversal(row, book)


def _said(row: Payment) -> tuple[Any, ...]:
    target = row.reverses.number if row.reverses else ""
    return (*named(row.application), row.paid_on, row.amount, target)


def _said_by(values: Mapping[str, Any]) -> tuple[Any, ...]:
    return (*_key(values), values["paid_on"], values["amount"], values.get("reverses") or "")


def _check_reversal(row: Row, book: Book) -> Iterator[Finding]:
    """It takes back one payment of the same application, whole, once, and not before its day."""
    values, target = row.values, row.values["reverses"]
    names = ("policy", "code", "applied_on", "amount", "reverses", "paid_on")
    policy, firm, day, amount, again, paid_on = (book.value(PAID, target, n) for n in names)
    if amount is None:
        yield Finding("reverses", f"没有兑现“{target}”。")
        return
    if again:
        yield Finding("reverses", f"“{target}”是冲销，不能再冲销。")
    if (policy, firm, day) != _key(values) or amount != values["amount"]:
        yield Finding("reverses", f"和“{target}”的申报或者金额不一致。")
    if values["paid_on"] < paid_on:
        yield Finding("paid_on", f"早于“{target}”的兑现日期。")
    if book.memo("reversals of payments", lambda: _reversals(book))[target] > 1:
        yield Finding("reverses", f"“{target}”只能冲销一次。")


def _reversals(book: Book) -> Counter[str]:
    """How often each payment will have been taken back, once the file is taken in."""
    found = {row.key: row.values.get("reverses") for row in book.rows[PAID]}
    stored = select(Payment).options(joinedload(Payment.reverses))
    for payment in db.session.scalars(stored.where(Payment.reverses_id.is_not(None))):
        assert payment.reverses is not None  # the statement says so
        found[payment.number] = payment.reverses.number
    return Counter(str(target) for target in found.values() if target)


def take_over_payments(*, incoming: Sequence[Incoming], book: Book, by: Any) -> None:
    """Add the payments, what takes one back behind it; what is stored stays."""
    fresh = [one.row for one in incoming if one.new]
    applications = dict(existing_applications([_key(row.values) for row in fresh]))
    for row in sorted(fresh, key=lambda row: bool(row.values.get("reverses"))):
        values = row.values
        target = book.find(PAID, values["reverses"]) if values.get("reverses") else None
        payment = Payment(
            application=applications[_key(values)], reverses=target, created_by_id=by and by.id
        )
        put(payment, values, "number", "paid_on", "amount", "words")
        db.session.add(payment)
        book.stored[PAID][row.key] = payment
    db.session.flush()


PAYMENTS = Sheet(
    title=PAID,
    kind="policy",
    form=PaymentRow,
    key=("number",),
    columns=(
        Column("number", lambda row: row.number),
        Column("policy", lambda row: row.application.policy.number, refers="政策", width=26),
        Column("code", lambda row: row.application.enterprise.code, refers="企业", width=24),
        Column("applied_on", lambda row: row.application.applied_on, kind="day"),
        Column("paid_on", lambda row: row.paid_on, kind="day"),
        Column("amount", lambda row: row.amount, kind="money", note="元。"),
        Column(
            "reverses",
            lambda row: row.reverses.number if row.reverses else "",
            note="这一行冲销哪一笔；空白即兑现。",
        ),
        Column("words", lambda row: row.words, width=30),
    ),
    door=Permission.EXCHANGE_USE,
    existing=existing_payments,
    records=payment_records,
    take_over=take_over_payments,
    check=check_payment,
    own=True,
)
