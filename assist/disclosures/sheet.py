"""The sheet 信息公开: history with its reviews; what went out without them is a warning."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from types import SimpleNamespace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from assist.db import Origin, db
from assist.disclosures import rules
from assist.disclosures.forms import DisclosureFields
from assist.disclosures.models import (
    REVIEWS,
    Disclosure,
    DisclosureAct,
    DisclosureStep,
    Secrecy,
)
from assist.lib.days import chinese_day
from assist.lib.standing import Standing
from assist.lib.text import record_number
from assist.settings import current
from assist.web.access import Permission
from assist.web.forms import (
    CheckedField,
    DayField,
    EnumField,
    LongTextField,
    TextField,
    at_most,
    optional,
    required,
)
from assist.web.sheet import KEEP, Book, Column, Finding, Incoming, Key, Row, Sheet, chunks, put

TITLE = "信息公开"


class DisclosureRow(DisclosureFields):
    """A row of 信息公开: the draft's fields, and the reviews as they ended."""

    number = CheckedField("公开编号", [required("请填写公开编号。")], check=record_number)
    published_on = DayField("发布日期")
    first_by = TextField("初审人", [optional(), at_most(64)])
    first_on = DayField("初审日期")
    second_by = TextField("复审人", [optional(), at_most(64)])
    second_on = DayField("复审日期")
    third_by = TextField("终审人", [optional(), at_most(64)])
    third_on = DayField("终审日期")
    secrecy = EnumField("保密审查", kind=Secrecy, blank="")
    secrecy_by = TextField("保密审查人", [optional(), at_most(64)])
    secrecy_on = DayField("保密审查日期")
    opinions = LongTextField("审查意见", [optional(), at_most(10000)])
    standing = EnumField("状态", kind=Standing, blank="")
    void_why = TextField("作废原因", [optional(), at_most(300)])


_WHOLE = selectinload(Disclosure.steps)


def existing(keys: Sequence[Any]) -> Mapping[Key, Disclosure]:
    """The publications of these numbers."""
    return {
        row.number: row
        for some in chunks(keys)
        for row in db.session.scalars(
            select(Disclosure).options(_WHOLE).where(Disclosure.number.in_(some))
        )
    }


def records() -> Iterable[Disclosure]:
    """Every publication, in the order in which they came."""
    return db.session.scalars(select(Disclosure).options(_WHOLE).order_by(Disclosure.id))


def check(row: Row, book: Book) -> Iterator[Finding]:
    """Days in their order; what went out without its reviews, or is not yet, is a warning."""

    def value(name: str) -> Any:
        return book.value(TITLE, row.key, name)

    formed, published = value("formed_on"), value("published_on")
    if formed and published and published < formed:
        yield Finding("published_on", "发布日期早于形成日期。")
    for act in REVIEWS:
        day = value(f"{act.value}_on")
        if formed and day and day < formed:
            yield Finding(f"{act.value}_on", f"{act.label}日期早于形成日期。")
    days = [(act, value(f"{act.value}_on")) for act in REVIEWS]
    for (earlier, first), (later, last) in itertools.pairwise(days):
        if first and last and last < first:
            yield Finding(f"{later.value}_on", f"{later.label}日期早于{earlier.label}日期。")
    if published and published > book.on:
        words = f"发布日期晚于今天（{chinese_day(book.on)}）。"
        yield Finding("published_on", words, warning=True)
    if published and (missing := _missing(row, book)):
        words = f"没有完成{'、'.join(missing)}就已发布。"
        yield Finding("published_on", words, warning=True)


def _missing(row: Row, book: Book) -> list[str]:
    """What the row lacks once it is in, and reviewers who are one person."""
    names = [f"{act.value}_{part}" for act in REVIEWS for part in ("by", "on")]
    values = {name: book.value(TITLE, row.key, name) for name in (*names, "secrecy")}
    found = rules.missing_of(SimpleNamespace(**values))
    people = [values[f"{act.value}_by"] for act in REVIEWS]
    same = all(people) and len(set(people)) < len(people)
    return [*found, "由三个人分别进行的三审"] if same else found


PLAIN = (
    "number", "column", "title", "formed_on", "published_on", "url", "first_by", "first_on",
    "second_by", "second_on", "third_by", "third_on", "secrecy", "secrecy_by", "secrecy_on",
    "content", "author", "archive", "standing", "void_why",
)  # fmt: skip


def take_over(*, incoming: Sequence[Incoming], book: Book, by: Any) -> None:
    """Make or change the publications; no review is replayed."""
    for one in incoming:
        row, values = one.stored, one.row.values
        if row is None:
            row = Disclosure(origin=Origin.WORKBOOK, created_by_id=by and by.id)
            book.stored[TITLE][one.row.key] = row
        put(row, values, *PLAIN)
        row.due_on = rules.due_of(row.column, row.formed_on, current())
        words = values.get("opinions")
        if words and words != row.opinions:
            row.steps.append(_step(words, book, by))
        db.session.add(row)
    db.session.flush()


def _step(words: str, book: Book, by: Any) -> DisclosureStep:
    return DisclosureStep(
        act=DisclosureAct.TAKE_OVER,
        name=by.name if by else "",
        on=book.on,
        by_id=by and by.id,
        on_behalf=True,
        words=words,
    )


def _same(name: str, **more: Any) -> Column:
    return Column(name, attrgetter(name), **more)


def _day(name: str, **more: Any) -> Column:
    return _same(name, kind="day", **more)


DISCLOSURES = Sheet(
    title=TITLE,
    kind="disclosure",
    form=DisclosureRow,
    key=("number",),
    columns=(
        _same("number", example="GK-001"),
        _same("column", example="文件信息"),
        _same("title", width=40, example="关于印发某方案的通知"),
        _day("formed_on", example="2025-03-04"),
        _day("published_on"),
        _same("url", width=28),
        _same("first_by"),
        _day("first_on"),
        _same("second_by"),
        _day("second_on"),
        _same("third_by"),
        _day("third_on"),
        _same("secrecy", blank=Secrecy.PENDING, note="没有进行保密审查的填写未审。"),
        _same("secrecy_by"),
        _day("secrecy_on"),
        _same("opinions", width=36, blank=KEEP),
        _same("content", width=36),
        _same("author"),
        _same("archive"),
        _same("standing", blank=Standing.VALID),
        _same("void_why", width=24),
    ),
    door=Permission.DISCLOSURE_WRITE,
    existing=existing,
    records=records,
    take_over=take_over,
    check=check,
)
