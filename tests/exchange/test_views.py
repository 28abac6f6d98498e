"""The office uploads a workbook, looks, confirms; each role meets its own sheets."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import func, select

from assist.audit.models import AuditEvent
from assist.cadres.models import Cadre, Unit
from assist.db import Origin, db
from assist.enterprises.models import Enterprise
from assist.exchange import uploads
from tests.accounts.factories import admin, auditor
from tests.cadres.factories import cadre, handler, leader, office, specialist
from tests.client import PASSWORD, Browser, Page
from tests.exchange.files import packed, small, take

BUSINESS = ("企业", "结对", "政策", "走访", "问题")


def count(model: type[Any]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def sent(browser: Browser, content: bytes, *, status: int = 303) -> Page:
    return browser.post("/exchange", {"file": (BytesIO(content), "年度.xlsx")}, status=status)


def people() -> None:
    """Units and cadres are there already: the office does not bring them."""
    rows = small()
    take({title: rows[title] for title in ("单位", "干部")})


def test_upload_look_confirm(app: Flask, browser_as: Any) -> None:
    people()
    browser = browser_as(office())
    looked = browser.get(sent(browser, packed(small())).location)
    assert "检查通过。" in looked.said
    assert looked.texts("tbody tr")[:2] == ["企业 2 0 0", "结对 1 0 0"]
    assert count(Enterprise) == 0
    done = browser.post(looked.one("main form")["action"])
    assert done.location == "/exchange"
    assert "新增 6 行" in browser.get("/exchange").said
    assert db.session.scalars(select(Enterprise.origin)).all() == [Origin.WORKBOOK] * 2
    event = db.session.scalars(
        select(AuditEvent).where(AuditEvent.verb == "workbook.import")
    ).all()[-1]
    assert event.account.startswith("user")


def test_faults_are_listed_and_cannot_be_confirmed(app: Flask, browser_as: Any) -> None:
    people()
    rows = small()
    rows["企业"][0]["规模"] = "<b>巨型"
    browser = browser_as(office())
    where = sent(browser, packed(rows)).location
    looked = browser.get(where)
    assert "有 1 处错误" in looked.said
    assert looked.texts("td")[1:3] == ["第 2 行，规模", "<b>巨型"]
    assert looked.all("main form button") == []
    browser.post(where, status=422)
    assert count(Enterprise) == 0


def test_a_file_without_a_known_sheet_is_not_called_stored(app: Flask, browser_as: Any) -> None:
    browser = browser_as(office())
    looked = browser.get(sent(browser, packed({"无关": [{"甲": "乙"}]})).location)
    assert "文件里没有您可以导入的工作表" in looked.said
    assert "都已经在系统中" not in looked.said
    assert looked.all("main form button") == []


def test_the_list_of_faults_can_be_downloaded(app: Flask, browser_as: Any) -> None:
    browser = browser_as(office())
    where = sent(browser, packed(small())).location
    got = browser.get(where + "?format=xlsx").response
    page = openpyxl.load_workbook(BytesIO(got.data)).active
    assert page is not None
    assert [row[0] for row in page.values][:2] == ["级别", "错误"]


def test_the_office_does_not_bring_units_and_cadres(app: Flask, browser_as: Any) -> None:
    people()
    rows = small()
    rows["单位"].append({"单位名称": "新单位", "类别": "其他"})
    browser = browser_as(office())
    where = sent(browser, packed(rows)).location
    assert "工作表“单位”由系统管理员导入" in browser.get(where).said
    before = count(Unit)
    browser.post(where)
    assert count(Unit) == before


def test_the_admin_brings_nothing_else(app: Flask, browser_as: Any) -> None:
    browser = browser_as(admin())
    where = sent(browser, packed(small())).location
    browser.post(where)
    assert (count(Unit), count(Cadre), count(Enterprise)) == (3, 3, 0)


def test_each_exports_own_sheets_masked(app: Flask, browser_as: Any) -> None:
    take(small())
    for person, titles in ((office(), BUSINESS), (admin(), ("设置", "单位", "干部"))):
        got = browser_as(person).get("/exchange/export").response
        book = openpyxl.load_workbook(BytesIO(got.data))
        assert {"设置", "单位", "干部", *BUSINESS} & set(book.sheetnames) == set(titles)
        cells = [str(cell) for sheet in book for row in sheet.values for cell in row]
        assert not [cell for cell in cells if "13600000000" in cell or "13900001000" in cell]


def test_full_phones_ask_for_the_password_again(app: Flask, browser_as: Any) -> None:
    take(small())
    browser = browser_as(office())
    _long_ago()
    asked = browser.get("/exchange/export?full=1", status=303)
    assert asked.location.startswith("/account/confirm")
    back = browser.post(asked.location, {"password": PASSWORD}).location
    assert back == "/exchange"
    assert browser.get(back).one("#flashes a")["href"] == "/exchange/export?full=1"
    book = openpyxl.load_workbook(BytesIO(browser.get("/exchange/export?full=1").response.data))
    assert "13600000000" in [str(cell) for row in book["企业"].values for cell in row]
    said = db.session.scalars(select(AuditEvent.sentence).where(AuditEvent.verb == "export")).all()
    assert "电话号码完整" in said[-1]


def _long_ago() -> None:
    from datetime import timedelta

    from assist.accounts.models import UserSession

    row = db.session.scalars(select(UserSession)).one()
    row.confirmed_at -= timedelta(minutes=20)
    db.session.commit()


def test_the_admin_never_gets_phones_in_full(app: Flask, browser_as: Any) -> None:
    take(small())
    got = browser_as(admin()).get("/exchange/export?full=1").response
    book = openpyxl.load_workbook(BytesIO(got.data))
    assert "13900001000" not in [str(cell) for row in book["干部"].values for cell in row]


def test_somebody_elses_upload_is_absent(app: Flask, browser_as: Any) -> None:
    where = sent(browser_as(office()), packed(small())).location
    browser_as(office()).get(where, status=404)
    browser_as(office()).post(where, status=404)


def test_a_second_confirmation_adds_nothing(app: Flask, browser_as: Any) -> None:
    people()
    browser = browser_as(office())
    where = sent(browser, packed(small())).location
    browser.post(where)
    browser.post(where)
    assert "新增 0 行，更新 0 行" in browser.get("/exchange").said
    assert count(Enterprise) == 2


def test_an_upload_is_gone_after_a_day(
    app: Flask, browser_as: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import timedelta

    browser = browser_as(office())
    where = sent(browser, packed(small())).location
    monkeypatch.setattr(uploads, "KEPT_FOR", timedelta(seconds=-1))
    browser.get(where, status=404)


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"a,b\n1,2"]
)
def test_what_is_no_workbook_stays_outside(app: Flask, browser_as: Any, content: bytes) -> None:
    page = sent(browser_as(office()), content, status=422)
    assert len(page.errors) == 1


def test_no_file_is_said_at_the_field(app: Flask, browser_as: Any) -> None:
    page = browser_as(office()).post("/exchange", {}, status=422)
    assert page.errors == ["请选择要导入的文件。"]


@pytest.mark.parametrize("make", [cadre, handler, leader, specialist, auditor])
def test_nobody_else_comes_in(app: Flask, browser_as: Any, make: Any) -> None:
    browser = browser_as(make())
    browser.get("/exchange", status=403)
    browser.post("/exchange", {}, status=403)
    browser.get("/exchange/export", status=403)
