"""A visit on a phone with a bad signal: nothing typed is lost, and everything is stored once."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, Route

from tests.client import PASSWORD
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


def test_a_reload_without_a_network_says_what_the_phone_holds(
    enter: Callable[..., Person],
) -> None:
    cadre = enter("liaison", "phone")
    cadre.page.evaluate("() => navigator.serviceWorker.ready.then(() => 1)")
    page = begin(cadre, "车间里没有信号")
    page.wait_for_timeout(500)
    cadre.context.set_offline(True)
    page.reload()
    cadre.reads("这一页要有网络才能打开")
    cadre.reads("这部手机里存着 1 份没写完的走访")
    cadre.look()
    names = page.evaluate(
        "async () => (await Promise.all((await caches.keys()).map(async (name) => "
        "(await (await caches.open(name)).keys()).map((one) => new URL(one.url).pathname)))).flat()"
    )
    assert [name for name in names if not name.startswith("/static/")] == ["/offline"]
    cadre.context.set_offline(False)
    page.locator(".bar-status").get_by_text("已恢复").wait_for(timeout=15_000)
    assert page.locator("[name=summary]").input_value() == "车间里没有信号"
    assert [words for words in cadre.complaints() if "ERR_INTERNET" not in words] == []


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


def test_what_is_written_anew_after_a_lost_answer_is_not_lost(
    enter: Callable[..., Person],
) -> None:
    cadre = enter("liaison", "phone")
    before = visits(cadre)
    page = begin(cadre, "先写的话")

    def lose(route: Route) -> None:
        route.fetch()
        route.abort("connectionreset")

    page.route("**/visits/new", lose, times=1)
    page.get_by_role("button", name=SUBMIT).click()
    cadre.reads("网络不通")
    page.get_by_role("button", name="继续修改").click()
    page.locator("[name=summary]").fill("后来想起的话")
    page.get_by_role("button", name=SUBMIT).click()
    page.wait_for_url("**/visits/ZF-*")
    cadre.reads("先写的话")
    cadre.reads("请在更正时补上：后来想起的话")
    cadre.look()
    page.get_by_role("button", name="已补上，不再提示").click()
    page.reload()
    page.wait_for_timeout(500)
    assert page.get_by_text("后来想起的话").count() == 0
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


def test_problems_and_promises_are_added_and_removed_without_a_network(
    enter: Callable[..., Person],
) -> None:
    cadre = enter("liaison", "phone")
    page = begin(cadre, "说了好几件事")
    cadre.context.set_offline(True)
    more = page.get_by_role("button", name="再加一个问题")
    page.locator("[name=problems-0-title]").fill("门口道路塌陷")
    more.click()
    page.locator("[name=problems-1-title]").fill("说错了")
    more.click()
    page.locator("label[for^=problems-2-category]").first.click()
    page.locator("[name=problems-2-title]").fill("缺焊工")
    page.locator("#problems-1").get_by_role("button", name="移除").click()
    page.locator("#promises summary").click()
    page.get_by_role("button", name="再加一项承诺").click()
    page.locator("[name=promises-1-words]").fill("带人来看")
    page.locator("[name=promises-1-due_on]").fill("2026-03-09")
    assert page.locator("[name=problems-0-category]:checked").count() == 0
    legends = page.locator("fieldset.problem .chips legend").all_inner_texts()
    assert legends == ["第 1 个问题是哪一类（没有问题就不填）", "第 2 个问题是哪一类"]
    cadre.look()
    page.locator("label[for^=problems-0-category]").first.click()
    page.get_by_role("button", name=SUBMIT).click()
    cadre.reads("网络不通")
    cadre.context.set_offline(False)
    page.wait_for_url("**/visits/ZF-*")
    for words in ("门口道路塌陷", "缺焊工", "带人来看"):
        cadre.reads(words)
    assert page.get_by_text("说错了").count() == 0
    assert [words for words in cadre.complaints() if "ERR_INTERNET" not in words] == []


def test_what_waits_for_the_network_is_not_changed_behind_its_back(
    enter: Callable[..., Person],
) -> None:
    cadre = enter("liaison", "phone")
    before = visits(cadre)
    page = begin(cadre, "交给手机的话")
    page.wait_for_timeout(2500)  # a draft of it is on the server as well
    page.route("**/visits/new", lambda route: route.abort())  # a phone that says it is online
    page.get_by_role("button", name=SUBMIT).click()
    cadre.reads("网络不通")
    cadre.go("/visits/home")
    cadre.reads("网络不通")
    page.locator("main").get_by_role("link", name="继续填写").click()
    cadre.reads("可以关掉这个页面")
    page.unroute("**/visits/new")
    page.wait_for_url("**/visits/ZF-*", timeout=20_000)  # nobody presses anything
    assert visits(cadre) == before + 1


def test_the_home_shows_no_draft_of_what_it_has_just_sent(enter: Callable[..., Person]) -> None:
    cadre = enter("liaison", "phone")
    page = begin(cadre, "先存了草稿的话")
    page.wait_for_timeout(2500)
    page.route("**/visits/new", lambda route: route.abort(), times=1)
    page.get_by_role("button", name=SUBMIT).click()
    cadre.reads("网络不通")
    cadre.go("/visits/home")
    cadre.reads("已提交")
    cadre.reads("今天联系过")
    assert page.get_by_text("先存了草稿的话").count() == 0


def sign_out_elsewhere(page: Page) -> None:
    """The session ends while the page stays open, as in another window."""
    with page.context.expect_page() as opened:
        page.evaluate("() => { window.open('/visits/home'); }")
    other = opened.value
    other.wait_for_load_state()
    other.evaluate("() => document.getElementById('sign-out').requestSubmit()")
    other.wait_for_url("**/login*")
    other.close()


def test_a_session_that_ended_takes_nothing_that_was_typed(enter: Callable[..., Person]) -> None:
    cadre = enter("liaison", "phone")
    page = begin(cadre, "开头")
    sign_out_elsewhere(page)
    page.locator("[name=summary]").fill("开头，和退出以后写的")
    page.locator("[name=problems-0-title]").fill("门口道路塌陷")
    page.wait_for_timeout(1000)  # what looks for problems alike throws nobody out
    page.locator(".bar-status").get_by_text("登录已过期").wait_for()
    assert "/visits/new" in page.url
    page.get_by_role("link", name="重新登录").click()
    page.get_by_label("账号").fill("liaison")
    page.locator("input[type=password]").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.locator(".bar-status").get_by_text("已恢复").wait_for()
    assert page.locator("[name=summary]").input_value() == "开头，和退出以后写的"
    assert page.locator("[name=problems-0-title]").input_value() == "门口道路塌陷"
