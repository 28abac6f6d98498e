"""Security headers on every answer, refusals and failures too."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from assist.web.headers import HEADERS
from tests.cadres.factories import cadre
from tests.client import Browser


def missing(page: Any) -> list[str]:
    wanted = HEADERS | {"Cache-Control": "no-store"}
    return [name for name, value in wanted.items() if page.headers.get(name) != value]


def test_pages_redirects_and_missing_pages_carry_them(client: Browser) -> None:
    for path, status in (("/login", 200), ("/account", 302), ("/nowhere", 404), ("/healthz", 200)):
        assert missing(client.get(path, status=status)) == []


def test_the_policy_allows_nothing_inline_and_nothing_foreign(client: Browser) -> None:
    policy = client.get("/login").headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "frame-ancestors 'none'" in policy


def test_refusals_carry_them(client: Browser) -> None:
    client.sign_in(cadre())
    assert missing(client.get("/audit", status=403)) == []
    assert missing(client.post("/logout", csrf=False, status=403)) == []
    assert missing(client.get("/logout", status=405)) == []


def test_what_is_too_large_is_refused_with_them(client: Browser) -> None:
    body = {"account": "x", "password": "x" * (5 * 1024 * 1024)}
    page = client.post("/login", body, status=413)
    assert missing(page) == []
    assert page.h1 == "文件太大"


def test_too_many_failures_carry_them(client: Browser) -> None:
    for n in range(10):
        client.post("/login", {"account": f"nobody{n}", "password": "x"}, status=422)
    page = client.post("/login", {"account": "nobody", "password": "x"}, status=429)
    assert missing(page) == []


def test_a_crash_carries_them_and_tells_nothing(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash() -> None:
        raise RuntimeError("a detail with 13912345678")

    monkeypatch.setitem(app.view_functions, "health.healthz", crash)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    page = Browser(app).get("/healthz", status=500)
    assert missing(page) == []
    assert "13912345678" not in page.text
    assert page.h1 == "系统出错"
