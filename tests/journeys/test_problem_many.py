"""Many problems at once: given out, urged, gathered as one matter, answered from its text, split;
and a paper that comes after its step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from assist.cadres.models import Unit
from assist.db import db
from tests.dashboard.full import LONG, TITLE
from tests.enterprises.factories import EnterpriseFactory
from tests.journeys import people
from tests.journeys.people import UNIT
from tests.journeys.site import Person, served
from tests.problems.factories import ProblemFactory, handling
from tests.web.test_uploads import picture

pytestmark = pytest.mark.browser

REPLY = "已列入明年管网改造计划，三月开工，汛前完成。"
ROWS = 7


def fill() -> None:
    """Seven that nobody has been given, of enterprises with long names, and one that is handled."""
    people.fill()
    for n in range(ROWS):
        firm = EnterpriseFactory(name=f"{LONG}{n}", short_name="")
        ProblemFactory(number=f"2025-{n + 1:04d}", enterprise=firm, title=f"{TITLE}{n}")
    unit = db.session.scalars(select(Unit).where(Unit.name == UNIT)).one()
    handling(unit, number="2025-0100", title="配电房漏雨")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    with served(tmp_path, fill) as address:
        yield address


def pick_all(office: Person, act: str) -> None:
    office.go("/problems?pick=1")
    office.page.get_by_label("全选本页").check()
    assert office.page.locator("#board [name=n]:checked").count() == ROWS + 1
    office.press(act)


def give_out_and_urge(office: Person) -> None:
    pick_all(office, "批量交办")
    office.reads("有 1 件的状态不能交办")
    answer = office.follow(office.page.get_by_role("button", name="批量交办"))
    office.look()
    assert answer.status == 422
    office.page.locator("select[name=lead_unit]").select_option(UNIT)
    office.send("main form")
    office.reads(f"已交办 {ROWS} 件")
    pick_all(office, "批量催办")
    office.page.locator("[name=words]").fill("请本周签收，月底前反馈。")
    office.send("main form")
    office.reads(f"已催办 {ROWS + 1} 件")


def gather(office: Person) -> str:
    pick_all(office, "归入一类事")
    office.page.locator("[name=title]").fill(TITLE)
    office.page.locator("[name=unit]").select_option(UNIT)
    office.send("main form")
    office.reads(f"归在这里的问题（{ROWS + 1}）")
    return office.page.url.removeprefix(office.site)


def answer_from_the_text(handler: Person, matter: str) -> None:
    handler.go(matter)
    handler.page.locator("[name=reply]").fill(REPLY)
    handler.send("main form")
    handler.go("/problems/2025-0001")
    handler.press("签收")
    handler.go("/problems/2025-0001?act=answer")
    assert handler.page.locator("#act [name=words]").input_value() == REPLY
    handler.choose("已解决", within="#act")
    handler.send("#act form")
    handler.reads("已反馈")


def add_a_paper(handler: Person) -> None:
    place = handler.page.locator(".add-files")
    place.locator("summary").click()
    handler.look()
    handler.page.locator("#files-later").set_input_files(
        {"name": "改造计划.jpg", "mimeType": "image/jpeg", "buffer": picture(size=(640, 480))}
    )
    handler.follow(place.get_by_role("button", name="上传"))
    handler.look()
    handler.reads("改造计划.jpg")


@pytest.mark.parametrize("device", ["both"])
def test_many_are_one_matter(device: str, enter: Callable[..., Person]) -> None:
    office, handler = enter("office", device), enter("handler", device)
    give_out_and_urge(office)
    matter = gather(office)
    answer_from_the_text(handler, matter)
    add_a_paper(handler)

    office.go(matter)
    office.page.get_by_role("button", name="拆出 2025-0100").click()
    office.follow(office.page.get_by_role("button", name="确定"))
    office.reads(f"归在这里的问题（{ROWS}）")
    office.go("/problems/matters")
    found = office.complaints() + handler.complaints()
    assert [wrong for wrong in found if "status of 422" not in wrong] == []
