"""The program over a database of its own, served to Chromium, and the people who sit before it."""

from __future__ import annotations

import contextvars
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from playwright.sync_api import Browser, Locator, Page, Response, ViewportSize
from playwright.sync_api import Error as PageLeft
from werkzeug.serving import WSGIRequestHandler, make_server

from assist import create_app
from assist.db import db
from tests.client import PASSWORD
from tests.machine import browser as machine

TOKEN = re.compile(r'(?:name="(?:csrf_token|form_id)"[^>]*value=|X-CSRFToken": )"[^"]*"')
#: A page is measured once in a run, however many people come to it; the first one complains. Axe
#: need not see a second page of the same shape.
LOOKED_AT: set[tuple[str, str]] = set()
SHAPES: set[tuple[str, str]] = set()
FINGER = 44
NARROW = 360
PHONE: ViewportSize = machine.PHONE["viewport"]
DESKTOP: ViewportSize = machine.DESKTOP["viewport"]
#: What a finger has to meet; links within a sentence are exempt (WCAG 2.2, 2.5.8).
CONTROLS = (
    "button, .btn, summary, select, input:not([type=hidden], [type=checkbox], [type=radio], "
    ".btn-check), textarea, .tabbar a, .chip"
)
TOO_SMALL = """([selector, least]) => [...document.querySelectorAll(selector)]
    .filter(e => e.checkVisibility({visibilityProperty: true}) && !e.closest("[inert], .skip"))
    .map(e => [e, e.getBoundingClientRect()])
    .filter(([e, box]) => box.width > 1 && box.height > 1 && box.height < least - 0.5)
    .map(([e, box]) => `${(e.textContent || e.name || e.id).trim().slice(0, 20)}: ${box.height}`)"""
#: A phone's window grows with what overflows it, so that its width is told from outside.
WIDER = """(width) => [document.documentElement.scrollWidth, width,
    ...[...document.querySelectorAll(document.documentElement.scrollWidth > width ? "main *" : "_")]
       .filter(e => !e.closest(".table-responsive, .scroll"))
       .filter(e => e.getBoundingClientRect().right > width + 1)
       .slice(0, 3).map(e => e.tagName + "." + e.className)]"""
#: What axe judges a page by: its elements and what they say of themselves, and where there is text,
#: but not which; rows alike are one. Of what stands around the page, the place in the menu is left
#: out, so that each role's is one.
SHAPES_OF = """() => {
    const kept = /^(role|type|style|hidden|open|disabled|checked|lang|scope|tabindex)$/;
    const told = (a, inside) => kept.test(a.name) || inside && a.name === "class"
        ? `${a.name}=${a.value}` : a.value.trim() ? a.name : `${a.name}=`;
    const shape = (node, inside) => {
        if (node.nodeType === Node.TEXT_NODE) return node.data.trim() ? "·" : "";
        if (node.nodeType !== Node.ELEMENT_NODE || !inside && node.tagName === "MAIN") return "";
        const parts = [...node.childNodes].map((child) => shape(child, inside)).filter(Boolean);
        const said = [...node.attributes].filter((a) => inside || a.name !== "aria-current");
        return `${node.tagName}[${said.map((a) => told(a, inside)).sort()}](${
            parts.filter((part, at) => part !== parts[at - 1]).join("")})`;
    };
    return [shape(document.body, false), shape(document.querySelector("main"), true)];
}"""

NEXT_PAGE = "() => window.left === undefined && document.readyState === 'complete'"
NEXT_PART = "() => !document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling')"


#: What pages ask for by themselves while somebody types.
ASIDE = ("/visits/draft", "/problems/similar", "/sw.js", "/offline")


def final(answer: Response) -> bool:
    """Whether it is the page or part itself and no redirect to it, nor a picture or a style, nor
    what the page asked for by itself meanwhile."""
    wanted = answer.request.resource_type in {"document", "xhr", "fetch"}
    aside = urlsplit(answer.url).path.startswith(ASIDE)
    return wanted and not aside and not 300 <= answer.status < 400


class Quiet(WSGIRequestHandler):
    """Says nothing of each request."""

    def log(self, type: str, message: str, *args: Any) -> None:
        pass


@contextmanager
def served(folder: Path, fill: Callable[[], None], day: str = "2025-12-31") -> Iterator[str]:
    """The address of the program over a new database in `folder` that `fill` has written."""
    app = create_app(
        {
            "TESTING": True,
            "INSTANCE_PATH": str(folder / "instance"),
            "ASSIST_DATABASE_URL": f"sqlite:///{folder / 'assist.db'}",
            "ASSIST_FILES_URL": str(folder / "files"),
            "ASSIST_SECRET_KEY": "a key for tests alone",
            "ASSIST_TODAY": day,
            "ASSIST_DAY": None,
            "ASSIST_PASSWORD_METHOD": "pbkdf2:sha256:1",
        }
    )
    contextvars.Context().run(_fill, app, fill)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        with app.app_context():
            db.engine.dispose()


def _fill(app: Flask, fill: Callable[[], None]) -> None:
    with app.app_context():
        db.create_all()
        fill()
        db.session.commit()
        db.session.remove()


class Person:
    """Somebody before a screen: signs in, goes, fills, presses, and every page is looked at.

    At a `phone`, a `desktop`, or before `both`: at a desktop whose every page is also measured in
    the size of a phone, for stories of a desk that would say the same twice.
    """

    def __init__(
        self, browser: Browser, site: str, account: str, device: str = "desktop", **options: Any
    ) -> None:
        make = machine.phone if device == "phone" else machine.desktop
        self.context, self.seen = make(browser, **options)
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(8000)
        self.site, self.device, self.account = site, device, account
        self.scripts = options.get("java_script_enabled", True)
        self.wrong: list[str] = []
        self.sign_in(account)

    def sign_in(self, account: str) -> None:
        self.page.goto(f"{self.site}/login")
        self.look()
        self.page.get_by_label("账号", exact=False).first.fill(account)
        self.page.locator("input[type=password]").fill(PASSWORD)
        self.page.get_by_role("button", name="登录").click()
        self.page.wait_for_url(lambda url: not url.endswith("/login"))
        self.look()

    def go(self, path: str) -> None:
        answer = self.page.goto(self.site + path)
        assert answer is not None
        assert answer.status == 200, f"{path}: {answer.status}"
        self.look()

    def press(self, name: str, within: str = "main") -> None:
        """A button or link by its words, and whatever page or part follows."""
        place = self.page.locator(within)
        found = place.get_by_role("button", name=name, exact=True)
        self.follow(found.or_(place.get_by_role("link", name=name, exact=True)).first)
        self.look()

    def send(self, form: str) -> None:
        """Send a form by its first button; the answer is a page and no refusal."""
        answer = self.follow(self.page.locator(f"{form} button[type=submit]").first)
        assert answer.status < 400, self.page.locator("main").inner_text()
        self.look()

    def follow(self, link: Locator) -> Response:
        """Click, and wait until the page or the part that it brings is there."""
        if self.scripts:
            self.page.evaluate("() => { window.left = false }")
        with self.page.expect_response(final) as answered:
            link.click()
        answer = answered.value
        if not self.scripts:
            self.page.wait_for_load_state()
        elif answer.request.is_navigation_request() or "hx-redirect" in answer.headers:
            self._wait_for(NEXT_PAGE)
        else:
            self._wait_for(NEXT_PART)
        return answer

    def _wait_for(self, expression: str) -> None:
        """Playwright's own way of waiting evaluates text, which the policy forbids."""
        until = time.monotonic() + 10
        while time.monotonic() < until:
            try:
                if self.page.evaluate(expression):
                    return
            except PageLeft:
                pass  # the next page is on its way
            self.page.wait_for_timeout(20)
        raise AssertionError(f"{self.page.url}: nothing followed")

    def choose(self, words: str, within: str | Locator = "main") -> None:
        """A chip or radio button by its words."""
        place = self.page.locator(within) if isinstance(within, str) else within
        place.locator("label", has_text=words).first.click()

    def reads(self, words: str) -> None:
        """Wait until the page's main part says it."""
        self.page.locator("main").get_by_text(words).first.wait_for()

    def look(self) -> None:
        """What holds for every page; complaints are kept for the end so that one run tells all."""
        where = self.page.url.removeprefix(self.site)
        if not self.scripts:
            return  # what measures a page is a script, too
        self._no_sideways(where)
        if (known := (self.device, TOKEN.sub("", self.page.content()))) in LOOKED_AT:
            return
        LOOKED_AT.add(known)
        self._axe(where, "phone" if self.device == "phone" else "desktop")
        if self.device == "desktop":
            return
        self._resize(PHONE)
        if self.device == "both":
            self._axe(where, "phone")
            self._no_sideways(where)
        small = self.page.evaluate(TOO_SMALL, [CONTROLS, FINGER])
        self.wrong += [f"{where}: smaller than a finger: {one}" for one in small]
        self._resize(PHONE | {"width": NARROW})
        self._no_sideways(where)
        self._resize(DESKTOP if self.device == "both" else PHONE)

    def _resize(self, size: ViewportSize) -> None:
        if self.page.viewport_size != size:
            self.page.set_viewport_size(size)

    def _axe(self, where: str, screen: str) -> None:
        shapes = {(screen, shape) for shape in self.page.evaluate(SHAPES_OF)}
        if not shapes <= SHAPES:
            SHAPES.update(shapes)
            self.wrong += [f"{where}: {found}" for found in machine.axe(self.page)]

    def _no_sideways(self, where: str) -> None:
        size = self.page.viewport_size
        assert size is not None
        wide, screen, *who = self.page.evaluate(WIDER, size["width"])
        if wide > screen:
            self.wrong.append(f"{where}: {wide} px on {screen} px, {who}")

    def complaints(self) -> list[str]:
        """Everything that was wrong on the way, each once."""
        found = self.wrong + [f"console: {error}" for error in self.seen.errors]
        return list(dict.fromkeys(found + [f"reached out to {url}" for url in self.seen.outside]))

    def leave(self) -> None:
        self.context.close()
