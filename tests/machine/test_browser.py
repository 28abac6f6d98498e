"""The browser under test obeys the page's policy, sees bad pages as bad, and cannot leave."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Browser

from tests.machine import browser as machine

pytestmark = pytest.mark.browser

GOOD = (
    '<!doctype html><html lang="zh-CN"><head><title>走访</title>'
    '<meta name="viewport" content="width=device-width, initial-scale=1"></head>'
    "<body><main><h1>走访</h1></main></body></html>"
)
BAD = GOOD.replace("</main>", '<img src="/x.png"></main>')
LEAVING = GOOD.replace("</main>", '<img alt="图" src="http://example.com/x.png"></main>')


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        page = {"/good": GOOD, "/bad": BAD, "/leaving": LEAVING}.get(self.path, "")
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        policy = (
            "default-src 'none'; img-src *" if self.path == "/leaving" else "default-src 'none'"
        )
        self.send_header("Content-Security-Policy", policy)
        self.end_headers()
        self.wfile.write(page.encode())

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_axe_accepts_a_good_page_under_a_strict_policy(chromium: Browser, site: str) -> None:
    context, seen = machine.desktop(chromium)
    page = context.new_page()
    page.goto(f"{site}/good")

    assert machine.axe(page) == []
    assert page.title() == "走访"
    assert seen.outside == []
    context.close()


def test_axe_names_what_is_wrong(chromium: Browser, site: str) -> None:
    context, _ = machine.desktop(chromium)
    page = context.new_page()
    page.goto(f"{site}/bad")

    assert [found.split(":")[0] for found in machine.axe(page)] == ["critical image-alt"]
    context.close()


def test_policy_is_enforced_and_heard(chromium: Browser, site: str) -> None:
    context, seen = machine.phone(chromium)
    page = context.new_page()
    page.goto(f"{site}/bad")
    page.wait_for_load_state("networkidle")

    assert "Content Security Policy" in " ".join(seen.errors)
    context.close()


def test_no_page_reaches_another_site(chromium: Browser, site: str) -> None:
    context, seen = machine.phone(chromium)
    page = context.new_page()
    with page.expect_event("requestfailed") as failed:
        page.goto(f"{site}/leaving")

    assert "ERR_NAME_NOT_RESOLVED" in (failed.value.failure or "")
    assert seen.outside == ["http://example.com/x.png"]
    context.close()


def test_phone_is_a_phone_that_speaks_chinese(chromium: Browser, site: str) -> None:
    context, _ = machine.phone(chromium)
    page = context.new_page()
    page.goto(f"{site}/good")

    assert page.evaluate("[innerWidth, innerHeight, devicePixelRatio]") == [390, 844, 2]
    assert page.evaluate("navigator.language") == "zh-CN"
    assert page.evaluate("'ontouchstart' in window")
    context.close()
