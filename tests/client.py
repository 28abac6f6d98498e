"""A browser for tests: fetches like a person, checks every page, compares what is read."""

from __future__ import annotations

import contextvars
import threading
from typing import Any

from bs4 import BeautifulSoup, Tag
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from assist.accounts.models import User
from assist.db import db
from tests.inspector import inspect_page

PASSWORD = "Tongxin-2025-bang"


class Page:
    """One answer: its status, its text, its parts."""

    def __init__(self, response: TestResponse) -> None:
        self.response = response
        self.status = response.status_code
        self.headers = response.headers
        self.location = response.headers.get("Location", "")
        self.text = (
            response.get_data(as_text=True)
            if not response.is_streamed or "html" in response.mimetype
            else ""
        )
        self._soup: BeautifulSoup | None = None

    @property
    def soup(self) -> BeautifulSoup:
        if self._soup is None:
            self._soup = BeautifulSoup(self.text, "html.parser")
        return self._soup

    def one(self, selector: str) -> Tag:
        found = self.soup.select(selector)
        assert len(found) == 1, f"{len(found)} × {selector} in {self.text[:2000]}"
        return found[0]

    def all(self, selector: str) -> list[Tag]:
        return self.soup.select(selector)

    def texts(self, selector: str) -> list[str]:
        return [" ".join(tag.get_text(" ", strip=True).split()) for tag in self.all(selector)]

    @property
    def said(self) -> str:
        """All the words of the page's main part."""
        main = self.soup.find("main") or self.soup
        return " ".join(main.get_text(" ", strip=True).split())

    @property
    def h1(self) -> str:
        return self.one("h1").get_text(strip=True)

    @property
    def errors(self) -> list[str]:
        """The complaints beside fields."""
        return self.texts(".field-error")


class Browser:
    """A test client that releases the test's own transaction, sends CSRF tokens and inspects
    pages."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.http: FlaskClient = app.test_client()
        self.csrf = ""

    def get(self, path: str, *, status: int = 200, **options: Any) -> Page:
        return self._send("GET", path, status, **options)

    def post(
        self, path: str, data: Any = None, *, status: int = 303, csrf: bool = True, **options: Any
    ) -> Page:
        fields = dict(data or {})
        if csrf:
            fields["csrf_token"] = self.token()
        return self._send("POST", path, status, data=fields, **options)

    def token(self) -> str:
        """The CSRF token of this browser's session."""
        if not self.csrf:
            self.csrf = str(
                self._send("GET", "/login", None, follow_redirects=True).one(
                    "#sign-out [name=csrf_token], form.sign-in [name=csrf_token]"
                )["value"]
            )
        return self.csrf

    def sign_in(self, user: User, password: str = PASSWORD, status: int = 303) -> Page:
        account = user.account
        page = self.post("/login", {"account": account, "password": password}, status=status)
        self.csrf = ""
        return page

    def _send(self, method: str, path: str, status: int | None, **options: Any) -> Page:
        db.session.rollback()  # what the test has read must not hold back what the request writes
        db.session.expire_all()
        # A context of its own: Flask would otherwise lend the request the test's `g` and session.
        response = contextvars.Context().run(self.http.open, path, method=method, **options)
        db.session.rollback()
        page = Page(response)
        if not response.is_streamed:  # it has been read: the server would now be done with it
            contextvars.Context().run(response.close)
        if status is not None:
            assert page.status == status, (
                f"{method} {path}: {page.status} instead of {status}\n"
                f"{page.location}\n{page.said[:1500]}"
            )
        if response.mimetype == "text/html" and page.text.strip() and not 300 <= page.status < 400:
            inspect_page(page.text, path)
        return page


def at_once(sent: list[tuple[Browser, str, dict[str, Any]]]) -> list[int]:
    """The answers to these posts, sent together."""
    answers: list[int] = []
    gate = threading.Barrier(len(sent))

    def send(browser: Browser, path: str, fields: dict[str, Any]) -> None:
        gate.wait()
        answers.append(browser.http.post(path, data=fields).status_code)

    threads = [
        threading.Thread(target=contextvars.Context().run, args=(send, *each)) for each in sent
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(answers)
