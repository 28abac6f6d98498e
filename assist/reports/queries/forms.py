"""The superior's forms: listed, drawn, and what their cells say in a period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from werkzeug.exceptions import NotFound

from assist.db import db
from assist.lib.figures import Figure, Value, display_with_unit
from assist.lib.money import yuan
from assist.lib.periods import Period
from assist.lib.sheets.forms import CellValue, Form
from assist.lib.standing import Standing
from assist.lib.text import mask_phone, mask_phones_in
from assist.reports.catalogue import BY_KEY
from assist.reports.models import FormCell, SuperiorForm
from assist.reports.queries.figures import value_of
from assist.reports.rules.forms import days_of
from assist.web import uploads
from assist.web.sheet import Column, Sheet, shown

#: Filled by the factory: the sheets of the workbook, whose records are the rows of ledgers.
ledgers: list[Sheet] = []


@dataclass(frozen=True)
class Filled:
    """A pointed cell in a period: what is written, in words, and what found no room."""

    cell: FormCell
    label: str
    words: str
    left_out: int = 0
    wrong: str = ""


@dataclass
class Filling:
    """A form filled for a period."""

    content: bytes
    cells: list[Filled] = field(default_factory=list)

    @property
    def left_out(self) -> int:
        """Rows for which the form has no room."""
        return sum(one.left_out for one in self.cells)


def listing() -> Sequence[SuperiorForm]:
    """Every form by name."""
    return db.session.scalars(select(SuperiorForm).order_by(SuperiorForm.name)).all()


def get(form_id: int) -> SuperiorForm:
    """One form; NotFound where there is none."""
    found = db.session.get(SuperiorForm, form_id)
    if found is None:
        raise NotFound
    return found


def cell_of(form: SuperiorForm, cell_id: int) -> FormCell:
    """One of its pointed cells."""
    found = next((one for one in form.cells if one.id == cell_id), None)
    if found is None:
        raise NotFound
    return found


def opened(form: SuperiorForm) -> Form:
    """The form's newest file."""
    return Form(uploads.kept(form.sha256))


def ledger_named(title: str) -> Sheet | None:
    """The ledger of that name, of those whose records have a day."""
    return next((one for one in dated_ledgers() if one.title == title), None)


def dated_ledgers() -> list[Sheet]:
    """The ledgers whose rows belong to a period."""
    return [sheet for sheet in ledgers if day_column(sheet) is not None]


def day_column(sheet: Sheet) -> Column | None:
    """The column by which a record belongs to a period: its first day."""
    return next((column for column in sheet.columns if column.kind == "day"), None)


def headers(sheet: Sheet) -> dict[str, Column]:
    """The ledger's columns by the names that people know."""
    return {sheet.header(column.field): column for column in sheet.columns}


def label_of(cell: FormCell) -> str:
    """What the cell shows, in words."""
    figure = BY_KEY.get(cell.figure)
    name = figure.label if figure else f"{cell.ledger}（{cell.fields}）"
    return f"{name}，{cell.which.label}"


def filled(form: SuperiorForm, period: Period) -> Filling:
    """The form with every pointed cell written, in its own layout."""
    book = opened(form)
    cells = [_write(book, cell, period) for cell in form.cells]
    return Filling(book.to_bytes(), cells)


def _write(book: Form, cell: FormCell, period: Period) -> Filled:
    days, label = days_of(cell.which, period), label_of(cell)
    if cell.sheet not in book.sheets:
        return Filled(cell, label, "—", wrong="新版表格里没有这个工作表")
    if book.is_formula(cell.sheet, cell.cell):
        return Filled(cell, label, "—", wrong="这个单元格是公式，由表格自己计算")
    if days is None:
        return Filled(cell, label, "—")
    figure = BY_KEY.get(cell.figure)
    if figure is not None:
        value = value_of(figure, days)
        percent = book.in_percent(cell.sheet, cell.cell)
        book.put(cell.sheet, cell.cell, cell_value(figure, value, percent))
        return Filled(cell, label, display_with_unit(value, figure))
    sheet = ledger_named(cell.ledger)
    if sheet is None:
        return Filled(cell, label, "—", wrong="没有这个指标或台账")
    rows = rows_of(sheet, cell.fields.split("、"), days)
    written = book.put_rows(cell.sheet, cell.cell, rows)
    return Filled(cell, label, f"{written} 行", left_out=len(rows) - written)


def cell_value(figure: Figure, value: Value, percent: bool) -> CellValue:
    """As a form holds it: 万元 as a number, a rate as its cell shows it (79.17, or 0.7917 where the
    format says %), months in words, days as days."""
    if value is None:
        return None
    if isinstance(value, list):
        return display_with_unit(value, figure)
    if isinstance(value, date):
        return value
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if figure.money:
        return round(exact / 1_000_000, 2)
    if figure.rate:
        return round(exact, 4) if percent else round(exact * 100, 2)
    return int(exact) if exact == exact.to_integral_value() else round(exact, 2)


def rows_of(sheet: Sheet, names: Sequence[str], days: Period) -> list[list[CellValue]]:
    """The ledger's records of the days, the named columns of each; phones are masked."""
    day, known = day_column(sheet), headers(sheet)
    columns = [known.get(name) for name in names]
    if day is None:
        return []
    standing = known.get("状态")
    found = [
        one
        for one in sheet.records()
        if days.contains(_day(day.get(one)))
        and (standing is None or shown(standing.get(one)) != Standing.VOID.label)
    ]
    return [[_cell(column, record) for column in columns] for record in found]


def _day(value: Any) -> date | None:
    return value if isinstance(value, date) else None


def _cell(column: Column | None, record: Any) -> CellValue:
    value = column.get(record) if column else None
    if column is not None and column.kind == "money" and isinstance(value, int):
        return yuan(value)
    if isinstance(value, int | float | date) and not isinstance(value, bool):
        return value
    words = shown(value)
    return mask_phone(words) if column is not None and column.phone else mask_phones_in(words)
