"""A problem registered without a visit."""

from __future__ import annotations

from typing import Any

from flask import Flask

from tests.cadres.factories import cadre, handler, office
from tests.enterprises.factories import paired
from tests.problems.factories import category


def test_registered_without_a_visit(browser_as: Any, app: Flask) -> None:
    category("用工")
    liaison = cadre()
    enterprise = paired(liaison)
    browser = browser_as(liaison)
    form = browser.get(f"/problems/new?enterprise={enterprise.code}")
    assert form.one("[name=enterprise] [selected]")["value"] == enterprise.code
    page = browser.post(
        "/problems/new",
        {
            "enterprise": enterprise.code,
            "source": "phone",
            "category": "用工",
            "title": "缺技工",
            "detail": "缺技工12人。",
            "source_number": "",
        },
    )
    shown = browser.get(page.location)
    assert "缺技工12人。" in shown.said
    assert shown.one(".case-line .st").get_text() == "已登记"


def test_registering_keeps_what_was_typed(browser_as: Any) -> None:
    page = browser_as(office()).post(
        "/problems/new", {"title": "缺技工", "category": "没有", "enterprise": "x"}, status=422
    )
    assert page.one("[name=title]")["value"] == "缺技工"
    assert "没有“没有”这个类别。" in page.errors


def test_registering_for_somebody_elses_enterprise_is_refused(browser_as: Any) -> None:
    category("用工")
    fields = {"source": "phone", "category": "用工", "title": "缺", "detail": "缺"}
    enterprise = paired(cadre())
    browser_as(cadre()).post("/problems/new", fields | {"enterprise": enterprise.code}, status=409)


def test_a_handler_registers_nothing(browser_as: Any) -> None:
    browser_as(handler()).get("/problems/new", status=403)
