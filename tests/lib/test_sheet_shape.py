"""What stands in an uploaded sheet but reads as nothing, or otherwise than it looks, is told."""

from __future__ import annotations

import pytest
from openpyxl import Workbook

from assist.lib.sheets import not_worked_out, read_workbook
from tests.lib.test_sheets import book, part, repacked


@pytest.mark.parametrize(
    "cell, says",
    [
        ("#N/A", "公式出错（#N/A）"),
        ("#REF!", "公式出错（#REF!）"),
        ("=SUM(A1:A9)", "没有算出结果"),
        ("文字", ""),
        (None, ""),
    ],
)
def test_a_formula_without_a_result_is_no_empty_cell(cell: str | None, says: str) -> None:
    sheet = read_workbook(book(["编号", "简称", "备注"], ["A1", cell, "照旧"]))["问题"]
    [(_, cells)] = sheet.rows
    assert says in not_worked_out(cells["简称"])
    assert bool(says) == bool(not_worked_out(cells["简称"]))
    assert (cells["编号"], cells["备注"]) == ("A1", "照旧")


def test_a_formula_with_a_result_gives_it() -> None:
    data = book(["编号", "简称"], ["A1", "=1+1"], ["A2", "=A1"])
    sheet = part(data, "xl/worksheets/sheet1.xml").decode()
    worked = sheet.replace("<f>1+1</f><v></v>", "<f>1+1</f><v>2</v>").replace(
        '<c r="B3"><f>A1</f><v></v>', '<c r="B3" t="str"><f>A1</f><v></v>'
    )
    assert worked.count("<v></v>") == 1
    rows = read_workbook(repacked(data, **{"xl/worksheets/sheet1.xml": worked}))["问题"].rows
    assert [cells["简称"] for _, cells in rows] == [2.0, ""]


def test_two_sheets_of_one_name_are_told_and_the_first_read() -> None:
    def twin(workbook: Workbook) -> None:
        copy = workbook.copy_worksheet(workbook.active)
        copy.title = "问题 "
        copy["A2"] = "B"

    sheet = read_workbook(book(["编号"], ["A"], change=twin))["问题"]
    assert sheet.twice
    assert sheet.rows == [(2, {"编号": "A"})]


def test_merged_cells_below_the_headers_are_told() -> None:
    def merge(workbook: Workbook) -> None:
        workbook.active.merge_cells("B1:C1")
        workbook.active.merge_cells("A3:A5")

    assert read_workbook(book(["编号"], ["A"], change=merge))["问题"].merged == "A3:A5"
    assert read_workbook(book(["编号"], ["A"]))["问题"].merged == ""
