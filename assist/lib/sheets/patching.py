"""Cells written into somebody else's workbook, everything else in it left as it is.

openpyxl saves what it understands, which leaves out charts, shapes, pictures in cells, extended
formats and text boxes; here only the cells that are filled change, in the sheet's own XML.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from assist.lib.text import clean

CellValue = str | int | float | Decimal | date | None
#: How a day is shown where its cell would show a number.
DAY_FORMAT = "yyyy-mm-dd"
#: Numbers below are formats that every program knows.
OWN_FORMATS = 164
_DAYS_FROM = {False: date(1899, 12, 30), True: date(1904, 1, 1)}
_ADDRESS = re.compile("([A-Z]+)([0-9]+)")
_STYLES = "xl/styles.xml"


def patched(
    content: bytes, written: Mapping[str, Mapping[str, CellValue]], undated: Mapping[str, set[str]]
) -> bytes:
    """The workbook with the cells of each sheet written; `undated` cells show no day yet."""
    with ZipFile(BytesIO(content)) as package:
        parts = {entry.filename: package.read(entry) for entry in package.infolist()}
        entries = package.infolist()
    workbook = _tree(parts["xl/workbook.xml"])
    paths = _paths(parts, workbook)
    dates = _Dates(parts, workbook)
    for title, cells in written.items():
        sheet = _Sheet(_tree(parts[paths[title]]))
        for address, value in sorted(cells.items(), key=lambda one: _place(one[0])):
            sheet.put(address, value, dates, address in undated.get(title, set()))
        parts[paths[title]] = _bytes(sheet.root)
    for path in paths.values():
        parts[path] = _unsolved(parts[path])
    _solve_on_opening(workbook)
    parts |= {"xl/workbook.xml": _bytes(workbook), **dates.changed()}
    target = BytesIO()
    with ZipFile(target, "w") as made:
        for entry in entries:
            made.writestr(entry, parts[entry.filename], entry.compress_type)
    return target.getvalue()


def _tree(content: bytes) -> Any:
    from lxml import etree

    reader = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(content, reader)


def _bytes(root: Any) -> bytes:
    from lxml import etree

    made: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return made


def _name(element: Any) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _child(element: Any, name: str) -> Any:
    return next((one for one in element if _name(one) == name), None)


def _like(element: Any, name: str, **attributes: str) -> Any:
    """A new element in the namespace of another one."""
    space = element.tag.rpartition("}")[0]
    return element.makeelement(f"{space}}}{name}" if space else name, attributes)


def _paths(parts: Mapping[str, bytes], workbook: Any) -> dict[str, str]:
    """Where each sheet of cells lies, by its title."""
    relations = {
        str(one.get("Id")): str(one.get("Target"))
        for one in _tree(parts["xl/_rels/workbook.xml.rels"])
        if str(one.get("Type")).endswith("/worksheet")
    }
    found = {}
    for sheet in _child(workbook, "sheets"):
        target = relations.get(next((v for k, v in sheet.items() if k.endswith("}id")), ""))
        if target:
            path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            found[str(sheet.get("name"))] = posixpath.normpath(path)
    return found


def _place(address: str) -> tuple[int, int]:
    """Row and column."""
    found = _ADDRESS.fullmatch(address)
    if found is None:
        raise ValueError(address)
    column = 0
    for letter in found[1]:
        column = 26 * column + ord(letter) - 64
    return int(found[2]), column


def _unsolved(content: bytes) -> bytes:
    """Formulas without what they once gave, so that no reader shows an old sum."""
    if b"<f" not in content and b":f" not in content:
        return content
    root = _tree(content)
    for cell in root.iter():
        if _name(cell) != "c" or _child(cell, "f") is None:
            continue
        value = _child(cell, "v")
        if value is not None:
            cell.remove(value)
        cell.attrib.pop("t", None)
    return _bytes(root)


def _solve_on_opening(workbook: Any) -> None:
    settings = _child(workbook, "calcPr")
    if settings is None:
        settings = _like(workbook, "calcPr")
        before = {"sheets", "functionGroups", "externalReferences", "definedNames"}
        places = [at for at, one in enumerate(workbook) if _name(one) in before]
        workbook.insert(places[-1] + 1, settings)
    settings.set("fullCalcOnLoad", "1")


class _Sheet:
    """A sheet's rows and cells, found or made in their order."""

    def __init__(self, root: Any) -> None:
        self.root = root
        self.data = _child(root, "sheetData")
        self.rows = {}
        row_at = 0
        for row in self.data:
            row_at = int(row.get("r") or row_at + 1)
            row.set("r", str(row_at))
            self.rows[row_at] = row
        #: Of the rows that are written to: their cells by column.
        self.cells: dict[int, dict[int, Any]] = {}

    def put(self, address: str, value: CellValue, dates: _Dates, undated: bool) -> None:
        """Write a value; the cell keeps how it looks."""
        cell = self._cell(address)
        for child in list(cell):
            if _name(child) in ("f", "v", "is"):
                cell.remove(child)
        cell.attrib.pop("t", None)
        if isinstance(value, date):
            style = dates.style(cell.get("s")) if undated else cell.get("s")
            if undated and style is None:
                value = value.isoformat()
            else:
                cell.set("s", style or "0")
                value = dates.number(value)
        if isinstance(value, str):
            self._say(cell, clean(value))
        elif value is not None:
            told = _like(cell, "v")
            told.text = repr(float(value)) if isinstance(value, Decimal) else str(value)
            cell.append(told)

    def _say(self, cell: Any, words: str) -> None:
        cell.set("t", "inlineStr")
        inside = _like(cell, "is")
        text = _like(cell, "t")
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        text.text = words
        inside.append(text)
        cell.append(inside)

    def _cell(self, address: str) -> Any:
        row_at, column = _place(address)
        row = self.rows.get(row_at)
        if row is None:
            row = _like(self.data, "row", r=str(row_at))
            later = [at for at in self.rows if at > row_at]
            where = self.data.index(self.rows[min(later)]) if later else len(self.data)
            self.data.insert(where, row)
            self.rows[row_at] = row
        if row_at not in self.cells:
            row.attrib.pop("spans", None)
            self.cells[row_at] = self._of(row)
        cells = self.cells[row_at]
        if column not in cells:
            cell = _like(row, "c", r=address, **self._style(row, column))
            later = [at for at in cells if at > column]
            row.insert(row.index(cells[min(later)]) if later else len(cells), cell)
            cells[column] = cell
        return cells[column]

    def _of(self, row: Any) -> dict[int, Any]:
        found, column = {}, 0
        for cell in row:
            if _name(cell) == "c":
                column = _place(cell.get("r"))[1] if cell.get("r") else column + 1
                found[column] = cell
        return found

    def _style(self, row: Any, column: int) -> dict[str, str]:
        """How an empty cell looks: as its row, or as its column."""
        if row.get("s"):
            return {"s": str(row.get("s"))}
        columns = _child(self.root, "cols")
        for one in columns if columns is not None else ():
            if int(one.get("min")) <= column <= int(one.get("max")) and one.get("style"):
                return {"s": str(one.get("style"))}
        return {}


class _Dates:
    """How days are stored in this workbook, and the styles that show them."""

    def __init__(self, parts: Mapping[str, bytes], workbook: Any) -> None:
        settings = _child(workbook, "workbookPr")
        self.from_1904 = settings is not None and settings.get("date1904") in ("1", "true")
        self.styles = _tree(parts[_STYLES]) if _STYLES in parts else None
        self.made: dict[str, str] = {}

    def number(self, day: date) -> int:
        """The day as Excel counts it."""
        return (day - _DAYS_FROM[self.from_1904]).days

    def style(self, old: str | None) -> str | None:
        """The style that shows a day and else looks as the old one; None without any styles."""
        formats = _child(self.styles, "cellXfs") if self.styles is not None else None
        if formats is None or not len(formats):
            return None
        key = old or "0"
        if key not in self.made:
            found = formats[min(int(key), len(formats) - 1)]
            copy = found.__copy__()
            copy.set("numFmtId", self._format())
            copy.set("applyNumberFormat", "1")
            formats.append(copy)
            formats.set("count", str(len(formats)))
            self.made[key] = str(len(formats) - 1)
        return self.made[key]

    def _format(self) -> str:
        """The number of the format of days, added once."""
        styles: Any = self.styles
        formats = _child(styles, "numFmts")
        if formats is None:
            formats = _like(styles, "numFmts")
            styles.insert(0, formats)
        for one in formats:
            if one.get("formatCode") == DAY_FORMAT:
                return str(one.get("numFmtId"))
        number = str(max([OWN_FORMATS, *(int(one.get("numFmtId")) + 1 for one in formats)]))
        formats.append(_like(formats, "numFmt", numFmtId=number, formatCode=DAY_FORMAT))
        formats.set("count", str(len(formats)))
        return number

    def changed(self) -> dict[str, bytes]:
        """The styles, where some were added."""
        return {_STYLES: _bytes(self.styles)} if self.made else {}
