"""A visit on a phone with a bad signal: nothing typed is lost, and everything is stored once."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, Route

from tests.journeys.people import CODE
from tests.journeys.site import Person

pytestmark = pytest.mark.browser

#: A phone writes where it was into each photo.
GPS = 0x8825
SUBMIT = "提交走访记录"


def photo(side: int = 2400) -> dict[str, Any]:
    """A photo as a phone takes it: larger than needed, lying on its side, with its place in it."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(GPS)[1] = "N"
    stream = BytesIO()
    Image.effect_noise((side, side // 2), 60).convert("RGB").save(
        stream, "JPEG", quality=70, exif=exif
    )
    return {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": stream.getvalue()}


def visits(person: Person) -> int:
    """How many visits the list has."""
    person.go("/visits?mine=1")
    return person.page.locator("tbody tr").count()


def begin(person: Person, words: str) -> Page:
    person.go(f"/visits/new?enterprise={CODE}")
    person.page.locator("[name=summary]").fill(words)
    return person.page


def pick(page: Page, *files: dict[str, Any], shown: int) -> None:
    page.locator("#album").set_input_files(list(files))
    page.locator("#photo-picker li").nth(shown - 1).wait_for()


def test_what_is_refused_says_so_and_keeps_the_photos(enter: Callable[..., Person]) -> None:
    cadre = enter("liaison", "phone")
    page = begin(cadre, "看了车间")
    page.locator("[name=held_on]").fill("2026-03-01")
    page.locator("#promises summary").click()
    page.locator("[name=promises-0-words]").fill("带人来看")
    page.locator("[name=promises-0-due_on]").fill("2026-03-09")
    assert page.locator("#promises .fold-text").inner_text() == "1 项"
    pick(page, photo(200), shown=1)
    page.get_by_role("button", name=SUBMIT).click()
    cadre.reads("走访日期不能晚于今天")
    page.locator(".bar-status").get_by_text("没有登记成功").wait_for()
    page.locator("#photo-picker li").wait_for()
    cadre.look()
    assert [words for words in cadre.complaints() if "422" not in words] == []


def test_a_reload_in_the_middle_of_typing_loses_nothing(enter: Callable[..., Person]) -> None:
    cadre = enter("liaison", "phone")
    page = begin(cadre, "说到一半")
    page.locator("[name=problems-0-title]").fill("门口道路塌陷")
    pick(page, photo(200), shown=1)
    page.wait_for_timeout(500)
    page.reload()
    page.locator(".bar-status").get_by_text("已恢复").wait_for()
    assert page.locator("[name=summary]").input_value() == "说到一半"
    assert page.locator("[name=problems-0-title]").input_value() == "门口道路塌陷"
    assert page.locator("#photo-picker li").count() == 1
    cadre.look()
    assert cadre.wrong == []


def test_what_is_sent_without_a_network_is_stored_once_it_is_back(
    enter: Callable[..., Person],
) -> None:
    cadre = enter("liaison", "phone")
    before = visits(cadre)
    page = begin(cadre, "车间里没有信号")
    pick(page, photo(), shown=1)
    cadre.context.set_offline(True)
    page.get_by_role("button", name=SUBMIT).click()
    cadre.reads("网络不通")
    cadre.context.set_offline(False)
    page.wait_for_url("**/visits/ZF-*")
    page.locator(".photo-grid img").wait_for()
    cadre.reads("车间里没有信号")
    cadre.look()
    assert cadre.wrong == []
    assert visits(cadre) == before + 1


def test_an_answer_that_never_came_stores_no_second_visit(enter: Callable[..., Person]) -> None:
    cadre = enter("liaison", "phone")
    before = visits(cadre)
    page = begin(cadre, "提交后断网")
    asked = []

    def lose(route: Route) -> None:
        asked.append(route.request.post_data)
        route.fetch()
        route.abort("connectionreset")

    page.route("**/visits/new", lose, times=1)
    page.get_by_role("button", name=SUBMIT).click()
    cadre.reads("网络不通")
    page.get_by_role("button", name="现在重试").click()
    page.wait_for_url("**/visits/ZF-*")
    assert len(asked) == 1
    assert visits(cadre) == before + 1


def test_a_photo_cut_in_the_middle_goes_on_where_the_network_does(
    enter: Callable[..., Person],
) -> None:
    cadre = enter("liaison", "phone")
    page = begin(cadre, "三张照片")
    pick(page, photo(), photo(1800), photo(900), shown=3)
    slow = cadre.context.new_cdp_session(page)
    slow.send("Network.enable")
    slow.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 100, "downloadThroughput": 1e5, "uploadThroughput": 1e5},
    )
    page.get_by_role("button", name=SUBMIT).click()
    page.get_by_text("正在上传照片 2/3").wait_for(timeout=20_000)
    slow.send(
        "Network.emulateNetworkConditions",
        {"offline": True, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0},
    )
    page.get_by_text(re.compile("还有 [12] 张照片没有传完")).first.wait_for()
    slow.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1},
    )
    cadre.go("/visits/home")  # closed, and opened again later
    cadre.reads("已提交")
    cadre.press("查看")
    page.locator(".photo-grid img").nth(2).wait_for()
    assert page.locator(".photo-grid img").count() == 3


def test_what_is_no_photo_is_refused_in_words(enter: Callable[..., Person]) -> None:
    cadre = enter("liaison", "phone")
    page = begin(cadre, "照片不对")
    heic = {"name": "IMG_9.HEIC", "mimeType": "image/heic", "buffer": b"\0\0\0\x18ftypheic" * 9}
    empty = {"name": "空.jpg", "mimeType": "image/jpeg", "buffer": b""}
    page.locator("#album").set_input_files([heic, empty])
    page.get_by_text("“IMG_9.HEIC”是HEIC格式").wait_for()
    assert "“空.jpg”是空的" in page.locator("#photo-status").inner_text()
    cadre.look()
    assert cadre.wrong == []
