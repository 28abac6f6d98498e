"""The cadre's day on a phone: counted in taps, and from the question to the answer."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page

from tests.journeys.people import CODE
from tests.journeys.site import Person
from tests.journeys.test_bad_signal import SUBMIT, photo

pytestmark = pytest.mark.browser

NO_NEWS, WITH_NEWS = 6, 15


class Finger:
    """Counts its taps; what the keyboard writes into a field that was tapped is not one."""

    def __init__(self, page: Page) -> None:
        self.page, self.taps = page, 0

    def tap(self, place: Locator) -> None:
        place.tap()
        self.taps += 1

    def write(self, place: Locator, words: str) -> None:
        self.tap(place)
        place.press_sequentially(words)

    def button(self, words: str) -> None:
        self.tap(self.page.locator("main").get_by_role("button", name=words, exact=True).first)


def start(cadre: Person) -> Finger:
    """From the home, with the enterprise's own row."""
    cadre.go("/visits/home")
    finger = Finger(cadre.page)
    finger.tap(cadre.page.locator(f"main a[href='/visits/new?enterprise={CODE}']").first)
    cadre.page.wait_for_url("**/visits/new*")
    return finger


def test_a_visit_without_news_takes_few_taps(enter: Callable[..., Person]) -> None:
    cadre = enter("liaison", "phone", has_touch=True)
    finger = start(cadre)
    finger.tap(cadre.page.locator("label[for=nothing_new]"))
    finger.button(SUBMIT)
    cadre.page.wait_for_url("**/visits/ZF-*")
    print(f"taps for a visit without news: {finger.taps}")  # noqa: T201 - the count is to be read
    assert finger.taps <= NO_NEWS
    cadre.reads("无新情况")
    assert cadre.complaints() == []


def test_a_visit_with_two_problems_and_a_photo_takes_few_taps(
    enter: Callable[..., Person],
) -> None:
    cadre = enter("liaison", "phone", has_touch=True)
    page, finger = cadre.page, start(cadre)
    for place, (category, words) in enumerate((("融资", "续贷要等"), ("用工", "缺二十人"))):
        if place:
            finger.button("再加一个问题")
        block = page.locator(f"#problems-{place}")
        finger.tap(block.locator("label", has_text=category).first)
        finger.write(page.locator(f"[name=problems-{place}-detail]"), words)
    with page.expect_file_chooser() as chosen:
        finger.tap(page.locator("label", has_text="从相册选"))
    chosen.value.set_files([photo(300)])
    finger.taps += 2  # in the phone's own album: the photo, and done
    page.locator("#photo-picker li").wait_for()
    cadre.look()
    finger.button(SUBMIT)
    page.wait_for_url("**/visits/ZF-*")
    print(f"taps for two problems and a photo: {finger.taps}")  # noqa: T201 - the count is to be read
    assert finger.taps <= WITH_NEWS
    page.locator(".photo-grid img").wait_for()
    cadre.look()
    assert cadre.complaints() == []


@pytest.mark.parametrize("device", ["phone", "desktop"])
def test_what_is_known_before_promised_then_and_done_after(
    device: str, enter: Callable[..., Person]
) -> None:
    cadre, office = enter("liaison", device), enter("office", device)
    cadre.go(f"/visits/before/{CODE}")
    cadre.reads("没有未兑现的承诺")
    cadre.press("登记走访")
    page = cadre.page
    page.locator("#promises summary").click()
    page.locator("[name=promises-0-words]").fill("带供电公司到厂里看现场")
    page.locator("[name=promises-0-due_on]").fill("2026-01-06")
    page.locator("[name=summary]").fill("看了二期车间")
    cadre.press(SUBMIT)
    cadre.reads("带供电公司到厂里看现场")
    visit = page.url
    cadre.press("修改")
    page.locator("[name=summary]").fill("看了三期车间")
    cadre.press("保存修改")
    page.locator("summary", has_text="修改过 1 次").click()
    cadre.reads("［新增］三")
    cadre.look()
    cadre.go("/visits/home")
    cadre.press("带供电公司到厂里看现场")
    cadre.choose("已兑现")
    cadre.press("保存")
    office.go("/visits/promises?state=kept")
    office.reads("带供电公司到厂里看现场")
    office.go(visit.removeprefix(office.site))
    cadre.go("/visits/substitutes")
    page.locator("#substitute").fill("刘洋")
    page.locator("[name=end_on]").fill("2026-01-09")
    cadre.press("安排代理")
    cadre.reads("代理中")
    cadre.go(f"/enterprises/{CODE}")
    cadre.reads("请假，由刘洋代理到2026年1月9日")
    for person in (cadre, office):
        assert person.complaints() == []
