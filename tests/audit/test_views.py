"""The auditor's page, and that everything that matters arrives there."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import sqlalchemy as sa
from flask import Flask

from assist.accounts.models import User
from assist.accounts.policy import Role
from assist.db import db
from tests.accounts.factories import admin, auditor
from tests.audit.test_models import without_triggers
from tests.cadres.factories import cadre, office
from tests.client import Browser


def sentences(browser: Browser, query: str = "") -> list[str]:
    return list(browser.get(f"/audit?{query}").texts("tbody td:nth-child(3)"))


def test_sign_ins_failures_refusals_and_exports_are_seen(app: Flask, browser_as: Any) -> None:
    clerk = office()
    stranger = Browser(app)
    stranger.post("/login", {"account": clerk.account, "password": "wrong"}, status=422)
    browser = browser_as(clerk)
    browser.get("/admin", status=403)
    browser.get("/cadres?format=xlsx")
    reader = browser_as(auditor())

    assert sentences(reader, f"account={clerk.account}") == [
        next(s for s in sentences(reader) if s.startswith("导出了干部名录")),
        "GET /admin：没有权限",
        "登录",
    ]
    assert sentences(reader, "group=failed") == ["登录失败"]
    assert sentences(reader, "group=refused") == ["GET /admin：没有权限"]
    assert len(sentences(reader, "group=export")) == 1


def test_changes_fold_out(browser_as: Any) -> None:
    keeper = browser_as(admin())
    keeper.post("/admin/units/new", {"name": "区商务局", "kind": "department"})
    unit_id = db.session.scalar(sa.text("SELECT id FROM unit"))
    fields = {"name": "区商务和粮食局", "kind": "department", "version": "1"}
    keeper.post(f"/admin/units/{unit_id}", fields)
    page = browser_as(auditor()).get("/audit?kind=unit")
    assert page.texts("details.fold li") == ["单位名称：区商务局 → 区商务和粮食局"]


def test_the_check_tells_what_it_found_and_is_an_event(browser_as: Any) -> None:
    reader = browser_as(auditor())
    reader.post("/audit/verify")
    page = reader.get("/audit")
    assert page.texts("#flashes p")[0].startswith("校验通过：共 1 条，末条校验值 ")
    assert sentences(reader, "group=audit")[0].startswith("校验通过：共 1 条")

    with without_triggers() as connection:
        connection.execute(sa.text("UPDATE audit_event SET sentence = 'x' WHERE id = 1"))
    reader.post("/audit/verify")
    assert (
        reader.get("/audit").texts(".alert-danger")[0].startswith("校验未通过：第 1 号记录处断开")
    )


def test_the_export_holds_what_the_page_shows_and_is_an_event(browser_as: Any) -> None:
    reader = browser_as(auditor(name="审计甲"))
    data = reader.get("/audit?group=door&format=xlsx").response.get_data()
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][:4] == ["序号", "时间", "账号", "姓名"]
    assert [row[7] for row in rows[1:]] == ["登录"]
    assert sentences(reader, "group=export") == [
        "导出了审计日志 1 条（登录和退出） 1 处变化 文件校验值：" + hash_in(reader)
    ]


def hash_in(reader: Browser) -> str:
    return reader.get("/audit?group=export").one("details.fold li").get_text().partition("：")[2]


def test_nobody_else_reads_or_checks_it(browser_as: Any) -> None:
    for user in (admin(), cadre(), office()):
        browser = browser_as(user)
        browser.get("/audit", status=403)
        browser.get("/audit?format=xlsx", status=403)
        browser.post("/audit/verify", status=403)


def test_the_auditor_reads_nothing_else(browser_as: Any) -> None:
    browser = browser_as(auditor())
    for path in ("/enterprises", "/problems", "/visits", "/cadres", "/admin", "/admin/accounts"):
        browser.get(path, status=403)


def test_odd_filters_find_nothing_and_break_nothing(browser_as: Any) -> None:
    reader = browser_as(auditor())
    for query in (
        "before=x&from=yesterday&to=2025-13-01",
        "before=99999999999999999999",
        "group=none&kind=none",
        "q=%25_%5C%00",
        "account=" + "x" * 3000,
        "from=1990-01-01&to=2100-12-31",
    ):
        reader.get(f"/audit?{query}")


def test_the_filters_stay_in_their_fields(browser_as: Any) -> None:
    asked = "q=x&account=y&key=z&from=2025-01-02&to=2025-03-04"
    page = browser_as(auditor()).get(f"/audit?{asked}")
    fields = {str(tag["name"]): tag["value"] for tag in page.all(".searchbar input")}
    assert fields == {
        "q": "x",
        "account": "y",
        "key": "z",
        "from": "2025-01-02",
        "to": "2025-03-04",
    }


def test_hostile_words_stay_words(browser_as: Any) -> None:
    person = cadre(name="<script>alert(1)</script>")
    keeper = browser_as(admin())
    keeper.post(f"/admin/accounts/{person.account}/disable")
    page = browser_as(auditor()).get("/audit")
    assert "<script>alert(1)</script>" in page.said
    assert page.all("main script") == []
    assert db.session.get(User, person.id).roles == {Role.CADRE}  # type: ignore[union-attr]
