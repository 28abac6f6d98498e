"""The menu: what a role needs, the daily things first, the rest folded."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from assist.accounts.models import User
from assist.accounts.policy import Role
from tests.accounts.factories import admin, auditor
from tests.cadres.factories import bureau_leader, cadre, handler, leader, office, specialist
from tests.client import Browser
from tests.problems.factories import ProblemFactory

BrowserAs = Callable[..., Browser]
STARTS: list[tuple[Callable[..., User], str]] = [
    (cadre, "/visits/home"),
    (handler, "/problems"),
    (leader, "/dashboard"),
    (bureau_leader, "/dashboard"),
    (office, "/dashboard"),
    (specialist, "/ledgers"),
    (admin, "/admin"),
    (auditor, "/audit"),
]


def test_the_office_finds_the_daily_things_first_and_the_rest_folded(browser_as: BrowserAs) -> None:
    page = browser_as(office()).get("/figures")
    assert page.texts(".nav-main > a") == [
        "看板", "企业", "问题", "走访", "清欠", "台账", "统计", "报告", "计划",
    ]  # fmt: skip
    assert page.texts(".menu-nav a") == [
        "政策", "结对", "检查执法", "信访", "信息公开", "干部", "我的企业", "导入导出",
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


@pytest.mark.parametrize("person, start", STARTS)
def test_where_a_role_starts(
    browser_as: BrowserAs, person: Callable[..., User], start: str
) -> None:
    assert browser_as(person()).get("/", status=303).location == start


def test_who_is_cadre_and_handler_starts_with_the_own_enterprises(browser_as: BrowserAs) -> None:
    both = cadre(roles=(Role.CADRE, Role.HANDLER))
    assert browser_as(both).get("/", status=303).location == "/visits/home"


def test_a_refused_act_leads_back_to_its_record(browser_as: BrowserAs) -> None:
    problem = ProblemFactory()
    page = browser_as(office()).post(f"/problems/{problem.number}/resume", {}, status=409)
    assert page.one(".error-page a")["href"] == f"/problems/{problem.number}"
