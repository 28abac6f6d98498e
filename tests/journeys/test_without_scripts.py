"""A visit, and a problem's first steps, in a browser that runs no script."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.journeys.people import CODE, ENTERPRISE, UNIT
from tests.journeys.site import Person

pytestmark = pytest.mark.browser

TITLE = "变压器容量不足"


def test_a_visit_and_its_problem_need_no_script(enter: Callable[..., Person]) -> None:
    cadre = enter("liaison", "phone", java_script_enabled=False)
    page = cadre.page
    cadre.go("/visits/new")
    page.locator("select[name=enterprise]").select_option(CODE)
    page.get_by_role("button", name="选择这家企业").click()
    cadre.reads("这次的情况")
    cadre.choose("上门走访")
    page.locator("[name=summary]").fill("设备已到厂，等通电。")
    page.get_by_role("button", name="再加一个问题").click()
    assert page.locator("[name=summary]").input_value() == "设备已到厂，等通电。"
    assert page.locator("select[name=enterprise]").input_value() == CODE
    assert page.locator("fieldset.problem").count() == 2
    page.get_by_role("button", name=re.compile("移除")).last.click()
    cadre.choose("水电气", within="#problems-0")
    page.locator("[name=problems-0-title]").fill(TITLE)
    page.locator("[name=problems-0-detail]").fill("新线要 800 千伏安，现有 400。")
    page.get_by_role("button", name="提交走访记录").click()
    cadre.reads("走访已登记")
    cadre.reads(ENTERPRISE)
    page.get_by_role("link", name=re.compile(TITLE)).click()
    number = page.url.rpartition("/")[2]

    office = enter("office", "desktop", java_script_enabled=False)
    office.go(f"/problems/{number}")
    office.page.get_by_role("link", name="交办", exact=True).click()
    office.page.locator("select[name=lead_unit]").select_option(UNIT)
    office.send("#act form")
    office.reads("已交办")

    assert cadre.complaints() + office.complaints() == []


def test_a_refused_form_keeps_what_was_typed(enter: Callable[..., Person]) -> None:
    cadre = enter("liaison", "phone", java_script_enabled=False)
    page = cadre.page
    cadre.go(f"/visits/new?enterprise={CODE}")
    page.locator("[name=met]").fill("李总，总经理")
    page.get_by_role("button", name="提交走访记录").click()

    assert page.locator("[name=met]").input_value() == "李总，总经理"
    assert page.locator("main .field-error, main [role=alert]").count() > 0
    cadre.look()
    refusal = "Failed to load resource: the server responded with a status of 422"
    assert [found for found in cadre.complaints() if refusal not in found] == []
