"""A session that ends while a form is open: what was typed is there again behind the sign-in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.client import PASSWORD
from tests.journeys.site import Person

pytestmark = pytest.mark.browser

TITLE = "小微企业用工补贴办法"


def enter_again(page: Page, account: str) -> None:
    page.get_by_label("账号").fill(account)
    page.locator("input[type=password]").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(lambda url: "/login" not in url)


def elsewhere(page: Page, *, back: str = "") -> None:
    """Signed out in another window, and there in again as `back`."""
    other = page.context.new_page()
    other.goto(page.url)
    other.evaluate("() => document.getElementById('sign-out').requestSubmit()")
    other.wait_for_url("**/login*")
    if back:
        enter_again(other, back)
    other.close()


def begin(clerk: Person) -> Page:
    """A policy is half entered."""
    clerk.go("/policies/new")
    clerk.page.locator("[name=number]").fill("洪政发〔2025〕8号")
    clerk.page.locator("[name=title]").fill(TITLE)
    clerk.page.locator("[name=for_size]").first.check(force=True)
    return clerk.page


def send(page: Page) -> None:
    page.locator("main form button[type=submit]").last.click()


def test_what_was_typed_comes_back_behind_the_sign_in(enter: Callable[..., Person]) -> None:
    clerk = enter("office")
    page = begin(clerk)
    elsewhere(page)
    send(page)
    clerk.reads("刚才的内容没有提交")
    clerk.look()
    page.get_by_role("link", name="回到刚才的页面").click()
    enter_again(page, "office")
    clerk.reads("刚才填写的内容已放回，还没有提交")
    assert page.locator("[name=title]").input_value() == TITLE
    assert page.locator("[name=for_size]:checked").count() == 1
    clerk.look()
    send(page)
    page.wait_for_url(lambda url: not url.endswith("/new"))
    clerk.reads(TITLE)
    clerk.go("/policies/new")
    assert page.get_by_text("已放回").count() == 0
    assert [words for words in clerk.complaints() if "403" not in words] == []


def test_a_page_from_before_the_new_sign_in_gives_its_words_back(
    enter: Callable[..., Person],
) -> None:
    clerk = enter("office")
    page = begin(clerk)
    elsewhere(page, back="office")
    send(page)
    clerk.reads("页面已经过期")
    page.get_by_role("link", name="回到刚才的页面").click()
    clerk.reads("已放回")
    send(page)
    page.wait_for_url(lambda url: not url.endswith("/new"))
    clerk.reads(TITLE)


def test_a_session_ended_from_another_desk_leads_back_as_well(
    enter: Callable[..., Person],
) -> None:
    clerk, desk = enter("office"), enter("office")
    page = begin(clerk)
    desk.go("/account")
    desk.page.locator("form[action*='sessions']").first.evaluate("form => form.requestSubmit()")
    desk.page.wait_for_load_state()
    send(page)
    clerk.reads("登录已过期，刚才的内容没有提交")
    enter_again(page, "office")
    clerk.reads("已放回")
    assert page.locator("[name=title]").input_value() == TITLE


def test_nobody_else_gets_the_words(enter: Callable[..., Person]) -> None:
    clerk = enter("office")
    page = begin(clerk)
    elsewhere(page)
    send(page)
    clerk.reads("刚才的内容没有提交")
    page.get_by_role("link", name="回到刚才的页面").click()
    enter_again(page, "second")
    page.wait_for_load_state()
    assert TITLE not in page.content()
    assert page.evaluate("() => sessionStorage.getItem('sent')") is None
