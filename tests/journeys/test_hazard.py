"""A hazard found at an inspection, rectified with photos, checked again, counted."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image

from tests.journeys.people import ENTERPRISE
from tests.journeys.site import Person

pytestmark = pytest.mark.browser

CONTENT = "消防通道堆放原料"


def picture(colour: str) -> bytes:
    stream = BytesIO()
    Image.new("RGB", (40, 30), colour).save(stream, "JPEG")
    return stream.getvalue()


def fill(person: Person, within: str = "main", **fields: str) -> None:
    for name, value in fields.items():
        field = person.page.locator(f"{within} [name={name}]")
        if field.evaluate("e => e.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def attach(person: Person, phase: str, colour: str) -> None:
    file = {"name": f"{phase}.jpg", "mimeType": "image/jpeg", "buffer": picture(colour)}
    person.page.locator(f"[name={phase}-file]").set_input_files([file])  # type: ignore[list-item]
    person.send(f"form[action*='/inspections/{phase}/'][enctype]")
    person.reads(f"{phase}.jpg")


def inspect(office: Person) -> None:
    """The page says what is doubtful; the second click saves."""
    office.go("/inspections")
    office.press("登记安全检查")
    fill(office, held_on="2025-12-01", kind="special", enterprises="示范新材", people="3")
    fill(office, certified="2", notice="洪科工检〔2025〕9号", scan="SM-9")
    office.page.get_by_role("button", name="保存").click()
    office.reads("还没有登记2025年的检查计划")
    office.look()
    office.page.locator("[name=known]").check()
    office.press("保存")
    office.reads("登记了2025年12月1日的安全检查")


@pytest.mark.parametrize("device", ["phone", "desktop"])
def test_a_hazard_is_found_rectified_and_checked_again(
    device: str, enter: Callable[..., Person]
) -> None:
    office, leader = enter("office", device), enter("leader", device)
    inspect(office)
    office.page.locator("summary", has_text="登记隐患").click()
    office.look()
    fill(office, content=CONTENT, level="major", due_on="2025-12-20")
    office.send("form[action$='/hazards']")
    office.reads("超期 11 天")
    attach(office, "before", "red")

    leader.go("/inspections/hazards?stage=overdue")
    leader.press(CONTENT)
    leader.reads("超期 11 天")

    office.page.locator("summary", has_text="登记整改完成").click()
    fill(office, rectified_on="2025-12-25", rectified_words="原料已移走，通道恢复。")
    office.send("form[action$='/rectify']")
    office.reads("待复查")
    attach(office, "after", "green")
    office.page.locator("summary", has_text="登记复查").click()
    office.look()
    fill(office, within="form[action$='/recheck']", verdict="passed", rechecked_on="2025-12-28")
    office.send("form[action$='/recheck']")
    office.reads("已复查")

    leader.go("/figures/safety.rectified?period=2025")
    leader.reads(f"{CONTENT}（{ENTERPRISE}）")
    leader.press("YH-2025-0001")
    leader.reads("原料已移走")
    complaints = [said for person in (office, leader) for said in person.complaints()]
    # The browser itself notes the form that was asked about before it was saved.
    assert [said for said in complaints if "422" not in said] == []
