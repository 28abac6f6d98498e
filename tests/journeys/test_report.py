"""A report from draft to register: edited, moved by a late visit, frozen, signed, handed in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.journeys.people import CODE, fill
from tests.journeys.site import Person, served
from tests.reports.factories import report

pytestmark = pytest.mark.browser

HERE = "/reports/yearly/2025"
EDIT = f"{HERE}/chapters/service/edit"
ADDED = "积极帮助重点企业反映困难。"


def written() -> None:
    """The people of every story, and a report of two chapters."""
    fill()
    report()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    with served(tmp_path, written) as address:
        yield address


def visit(person: Person) -> None:
    person.go(f"/visits/new?enterprise={CODE}")
    person.choose("上门走访")
    person.page.locator("[name=summary]").fill("看了新车间，订单平稳。")
    person.press("提交走访记录")
    assert re.search(r"/visits/(?!new)", person.page.url)


def act(person: Person, name: str, label: str, **fields: str) -> None:
    """Open an act's form on the report's page, fill it, send it."""
    person.go(HERE)
    page = person.page
    form = page.locator(f"form[action$='/acts/{name}']")
    page.locator("details", has=form).locator("summary").click()
    for field, value in fields.items():
        control = form.locator(f"[name={name.replace('-', '_')}-{field}]")
        if value == "tick":
            control.check()
        elif control.evaluate("e => e.tagName") == "SELECT":
            control.select_option(value)
        else:
            control.fill(value)
    answer = person.follow(form.get_by_role("button", name=label))
    assert answer.status == 200, page.locator("main").inner_text()
    person.look()


def write(office: Person) -> None:
    """Typing is kept by itself; a lost network loses nothing; a mark is put at the cursor."""
    office.go(EDIT)
    page = office.page
    text = page.locator("[name=text]")
    text.press("Control+End")
    text.press_sequentially(ADDED)
    office.reads("已自动保存")
    office.context.set_offline(True)
    text.press_sequentially("断网时写的。")
    office.reads("网络不通，还没有保存")
    office.context.set_offline(False)
    office.reads("已自动保存")
    page.locator("summary", has_text=re.compile("问题")).first.click()
    page.locator("[data-mark*='｜收集问题〗']").first.click()
    assert text.input_value().endswith(f"{ADDED}断网时写的。〖0件｜收集问题〗")
    office.press("保存")
    office.reads("已保存")


def adopt(office: Person, told: str) -> None:
    """A figure that has moved says so until its new value is taken."""
    office.go(HERE)
    office.reads(told)
    office.follow(office.page.get_by_role("button", name=re.compile("^采用新数")))
    office.look()
    assert office.page.get_by_text("已变动").count() == 0


def test_from_draft_to_register(enter: Callable[..., Person]) -> None:
    office, second = enter("office"), enter("second")
    chief, liaison = enter("bureau", "phone"), enter("liaison", "phone")
    office.go("/reports")
    write(office)
    office.go(f"{HERE}/chapters/service/versions")

    visit(liaison)
    adopt(office, "已变动 0次→1次")

    office.go(f"{HERE}/check")
    act(office, "freeze", "封账", dated="2025-12-31")
    act(office, "send", "送审")
    second.go(HERE)
    assert second.page.get_by_text("签发", exact=True).count() == 0
    act(second, "secrecy", "保密审查", confirmed="tick")
    act(second, "pass", "审核通过", words="同意")
    act(chief, "sign", "签发", words="同意签发")
    chief.reads("已签发")

    visit(liaison)
    office.go(f"{HERE}/moved")
    office.reads("封账后录入")
    office.reads("校验一致")
    act(
        office, "submit", "报送",
        recipient="local", to_whom="区工委、区管委", submitted_on="2025-12-31", receipt="收文1号",
    )  # fmt: skip
    office.go(f"{HERE}/register")
    for words in ("张华", "刘洋", "赵建军", "同意签发", "收文1号"):
        office.reads(words)
    paper = office.page.pdf(prefer_css_page_size=True)
    assert paper.count(b"/Type /Page\n") + paper.count(b"/Type /Page ") == 1
    chief.go(f"{HERE}/register")
    chief.go(HERE)

    expected = "ERR_INTERNET_DISCONNECTED"  # what a browser says of a line that the story cuts
    for person in (office, second, chief, liaison):
        assert [one for one in person.complaints() if expected not in one] == []
