"""Signing in and out, as a person meets it."""

from __future__ import annotations

from tests.accounts.factories import admin
from tests.cadres.factories import cadre
from tests.client import Browser


def test_sign_in_leads_to_the_first_page(client: Browser) -> None:
    page = client.sign_in(cadre())
    assert page.location == "/"


def test_unknown_account_and_wrong_password_get_the_same_words(client: Browser) -> None:
    known = cadre()
    first = client.post("/login", {"account": known.account, "password": "wrong"}, status=422)
    second = client.post("/login", {"account": "nobody", "password": "wrong"}, status=422)
    assert first.texts("[role=alert]") == second.texts("[role=alert]") != []


def test_a_copied_cookie_is_dead_after_sign_out(client: Browser) -> None:
    client.sign_in(admin())
    copied = client.http.get_cookie("assist")
    client.post("/logout")
    client.http.set_cookie("assist", copied.value)
    assert "/login" in client.get("/account", status=302).location
