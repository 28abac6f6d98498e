"""A form somebody else designed: drawn as a grid, and filled without touching its layout."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

from assist.lib.text import clean

ROWS, COLUMNS = 120, 40
#: Empty rows drawn below the last one, where a list may begin.
SPARE = 2
#: Text that a spreadsheet would take for a formula.
STEERS = tuple("=+-@＝＋－＠")
CellValue = str | int | float | Decimal | date | None


@dataclass(frozen=True)
class Cell:
    """A cell of the grid; merged ones reach over several columns and rows."""

    address: str
    text: str
    across: int = 1
    down: int = 1
    formula: bool = False


class Form:
    """A workbook in memory; what is not written to stays as it is."""

    def __init__(self, content: bytes) -> None:
        """Open it; ValueError where it is no workbook."""
        # Heavy, and needed by nobody who only looks at pages.
        from openpyxl import load_workbook

        try:
            self._book: Any = load_workbook(BytesIO(content))
        except Exception as error:  # openpyxl raises whatever its parts do
            raise ValueError("文件不是可用的 .xlsx 工作簿，请重新保存后再上传。") from error

    @property
    def sheets(self) -> list[str]:
        """The names of its sheets, in order; charts alone are none."""
        return [sheet.title for sheet in self._book.worksheets]

    def rows(self, sheet: str) -> Iterator[list[Cell]]:
        """The sheet's beginning as rows of cells; what a merge covers is left out."""
        page = self._book[sheet]
        merged = {area.min_row * 10_000 + area.min_col: area for area in page.merged_cells.ranges}
        covered = {
            (row, column)
            for area in merged.values()
            for row in range(area.min_row, min(area.max_row, ROWS) + 1)
            for column in range(area.min_col, min(area.max_col, COLUMNS) + 1)
        } - {(area.min_row, area.min_col) for area in merged.values()}
        for row in range(1, min(page.max_row + SPARE, ROWS) + 1):
            line = []
            for column in range(1, min(page.max_column, COLUMNS) + 1):
                if (row, column) not in covered:
                    area = merged.get(row * 10_000 + column)
                    line.append(_drawn(page.cell(row, column), area))
            yield line

    def anchor(self, sheet: str, address: str) -> str:
        """The cell that holds what the address shows; ValueError where there is none."""
        from openpyxl.utils.cell import column_index_from_string as index
        from openpyxl.utils.cell import coordinate_from_string, get_column_letter
        from openpyxl.utils.exceptions import CellCoordinatesException

        if sheet not in self.sheets:
            raise ValueError("表格里没有这个工作表。")
        try:
            letters, row = coordinate_from_string(clean(address).upper())
            column = index(letters)
        except (CellCoordinatesException, ValueError):
            raise ValueError("单元格应写作 B5 这样的地址。") from None
        for area in self._book[sheet].merged_cells.ranges:
            if area.min_row <= row <= area.max_row and area.min_col <= column <= area.max_col:
                return f"{get_column_letter(area.min_col)}{area.min_row}"
        return f"{letters}{row}"

    def text(self, sheet: str, address: str) -> str:
        """What stands in a cell."""
        if sheet not in self.sheets:
            return ""
        return _words(self._book[sheet][address].value)

    def around(self, address: str) -> list[str]:
        """The cell, the first one of its row and of its column, and those next to it."""
        from openpyxl.utils.cell import coordinate_from_string

        letters, row = coordinate_from_string(address)
        left = chr(ord(letters) - 1) if len(letters) == 1 and letters > "A" else "A"
        return [address, f"A{row}", f"{left}{row}", f"{letters}1", f"{letters}{max(1, row - 1)}"]

    def in_percent(self, sheet: str, address: str) -> bool:
        """Whether the cell shows a share of 1 as per cent by its own format."""
        return "%" in str(self._book[sheet][address].number_format)

    def put(self, sheet: str, address: str, value: CellValue) -> None:
        """Write into a cell; its format stays, and a text that looks like a formula is a text."""
        _put(self._book[sheet][address], value)

    def put_rows(self, sheet: str, address: str, rows: Sequence[Sequence[CellValue]]) -> int:
        """Write rows downwards from a cell into empty ones; how many found room."""
        page = self._book[sheet]
        first = page[address]
        width = max((len(row) for row in rows), default=0)
        places = _places(page, first.row, first.column, width)
        for count, row in enumerate(rows):
            line = [page.cell(first.row + count, column) for column in places]
            if any(_taken(cell) for cell in line):
                return count
            if count and first.row + count > page.max_row and _has_end(page, first.row):
                return count
            for cell, value in zip(line, row, strict=False):
                _put(cell, value)
        return len(rows)

    def to_bytes(self) -> bytes:
        """The workbook as a file."""
        stream = BytesIO()
        self._book.save(stream)
        return stream.getvalue()


def _drawn(cell: Any, area: Any) -> Cell:
    across, down = (area.size["columns"], area.size["rows"]) if area else (1, 1)
    formula = cell.data_type == "f"
    return Cell(cell.coordinate, _words(cell.value), across, down, formula)


def _words(value: Any) -> str:
    if value is None:
        return ""
    return value.isoformat()[:10] if hasattr(value, "isoformat") else str(value)


def _places(page: Any, row: int, start: int, width: int) -> list[int]:
    """The columns of a list: a merged cell is one of them, however wide."""
    wide = {
        area.min_col: area.max_col
        for area in page.merged_cells.ranges
        if area.min_row <= row <= area.max_row
    }
    found: list[int] = []
    column = start
    while len(found) < width:
        found.append(column)
        column = wide.get(column, column) + 1
    return found


def _taken(cell: Any) -> bool:
    return type(cell).__name__ == "MergedCell" or cell.value not in (None, "")


def _has_end(page: Any, start: int) -> bool:
    """Whether the form has drawn its rows: then there is no room below the last of them."""
    return bool(page.max_row > start)


def _put(cell: Any, value: CellValue) -> None:
    if isinstance(value, str):
        cell.value = clean(value)
        if value.startswith(STEERS):
            cell.data_type = "s"
    else:
        cell.value = float(value) if isinstance(value, Decimal) else value


__all__ = ["Cell", "Form"]
