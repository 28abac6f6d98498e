"""Reading an uploaded workbook into rows of raw values."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time
from io import BytesIO
from os import PathLike
from pathlib import Path

from assist.lib.sheets.old import old_sheets
from assist.lib.sheets.package import (
    MAX_FILE,
    Cell,
    Damaged,
    Lines,
    NotAWorkbook,
    TooLarge,
    checked_package,
)
from assist.lib.text import clean

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True)
class SheetData:
    """A sheet: its headers and its rows that hold something, each with its number in Excel."""

    headers: list[str]
    rows: list[tuple[int, dict[str, Cell]]]
    #: Headers that stand there more than once; the first column of the name was read.
    repeated: list[str] = field(default_factory=list)


def read_workbook(source: str | PathLike[str] | bytes) -> dict[str, SheetData]:
    """Read the sheets of an .xlsx or .xls in order; WorkbookError says why it is not read.

    Very hidden sheets are left out: the lists behind drop-downs live there.
    """
    content = _content(source)
    if content.startswith(_ZIP):
        sheets = _sheets(checked_package(content))
    elif content.startswith(_OLE):
        sheets = old_sheets(content)
    else:
        raise NotAWorkbook("这不是Excel工作簿，请上传.xlsx或.xls文件")
    return {clean(name): _sheet_data(lines) for name, lines in sheets}


def _content(source: str | PathLike[str] | bytes) -> bytes:
    size = len(source) if isinstance(source, bytes) else Path(source).stat().st_size
    if size > MAX_FILE:
        raise TooLarge("工作簿过大，请拆分后分别上传")
    return source if isinstance(source, bytes) else Path(source).read_bytes()


def _sheets(package: bytes) -> Iterator[tuple[str, Lines]]:
    # Only imports need the reader; a web process that never sees one need not load it.
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_filelike(BytesIO(package))
        for about in book.sheets_metadata:
            if about.typ is not SheetTypeEnum.WorkSheet:
                continue
            if about.visible is not SheetVisibleEnum.VeryHidden:
                sheet = book.get_sheet_by_name(about.name)
                yield about.name, sheet.to_python(skip_empty_area=False)
    except BaseException as error:
        # A panic of the reader is no Exception; a generator that is closed must stay so.
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        raise Damaged("工作簿已损坏或不完整，请用Excel重新保存后再上传") from None


def _sheet_data(lines: Lines) -> SheetData:
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
    return SheetData(list(columns), rows, repeated)


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
