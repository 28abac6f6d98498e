"""The menu: what a role needs, the daily things first, the rest folded."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask

from tests.cadres.factories import cadre, handler, leader, office
from tests.client import Browser

BrowserAs = Callable[..., Browser]


def test_the_office_finds_the_daily_things_first_and_the_rest_folded(browser_as: BrowserAs) -> None:
    page = browser_as(office()).get("/figures")
    assert page.texts(".nav-main > a") == [
        "看板", "企业", "问题", "走访", "清欠", "台账", "统计", "计划",
    ]  # fmt: skip
    assert page.texts(".menu-nav a") == [
        "政策", "结对", "检查执法", "信访", "信息公开", "干部", "导入导出",
    ]  # fmt: skip


def test_a_short_menu_is_not_folded(browser_as: BrowserAs) -> None:
    page = browser_as(cadre()).get("/visits/home")
    assert page.texts(".nav-main > a") == [
        "我的企业", "企业", "问题", "走访", "清欠", "政策", "结对",
    ]  # fmt: skip
    assert page.all(".menu-nav") == []


def test_the_phone_shows_four_and_the_rest_under_more(browser_as: BrowserAs) -> None:
    page = browser_as(leader()).get("/dashboard")
    assert len(page.all(".tabbar > a")) == 4
    assert "台账" in page.texts(".tabbar .menu-list a")


def test_a_handler_meets_only_what_a_handler_may_open(app: Flask, browser_as: BrowserAs) -> None:
    browser = browser_as(handler())
    for link in browser.get("/problems").all(".nav-main a"):
        browser.get(str(link["href"]))
