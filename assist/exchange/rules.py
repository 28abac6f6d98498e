"""Reading a workbook into rows: every fault and warning at once, no look into the database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict

from assist.lib.days import parse_day
from assist.lib.sheets import Cell, SheetData, cell_text, not_worked_out
from assist.lib.text import is_masked
from assist.web.forms import DayField
from assist.web.sheet import KEEP, Book, Column, Key, Row, Sheet

#: What the key of a template's example row begins with.
EXAMPLE = "示例："
LONGEST_VALUE = 80


@dataclass(frozen=True, order=True)
class Entry:
    """A fault or a warning: where it stands, what stands there, what is wrong."""

    sheet: str
    row: int | None
    column: str
    value: str
    message: str

    def as_dict(self) -> dict[str, Any]:
        """The form of `import --json`."""
        return {
            "sheet": self.sheet,
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "message": self.message,
        }


@dataclass
class Count:
    """How many rows of a sheet are new, differ, or are there already."""

    added: int = 0
    changed: int = 0
    same: int = 0

    def as_dict(self) -> dict[str, int]:
        """The form of `import --json`."""
        return {"added": self.added, "changed": self.changed, "same": self.same}


@dataclass
class Report:
    """What became of a workbook, or would become of it."""

    taken: dict[str, Count] = field(default_factory=dict)
    faults: list[Entry] = field(default_factory=list)
    warnings: list[Entry] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """The form of `import --json`."""
        return {
            "taken": {title: count.as_dict() for title, count in self.taken.items()},
            "faults": [entry.as_dict() for entry in self.faults],
            "warnings": [entry.as_dict() for entry in self.warnings],
        }


def example_key(value: str) -> str:
    """An example's key, which no import takes."""
    return f"{EXAMPLE}{value}"


def is_example(cells: Mapping[str, Cell], key_header: str) -> bool:
    """Whether the row is the template's example."""
    text = cell_text(cells.get(key_header)).replace(":", "：")
    return text == EXAMPLE.rstrip("：") or text.startswith(EXAMPLE)


def untaken(data: Mapping[str, SheetData], sheets: Iterable[Sheet]) -> Iterator[Entry]:
    """One warning a sheet that is unknown or not taken yet."""
    known = {sheet.title for sheet in sheets}
    for title, content in data.items():
        if title not in known:
            rows = len(content.rows)
            message = f"工作表“{title}”（{rows} 行）目前不导入，内容没有写入。"
            yield Entry(title, None, "", "", message)


def read_sheet(sheet: Sheet, data: SheetData, book: Book, report: Report) -> None:
    """Put the sheet's rows into the book, its faults and warnings into the report."""
    _shape(sheet, data, report)
    columns = _columns(sheet, data, report)
    book.rows[sheet.title] = rows = []
    by_key: dict[Key, Row] = {}
    book.by_key[sheet.title] = by_key
    book.unreadable[sheet.title] = {}
    if not columns:
        return
    form = sheet.form.from_row([])
    first = sheet.header(sheet.key[0])
    for number, cells in data.rows:
        if is_example(cells, first):
            continue
        row = _read_row(sheet, columns, form, number, cells, report)
        if set(sheet.key) & row.bad:
            book.unreadable[sheet.title].setdefault(row.cells.get(sheet.key[0], ""), number)
        elif row.key in by_key:
            earlier = by_key[row.key].number
            message = f"与第 {earlier} 行重复：{'、'.join(map(sheet.header, sheet.key))}相同。"
            note(report.faults, sheet, row, sheet.key[0], message)
            continue
        else:
            by_key[row.key] = row
        rows.append(row)


def _shape(sheet: Sheet, data: SheetData, report: Report) -> None:
    """What makes rows be read otherwise than they look."""
    if data.twice:
        message = f"有两张工作表都叫“{sheet.title}”（名称只差空格），请合并成一张。"
        report.faults.append(Entry(sheet.title, None, "", "", message))
    if data.merged:
        message = "有合并的单元格，除左上角一格外都读作空白，请取消合并，逐行填写。"
        report.warnings.append(Entry(sheet.title, None, "", data.merged, message))


def note(entries: list[Entry], sheet: Sheet, row: Row, name: str, message: str) -> None:
    """Say something of a field of a row."""
    value = row.cells.get(name, "")
    message = message if message.endswith(("。", "！", "？")) else f"{message}。"
    entries.append(Entry(sheet.title, row.number, sheet.header(name), value, message))


def _columns(sheet: Sheet, data: SheetData, report: Report) -> list[Column]:
    """The columns that the file has; none where a required one is missing."""
    headers = {sheet.header(column.field): column for column in sheet.columns}
    for header in data.headers:
        if header not in headers:
            message = f"没有“{header}”这一列，其内容没有导入。"
            report.warnings.append(Entry(sheet.title, 1, header, header, message))
    for header in data.repeated:
        message = f"“{header}”这一列出现了多次，只读取第一列。"
        report.warnings.append(Entry(sheet.title, 1, header, header, message))
    if not data.rows:
        return []
    missing = [
        header
        for header, column in headers.items()
        if header not in data.headers and sheet.required(column.field)
    ]
    lower = (place for place, line in enumerate(data.top, start=2) if set(missing) <= set(line))
    if missing and (place := next(lower, None)):
        message = f"表头在第 {place} 行，请删去它上面的行，让表头成为第 1 行。"
        report.faults.append(Entry(sheet.title, place, "", "", message))
        return []
    for header in missing:
        message = f"缺少必填的“{header}”这一列。"
        report.faults.append(Entry(sheet.title, 1, header, "", message))
    return [] if missing else [headers[header] for header in data.headers if header in headers]


def _read_row(
    sheet: Sheet,
    columns: Sequence[Column],
    form: Any,
    number: int,
    cells: Mapping[str, Cell],
    report: Report,
) -> Row:
    row = Row(number, None, {}, {})
    given: MultiDict[str, str] = MultiDict()
    masked = set()
    for column in columns:
        cell = cells.get(sheet.header(column.field), "")
        text = _form_text(cell, form[column.field])
        row.cells[column.field] = _shortened(cell_text(cell))
        if column.phone and is_masked(text) and column.field != "others":
            masked.add(column.field)
            text = ""
        given.add(column.field, text)
    form.process(given)
    form.validate()
    for column in columns:
        if broken := not_worked_out(cells.get(sheet.header(column.field), "")):
            row.bad.add(column.field)
            note(report.faults, sheet, row, column.field, broken)
    told = masked | row.bad
    for name, message in form.faults():
        if name in row.cells and name not in told:
            row.bad.add(name)
            note(report.faults, sheet, row, name, message)
    _fill(sheet, columns, form, row, masked)
    return row


def _fill(sheet: Sheet, columns: Sequence[Column], form: Any, row: Row, masked: set[str]) -> None:
    for column in columns:
        name = column.field
        if name in row.bad or name in masked:
            continue
        value = form[name].data
        if value in (None, "", []):
            if column.blank is KEEP:
                continue
            value = column.blank if column.blank is not None else value
        row.values[name] = value
    parts = tuple(row.values.get(name) for name in sheet.key)
    row.key = parts if len(parts) > 1 else parts[0]


def _form_text(cell: Cell, form_field: Any) -> str:
    """A cell as the form reads it; a day that lost its format is still a day."""
    if isinstance(form_field, DayField) and isinstance(cell, int | float | date):
        try:
            return parse_day(cell).isoformat()
        except ValueError:
            return cell_text(cell)
    return cell_text(cell)


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_VALUE else text[:LONGEST_VALUE] + "…"
