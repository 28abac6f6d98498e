"""A form somebody else designed: drawn as a grid, and filled without touching its layout."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any
from warnings import catch_warnings, simplefilter

from assist.lib.sheets.patching import CellValue, patched
from assist.lib.text import clean

ROWS, COLUMNS = 120, 40
#: Empty rows drawn below the last one, where a list may begin.
SPARE = 2


@dataclass(frozen=True)
class Cell:
    """A cell of the grid; merged ones reach over several columns and rows."""

    address: str
    text: str
    across: int = 1
    down: int = 1
    formula: bool = False


class Form:
    """A workbook in memory; what is not written to stays byte for byte as it is."""

    def __init__(self, content: bytes) -> None:
        """Open it; ValueError where it is no workbook."""
        # Heavy, and needed by nobody who only looks at pages.
        from openpyxl import load_workbook

        try:
            with catch_warnings():
                simplefilter("ignore")  # of what it does not know, which `patched` leaves alone
                self._book: Any = load_workbook(BytesIO(content))
        except Exception as error:  # openpyxl raises whatever its parts do
            raise ValueError("文件不是可用的 .xlsx 工作簿，请重新保存后再上传。") from error
        self._content = content
        self._written: dict[str, dict[str, CellValue]] = {}
        #: Cells that are given a day and whose format would show a number.
        self._undated: dict[str, set[str]] = {}

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

    def is_cut(self, sheet: str) -> bool:
        """Whether the grid shows only the sheet's beginning."""
        page = self._book[sheet]
        return bool(page.max_row > ROWS or page.max_column > COLUMNS)

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
        from openpyxl.utils.cell import column_index_from_string as index
        from openpyxl.utils.cell import coordinate_from_string, get_column_letter

        letters, row = coordinate_from_string(address)
        left = get_column_letter(max(1, index(letters) - 1))
        return [address, f"A{row}", f"{left}{row}", f"{letters}1", f"{letters}{max(1, row - 1)}"]

    def in_percent(self, sheet: str, address: str) -> bool:
        """Whether the cell shows a share of 1 as per cent by its own format."""
        return "%" in str(self._book[sheet][address].number_format)

    def is_formula(self, sheet: str, address: str) -> bool:
        """Whether the form works the cell out by itself."""
        cell = self._book[sheet][address]
        return bool(cell.data_type == "f" or type(cell.value).__name__ == "ArrayFormula")

    def put(self, sheet: str, address: str, value: CellValue) -> None:
        """Write into a cell; its format stays, and a text that looks like a formula is a text."""
        self._put(self._book[sheet], self._book[sheet][address], value)

    def _put(self, page: Any, cell: Any, value: CellValue) -> None:
        if isinstance(value, date) and not _shows_days(cell):
            self._undated.setdefault(page.title, set()).add(cell.coordinate)
        self._written.setdefault(page.title, {})[cell.coordinate] = value

    def put_rows(self, sheet: str, address: str, rows: Sequence[Sequence[CellValue]]) -> int:
        """Write rows downwards from a cell into empty ones that show; how many found room."""
        page = self._book[sheet]
        first = page[address]
        width = max((len(row) for row in rows), default=0)
        places = _places(page, first.row, first.column, width)
        at, last = first.row, page.max_row
        for count, row in enumerate(rows):
            while page.row_dimensions[at].hidden and at <= last:
                at += 1
            line = [page.cell(at, column) for column in places]
            if any(_taken(cell) for cell in line) or (at > last and last > first.row):
                return count
            for cell, value in zip(line, row, strict=False):
                self._put(page, cell, value)
            at += 1
        return len(rows)

    def to_bytes(self) -> bytes:
        """The workbook as a file."""
        return patched(self._content, self._written, self._undated)


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


def _shows_days(cell: Any) -> bool:
    from openpyxl.styles.numbers import is_date_format

    return bool(is_date_format(cell.number_format))


def _taken(cell: Any) -> bool:
    return type(cell).__name__ == "MergedCell" or cell.value not in (None, "")


__all__ = ["COLUMNS", "ROWS", "Cell", "CellValue", "Form"]
