"""The sheet 请假代理: an addition to the bureau's own workbook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from assist.cadres.models import Cadre
from assist.db import Origin, db
from assist.enterprises.models import Substitution
from assist.web.access import Permission
from assist.web.forms import DayField, Form, TextField, at_most, optional, required
from assist.web.sheet import Book, Column, Finding, Incoming, Key, Row, Sheet, chunks, put


class SubstitutionRow(Form):
    """A row of 请假代理."""

    absent = TextField("请假人", [required("请填写请假人的账号。")])
    substitute = TextField("代理人", [required("请填写代理人的账号。")])
    start_on = DayField("开始日期", [required("请填写开始日期。")])
    end_on = DayField("结束日期", [required("请填写结束日期。")])
    reason = TextField("事由", [optional(), at_most(100)])
    ended_on = DayField("提前结束日期")


_WHOLE = (selectinload(Substitution.absent), selectinload(Substitution.substitute))


def existing(keys: Sequence[tuple[str, date]]) -> Mapping[Key, Substitution]:
    """Those of these people that begin on these days."""
    wanted = set(keys)
    return {
        (row.absent.account, row.start_on): row
        for some in chunks(dict.fromkeys(account for account, _start in keys))
        for row in db.session.scalars(
            select(Substitution)
            .options(*_WHOLE)
            .where(Substitution.absent_id.in_(select(Cadre.id).where(Cadre.account.in_(some))))
        ).unique()
        if (row.absent.account, row.start_on) in wanted
    }


def records() -> Iterator[Substitution]:
    """Every one, in the order in which they came."""
    statement = select(Substitution).options(*_WHOLE).order_by(Substitution.id)
    yield from db.session.scalars(statement).unique()


def check(row: Row, book: Book) -> Iterator[Finding]:
    """It ends after it begins, and nobody stands in for themselves."""
    values = row.values
    start, end = values.get("start_on"), values.get("end_on")
    if start and end and end < start:
        yield Finding("end_on", "结束日期早于开始日期。")
    if values.get("absent") and values.get("absent") == values.get("substitute"):
        yield Finding("substitute", "代理人不能是请假人自己。")


def take_over(*, incoming: Sequence[Incoming], book: Book, by: Any) -> None:
    """Make or change them."""
    stored = book.stored["请假代理"]
    for one in incoming:
        values, row = one.row.values, one.stored
        if row is None:
            row = Substitution(origin=Origin.WORKBOOK, created_by_id=by and by.id)
            db.session.add(row)
            stored[one.row.key] = row
        for name in ("absent", "substitute"):
            if name in values:
                setattr(row, f"{name}_id", book.find("干部", values[name]).id)  # type: ignore[union-attr]
        put(row, values, "start_on", "end_on", "reason", "ended_on")
    db.session.flush()


SUBSTITUTIONS = Sheet(
    title="请假代理",
    kind="substitution",
    form=SubstitutionRow,
    key=("absent", "start_on"),
    columns=(
        Column(
            "absent", lambda s: s.absent.account, refers="干部", note="账号。", example="zhangsan"
        ),
        Column("substitute", lambda s: s.substitute.account, refers="干部", note="账号。"),
        Column("start_on", lambda s: s.start_on, kind="day", example=date(2025, 3, 4)),
        Column("end_on", lambda s: s.end_on, kind="day", example=date(2025, 3, 14)),
        Column("reason", lambda s: s.reason, width=20),
        Column("ended_on", lambda s: s.ended_on, kind="day"),
    ),
    door=Permission.EXCHANGE_USE,
    existing=existing,
    records=records,
    take_over=take_over,
    check=check,
    own=True,
)
