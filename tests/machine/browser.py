"""Chromium for tests and pictures: Debian's, with one phone, one desktop and no way out."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

FLAGS = (
    "--no-sandbox",  # Chromium does not start as root otherwise; it only ever sees our own pages
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",  # containers have little shared memory
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-proxy-server",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # holds for service workers too
)
LOCAL = "127.0.0.1"
#: What holds is not listed, and no style sheet is fetched a second time to read its rules.
QUICK = {"resultTypes": ["violations"], "preload": False}
AXE = Path(__file__).parent / "axe" / "axe.min.js"

PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "has_touch": True,
    "is_mobile": True,
}
DESKTOP: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}
SHARED: dict[str, Any] = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai"}


@dataclass
class Seen:
    """What the pages of a context complained about, and where they tried to go."""

    errors: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, never one that Playwright would fetch."""
    path = shutil.which("chromium")
    if path is None:
        raise RuntimeError("no chromium here (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


def phone(browser: Browser, **options: Any) -> tuple[BrowserContext, Seen]:
    """A phone of 390 × 844 with a finger, and what its pages complain about."""
    return _context(browser, PHONE | options)


def desktop(browser: Browser, **options: Any) -> tuple[BrowserContext, Seen]:
    """A desk's screen of 1440 × 900, and what its pages complain about."""
    return _context(browser, DESKTOP | options)


def axe(page: Page, **options: Any) -> list[str]:
    """What axe-core finds wrong on the page, a sentence a finding; empty is good.

    It runs in a world of its own beside the page's scripts, which the page's
    Content-Security-Policy neither sees nor stops: the policy stays on as served.
    """
    session = page.context.new_cdp_session(page)
    try:
        frame = session.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
        world = session.send("Page.createIsolatedWorld", {"frameId": frame, "worldName": "axe"})
        where = {"contextId": world["executionContextId"], "returnByValue": True}
        _evaluate(session, AXE.read_text(encoding="utf-8") + ";0", where)
        run = f"axe.run(document, {json.dumps(QUICK | options)}).then(result => result.violations)"
        violations = _evaluate(session, run, where | {"awaitPromise": True})
    finally:
        session.detach()
    return [_sentence(violation) for violation in violations]


def _context(browser: Browser, options: dict[str, Any]) -> tuple[BrowserContext, Seen]:
    context = browser.new_context(**(SHARED | options))
    seen = Seen()
    context.on("request", lambda request: _note_request(seen, request.url))
    context.on(
        "console",
        lambda message: seen.errors.append(message.text) if message.type == "error" else None,
    )
    context.on("weberror", lambda error: seen.errors.append(str(error.error)))
    return context, seen


def _note_request(seen: Seen, url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme in {"http", "https", "ws", "wss"} and parts.hostname != LOCAL:
        seen.outside.append(url)


def _evaluate(session: Any, expression: str, where: dict[str, Any]) -> Any:
    answer = session.send("Runtime.evaluate", {"expression": expression} | where)
    if "exceptionDetails" in answer:
        raise RuntimeError(answer["exceptionDetails"]["exception"].get("description", answer))
    return answer["result"].get("value")


def _sentence(violation: dict[str, Any]) -> str:
    targets = ", ".join(str(node["target"][0]) for node in violation["nodes"])
    return f"{violation['impact']} {violation['id']}: {violation['help']} ({targets})"
