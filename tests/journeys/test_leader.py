"""A leader's worst day on one screen: decided in place, 批示 answered, read on the way, issued."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from assist.cli.digest import say
from tests.cadres.factories import cadre, handler, leader, office
from tests.dashboard.full import TODAY, full
from tests.journeys.site import Person, served
from tests.notices.days import late

pytestmark = pytest.mark.browser

WORDS = "请本周内会商解决，结果报我。"
SCREEN = 900


def fill() -> None:
    chief = leader(account="leader", name="欧阳区领导")
    leader(account="new", name="新到任领导")
    office(account="office", name="张华")
    full(chief, cadre(account="liaison"))
    who = handler(account="handler", name="陈芳", unit__name="区住房和城乡建设局")
    late(who, due=date(2025, 11, 3), title="厂区外围墙倒塌")
    say(TODAY, told_day=True)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    with served(tmp_path, fill) as address:
        yield address


def bottom(person: Person, selector: str) -> float:
    found = person.page.evaluate(
        "selector => document.querySelector(selector).getBoundingClientRect().bottom", selector
    )
    return float(found)


def test_decided_in_place_and_answered(enter: Callable[..., Person]) -> None:
    chief, who = enter("leader"), enter("handler", "phone")
    chief.go("/dashboard?scope=all")
    chief.reads("件等您定")
    assert bottom(chief, "footer") <= SCREEN

    row = chief.page.locator("#decisions > li", has_text="呈批").first
    row.locator("summary").click()
    chief.look()
    chief.follow(row.get_by_role("button", name="列入明年管网改造计划"))
    chief.reads("已批示。")
    assert chief.page.url.endswith("/dashboard?scope=all")

    worst = chief.page.locator("#overdue > li").first
    chief.follow(worst.get_by_role("link", name="批示"))
    opened = chief.page.locator("#overdue > li").first
    opened.locator("[name=words]").fill(WORDS)
    chief.follow(opened.get_by_role("button", name="发出批示"))
    chief.look()
    chief.reads(WORDS)
    chief.press("标为已看")

    who.follow(who.page.locator("a.bell"))
    who.look()
    who.follow(who.page.locator(".notice").first)
    who.reads(WORDS)
    answer = who.page.locator(".waiting details").first
    answer.locator("summary").click()
    answer.locator("[name=words]").fill("明天会商，周五前清理完。")
    who.follow(answer.get_by_role("button", name="提交答复"))

    chief.go("/dashboard?scope=all")
    chief.reads("明天会商，周五前清理完。")
    chief.reads("已反馈 1")
    chief.follow(chief.page.locator("#since a"))
    chief.look()
    chief.reads("作出了答复")
    for person in (chief, who):
        assert person.complaints() == []


def test_read_on_the_way_and_called(enter: Callable[..., Person]) -> None:
    chief = enter("leader", "phone")
    chief.go("/dashboard")
    assert bottom(chief, "#overdue > li:nth-child(2)") <= 844
    chief.press("今日走访")
    chief.reads("第 1 条")
    chief.press("请抓紧办理，按期反馈。")
    chief.reads("已批示。")
    chief.press("下一条")
    chief.reads("第 2 条")

    chief.go("/dashboard")
    chief.page.locator("label[for=fold-instructions]").click()
    chief.page.locator(".dash-said").get_by_text("待答复").first.wait_for()
    chief.follow(chief.page.locator("#overdue .dash-call").first)
    chief.look()
    assert chief.page.locator("main a[href^='tel:1']").count() >= 1
    chief.go("/notices/preference")
    assert chief.complaints() == []


def test_nothing_yet_and_the_sheet(enter: Callable[..., Person]) -> None:
    new, clerk = enter("new", "phone"), enter("office")
    new.go("/dashboard/today?day=2025-06-01")
    new.go("/dashboard/changes")
    new.go("/dashboard/parts")

    clerk.go("/dashboard/sheet")
    clerk.page.locator("[name=title]").fill("第4次调度会")
    clerk.press("印发并记下会议日期")
    clerk.reads("已印发：2025年12月31日")
    paper = clerk.page.pdf(prefer_css_page_size=True)
    assert paper.count(b"/Type /Page\n") + paper.count(b"/Type /Page ") == 1
    clerk.go("/dashboard")
    clerk.reads("到期事项")
    assert bottom(clerk, "footer") <= SCREEN
    for person in (new, clerk):
        assert person.complaints() == []
