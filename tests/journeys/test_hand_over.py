"""A liaison leaves: the enterprise passes on, the successor finds it; a double entry is merged."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.enterprises.factories import credit_code
from tests.journeys.people import CODE, ENTERPRISE
from tests.journeys.site import Person

pytestmark = pytest.mark.browser

DOUBLE = credit_code(900_002)


def hand_over(office: Person) -> None:
    """From the list of pairings to the successor's sheet."""
    office.go("/pairings/coverage")
    office.reads("还没有联系记录")
    office.go("/pairings")
    office.press("工作移交")
    office.page.locator("[name=who]").select_option("liaison")
    office.press("选定")
    office.page.get_by_label("接手人").last.fill("second")
    office.press("预览")
    office.reads("李明 → 刘洋")
    office.press("确认移交")
    office.reads("已移交 1 段结对")
    assert office.page.locator(".sheet h2").inner_text() == ENTERPRISE


def merge(office: Person) -> None:
    """The same enterprise was written down twice."""
    office.go("/enterprises/new")
    page = office.page
    page.locator("[name=code]").fill(DOUBLE)
    page.locator("[name=name]").fill("示范新材重复登记")
    office.press("保存")
    office.go(f"/enterprises/{CODE}/merge")
    page.locator("[name=other]").fill(DOUBLE)
    office.press("预览")
    office.reads("转入的记录")
    office.press("确认合并")
    office.reads("已并入这家企业")
    office.go(f"/enterprises/{DOUBLE}")
    assert page.url.endswith(CODE)
    office.go(f"/enterprises/{CODE}/dossier")


@pytest.mark.parametrize("device", ["phone", "desktop"])
def test_an_enterprise_passes_on_and_its_double_goes(
    device: str, enter: Callable[..., Person]
) -> None:
    office = enter("office", device)
    hand_over(office)
    merge(office)

    box = "form.find"
    if device == "phone":
        office.press("搜索", within=box)
        box = "main"
    office.page.locator(f"{box} [name=q]").fill("示范新材重复")
    office.press("查询" if device == "phone" else "搜索", within=box)
    office.reads("企业 1 条")
    office.go("/visits/new")
    office.page.locator("#find").fill("示范新材重复")
    office.press("查找")
    assert office.page.locator("#enterprise").input_value() == CODE
    office.go("/pairings/roll-over/2026")
    office.press("预览")
    office.reads("2026年重点企业 1 家")
