"""The zip and XML of an uploaded workbook, checked before anything reads its cells."""

import re
import zlib
from datetime import date, datetime, time, timedelta
from io import BytesIO
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile, ZipInfo

Cell = str | int | float | bool | date | datetime | time | timedelta
Lines = list[list[Cell]]

MAX_FILE = 64 * 2**20
MAX_UNPACKED = 64 * 2**20
MAX_RATIO = 50
MAX_ENTRIES = 2000
# Below this a high ratio harms nobody: a short repetitive sheet may well reach it.
RATIO_FREE = 2**20
# The reader lays a sheet out from A1 to its farthest cell, so one cell at XFD1048576 would
# ask for half a terabyte and take the process with it. Counted over all sheets together.
MAX_CELLS = 4_000_000

#: What the reader gives as an empty cell although something stands in it: an error of a formula,
#: and a formula that a program wrote and nobody has had worked out. Kept as text, they can be told.
_ERROR = re.compile(rb"""(<(?:\w+:)?c\b[^>]*?\st=)(["'])e\2""")
_UNSOLVED = re.compile(
    rb"""(<c\b(?![^>]*\st=["']str["'])[^>]*?)(?:\st="\w+")?(\s*>\s*<f\b[^>]*(?:/>|>[^<]*</f>))"""
    rb"""\s*(?:<v\s*/>|<v></v>)?\s*</c>"""
)
UNSOLVED = "#公式"

_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


class WorkbookError(ValueError):
    """A workbook that is not read; the text tells the person why."""


class NotAWorkbook(WorkbookError):
    """Something else under the name of a workbook."""


class Damaged(WorkbookError):
    """A workbook that is cut off, locked or otherwise unreadable."""


class TooLarge(WorkbookError):
    """A workbook beyond the limits, packed or unpacked."""


class Unsafe(WorkbookError):
    """A workbook that carries what a table of records has no need of."""


def checked_package(data: bytes) -> bytes:
    """Give an xlsx made of nothing but what was checked, so that no reader sees other entries."""
    try:
        with ZipFile(BytesIO(data)) as package:
            entries = package.infolist()
            _check_sizes(entries, len(data))
            _check_parts({entry.filename for entry in entries})
            return _repacked(package, entries)
    except (BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError, zlib.error):
        raise Damaged("工作簿已损坏或不完整，请用Excel重新保存后再上传") from None


def _check_sizes(entries: list[ZipInfo], packed: int) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED:
        raise TooLarge("工作簿过大，请拆分后分别上传")
    if unpacked > RATIO_FREE and unpacked > MAX_RATIO * packed:
        raise TooLarge("工作簿的压缩比异常，不予读取")


def _check_parts(names: set[str]) -> None:
    if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
        raise NotAWorkbook("这不是Excel工作簿，请上传.xlsx文件")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Unsafe("工作簿含有宏，请另存为不含宏的.xlsx文件后再上传")


def _repacked(package: ZipFile, entries: list[ZipInfo]) -> bytes:
    target = BytesIO()
    cells = 0
    with ZipFile(target, "w") as checked:
        for entry in entries:
            # What is read here never exceeds the declared size: a header that lies fails its sum.
            content = package.read(entry)
            if content.lstrip(b"\xef\xbb\xbf\xfe\xff\0 \t\r\n").startswith(b"<"):
                cells += _check_xml(entry.filename, content)
                content = _told(entry.filename, content)
                if cells > MAX_CELLS:
                    raise TooLarge("工作表的范围过大，请删去远处多余的单元格后再上传")
            checked.writestr(entry.filename, content)
    return target.getvalue()


def _told(name: str, content: bytes) -> bytes:
    if not name.startswith("xl/worksheets/"):
        return content
    content = _ERROR.sub(rb"\1\2str\2", content)
    return _UNSOLVED.sub(rb'\1 t="str"\2<v>' + UNSOLVED.encode() + b"</v></c>", content)


class _Extent:
    """Follows the cells of a sheet to the farthest row and column."""

    def __init__(self) -> None:
        self.row = self.column = self.last_row = self.last_column = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        if tag == "row":
            self.row = int(attributes["r"]) if "r" in attributes else self.row + 1
            self.column = 0
        elif tag == "c":
            self._cell(attributes.get("r"))

    def _cell(self, reference: str | None) -> None:
        match = _REFERENCE.fullmatch(reference) if reference else None
        if match is not None:
            self.column = _column_number(match[1])
            self.row = int(match[2])
        elif reference:
            raise Damaged("工作簿已损坏，单元格的位置无法识别")
        else:
            self.column += 1
        self.last_row = max(self.last_row, self.row)
        self.last_column = max(self.last_column, self.column)


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _check_xml(name: str, content: bytes) -> int:
    """Refuse what is no plain XML, and count the cells a reader would lay out for it."""
    extent = _Extent()
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.EntityDeclHandler = _refuse_doctype
    parser.StartElementHandler = extent.start
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError) as error:
        if isinstance(error, WorkbookError):
            raise
        # Excel itself writes drawings that are no strict XML; no cell is read from them.
        if not name.lower().endswith(".vml"):
            raise Damaged("工作簿已损坏，请用Excel重新保存后再上传") from None
    return extent.last_row * extent.last_column


def _refuse_doctype(*_declaration: object) -> None:
    raise Unsafe("工作簿含有外部实体声明，不予读取")
