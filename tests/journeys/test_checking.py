"""A pasted text is checked and a number opened; a superior's form is pointed and filled."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from tests.journeys.people import CODE
from tests.journeys.site import Person

pytestmark = pytest.mark.browser


def record_a_visit(office: Person) -> None:
    office.go(f"/visits/new?enterprise={CODE}")
    office.choose("上门走访")
    office.page.locator("[name=summary]").fill("生产正常。")
    office.page.get_by_role("button", name="提交走访记录").click()
    office.reads("走访已登记")


def superior_form(folder: Path) -> Path:
    file = folder / "季报.xlsx"
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["A2"] = "“送解优”季报", "上门走访"
    sheet.merge_cells("A1:C1")
    book.save(file)
    return file


@pytest.mark.parametrize("device", ["both"])
def test_a_text_is_checked_and_a_form_filled(
    enter: Callable[..., Person], device: str, tmp_path: Path
) -> None:
    office = enter("office", device)
    page = office.page
    record_a_visit(office)

    office.go("/reports/check")
    page.locator("#text").fill("本年联企干部入企走访2次，培育企业3家。")
    page.get_by_role("button", name="核对", exact=True).click()
    office.reads("不一致，台账1家次")
    office.look()
    page.locator(".check-body a.ck").click()
    office.reads("计入的记录")

    office.go("/reports/forms")
    page.locator("#name").fill("季报")
    page.locator("#file").set_input_files(superior_form(tmp_path))
    page.get_by_role("button", name="上传", exact=True).click()
    page.locator(".form-grid td").nth(2).locator("a").click()
    assert page.locator("#cell").input_value() == "B2"
    page.locator("#source").select_option("figure:visit.count")
    page.get_by_role("button", name="保存对应").click()
    office.reads("已对应")
    office.look()
    page.get_by_role("link", name="按期间填写").click()
    office.reads("1家次")
    office.look()
    with page.expect_download() as download:
        page.get_by_role("link", name="下载填好的表格").click()
    content = BytesIO(download.value.path().read_bytes())
    assert load_workbook(content)["Sheet"]["B2"].value == 1

    assert office.complaints() == []
