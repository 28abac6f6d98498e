"""A superior's workbook is filled without losing what only its own program understands."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from PIL import Image as Picture

from assist.lib.sheets.forms import Form

SHEET, TOTALS = "季报 表(1)", "汇总"
Edit = Callable[[bytes], bytes | None]


def workbook() -> bytes:
    """Merged heads, a picture, a chart, rules, a lock, hidden rows, 300 columns, a second sheet."""
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = SHEET
    page["A1"], page["A3"], page["B3"], page["A5"] = "季报", "单位", "走访", "全区"
    for area in ("A1:F2", "A3:A4", "B3:C3"):
        page.merge_cells(area)
    page["D5"], page["B5"].number_format = "=B5+C5", '#,##0"次"'
    page["A5"].comment = Comment("批注", "甲")
    red = PatternFill(bgColor="FFFF0000", fill_type="solid")
    page.conditional_formatting.add("B5:C5", CellIsRule("greaterThan", ["10"], fill=red))
    choice = DataValidation("list", formula1='"甲,乙"')
    page.add_data_validation(choice)
    choice.add("F5")
    page.print_area, page.freeze_panes = "A1:F20", "B5"
    page.protection.sheet, page.protection.password = True, "1234"
    page.row_dimensions[9].hidden, page["A12"] = True, "填表人："
    for column in range(1, 301):
        page.cell(16, column, column)
    picture = BytesIO()
    Picture.new("RGB", (30, 30), "red").save(picture, "PNG")
    page.add_image(Image(picture), "H1")
    chart = BarChart()
    chart.add_data(Reference(page, min_col=2, min_row=5, max_col=3), from_rows=True)
    page.add_chart(chart, "H6")
    book.create_sheet(TOTALS)["A1"] = f"='{SHEET}'!B5*2"
    stream = BytesIO()
    book.save(stream)
    # What Excel and WPS write and openpyxl knows nothing of.
    shapes = {"xl/drawings/shape9.xml": b"<shape/>", "xl/cellimages.xml": b"<images/>"}
    return edited(stream.getvalue(), {name: lambda _, one=one: one for name, one in shapes.items()})


def edited(content: bytes, edits: dict[str, Edit]) -> bytes:
    """The package with some of its parts changed, left out where nothing is given, or added."""
    stream = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(stream, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = edits.get(name, lambda same: same)(old.read(name))
            if part is not None:
                new.writestr(name, part)
        for name in edits.keys() - set(old.namelist()):
            new.writestr(name, edits[name](b"") or b"")
    return stream.getvalue()


def parts(content: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_only_what_is_filled_changes() -> None:
    content = workbook()
    form = Form(content)
    form.put(SHEET, "B5", 103)
    form.put(SHEET, "F5", "=1+1")
    form.put(SHEET, "KN20", "远")
    made = form.to_bytes()

    before, after = parts(content), parts(made)
    assert before.keys() == after.keys()
    assert {name for name in before if before[name] != after[name]} == {
        "xl/workbook.xml",
        "xl/worksheets/sheet1.xml",
        "xl/worksheets/sheet2.xml",
    }
    page = load_workbook(BytesIO(made))[SHEET]
    assert [page[one].value for one in ("B5", "F5", "KN20", "D5")] == [103, "=1+1", "远", "=B5+C5"]
    assert page["F5"].data_type == "s"
    assert page["B5"].number_format == '#,##0"次"'
    assert {str(area) for area in page.merged_cells.ranges} == {"A1:F2", "A3:A4", "B3:C3"}
    assert (page.print_area, page.freeze_panes) == (f"'{SHEET}'!$A$1:$F$20", "B5")
    assert page.protection.sheet
    assert len(page.data_validations.dataValidation) == 1
    assert len(page.conditional_formatting) == 1
    assert [page.cell(16, column).value for column in (1, 300)] == [1, 300]


def test_no_old_sum_is_shown_and_every_sum_is_worked_out_on_opening() -> None:
    def cached(sheet: bytes) -> bytes:
        return re.sub(rb"(</f>)<v ?/?>(</v>)?", rb"\1<v>999</v>", sheet)

    content = edited(workbook(), {f"xl/worksheets/sheet{at}.xml": cached for at in (1, 2)})
    assert load_workbook(BytesIO(content), data_only=True)[TOTALS]["A1"].value == 999
    form = Form(content)
    form.put(SHEET, "B5", 103)
    made = form.to_bytes()

    shown = load_workbook(BytesIO(made), data_only=True)
    assert [shown[SHEET]["D5"].value, shown[TOTALS]["A1"].value] == [None, None]
    assert b'fullCalcOnLoad="1"' in parts(made)["xl/workbook.xml"]


def test_a_list_passes_over_hidden_rows_and_stops_at_what_is_written() -> None:
    form = Form(workbook())
    found = form.put_rows(SHEET, "A8", [[word] for word in "甲乙丙丁"])

    page = load_workbook(BytesIO(form.to_bytes()))[SHEET]
    assert found == 3
    assert [page.cell(row, 1).value for row in range(8, 13)] == ["甲", None, "乙", "丙", "填表人："]


def with_prefix(sheet: bytes) -> bytes:
    """As some programs write it: every element with a prefix."""
    space = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    return re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1x:", sheet).replace(
        space, space.replace(b"xmlns", b"xmlns:x")
    )


def without_references(sheet: bytes) -> bytes:
    return re.sub(rb' r="[A-Z]*[0-9]+"', b"", sheet)


def from_1904(book: bytes) -> bytes:
    return book.replace(b"<workbookPr", b'<workbookPr date1904="1"', 1)


def without(name: bytes) -> Edit:
    return lambda part: re.sub(rb"<(?:Relationship|Override) [^>]*" + name + rb"[^>]*/>", b"", part)


NO_STYLES: dict[str, Edit] = {
    "xl/styles.xml": lambda _: None,
    "xl/_rels/workbook.xml.rels": without(b"styles"),
    "[Content_Types].xml": without(b"styles"),
}


@pytest.mark.parametrize(
    "edits",
    [
        {},
        {"xl/worksheets/sheet1.xml": with_prefix},
        {"xl/worksheets/sheet1.xml": without_references},
        {"xl/workbook.xml": from_1904},
        NO_STYLES,
    ],
)
def test_files_of_other_programs_are_filled_too(edits: dict[str, Edit]) -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = SHEET
    page["A1"], page["A2"] = "走访", "=B1*2"
    stream = BytesIO()
    book.save(stream)
    form = Form(edited(stream.getvalue(), edits))
    form.put(SHEET, "B1", 103)
    form.put(SHEET, "C1", "文<&>字")
    form.put(SHEET, "D4", date(2025, 11, 26))

    page = load_workbook(BytesIO(form.to_bytes()))[SHEET]
    assert [page[one].value for one in ("A1", "B1", "C1", "A2")] == [
        "走访", 103, "文<&>字", "=B1*2",
    ]  # fmt: skip
    told = page["D4"].value
    assert told == ("2025-11-26" if edits is NO_STYLES else datetime(2025, 11, 26))
    assert edits is NO_STYLES or page["D4"].number_format == "yyyy-mm-dd"


def test_a_formula_is_known_as_one() -> None:
    form = Form(workbook())

    assert form.is_formula(SHEET, "D5")
    assert not form.is_formula(SHEET, "B5")
    assert form.around("AB7") == ["AB7", "A7", "AA7", "AB1", "AB6"]
