"""The sheet 协办反馈: each 协办 unit's own clock and answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from assist.db import db
from assist.problems.actions.history import take_over_parts
from assist.problems.models import CoPart, Problem
from assist.web.access import Permission
from assist.web.forms import (
    CheckedField,
    DayField,
    Form,
    LongTextField,
    TextField,
    at_most,
    optional,
    required,
)
from assist.web.sheet import Book, Column, Finding, Key, Row, Sheet, chunks


class PartRow(Form):
    """A row of 协办反馈."""

    number = CheckedField("问题编号", [required("请填写问题编号。"), at_most(32)])
    unit = TextField("协办单位", [required("请填写协办单位。")])
    due_on = DayField("协办期限")
    answered_on = DayField("协办反馈日期")
    words = LongTextField("协办反馈", [optional(), at_most(20_000)])


def _rows(numbers: Sequence[str]) -> Iterator[CoPart]:
    for some in chunks(dict.fromkeys(numbers)):
        statement = (
            select(CoPart)
            .join(CoPart.problem)
            .where(Problem.number.in_(some))
            .options(joinedload(CoPart.problem), joinedload(CoPart.unit))
            .order_by(Problem.id, CoPart.id)
        )
        yield from db.session.scalars(statement)


def existing(keys: Sequence[tuple[str, str]]) -> Mapping[Key, CoPart]:
    """The parts that these units have in these problems."""
    wanted = set(keys)
    return {
        (part.problem.number, part.unit.name): part
        for part in _rows([number for number, _unit in keys])
        if (part.problem.number, part.unit.name) in wanted
    }


def records() -> Iterator[CoPart]:
    """Every part, problem by problem."""
    numbers = select(Problem.number).where(Problem.id.in_(select(CoPart.problem_id)))
    return _rows(db.session.scalars(numbers.order_by(Problem.id)).all())


def check(row: Row, book: Book) -> Iterator[Finding]:
    """The unit is one of the problem's 协办 units."""
    values = row.values
    if not {"number", "unit"} <= set(values):
        return
    if values["unit"] not in (book.value("问题", values["number"], "co_units") or ()):
        yield Finding("unit", f"不是问题“{values['number']}”的协办单位。")
    if values.get("words") and not values.get("answered_on"):
        yield Finding("answered_on", "有反馈内容的须填写协办反馈日期。")


PARTS = Sheet(
    title="协办反馈",
    kind="co_part",
    form=PartRow,
    key=("number", "unit"),
    columns=(
        Column("number", lambda part: part.problem.number, refers="问题", example="2025-0001"),
        Column("unit", lambda part: part.unit.name, refers="单位", width=24),
        Column("due_on", lambda part: part.due_on, kind="day"),
        Column("answered_on", lambda part: part.answered_on, kind="day"),
        Column("words", lambda part: part.words, width=40),
    ),
    door=Permission.EXCHANGE_USE,
    existing=existing,
    records=records,
    take_over=take_over_parts,
    check=check,
    own=True,
)
