"""讲法 on a visit: one tick books one record of 普法, shown on the visit and in the list."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.journeys.people import CODE
from tests.journeys.site import Person
from tests.journeys.test_bad_signal import SUBMIT

pytestmark = pytest.mark.browser


def test_one_tick_books_outreach_once(enter: Callable[..., Person]) -> None:
    cadre, office = enter("liaison", "phone", has_touch=True), enter("office", "phone")
    page = cadre.page
    cadre.go(f"/visits/new?enterprise={CODE}")
    page.locator("label[for=nothing_new]").tap()
    assert not page.locator(".law-more").is_visible()
    page.locator(".law > label").tap()
    page.locator(".law-more label", has_text="民法典").tap()
    page.locator("[name=outreach-books]").fill("3")
    cadre.look()
    cadre.press(SUBMIT)
    page.wait_for_url("**/visits/ZF-*")
    cadre.reads("计入普法宣传")
    cadre.reads("民法典")
    number = page.locator("text=/PF-\\d{4}-\\d{4}/").first.inner_text()
    assert re.fullmatch(r"PF-2025-\d{4}", number)

    office.go("/ledgers/outreach")
    rows = office.page.locator("main tbody tr")
    assert rows.count() == 1
    assert number in rows.inner_text()
    assert [wrong for person in (cadre, office) for wrong in person.complaints()] == []
