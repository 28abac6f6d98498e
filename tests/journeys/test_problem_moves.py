"""A problem that does not go smoothly: disputed, entered for the unit, extended, put to the leader,
raised and parked."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.journeys.people import CODE, UNIT
from tests.journeys.site import Person

pytestmark = pytest.mark.browser

TITLE = "断路器老化，夏天经常跳闸停电"


def act(person: Person, number: str, name: str, **fields: str) -> None:
    """Open the problem at that act, fill its form, send it."""
    person.go(f"/problems/{number}?act={name}")
    for field, value in fields.items():
        control = person.page.locator(f"#act [name={field}]")
        if control.first.evaluate("e => e.tagName") == "SELECT":
            control.select_option(value)
        else:
            control.first.fill(value)
    person.send("#act form")


def recorded(office: Person) -> str:
    office.go(f"/problems/new?enterprise={CODE}")
    office.choose("电话")
    office.page.locator("[name=category]").select_option("水电气")
    office.page.locator("[name=title]").fill(TITLE)
    office.page.locator("[name=detail]").fill(f"{TITLE}，盼尽快更换。")
    office.send("main form")
    return office.page.url.rpartition("/")[2]


def put_to_the_leader(number: str, office: Person, leader: Person, handler: Person) -> None:
    act(office, number, "present", words="费用由谁承担？", options="企业承担\n财政补一半")
    leader.go(f"/problems/{number}?act=instruct")
    leader.page.get_by_label("财政补一半").check()
    leader.send("#act form")
    handler.go(f"/problems/{number}")
    handler.reads("财政补一半")
    handler.page.get_by_text("答复这条批示").click()
    handler.page.locator(".waiting [name=words]").fill("已与财政局商定，本月拨付。")
    handler.send(".waiting form")
    handler.reads("已与财政局商定，本月拨付。")


@pytest.mark.parametrize("device", ["both"])
def test_a_problem_that_does_not_go_smoothly(device: str, enter: Callable[..., Person]) -> None:
    office, handler, leader = (
        enter(account, device) for account in ("office", "handler", "leader")
    )
    number = recorded(office)
    act(office, number, "assign", lead_unit=UNIT)
    act(handler, number, "dispute", words="变压器以内归企业，以外归供电公司。")
    act(office, number, "assign", lead_unit=UNIT, words="经研究仍由你局牵头。")
    handler.go(f"/problems/{number}")
    assert handler.page.get_by_role("link", name="异议退回").count() == 0
    office.go(f"/problems/{number}")
    office.press("签收")
    office.reads("请附上单位的书面材料")
    office.send("#act form")
    office.reads(f"代录：{UNIT}")

    act(handler, number, "ask-extension", new_due="2026-01-30", words="设备采购要一个月。")
    leader.go(f"/problems/{number}?act=decide-extension")
    leader.choose("同意延期", within="#act")
    leader.send("#act form")
    leader.reads("2026年1月30日到期")

    put_to_the_leader(number, office, leader, handler)
    act(office, number, "escalate", words="请区里协调。")
    office.reads("区级")
    act(office, number, "park", reason="需上级协调", next_review="2026-03-02", words="等省里设备。")
    office.reads("挂账推进")
    act(office, number, "resume", words="设备已到。")
    office.reads("办理中")
    office.go("/problems/manual")
    office.look()
    people = (office, handler, leader)
    assert [complaint for person in people for complaint in person.complaints()] == []
