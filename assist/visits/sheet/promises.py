"""The sheet 承诺: an addition to the bureau's own workbook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from assist.db import Origin, db
from assist.lib.days import chinese_day
from assist.lib.text import code, record_number
from assist.visits.models import Keeping, Promise
from assist.web.access import Permission
from assist.web.forms import (
    CheckedField,
    DayField,
    EnumField,
    Form,
    TextField,
    at_most,
    optional,
    required,
)
from assist.web.sheet import Book, Column, Finding, Incoming, Key, Row, Sheet, chunks, put


class PromiseRow(Form):
    """A row of 承诺."""

    number = CheckedField("承诺编号", [required("请填写承诺编号。")], check=record_number)
    code = CheckedField("统一社会信用代码", [required("请填写统一社会信用代码。")], check=code)
    visit = TextField("走访编号", [optional(), at_most(32)])
    made_on = DayField("承诺日期", [required("请填写承诺日期。")])
    words = TextField("承诺内容", [required("请填写承诺内容。"), at_most(300)])
    due_on = DayField("兑现期限", [required("请填写兑现期限。")])
    promised_by = TextField("承诺人", [optional()])
    keeper = TextField("责任人", [optional()])
    keeping = EnumField("状态", kind=Keeping)
    settled_on = DayField("兑现日期")
    outcome = TextField("兑现情况", [optional(), at_most(300)])


_WHOLE = (
    joinedload(Promise.enterprise),
    joinedload(Promise.visit),
    joinedload(Promise.promised_by),
    joinedload(Promise.keeper),
)


def existing(keys: Sequence[str]) -> Mapping[Key, Promise]:
    """The promises of these numbers."""
    return {
        promise.number: promise
        for some in chunks(keys)
        for promise in db.session.scalars(
            select(Promise).options(*_WHOLE).where(Promise.number.in_(some))
        ).unique()
    }


def records() -> Iterator[Promise]:
    """Every promise, in the order in which they came."""
    ids = list(db.session.scalars(select(Promise.id).order_by(Promise.id)))
    for some in chunks(ids):
        statement = select(Promise).options(*_WHOLE).where(Promise.id.in_(some))
        yield from db.session.scalars(statement.order_by(Promise.id)).unique()


def check(row: Row, book: Book) -> Iterator[Finding]:
    """It is due after it was made, settled in between and today, and its visit is its own."""
    values = row.values
    made, due = values.get("made_on"), values.get("due_on")
    if made and due and due < made:
        yield Finding("due_on", "兑现期限早于承诺日期。")
    visit = values.get("visit")
    if visit and book.value("走访", visit, "code") not in (None, values.get("code")):
        yield Finding("visit", "这次走访不是这家企业的。")
    yield from _check_settled(row, book, made)


def _check_settled(row: Row, book: Book, made: date | None) -> Iterator[Finding]:
    if {"keeping", "settled_on"} & row.bad:
        return
    keeping = book.value("承诺", row.key, "keeping") or Keeping.OPEN
    settled = book.value("承诺", row.key, "settled_on")
    if keeping is Keeping.OPEN and settled:
        yield Finding("settled_on", "待兑现的承诺还没有兑现日期。")
    elif keeping is not Keeping.OPEN and not settled:
        yield Finding("settled_on", f"{keeping.label}的承诺请填写兑现日期。")
    elif settled and settled > book.on:
        yield Finding("settled_on", f"兑现日期不能晚于今天（{chinese_day(book.on)}）。")
    elif settled and made and settled < made:
        yield Finding("settled_on", "兑现日期早于承诺日期。")


def take_over(*, incoming: Sequence[Incoming], book: Book, by: Any) -> None:
    """Make or change the promises."""
    stored = book.stored["承诺"]
    for one in incoming:
        values, promise = one.row.values, one.stored
        if promise is None:
            promise = Promise(origin=Origin.WORKBOOK, created_by_id=by and by.id)
            db.session.add(promise)
            stored[one.row.key] = promise
        put(promise, values, "number", "made_on", "words", "due_on")
        put(promise, values, "keeping", "settled_on", "outcome")
        for name, title in (("promised_by", "干部"), ("keeper", "干部"), ("visit", "走访")):
            if name in values:
                found = book.find(title, values[name]) if values[name] else None
                setattr(promise, f"{name}_id", found and found.id)
        if "code" in values:
            promise.enterprise_id = book.find("企业", values["code"]).id  # type: ignore[union-attr]
    db.session.flush()


def _account(person: Any) -> str:
    return str(person.account) if person else ""


PROMISES = Sheet(
    title="承诺",
    kind="promise",
    form=PromiseRow,
    key=("number",),
    columns=(
        Column("number", lambda p: p.number, example="CN-2025-0001"),
        Column("code", lambda p: p.enterprise.code, refers="企业", width=24),
        Column("visit", lambda p: p.visit.number if p.visit else "", refers="走访"),
        Column("made_on", lambda p: p.made_on, kind="day", example=date(2025, 3, 4)),
        Column("words", lambda p: p.words, width=40, example="把续贷申请转给区财政局并回话"),
        Column("due_on", lambda p: p.due_on, kind="day", example=date(2025, 3, 14)),
        Column("promised_by", lambda p: _account(p.promised_by), refers="干部", note="账号。"),
        Column("keeper", lambda p: _account(p.keeper), refers="干部", note="账号。"),
        Column(
            "keeping", lambda p: p.keeping, blank=Keeping.OPEN, note="空白即“待兑现”。", width=10
        ),
        Column("settled_on", lambda p: p.settled_on, kind="day"),
        Column("outcome", lambda p: p.outcome, width=30),
    ),
    door=Permission.EXCHANGE_USE,
    existing=existing,
    records=records,
    take_over=take_over,
    check=check,
    own=True,
)
