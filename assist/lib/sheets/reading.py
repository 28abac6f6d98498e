"""Reading an uploaded workbook into rows of raw values."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from io import BytesIO
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from assist.lib.sheets.package import (
    MAX_CELLS,
    MAX_FILE,
    Damaged,
    NotAWorkbook,
    TooLarge,
    WorkbookError,
    checked_package,
)
from assist.lib.text import clean

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

Cell = str | int | float | bool | date | datetime | time | timedelta

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
# The old format is not packed, and its cells are laid out while it is opened.
_MAX_OLD_FILE = 16 * 2**20


@dataclass(frozen=True)
class SheetData:
    """A sheet: its headers and its rows that hold something, each with its number in Excel."""

    headers: list[str]
    rows: list[tuple[int, dict[str, Cell]]]
    #: Headers that stand there more than once; the first column of the name was read.
    repeated: list[str] = field(default_factory=list)


def read_workbook(source: str | PathLike[str] | bytes) -> dict[str, SheetData]:
    """Read every visible sheet of an .xlsx or .xls; WorkbookError says why one is not read."""
    workbook = _open(_content(source))
    try:
        return dict(_sheets(workbook))
    except WorkbookError:
        raise
    except BaseException as error:
        raise _as_damaged(error) from None


def _content(source: str | PathLike[str] | bytes) -> bytes:
    if not isinstance(source, bytes):
        path = Path(source)
        if path.stat().st_size > MAX_FILE:
            raise TooLarge("工作簿过大，请拆分后分别上传")
        source = path.read_bytes()
    if len(source) > MAX_FILE:
        raise TooLarge("工作簿过大，请拆分后分别上传")
    if source.startswith(_ZIP):
        return checked_package(source)
    if not source.startswith(_OLE):
        raise NotAWorkbook("这不是Excel工作簿，请上传.xlsx或.xls文件")
    if _ENCRYPTED in source:
        raise Damaged("工作簿设有打开密码，请去除密码后再上传")
    if len(source) > _MAX_OLD_FILE:
        raise TooLarge("工作簿过大，请另存为.xlsx文件后再上传")
    return source


def _open(content: bytes) -> "CalamineWorkbook":
    # Only imports need the reader; a web process that never sees one need not load it.
    from python_calamine import CalamineWorkbook

    try:
        return CalamineWorkbook.from_filelike(BytesIO(content))
    except BaseException as error:
        raise _as_damaged(error) from None


def _as_damaged(error: BaseException) -> BaseException:
    """Turn what the reader throws into a sentence; a Rust panic is no Exception, hence the base."""
    if isinstance(error, Exception) or type(error).__name__ == "PanicException":
        return Damaged("工作簿已损坏或不完整，请用Excel重新保存后再上传")
    return error


def _sheets(workbook: "CalamineWorkbook") -> Iterator[tuple[str, SheetData]]:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    for about in workbook.sheets_metadata:
        # The lists behind drop-downs live on very hidden sheets; charts hold no rows.
        if (
            about.typ is SheetTypeEnum.WorkSheet
            and about.visible is not SheetVisibleEnum.VeryHidden
        ):
            yield clean(about.name), _sheet_data(workbook.get_sheet_by_name(about.name))


def _sheet_data(sheet: "CalamineSheet") -> SheetData:
    if sheet.total_height * sheet.total_width > MAX_CELLS:
        raise TooLarge("工作表的范围过大，请删去远处多余的单元格后再上传")
    lines = sheet.to_python(skip_empty_area=False)
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
