"""For each story a site of its own, and who comes to it."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.journeys.people import fill
from tests.journeys.site import Person, served


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    with served(tmp_path, fill) as address:
        yield address


PICTURES = Path(__file__).resolve().parents[1] / "pictures"
failed = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, Any]:
    report = yield
    item.stash[failed] = report.failed
    return report


@pytest.fixture
def enter(
    chromium: Browser, site: str, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Person]]:
    """A function: somebody signed in at a device; all leave when the story ends.

    Where it failed, what each saw last is left in tests/pictures.
    """
    people: list[Person] = []

    def entered(account: str, device: str = "desktop", **options: bool) -> Person:
        people.append(Person(chromium, site, account, device, **options))
        return people[-1]

    yield entered
    for person in people:
        if request.node.stash.get(failed, False):
            PICTURES.mkdir(exist_ok=True)
            name = re.sub(r"\W+", "-", f"{request.node.name}-{person.account}")
            person.page.screenshot(path=PICTURES / f"{name}.png", full_page=True)
        person.leave()
