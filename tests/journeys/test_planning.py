"""A task from the office to whoever owes it, a duty ticked, and an indicator scored."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.journeys.site import Person

pytestmark = pytest.mark.browser

TASK = "编制2026年度清欠工作方案"
INDICATOR = "涉企政策文件合法性审查率"


def arrange(office: Person) -> str:
    """A task for the bureau's leader; its address."""
    office.go("/planning/tasks")
    office.press("安排任务")
    page = office.page
    page.locator("[name=title]").fill(TASK)
    page.locator("[name=year]").fill("2026")
    page.locator("[name=owner]").select_option("bureau")
    office.press("保存")
    office.reads("请填写完成期限。")
    page.locator("[name=due_on]").fill("2026-01-09")
    office.press("保存")
    page.wait_for_url(re.compile(r"/planning/tasks/\d+$"))
    office.reads("赵建军")
    return page.url.removeprefix(office.site)


def report(owner: Person, address: str) -> None:
    """Whoever owes it says how far it is, and finds it in the calendar until it is done."""
    owner.go("/planning")
    owner.reads(TASK)
    owner.go(address)
    page = owner.page
    page.locator("[name=state]").select_option("进行中")
    page.locator("[name=percent]").fill("60")
    page.locator("[name=note]").fill("初稿已送各单位征求意见。")
    owner.press("更新进度")
    owner.reads("60%")
    owner.reads("初稿已送各单位征求意见。")


def tick(office: Person) -> None:
    """A duty that no record shows as done is said to be done, with words."""
    office.go("/planning?year=2025")
    page = office.page
    link = page.get_by_role("link", name=re.compile("^标记完成")).first
    title = link.inner_text().partition("：")[2]
    office.follow(link)
    office.look()
    page.locator("[name=words]").fill("已按期报送，文号示〔2025〕1号。")
    office.press("标记完成")
    office.go("/planning?year=2025")
    for summary in page.locator("main details:not([open]) > summary").all():
        summary.click()
    office.reads("已按期报送")
    assert title


def score(office: Person) -> None:
    """An indicator with its value and evidence gives the year a score."""
    office.go("/planning/indicators/new")
    page = office.page
    for name, value in (("area", "法治环境"), ("name", INDICATOR), ("weight", "10")):
        page.locator(f"[name={name}]").fill(value)
    page.locator("[name=target]").fill("100")
    office.press("保存")
    page.wait_for_url(re.compile(r"/planning/indicators/\d+"))
    page.locator("[name=value]").fill("90")
    page.locator("[name=evidence]").fill("合法性审查台账")
    office.send("form:has([name=evidence])")
    office.go("/planning/indicators")
    office.reads(INDICATOR)
    office.reads("90")


@pytest.mark.parametrize("device", ["both"])
def test_a_year_is_planned_and_told(device: str, enter: Callable[..., Person]) -> None:
    office, owner = enter("office", device), enter("bureau", device)
    address = arrange(office)
    report(owner, address)
    tick(office)
    score(office)
    office.go(address)
    office.reads("60%")
    found = [wrong for person in (office, owner) for wrong in person.complaints()]
    # Chromium notes the refusal of the task without a day, as it should.
    assert [wrong for wrong in found if "status of 422" not in wrong] == []
