"""Every page that a menu leads to, for everybody, at both sizes: axe, policy, width, fingers."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.journeys.site import Person

pytestmark = pytest.mark.browser

EVERYBODY = ("liaison", "office", "handler", "leader", "boss", "audit")


@pytest.mark.parametrize("device", ["phone", "desktop"])
@pytest.mark.parametrize("account", EVERYBODY)
def test_every_page_of_the_menu_is_sound(
    account: str, device: str, enter: Callable[..., Person]
) -> None:
    person = enter(account, device)
    links = person.page.locator(".nav-main a, .tabbar a").evaluate_all(
        "all => [...new Set(all.map(a => a.getAttribute('href')))]"
    )
    assert links

    for href in links:
        person.go(href)
        actions = person.page.locator("main .page-head .actions a").evaluate_all(
            "all => all.map(a => a.getAttribute('href')).filter(h => h.startsWith('/'))"
        )
        for action in actions:
            if "format=" not in action:
                person.go(action)

    assert person.complaints() == []
