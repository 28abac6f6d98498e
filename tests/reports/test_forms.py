"""The superior's form: given, pointed, filled in its own layout, renewed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font

from assist.audit.models import AuditEvent
from assist.db import db
from assist.lib.periods import Period
from assist.lib.standing import Standing
from assist.reports.catalogue import BY_KEY
from assist.reports.models import FormCell, SuperiorForm
from assist.reports.queries import forms as queries
from assist.reports.rules.forms import FormPeriod, days_of
from tests.cadres.factories import office, specialist
from tests.client import Browser
from tests.enterprises.factories import EnterpriseFactory
from tests.visits.factories import VisitFactory

Q4 = Period.of_quarter(2025, 4)


def workbook(heading: str = "上门走访", rows: int = 2) -> bytes:
    """A title over four columns, two numbers with their sum, and a list with a foot."""
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = "季报"
    page["A1"] = "“送解优”季报"
    page.merge_cells("A1:D1")
    page["A2"], page["A3"], page["A4"] = heading, "上季度", "合计"
    page["B2"].font = Font(bold=True)
    page["B2"].number_format = "0.0"
    page["B4"] = "=B2+B3"
    page["A6"], page["B6"], page["C6"] = "编号", "企业", "情况"
    page.cell(7 + rows, 1, "填表人：")
    book.create_sheet("说明")["A1"] = "不要改"
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.fixture
def desk(browser_as: Any) -> Browser:
    found: Browser = browser_as(office())
    return found


@pytest.fixture
def form(desk: Browser) -> str:
    """The form's address, once it is given."""
    file = (BytesIO(workbook()), "季报.xlsx")
    return desk.post("/reports/forms", {"name": "送解优季报", "file": file}).location


def point(desk: Browser, form: str, cell: str, source: str, status: int = 303, **more: str) -> Any:
    fields = {"sheet": "季报", "cell": cell, "source": source, "when": "this"} | more
    return desk.post(f"{form}/cells", fields, status=status)


def filled(desk: Browser, form: str, period: str = "2025Q4") -> Any:
    answer = desk.http.get(f"{form}/fill?period={period}&format=xlsx")
    assert answer.status_code == 200
    return load_workbook(BytesIO(answer.data))


def test_a_cell_is_chosen_pointed_and_filled_in_the_forms_own_layout(
    desk: Browser, form: str
) -> None:
    VisitFactory.create_batch(3, held_on=date(2025, 11, 1))
    VisitFactory.create_batch(2, held_on=date(2025, 8, 1))
    page = desk.get(form)
    chosen = next(a for a in page.all(".form-grid a") if a.get_text(strip=True).startswith("B2"))
    page = desk.get(chosen["href"].partition("#")[0])
    assert page.one("#cell")["value"] == "B2"

    point(desk, form, "B2", "figure:visit.count")
    point(desk, form, "B3", "figure:visit.count", when="before")

    shown = desk.get(f"{form}/fill?period=2025Q4")
    assert shown.texts("td strong") == ["3家次", "2家次"]
    book = filled(desk, form)
    sheet = book["季报"]
    assert (sheet["B2"].value, sheet["B3"].value, sheet["B4"].value) == (3, 2, "=B2+B3")
    assert sheet["B2"].font.bold
    assert sheet["B2"].number_format == "0.0"
    assert [str(area) for area in sheet.merged_cells.ranges] == ["A1:D1"]
    assert book["说明"]["A1"].value == "不要改"
    told = db.session.query(AuditEvent).filter_by(kind="form", verb="export").one().sentence
    assert "SHA-256" in told


def test_rows_of_a_ledger_go_downwards_as_far_as_there_is_room(desk: Browser, form: str) -> None:
    firm = EnterpriseFactory(name="示例企业")
    VisitFactory(enterprise=firm, held_on=date(2025, 11, 1), standing=Standing.VOID)
    for number in range(4):
        VisitFactory(enterprise=firm, held_on=date(2025, 11, number + 1), summary="=1+1")
    VisitFactory(held_on=date(2025, 1, 1))
    point(desk, form, "A7", "ledger:走访", fields="走访编号、日期、走访情况")

    shown = desk.get(f"{form}/fill?period=2025Q4")
    assert "有 2 行没有填入" in shown.one(".alert-warning").get_text()
    sheet = filled(desk, form)["季报"]
    assert [sheet.cell(7, column).value for column in (2, 3)][1] == "=1+1"
    assert sheet["C7"].data_type == "s"
    assert sheet["B8"].value.date() == date(2025, 11, 2)
    assert sheet["A9"].value == "填表人："
    assert sheet["A10"].value is None


def test_a_new_version_keeps_what_stands_where_it_stood(desk: Browser, form: str) -> None:
    point(desk, form, "B2", "figure:visit.count")
    point(desk, form, "B3", "figure:visit.enterprises")

    file = (BytesIO(workbook(heading="电话联系", rows=9)), "新版.xlsx")
    desk.post(f"{form}/file", {"file": file})

    assert [cell.cell for cell in db.session.query(FormCell)] == ["B3"]
    page = desk.get(form)
    assert "季报 B3" in page.said


def test_a_large_form_says_how_much_of_it_is_drawn_and_takes_any_address(desk: Browser) -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = "季报"
    page["KN300"] = "末格"
    stream = BytesIO()
    book.save(stream)
    file = (BytesIO(stream.getvalue()), "大表.xlsx")
    large = desk.post("/reports/forms", {"name": "大表", "file": file}).location

    assert "前 120 行、前 40 列" in desk.get(large).said
    point(desk, large, "KM299", "figure:visit.count")
    assert filled(desk, large)["季报"]["KM299"].value == 0


def test_a_cell_inside_a_merge_is_its_first_cell(desk: Browser, form: str) -> None:
    point(desk, form, "c1", "figure:visit.count")

    assert db.session.query(FormCell).one().cell == "A1"


@pytest.mark.parametrize(
    "fields,words",
    [
        ({"cell": "", "source": "figure:visit.count"}, "请填写单元格"),
        ({"cell": "甲5", "source": "figure:visit.count"}, "单元格应写作 B5"),
        ({"cell": "B4", "source": "figure:visit.count"}, "这个单元格是公式"),
        ({"cell": "B2", "source": ""}, "请选择指标或台账"),
        ({"cell": "B2", "source": "figure:none"}, "请选择指标或台账"),
        ({"cell": "B2", "source": "ledger:走访", "fields": "没有的列"}, "没有“没有的列”这一列"),
        ({"cell": "B2", "source": "ledger:走访", "fields": ""}, "请填写台账的列名"),
    ],
)
def test_what_cannot_be_pointed_is_told_and_kept(
    desk: Browser, form: str, fields: dict[str, str], words: str
) -> None:
    page = point(desk, form, status=422, **fields)

    assert words in " ".join(page.errors)
    assert page.one("#cell")["value"] == fields["cell"]
    assert db.session.query(FormCell).count() == 0


@pytest.mark.parametrize(
    "content,words",
    [(b"", "文件是空的"), (b"PK\x03\x04", "文件已损坏"), (b"%PDF-1.4 %%EOF", "请上传 .xlsx 表格")],
)
def test_what_is_no_form_is_refused(desk: Browser, content: bytes, words: str) -> None:
    file = (BytesIO(content), "表.xlsx")
    page = desk.post("/reports/forms", {"name": "表", "file": file}, status=422)

    assert words in " ".join(page.errors)
    assert db.session.query(SuperiorForm).count() == 0


def test_a_name_is_taken_once(desk: Browser, form: str) -> None:
    file = (BytesIO(workbook()), "季报.xlsx")
    page = desk.post("/reports/forms", {"name": "送解优季报", "file": file}, status=422)

    assert "已有同名的表格" in " ".join(page.errors)


def test_a_pointed_cell_can_be_let_go(desk: Browser, form: str) -> None:
    point(desk, form, "B2", "figure:visit.count")
    cell = db.session.query(FormCell).one()
    desk.post(f"{form}/cells/{cell.id}/remove")

    assert db.session.query(FormCell).count() == 0
    desk.post(f"{form}/cells/987654/remove", status=404)


def test_only_who_writes_reports_has_forms(browser_as: Any) -> None:
    browser_as(specialist()).get("/reports/forms", status=403)
    browser_as(office()).get("/reports/forms/987654", status=404)


@pytest.mark.parametrize(
    "which,slug",
    [("this", "2025Q4"), ("before", "2025Q3"), ("year_ago", "2024Q4"), ("so_far", "2025")],
)
def test_which_days_a_cell_is_filled_for(which: str, slug: str) -> None:
    days = days_of(FormPeriod(which), Q4)  # type: ignore[call-arg]

    assert days is not None
    assert days.slug == slug


@pytest.mark.parametrize("percent,value", [(True, Decimal("0.7917")), (False, Decimal("79.17"))])
def test_a_rate_is_written_as_its_cell_shows_it(percent: bool, value: Decimal) -> None:
    rate = BY_KEY["problem.resolution_rate"]

    assert queries.cell_value(rate, Decimal(19) / 24, percent) == value
    assert queries.cell_value(BY_KEY["arrears.balance"], 6_062_000_000, percent) == 6062


def test_every_ledger_with_a_day_can_be_chosen(app: Flask) -> None:
    titles = [sheet.title for sheet in queries.dated_ledgers()]

    assert {"走访", "问题", "还款", "信访", "安全检查", "普法"} <= set(titles)
