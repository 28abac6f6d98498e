"""Writing workbooks in which text stays text, days are days and money has two decimals."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from os import PathLike, fspath
from typing import TYPE_CHECKING, BinaryIO, Literal
from zoneinfo import ZoneInfo

from assist.lib.enums import Labelled

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

Value = str | int | float | Decimal | bool | date | datetime | Sequence[str] | None
Kind = Literal["text", "day", "money", "number"]

#: The very hidden sheet that holds choices too long for a cell's own list.
CHOICES_SHEET = "_选项"

_LAST_ROW = 1_048_575
_LONGEST_TEXT = 32_767
_LONGEST_LIST = 255
_SHANGHAI = ZoneInfo("Asia/Shanghai")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# What a spreadsheet may take for the beginning of a formula, half-width or full-width.
_RISKY = tuple("=+-@＝＋－＠\t\r\n")


@dataclass(frozen=True)
class Column:
    """A column: its header, what a person is told about it, and what may stand in it."""

    header: str
    width: float = 14
    note: str = ""
    required: bool = False
    choices: Sequence[str] = ()
    #: Several choices may stand in one cell, so the list offers and does not refuse.
    several: bool = False
    kind: Kind = "text"


@dataclass(frozen=True)
class Sheet:
    """A sheet to write; ``rows`` are taken one by one and may be a generator."""

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]] = ()


def safe_text(text: str) -> str:
    """Drop what XML cannot carry and cut at what a cell can hold."""
    return _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))[:_LONGEST_TEXT]


def write_workbook(target: str | PathLike[str] | BinaryIO, sheets: Iterable[Sheet]) -> None:
    """Write the sheets in order to a file or an open binary stream, row by row."""
    # The writer takes 0.1 s to load and only exports need it.
    from xlsxwriter.workbook import Workbook

    path = fspath(target) if isinstance(target, str | PathLike) else target
    with Workbook(path, {"constant_memory": True}) as book:
        writer = _Writer(book)
        for sheet in sheets:
            writer.write(sheet)
        writer.write_long_choices()


class _Writer:
    """One workbook being written, with the formats its cells share."""

    def __init__(self, book: "Workbook") -> None:
        self.book = book
        self.long_choices: list[Sequence[str]] = []
        self.formats: dict[str, Format] = {
            "text": book.add_format({"num_format": "@"}),
            "risky": book.add_format({"num_format": "@", "quote_prefix": True}),
            "day": book.add_format({"num_format": "yyyy-mm-dd"}),
            "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
            "money": book.add_format({"num_format": "0.00"}),
            "number": book.add_format({"num_format": "General"}),
            "header": book.add_format(_HEADER),
            "required": book.add_format(_HEADER | {"bg_color": "#fde9d9"}),
        }

    def write(self, sheet: Sheet) -> None:
        page = self.book.add_worksheet(sheet.title)
        for place, column in enumerate(sheet.columns):
            self._write_header(page, place, column)
        last = 0
        for last, row in enumerate(sheet.rows, start=1):
            for place, value in enumerate(row):
                self._write_cell(page, last, place, value)
        page.freeze_panes(1, 0)
        page.repeat_rows(0)
        if sheet.columns:
            page.autofilter(0, 0, last, len(sheet.columns) - 1)

    def _write_header(self, page: "Worksheet", place: int, column: Column) -> None:
        page.set_column(place, place, column.width, self.formats[column.kind])
        kind = "required" if column.required else "header"
        page.write_string(0, place, safe_text(column.header), self.formats[kind])
        note = "必填。" + column.note if column.required else column.note
        if note:
            page.write_comment(0, place, safe_text(note), {"x_scale": 1.6, "font_size": 10})
        if column.choices:
            page.data_validation(1, place, _LAST_ROW, place, self._validation(column))

    def _validation(self, column: Column) -> dict[str, object]:
        choices = [safe_text(choice) for choice in column.choices]
        source: list[str] | str = choices
        if len(",".join(choices)) > _LONGEST_LIST or any("," in choice for choice in choices):
            self.long_choices.append(choices)
            letter = _column_letters(len(self.long_choices))
            source = f"='{CHOICES_SHEET}'!${letter}$1:${letter}${len(choices)}"
        return {
            "validate": "list",
            "source": source,
            "show_error": not column.several,
            "error_title": "不在可选范围内",
            "error_message": "请从下拉列表中选择。",
        }

    def write_long_choices(self) -> None:
        """Put the long lists on a sheet of their own, a column a list."""
        if not self.long_choices:
            return
        page = self.book.add_worksheet(CHOICES_SHEET)
        page.very_hidden()
        for row in range(max(len(choices) for choices in self.long_choices)):
            for place, choices in enumerate(self.long_choices):
                if row < len(choices):
                    page.write_string(row, place, choices[row])

    def _write_cell(self, page: "Worksheet", row: int, place: int, value: Value) -> None:
        if isinstance(value, bool):
            value = "是" if value else "否"
        if isinstance(value, date):
            kind = "moment" if isinstance(value, datetime) else "day"
            page.write_datetime(row, place, _local(value), self.formats[kind])
        elif isinstance(value, Decimal):
            page.write_number(row, place, float(value), self.formats["money"])
        elif isinstance(value, int | float):
            page.write_number(row, place, value, self.formats["number"])
        elif text := safe_text(_words(value)):
            kind = "risky" if text.startswith(_RISKY) else "text"
            page.write_string(row, place, text, self.formats[kind])


_HEADER = {
    "bold": True,
    "bg_color": "#e8eef5",
    "bottom": 1,
    "text_wrap": True,
    "valign": "vcenter",
    "num_format": "@",
}


def _words(value: str | Sequence[str] | None) -> str:
    if value is None:
        return ""
    if isinstance(value, Labelled):
        return value.label
    return value if isinstance(value, str) else "、".join(value)


def _local(day: date) -> datetime:
    """Give the wall-clock moment in China, since a cell knows no time zone."""
    if not isinstance(day, datetime):
        return datetime(day.year, day.month, day.day)
    return day if day.tzinfo is None else day.astimezone(_SHANGHAI).replace(tzinfo=None)


def _column_letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
