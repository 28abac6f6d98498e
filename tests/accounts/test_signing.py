"""The door: what opens it, what shuts it, and that it tells nobody why."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from assist.accounts import actions
from assist.accounts.models import User
from assist.audit.models import AuditEvent
from assist.db import db
from assist.web.transaction import writing_transaction
from tests.accounts.factories import admin
from tests.cadres.factories import cadre
from tests.client import PASSWORD, Browser, Page

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def fail(browser: Browser, account: str, times: int = 1, status: int = 422, **more: str) -> Page:
    page = None
    for _ in range(times):
        page = browser.post("/login", {"account": account, "password": "wrong"}, status=status)
    assert page is not None
    return page


def from_address(app: Flask, address: str) -> Browser:
    browser = Browser(app)
    browser.http.environ_base["REMOTE_ADDR"] = address
    return browser


def test_sign_in_leads_to_the_first_page(client: Browser) -> None:
    assert client.sign_in(cadre()).location == "/"


def test_sign_in_leads_back_to_where_one_wanted_to_go(client: Browser) -> None:
    person = admin()
    assert client.get("/admin/units?q=x", status=302).location.endswith("next=/admin/units?q%3Dx")

    page = client.post(
        "/login?next=/admin/units", {"account": person.account, "password": PASSWORD}
    )
    assert page.location == "/admin/units"


@pytest.mark.parametrize(
    "elsewhere",
    ["//evil.example", "https://evil.example", "/\\evil.example", "/\x00", "javascript:alert(1)"],
)
def test_next_never_leaves_the_site(client: Browser, elsewhere: str) -> None:
    fields = {"account": cadre().account, "password": PASSWORD}
    assert client.post("/login", fields, query_string={"next": elsewhere}).location == "/"


def test_unknown_wrong_disabled_and_expired_get_the_same_words(client: Browser) -> None:
    known, disabled, expired = cadre(), cadre(enabled=False), cadre(one_time_until=START)
    pages = [
        client.post("/login", {"account": account, "password": password}, status=422)
        for account, password in (
            (known.account, "wrong"),
            ("nobody", "wrong"),
            (disabled.account, PASSWORD),
            (expired.account, PASSWORD),
        )
    ]
    assert len({tuple(page.texts("[role=alert]")) for page in pages}) == 1
    assert pages[0].texts("[role=alert]")[0].startswith("账号或密码不正确")


def test_an_unknown_account_takes_as_long_as_a_known_one(app: Flask) -> None:
    """With the hash of production: the median of several tries differs by less than a third."""
    method = app.config["ASSIST_PASSWORD_METHOD"]
    app.config["ASSIST_PASSWORD_METHOD"] = "scrypt:16384:8:1"
    try:
        known = cadre(password_hash=actions.hash_password(PASSWORD))

        def cost(account: str, place: int) -> float:
            began = time.process_time()
            fail(from_address(app, f"10.0.{place}.{len(account)}"), account)
            return time.process_time() - began

        cost("nobody", 99)  # the dummy hash is made once a process
        times = [(cost(known.account, n), cost("nobody-at-all", n)) for n in range(4)]
    finally:
        app.config["ASSIST_PASSWORD_METHOD"] = method
    quickest_known, quickest_unknown = (min(column) for column in zip(*times, strict=True))
    assert quickest_unknown == pytest.approx(quickest_known, rel=0.35)


def test_five_failures_lock_the_account_for_half_an_hour(client: Browser) -> None:
    person = cadre()
    with time_machine.travel(START, tick=False) as clock:
        fail(client, person.account, 5)
        client.sign_in(person, status=422)
        clock.shift(timedelta(minutes=29))
        client.sign_in(person, status=422)
        clock.shift(timedelta(minutes=2))
        client.sign_in(person)


def test_a_good_sign_in_forgets_the_failures_before(client: Browser) -> None:
    person = cadre()
    for _ in range(2):
        fail(client, person.account, 4)
        client.sign_in(person)
        client.post("/logout")
        client.csrf = ""


def test_ten_failures_shut_an_address_for_five_minutes_and_no_other(app: Flask) -> None:
    person = cadre()
    with time_machine.travel(START, tick=False) as clock:
        here = from_address(app, "10.1.1.1")
        for n in range(10):
            fail(here, f"nobody{n}")
        page = here.post("/login", {"account": person.account, "password": PASSWORD}, status=429)
        assert page.headers["Retry-After"] == "300"
        from_address(app, "10.1.1.2").sign_in(person)
        clock.shift(timedelta(minutes=5, seconds=1))
        here.sign_in(person)


def test_failures_outlive_a_restart(app: Flask) -> None:
    """They are rows, no memory of the process."""
    person = cadre()
    fail(from_address(app, "10.1.1.3"), person.account, 5)
    assert db.session.scalar(select(User.locked_until).where(User.id == person.id)) is not None


def test_what_was_typed_as_an_account_is_not_logged(client: Browser) -> None:
    fail(client, "MySecretPassword-1")
    events = db.session.scalars(select(AuditEvent)).all()
    assert [(event.verb, event.key) for event in events] == [("account.sign_in_failed", "-")]
    assert "MySecretPassword" not in str([vars(event) for event in events])


def test_a_password_that_is_too_long_is_refused_before_it_is_hashed(client: Browser) -> None:
    person = cadre()
    began = time.process_time()
    client.post("/login", {"account": person.account, "password": "长" * 100_000}, status=422)
    assert time.process_time() - began < 1


@pytest.mark.parametrize("account", ["", "x" * 5000, "%", "' OR 1=1 --", "\u202e", "<b>"])
def test_odd_accounts_are_only_wrong(client: Browser, account: str) -> None:
    cadre()
    client.post("/login", {"account": account, "password": "x"}, status=422)


def test_extra_fields_give_nothing(client: Browser) -> None:
    person = cadre()
    fields = {
        "account": person.account,
        "password": PASSWORD,
        "role": "admin",
        "roles": "admin",
        "user_id": "1",
    }
    client.post("/login", fields)
    client.csrf = ""
    client.get("/admin", status=403)


def test_a_one_time_password_must_be_changed_first(client: Browser) -> None:
    person = admin()
    with writing_transaction():
        given = actions.reset_password(user=db.session.get(User, person.id))
    client.sign_in(person, given)

    assert client.get("/admin", status=303).location == "/account/password"
    client.post("/admin/units/new", {"name": "单位"}, status=403)
    wish = {"current": given, "password": "Yuanshui-1357-qiao", "again": "Yuanshui-1357-qiao"}
    client.post("/account/password", wish)
    assert client.get("/admin").h1 == "系统管理"


def test_a_one_time_password_dies_unused_after_three_days(client: Browser) -> None:
    person = admin()
    with time_machine.travel(START, tick=False) as clock:
        with writing_transaction():
            given = actions.reset_password(user=db.session.get(User, person.id))
        clock.shift(timedelta(hours=72, minutes=1))
        client.sign_in(person, given, status=422)


def test_sign_out_clears_cache_and_cookies_but_no_drafts(client: Browser) -> None:
    client.sign_in(cadre())
    assert client.post("/logout").headers["Clear-Site-Data"] == '"cache", "cookies"'


def test_cookies_are_host_bound_and_secure_over_https(app: Flask) -> None:
    page = Browser(app).get("/login", base_url="https://assist.example")
    cookie = page.headers["Set-Cookie"]
    assert cookie.startswith("__Host-assist=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert page.headers["Strict-Transport-Security"]

    plain = Browser(app).get("/login")
    assert plain.headers["Set-Cookie"].startswith("assist=")
    assert "Secure" not in plain.headers["Set-Cookie"]
