"""A petition in time and one late; a publication through three reviews and 保密审查."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.journeys.site import Person

pytestmark = pytest.mark.browser

MATTER = "反映中小企业服务大厅窗口排队时间过长，希望增开窗口并公布办事时限和咨询电话号码"
TITLE = "关于印发《洪江区常态化开展“送解优”专项行动实施方案》的通知（征求意见后修改稿）"


def record(office: Person, received_on: str) -> str:
    """A petition brought in person, given to the unit's handler; its address."""
    page = office.page
    office.go("/petitions/new")
    page.locator("[name=received_on]").fill(received_on)
    page.locator("[name=channel]").select_option("visit")
    page.locator("[name=matter]").fill(MATTER)
    page.locator("[name=petitioner]").fill("欧阳小明")
    page.locator("[name=petitioner_phone]").fill("13712345678")
    page.locator("[name=handler]").select_option("handler")
    office.press("保存")
    office.reads("信访已登记")
    return page.url.removeprefix(office.site)


def act(person: Person, path: str, name: str, summary: str, **fields: str) -> None:
    """Unfold an act of the page, fill its form, send it."""
    person.go(path)
    person.page.locator(f"#{name} summary").click()
    person.look()
    for field, value in fields.items():
        place = person.page.locator(f"#{name} [name={name}-{field}]")
        if place.evaluate("e => e.tagName") == "SELECT":
            place.select_option(value)
        else:
            place.fill(value)
    person.send(f"#{name} form")
    person.reads(summary)


def answer(handler: Person, path: str) -> None:
    act(
        handler,
        path,
        "finish",
        "办结",
        done_on="2025-12-31",
        opinion="supported",
        answer="已增开窗口。",
        result="化解",
    )


@pytest.mark.parametrize("device", ["both"])
def test_one_petition_in_time_and_one_late(device: str, enter: Callable[..., Person]) -> None:
    office, handler, leader = (enter(who, device) for who in ("office", "handler", "leader"))
    in_time, late = record(office, "2025-12-22"), record(office, "2025-09-01")
    office.reads("办结超期")
    assert "欧阳小明" not in office.page.content()

    act(handler, in_time, "tell", "已登记告知", told_on="2025-12-23")
    answer(handler, in_time)
    handler.reads("按期办结")
    answer(handler, late)
    handler.reads("超期办结")
    act(handler, in_time, "reveal", "欧阳小明", why="回访信访人")
    handler.go("/petitions")
    handler.page.locator(".tbl").get_by_text("超期办结").wait_for()

    answered = leader.page.goto(leader.site + in_time)
    assert answered is not None
    assert answered.status == 404
    leader.look()
    leader.go("/figures/petition.on_time_rate")
    leader.reads("50%")
    missing = "Failed to load resource: the server responded with a status of 404"
    people = (office, handler, leader)
    found = [complaint for person in people for complaint in person.complaints()]
    assert [one for one in found if missing not in one] == []


def review(person: Person, path: str, said: str, words: str = "同意") -> None:
    person.go(path)
    form = f"form[action$='{path}/review']"
    person.page.locator(f"{form} [name=review-decision]").select_option("pass")
    person.page.locator(f"{form} [name=review-words]").fill(words)
    person.send(form)
    person.reads(said)


@pytest.mark.parametrize("device", ["both"])
def test_a_publication_through_three_reviews(device: str, enter: Callable[..., Person]) -> None:
    office, second, chief = (enter(who, device) for who in ("office", "second", "bureau"))
    office.go("/disclosures/new")
    office.page.locator("[name=title]").fill(TITLE[:40])
    office.page.locator("[name=column]").select_option("documents")
    office.page.locator("[name=formed_on]").fill("2025-12-10")
    office.page.locator("[name=content]").fill("全文。")
    office.press("保存")
    path = office.page.url.removeprefix(office.site)
    assert re.fullmatch(r"/disclosures/GK-2025-\d{4}", path)
    office.reads("不能发布")

    review(office, path, "审查已登记")
    review(second, path, "审查已登记")
    review(chief, path, "审查已登记")
    second.go(path)
    form = f"form[action$='{path}/secrecy']"
    second.page.locator(f"{form} [name=secrecy-result]").select_option("passed")
    second.send(form)
    office.go(path)
    form = f"form[action$='{path}/publish']"
    office.page.locator(f"{form} [name=publish-url]").fill("/hjq/xxgk/202512/1.shtml")
    office.page.locator(f"{form} [name=publish-archive]").fill("2025-永久-0012")
    office.send(form)
    office.reads("按期发布")

    chief.go("/disclosures")
    chief.reads("三审完成")
    chief.go("/figures/disclosure.reviewed_rate")
    chief.reads("100%")
    people = (office, second, chief)
    assert [complaint for person in people for complaint in person.complaints()] == []
