"""The sheets 问题经过 and 问题事项: what was done about a problem, and what was asked meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from assist.db import db
from assist.lib.text import mask_phones_in
from assist.problems.actions.history import take_over_items, take_over_steps
from assist.problems.models import Item, Problem, Step
from assist.problems.sheet.problems import account_of
from assist.problems.states import Act, ItemKind, State
from assist.web.access import Permission
from assist.web.clock import local
from assist.web.forms import (
    CheckedField,
    CountField,
    DayField,
    EnumField,
    Form,
    LongTextField,
    TextField,
    at_most,
    optional,
    required,
)
from assist.web.sheet import KEEP, Book, Column, Finding, Key, Row, Sheet, chunks

NOT_CHANGED = "办理经过只能增加，不能修改；请保持原样，或另起一行。"


def moment(text: str) -> str:
    """A moment by the clock in Shanghai as the sheet writes it; ValueError says how."""
    try:
        return f"{datetime.fromisoformat(text.strip()).replace(tzinfo=None):%Y-%m-%d %H:%M:%S.%f}"
    except ValueError:
        raise ValueError("请按“2025-03-04 15:07:00”填写时间。") from None


class StepRow(Form):
    """A row of 问题经过."""

    number = CheckedField("问题编号", [required("请填写问题编号。"), at_most(32)])
    place = CountField("序号", [required("请填写序号。")], largest=9999)
    act = EnumField("操作", [required("请填写操作。")], kind=Act)
    on = DayField("日期", [required("请填写日期。")])
    at = CheckedField("时间", [optional()], check=moment)
    by = TextField("经办人", [optional()])
    unit = TextField("经办单位", [optional()])
    on_behalf_of = TextField("代录", [optional(), at_most(100)])
    before = EnumField("原状态", kind=State)
    after = EnumField("现状态", [required("请填写现状态。")], kind=State)
    words = LongTextField("说明", [optional(), at_most(20_000)])
    facts = LongTextField("其他内容", [optional(), at_most(20_000)])


class ItemRow(Form):
    """A row of 问题事项."""

    number = CheckedField("问题编号", [required("请填写问题编号。"), at_most(32)])
    place = CountField("序号", [required("请填写序号。")], largest=9999)
    kind = EnumField("事项类别", [required("请填写事项类别。")], kind=ItemKind)
    asked_on = DayField("提出日期", [required("请填写提出日期。")])
    asked_by = TextField("提出人", [optional()])
    words = LongTextField("内容", [optional(), at_most(20_000)])
    own_number = TextField("督办编号", [optional(), at_most(32)])
    options = LongTextField("备选方案", [optional(), at_most(20_000)])
    due_on = DayField("答复期限")
    new_due_on = DayField("新期限")
    answered_on = DayField("答复日期")
    answered_by = TextField("答复人", [optional()])
    answer = LongTextField("答复", [optional(), at_most(20_000)])


@dataclass(frozen=True)
class Placed:
    """A record of a problem, and which of its kind it is there: the first, the second."""

    number: str
    place: int
    row: Any


_WITH: Mapping[type[Any], tuple[Any, ...]] = {
    Step: (joinedload(Step.by), joinedload(Step.unit)),
    Item: (joinedload(Item.asked_by), joinedload(Item.answered_by)),
}


def _placed(kind: Any, numbers: Iterable[str]) -> Iterator[Placed]:
    """Every record of that kind at these problems, in order."""
    for some in chunks(dict.fromkeys(numbers)):
        statement = (
            select(Problem.number, kind)
            .join(kind.problem)
            .where(Problem.number.in_(some))
            .options(*_WITH[kind])
            .order_by(Problem.id, kind.id)
        )
        place, before = 0, ""
        for number, row in db.session.execute(statement).unique():
            place = place + 1 if number == before else 1
            before = number
            yield Placed(number, place, row)


def _existing(kind: Any) -> Callable[[Sequence[Any]], Mapping[Key, Placed]]:
    def existing(keys: Sequence[Any]) -> Mapping[Key, Placed]:
        wanted = set(keys)
        return {
            (one.number, one.place): one
            for one in _placed(kind, (number for number, _place in keys))
            if (one.number, one.place) in wanted
        }

    return existing


def _records(kind: Any) -> Callable[[], Iterator[Placed]]:
    def records() -> Iterator[Placed]:
        numbers = select(Problem.number).where(Problem.id.in_(select(kind.problem_id)))
        return _placed(kind, db.session.scalars(numbers.order_by(Problem.id)).all())

    return records


def check_step(row: Row, book: Book) -> Iterator[Finding]:
    """Appended, never edited: it follows the one before it, and a stored one stays as it is."""
    yield from _follows("问题经过", row, book)
    stored = book.find("问题经过", row.key)
    if stored is None and "number" in row.values:
        on = row.values.get("on")
        registered = book.value("问题", row.values["number"], "registered_on")
        if on and registered and on < registered:
            yield Finding("on", f"日期早于登记日期（{registered.isoformat()}）。")
    for column in STEPS.columns if stored is not None else ():
        name = column.field
        if name in row.values and not _says(column.get(stored), row.values[name]):
            yield Finding(name, NOT_CHANGED)


def _says(old: Any, new: Any) -> bool:
    masked = isinstance(old, str) and isinstance(new, str) and mask_phones_in(old) == new
    return masked or (old or None) == (new or None)


def check_item(row: Row, book: Book) -> Iterator[Finding]:
    """An answer does not come before the question."""
    yield from _follows("问题事项", row, book)
    asked, answered = row.values.get("asked_on"), row.values.get("answered_on")
    if asked and answered and answered < asked:
        yield Finding("answered_on", f"答复日期早于提出日期（{asked.isoformat()}）。")


def _follows(title: str, row: Row, book: Book) -> Iterator[Finding]:
    """The places of a problem's records have no gap; the one before is stored or in the file."""
    if {"number", "place"} & row.bad:
        return
    number, place = row.values["number"], row.values["place"]
    if place > 1 and book.row(title, (number, place - 1)) is None:
        counts = book.memo(f"{title} counts", lambda: _counts(title, book))
        if counts.get(number, 0) < place - 1:
            yield Finding("place", f"缺少序号 {place - 1}，序号须连续。")


def _counts(title: str, book: Book) -> dict[str, int]:
    kind = Step if title == "问题经过" else Item
    numbers = [row.key[0] for row in book.rows[title] if isinstance(row.key, tuple)]
    return {one.number: one.place for one in _placed(kind, numbers)}


STEPS = Sheet(
    title="问题经过",
    kind="step",
    form=StepRow,
    key=("number", "place"),
    columns=(
        Column("number", lambda one: one.number, refers="问题", example="2025-0001"),
        Column("place", lambda one: one.place, kind="number", width=8, note="从 1 起连续。"),
        Column("act", lambda one: one.row.act),
        Column("on", lambda one: one.row.on, kind="day"),
        Column("at", lambda one: moment(local(one.row.at).isoformat()), blank=KEEP, width=26),
        Column("by", lambda one: account_of(one.row.by), refers="干部", note="账号。"),
        Column("unit", lambda one: one.row.unit and one.row.unit.name, refers="单位", width=20),
        Column("on_behalf_of", lambda one: one.row.on_behalf_of, width=20),
        Column("before", lambda one: one.row.before),
        Column("after", lambda one: one.row.after),
        Column("words", lambda one: one.row.words, width=40),
        Column("facts", lambda one: one.row.facts, width=30),
    ),
    door=Permission.EXCHANGE_USE,
    existing=_existing(Step),
    records=_records(Step),
    take_over=take_over_steps,
    check=check_step,
    own=True,
)

ITEMS = Sheet(
    title="问题事项",
    kind="item",
    form=ItemRow,
    key=("number", "place"),
    columns=(
        Column("number", lambda one: one.number, refers="问题", example="2025-0001"),
        Column("place", lambda one: one.place, kind="number", width=8, note="从 1 起连续。"),
        Column("kind", lambda one: one.row.kind),
        Column("asked_on", lambda one: one.row.asked_on, kind="day", example=date(2025, 3, 4)),
        Column("asked_by", lambda one: account_of(one.row.asked_by), refers="干部", note="账号。"),
        Column("words", lambda one: one.row.words, width=40),
        Column("own_number", lambda one: one.row.number),
        Column("options", lambda one: one.row.options, width=30),
        Column("due_on", lambda one: one.row.due_on, kind="day"),
        Column("new_due_on", lambda one: one.row.new_due_on, kind="day"),
        Column("answered_on", lambda one: one.row.answered_on, kind="day"),
        Column("answered_by", lambda one: account_of(one.row.answered_by), refers="干部"),
        Column("answer", lambda one: one.row.answer, width=40),
    ),
    door=Permission.EXCHANGE_USE,
    existing=_existing(Item),
    records=_records(Item),
    take_over=take_over_items,
    check=check_item,
    own=True,
)
