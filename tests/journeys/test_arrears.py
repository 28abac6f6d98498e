"""A repayment and its reversal, from the office's list to the enterprise's liaison."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.journeys.people import CODE, ENTERPRISE
from tests.journeys.site import Person

pytestmark = pytest.mark.browser

DEBTOR = "区示例建设局"


def enter_debt(office: Person) -> str:
    """A debt to the enterprise, found from its page; its number."""
    office.go(f"/arrears/new?enterprise={CODE}")
    page = office.page
    assert page.locator("[name=creditor]").input_value() == ENTERPRISE
    page.locator("[name=debtor]").fill(DEBTOR)
    page.locator("[name=debtor_kind]").select_option("机关")
    page.locator("[name=contract]").fill("示例道路改造")
    page.locator("[name=kind]").select_option("工程")
    page.locator("[name=owed]").fill("120000")
    page.locator("[name=dispute]").select_option("无分歧")
    for name in ("formed_on", "accepted_on"):
        page.locator(f"[name={name}]").fill("2025-03-01")
    office.press("保存")
    page.wait_for_url(re.compile(r"/arrears/QK-"))
    office.reads("2025年3月31日")
    office.reads("逾期 275 天")
    return page.url.rpartition("/")[2]


def repay(office: Person, number: str, amount: str) -> None:
    office.go(f"/arrears/{number}")
    page = office.page
    page.locator("summary", has_text="登记还款").click()
    form = page.locator("form", has=page.get_by_role("button", name="登记还款"))
    form.locator("[name=on]").fill("2025-06-01")
    form.locator("[name=amount]").fill(amount)
    form.locator("[name=way]").select_option("转账")
    office.follow(form.get_by_role("button", name="登记还款"))
    office.look()


@pytest.mark.parametrize("device", ["both"])
def test_a_repayment_is_booked_and_reversed(device: str, enter: Callable[..., Person]) -> None:
    office, liaison = enter("office", device), enter("liaison", device)
    number = enter_debt(office)

    repay(office, number, "120000.01")
    office.reads("超过余额")
    repay(office, number, "120000")
    office.reads("还款已登记")
    office.reads("已于2025年6月1日清零")

    office.follow(office.page.get_by_role("link", name=re.compile("^冲销")))
    office.look()
    office.page.locator("[name=words]").fill("银行退回")
    office.press("冲销")
    office.reads("还款已冲销")
    office.reads("银行退回")
    office.reads("已冲销")

    liaison.go(f"/enterprises/{CODE}")
    liaison.reads("被欠")
    liaison.follow(liaison.page.locator(".tile", has_text="被欠"))
    liaison.look()
    liaison.follow(liaison.page.get_by_role("link", name=DEBTOR))
    liaison.look()
    liaison.reads("12 万元")
    assert liaison.page.get_by_role("button", name="登记还款").count() == 0
    liaison.go(f"/visits/new?enterprise={CODE}")
    liaison.reads("这家企业被欠")
    found = [wrong for person in (office, liaison) for wrong in person.complaints()]
    # Chromium notes the refusal of what was above the balance, as it should.
    assert [wrong for wrong in found if "status of 422" not in wrong] == []
