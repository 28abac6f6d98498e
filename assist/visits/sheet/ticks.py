"""The sheet 走访问题情况: what an enterprise said of open problems in passing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from assist.db import db
from assist.visits.models import ProblemNote, Tick, Visit
from assist.web.access import Permission
from assist.web.forms import (
    CheckedField,
    EnumField,
    Form,
    TextField,
    at_most,
    optional,
    required,
)
from assist.web.sheet import Book, Column, Finding, Incoming, Key, Row, Sheet, chunks, put


class TickRow(Form):
    """A row of 走访问题情况."""

    visit = CheckedField("走访编号", [required("请填写走访编号。"), at_most(32)])
    problem = CheckedField("问题编号", [required("请填写问题编号。"), at_most(32)])
    tick = EnumField("情况", [required("请填写情况。")], kind=Tick)
    words = TextField("说明", [optional(), at_most(500)])


def _rows(numbers: Sequence[str]) -> Iterator[ProblemNote]:
    for some in chunks(dict.fromkeys(numbers)):
        statement = (
            select(ProblemNote)
            .join(ProblemNote.visit)
            .where(Visit.number.in_(some))
            .options(joinedload(ProblemNote.visit), joinedload(ProblemNote.problem))
            .order_by(Visit.id, ProblemNote.id)
        )
        yield from db.session.scalars(statement)


def existing(keys: Sequence[tuple[str, str]]) -> Mapping[Key, ProblemNote]:
    """The ticks of these visits at these problems."""
    wanted = set(keys)
    return {
        (note.visit.number, note.problem.number): note
        for note in _rows([visit for visit, _problem in keys])
        if (note.visit.number, note.problem.number) in wanted
    }


def records() -> Iterator[ProblemNote]:
    """Every tick, visit by visit."""
    numbers = select(Visit.number).where(Visit.id.in_(select(ProblemNote.visit_id)))
    return _rows(db.session.scalars(numbers.order_by(Visit.id)).all())


def check(row: Row, book: Book) -> Iterator[Finding]:
    """Visit and problem are of one enterprise."""
    visit, problem = row.values.get("visit"), row.values.get("problem")
    if visit and problem:
        of_visit, of_problem = (
            book.value("走访", visit, "code"),
            book.value("问题", problem, "code"),
        )
        if of_visit and of_problem and of_visit != of_problem:
            yield Finding("problem", f"“{problem}”不是这次走访的企业的问题。")


def take_over(*, incoming: Sequence[Incoming], book: Book, by: Any) -> None:
    """Make or change the ticks."""
    for one in incoming:
        values, note = one.row.values, one.stored
        if note is None:
            visit, problem = (
                book.find("走访", values["visit"]),
                book.find("问题", values["problem"]),
            )
            assert visit is not None  # every reference was checked
            assert problem is not None
            note = ProblemNote(visit_id=visit.id, problem_id=problem.id)
            db.session.add(note)
        put(note, values, "tick", "words")
    db.session.flush()


TICKS = Sheet(
    title="走访问题情况",
    kind="tick",
    form=TickRow,
    key=("visit", "problem"),
    columns=(
        Column("visit", lambda note: note.visit.number, refers="走访"),
        Column("problem", lambda note: note.problem.number, refers="问题"),
        Column("tick", lambda note: note.tick),
        Column("words", lambda note: note.words, width=40),
    ),
    door=Permission.EXCHANGE_USE,
    existing=existing,
    records=records,
    take_over=take_over,
    check=check,
    own=True,
)
