"""A problem from the factory's gate to the leader's figures, on a phone and at a desk."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.journeys.people import CODE, ENTERPRISE, UNIT
from tests.journeys.site import Person

pytestmark = pytest.mark.browser

TITLE = "厂区东门道路塌陷，货车进不来"
OTHER = "冬季用工缺 20 人"


def log_visit(cadre: Person) -> str:
    """A visit with two problems; its answer names the first problem's number."""
    cadre.go(f"/visits/new?enterprise={CODE}")
    cadre.choose("上门走访")
    page = cadre.page
    page.locator("[name=summary]").fill("看了新车间，订单平稳，反映两件事。")
    tell(cadre, 0, "用地与厂房", TITLE)
    cadre.page.get_by_role("button", name="再加一个问题").click()
    tell(cadre, 1, "用工", OTHER)
    cadre.press("提交走访记录")
    assert re.search(r"/visits/(?!new)", page.url)
    href = (
        page.locator("main").get_by_role("link", name=re.compile(TITLE)).first.get_attribute("href")
    )
    return (href or "").rpartition("/")[2]


def tell(cadre: Person, place: int, category: str, title: str) -> None:
    block = cadre.page.locator(f"#problems-{place}")
    block.wait_for()
    cadre.choose(category, within=block)
    cadre.page.locator(f"[name=problems-{place}-title]").fill(title)
    cadre.page.locator(f"[name=problems-{place}-detail]").fill(f"{title}，已经两周，盼尽快处理。")


def act(person: Person, number: str, name: str, words: str = "", choice: str = "") -> None:
    """Open the problem, press the act, fill its form, send it."""
    person.go(f"/problems/{number}")
    person.press(name)
    if choice:
        person.choose(choice, within="#act")
    if words:
        person.page.locator("#act [name=words]").fill(words)
    person.send("#act form")


@pytest.mark.parametrize("device", ["phone", "desktop"])
def test_a_problem_is_solved_and_counted(device: str, enter: Callable[..., Person]) -> None:
    cadre, office, handler, leader = (
        enter(account, device) for account in ("liaison", "office", "handler", "leader")
    )
    cadre.reads(ENTERPRISE)
    number = log_visit(cadre)
    assert re.fullmatch(r"2025-\d{4}", number)

    assign(office, number)
    handler.go(f"/problems/{number}")
    handler.press("签收")
    handler.reads("办理中")
    act(handler, number, "反馈", "已派人现场查看，列入明年计划。", "解释说明")

    act(cadre, number, "回访", "路还是不通，企业不满意。", "不满意")
    act(office, number, "研判不满意", "不能等明年，退回重办。", "退回重办")
    act(handler, number, "反馈", "路面已修复，货车可以通行。", "已解决")
    act(cadre, number, "回访", "企业说路通了。", "满意")
    act(office, number, "销号")
    office.reads("已销号")

    cadre.go(f"/enterprises/{CODE}")
    cadre.reads(TITLE)
    cadre.go("/visits/home")
    cadre.reads("已销号")
    open_the_number(leader, number)
    people = (cadre, office, handler, leader)
    assert [complaint for person in people for complaint in person.complaints()] == []


def assign(office: Person, number: str) -> None:
    office.go("/problems")
    office.follow(office.page.get_by_role("link", name=re.compile(number)).first)
    office.look()
    office.press("交办")
    office.page.locator("select[name=lead_unit]").select_option(UNIT)
    office.send("#act form")
    office.reads("已交办")


def open_the_number(leader: Person, number: str) -> None:
    """From the first page to the number, from the number to the record behind it."""
    leader.go("/dashboard?scope=all")
    link = leader.page.locator(".dash-numbers span", has_text="解决").get_by_role("link").last
    assert link.inner_text().strip() == "1"
    leader.follow(link)
    leader.look()
    leader.reads("口径")
    record = leader.page.locator("main").get_by_role("link", name=re.compile(number)).first
    leader.follow(record)
    leader.look()
    leader.reads(TITLE)
    leader.reads("已销号")
