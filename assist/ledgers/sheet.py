"""A kind's sheet in the workbook, and its list as a file: both from the same columns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from sqlalchemy import BigInteger, Date, Integer, select
from sqlalchemy.orm import selectinload

from assist.db import Origin, db
from assist.ledgers.actions import stored_value
from assist.ledgers.forms import form_of
from assist.ledgers.kinds import KINDS
from assist.ledgers.models import Kind
from assist.ledgers.queries import cell, offers, with_visit
from assist.lib.days import chinese_day
from assist.lib.money import yuan
from assist.lib.sheets import Column as FileColumn
from assist.lib.sheets import Sheet as FileSheet
from assist.lib.sheets.writing import Kind as Format
from assist.lib.standing import Standing
from assist.web.access import Permission
from assist.web.forms import Form, TextField, at_most, optional
from assist.web.sheet import KEEP, Book, Column, Finding, Incoming, Key, Row, Sheet, chunks

EXAMPLES: Mapping[str, Any] = {"number": "示例-001", "enterprises": "910000000000001183"}


def _form(kind: Kind, name: str) -> Format:
    """How a cell of the column is written: text, day, money or number."""
    attribute = getattr(kind.model, name).property
    if hasattr(attribute, "mapper"):
        return "text"
    column = attribute.columns[0]
    if column.info.get("money"):
        return "money"
    if isinstance(column.type, Date):
        return "day"
    return "number" if isinstance(column.type, (Integer, BigInteger)) else "text"


def _get(kind: Kind, name: str) -> Callable[[Any], Any]:
    def get(row: Any) -> Any:
        value = getattr(row, name)
        if name == "enterprises":
            return [one.code for one in value]
        column = getattr(kind.model, name).property.columns[0]
        return value.split("、") if column.info.get("several") and value else value

    return get


def _column(kind: Kind, name: str) -> Column:
    relation = name == "enterprises"
    choices = () if relation or name in {"standing", "void_why", "note"} else offers(kind, name)
    several = not relation and getattr(kind.model, name).property.columns[0].info.get("several")
    return Column(
        name,
        _get(kind, name),
        refers="企业" if relation else "",
        kind=_form(kind, name),
        width=30 if relation else 16,
        choices=() if several else choices,
        note="多项用“、”分隔。" if relation or several else "",
        example=EXAMPLES.get(name, ""),
        blank=Standing.VALID if name == "standing" else None,
    )


class BookedRow(Form):
    """What a row says beyond its own columns where a visit may have booked it."""

    visit = TextField("走访编号", [optional(), at_most(32)])


_VISIT = Column(
    "visit",
    lambda row: row.visit.number if row.visit else "",
    refers="走访",
    note="走访时勾选“同时计入普法宣传”的，填那次走访的编号；空白即另行登记。",
    blank=KEEP,
)


def _existing(kind: Kind, keys: Sequence[Any]) -> Mapping[Key, Any]:
    found: dict[Key, Any] = {}
    for some in chunks(keys):
        rows = db.session.scalars(_whole(kind).where(kind.model.number.in_(some))).unique()
        found |= {row.number: row for row in rows}
    return found


def _whole(kind: Kind) -> Any:
    statement = select(kind.model)
    if "enterprises" in kind.columns:
        statement = statement.options(selectinload(kind.model.enterprises))
    return statement.options(*with_visit(kind))


def _records(kind: Kind) -> Iterator[Any]:
    yield from db.session.scalars(_whole(kind).order_by(kind.model.id)).unique()


def _check(kind: Kind, row: Row, book: Book) -> Iterator[Finding]:
    held_on = row.values.get("held_on")
    if held_on is not None and held_on > book.on:
        words = f"{kind.label_of('held_on')}晚于今天（{chinese_day(book.on)}）。"
        yield Finding("held_on", words, warning=True)
    if number := row.values.get("visit"):
        yield from _check_visit(kind, row, number, book)


def _check_visit(kind: Kind, row: Row, number: str, book: Book) -> Iterator[Finding]:
    """It says what the visit says, and the visit booked nothing else."""
    values = row.values
    day, code = (book.value("走访", number, name) for name in ("held_on", "code"))
    if day and values.get("held_on") not in (None, day):
        yield Finding("held_on", f"和走访“{number}”的日期（{chinese_day(day)}）不一致。")
    if code and values.get("enterprises") not in (None, [code]):
        yield Finding("enterprises", f"只能是走访“{number}”的企业（{code}）。")
    void = book.value("走访", number, "standing")
    counts = book.value(kind.label, row.key, "standing") is not Standing.VOID
    if counts and void and void.value == Standing.VOID.value:
        yield Finding("standing", f"走访“{number}”已经作废，随它计入的{kind.label}也应作废。")
    others = book.memo(f"{kind.word} of visits", lambda: _numbers_by_visit(kind, book))
    if others[number] != {row.key}:
        more = "、".join(sorted(others[number] - {row.key}))
        yield Finding("visit", f"走访“{number}”已由“{more}”计入，一次走访只计一次。")


def _numbers_by_visit(kind: Kind, book: Book) -> dict[str, set[str]]:
    """Which records each visit will have booked, once the file is taken in."""
    named = {
        row.key: row.values["visit"] for row in book.rows[kind.label] if row.values.get("visit")
    }
    numbers = kind.model.visit.property.mapper.class_.number
    stored = db.session.execute(select(kind.model.number, numbers).join(kind.model.visit))
    found: dict[str, set[str]] = defaultdict(set)
    for number, visit in ({row[0]: row[1] for row in stored} | named).items():
        found[visit].add(str(number))
    return found


def _take_over(kind: Kind, *, incoming: Sequence[Incoming], book: Book, by: Any) -> None:
    """Make or change the records; nothing is replayed."""
    for one in incoming:
        row = one.stored
        if row is None:
            row = kind.model(origin=Origin.WORKBOOK, created_by_id=by and by.id)
            db.session.add(row)
            book.stored[kind.label][one.row.key] = row
        for name, value in one.row.values.items():
            if name == "enterprises":
                row.enterprises = [book.find("企业", code) for code in value]
            elif name == "visit":
                visit = book.find("走访", value) if value else None
                row.visit_id = visit and visit.id
            elif name in kind.labels:
                setattr(row, name, stored_value(kind, name, value))
    db.session.flush()


def _form_of(kind: Kind) -> type[Form]:
    form = form_of(kind)
    return type(form.__name__, (form, BookedRow), {}) if kind.booked else form


def sheet_of(kind: Kind) -> Sheet:
    """The kind's sheet."""
    return Sheet(
        title=kind.label,
        kind=kind.word,
        form=_form_of(kind),
        key=("number",),
        columns=(
            *(_column(kind, name) for name in kind.labels),
            *((_VISIT,) if kind.booked else ()),
        ),
        door=Permission.LEDGER_WRITE,
        existing=partial(_existing, kind),
        records=partial(_records, kind),
        take_over=partial(_take_over, kind),
        check=partial(_check, kind),
        own=not kind.own,
    )


SHEETS = {kind.label: sheet_of(kind) for kind in KINDS}


def export_sheet(kind: Kind, rows: Iterable[Any]) -> FileSheet:
    """A list as a file: the columns in words, as the page shows them."""
    columns = tuple(
        FileColumn(label, kind=_form(kind, name)) for name, label in kind.labels.items()
    )
    return FileSheet(
        kind.label, columns, ([_shown(kind, row, name) for name in kind.labels] for row in rows)
    )


def _shown(kind: Kind, row: Any, name: str) -> Any:
    value = _get(kind, name)(row)
    if _form(kind, name) == "money" and value is not None:
        return yuan(value)
    return cell(kind, row, name) if isinstance(value, (list, bool, Standing)) else value
