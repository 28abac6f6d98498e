"""Reading an uploaded workbook into rows of raw values."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from io import BytesIO
from os import PathLike
from pathlib import Path

from assist.lib.sheets.old import old_sheets
from assist.lib.sheets.package import (
    MAX_FILE,
    UNSOLVED,
    Cell,
    Damaged,
    Lines,
    NotAWorkbook,
    TooLarge,
    checked_package,
)
from assist.lib.text import clean

#: How far down headers are looked for where the first row has none.
TOP = 6
ERRORS = frozenset(
    [
        "#REF!",
        "#N/A",
        "#VALUE!",
        "#DIV/0!",
        "#NAME?",
        "#NUM!",
        "#NULL!",
        "#SPILL!",
        "#CALC!",
        "#GETTING_DATA",
    ]
)

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True)
class SheetData:
    """A sheet: its headers and its rows that hold something, each with its number in Excel."""

    headers: list[str]
    rows: list[tuple[int, dict[str, Cell]]]
    #: Headers that stand there more than once; the first column of the name was read.
    repeated: list[str] = field(default_factory=list)
    #: Whether another sheet has the same name but for spaces; the first one was read.
    twice: bool = False
    #: The first cells below the headers that are merged with others, such as A3:A5.
    merged: str = ""
    #: The rows below the headers' among which a sheet with a title above it has its headers.
    top: list[list[str]] = field(default_factory=list)


def read_workbook(source: str | PathLike[str] | bytes) -> dict[str, SheetData]:
    """Read the sheets of an .xlsx or .xls in order; WorkbookError says why it is not read.

    Very hidden sheets are left out: the lists behind drop-downs live there.
    """
    content = _content(source)
    if content.startswith(_ZIP):
        sheets = _sheets(checked_package(content))
    elif content.startswith(_OLE):
        sheets = ((name, lines, "") for name, lines in old_sheets(content))
    else:
        raise NotAWorkbook("这不是Excel工作簿，请上传.xlsx或.xls文件")
    found: dict[str, SheetData] = {}
    for name, lines, merged in sheets:
        title = clean(name)
        again = title in found
        found[title] = replace(found[title], twice=True) if again else _sheet_data(lines, merged)
    return found


def _content(source: str | PathLike[str] | bytes) -> bytes:
    size = len(source) if isinstance(source, bytes) else Path(source).stat().st_size
    if size > MAX_FILE:
        raise TooLarge("工作簿过大，请拆分后分别上传")
    return source if isinstance(source, bytes) else Path(source).read_bytes()


def _sheets(package: bytes) -> Iterator[tuple[str, Lines, str]]:
    # Only imports need the reader; a web process that never sees one need not load it.
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_filelike(BytesIO(package))
        for about in book.sheets_metadata:
            if about.typ is not SheetTypeEnum.WorkSheet:
                continue
            if about.visible is not SheetVisibleEnum.VeryHidden:
                sheet = book.get_sheet_by_name(about.name)
                lines = sheet.to_python(skip_empty_area=False)
                yield about.name, lines, _merged(sheet.merged_cell_ranges or [])
    except BaseException as error:
        # A panic of the reader is no Exception; a generator that is closed must stay so.
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        raise Damaged("工作簿已损坏或不完整，请用Excel重新保存后再上传") from None


def _merged(ranges: Iterable[tuple[tuple[int, int], tuple[int, int]]]) -> str:
    from openpyxl.utils import get_column_letter  # as heavy as the reader

    places = sorted((start, end) for start, end in ranges if end[0] > 0)
    if not places:
        return ""
    return ":".join(f"{get_column_letter(column + 1)}{row + 1}" for row, column in places[0])


def _sheet_data(lines: Lines, merged: str) -> SheetData:
    columns: dict[str, int] = {}
    repeated = []
    for place, cell in enumerate(lines[0] if lines else []):
        header = _header(cell)
        if header in columns:
            repeated.append(header)
        elif header:
            columns[header] = place
    rows = [
        (number, {header: line[place] for header, place in columns.items()})
        for number, line in enumerate(lines[1:], start=2)
        if any(_holds_something(cell) for cell in line)
    ]
    top = [[_header(cell) for cell in line] for line in lines[1:TOP]]
    return SheetData(list(columns), rows, repeated, merged=merged, top=top)


def _header(cell: Cell) -> str:
    """Bring a header to its name: half-width brackets, no mark for "required"."""
    text = cell_text(cell).replace("（", "(").replace("）", ")").replace("\n", "")
    return text.strip("*＊ ")


def _holds_something(cell: Cell) -> bool:
    return bool(cell.strip()) if isinstance(cell, str) else True


def cell_text(cell: Cell | None) -> str:
    """Give a cell as the text a person sees in it: 30 for 30.0, ISO days, 是 and 否."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    return clean(cell) if isinstance(cell, str) else str(cell)


def not_worked_out(cell: Cell | None) -> str:
    """Say what is wrong with a formula that has no result; nothing where the cell has one."""
    if cell == UNSOLVED:
        return "这一格是没有算出结果的公式，请用Excel打开后保存一次，或者直接填写内容。"
    if cell in ERRORS:
        return f"这一格的公式出错（{cell}），请改正公式，或者直接填写内容。"
    return ""
