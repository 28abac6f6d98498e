"""The second factor of administrators and auditors."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pyotp
import pytest
import time_machine
from sqlalchemy import select

from assist.accounts.models import User
from assist.accounts.rules import matching_step
from assist.audit.models import AuditEvent
from assist.db import db
from tests.accounts.factories import admin, auditor
from tests.cadres.factories import cadre
from tests.client import PASSWORD, Browser

START = datetime(2026, 3, 2, 1, 0, 5, tzinfo=UTC)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code_at(moment: datetime, secret: str = SECRET) -> str:
    return pyotp.TOTP(secret).at(int(moment.timestamp()))


def first_step(browser: Browser, user: User) -> None:
    page = browser.post("/login", {"account": user.account, "password": PASSWORD})
    assert page.location.startswith("/login/code")
    browser.csrf = ""


def give(browser: Browser, code: str, status: int = 303) -> Any:
    browser.csrf = browser.get("/login/code").one("form.sign-in [name=csrf_token]")["value"]
    return browser.post("/login/code", {"code": code}, status=status)


def test_enrolling_shows_a_picture_and_asks_for_a_code(client: Browser) -> None:
    user = auditor()
    with time_machine.travel(START, tick=False):
        client.sign_in(user)
        page = client.get("/account/totp")
        assert str(page.one("img")["src"]).startswith("data:image/svg+xml")
        secret = page.one("code").get_text().replace(" ", "")
        token = page.one("[name=token]")["value"]

        wrong = client.post("/account/totp", {"code": "000000", "token": token}, status=422)
        assert wrong.one("code").get_text().replace(" ", "") == secret
        client.post("/account/totp", {"code": code_at(START, secret), "token": token})
    assert db.session.scalar(select(User.totp_secret)) == secret


def test_a_secret_of_ones_own_making_is_not_taken(client: Browser) -> None:
    client.sign_in(admin())
    page = client.post("/account/totp", {"code": code_at(START), "token": SECRET}, status=422)
    assert page.errors == ["页面已过期，请扫描新的二维码。"]
    assert db.session.scalar(select(User.totp_secret)) is None


def test_sign_in_asks_for_the_code_and_nothing_opens_before(client: Browser) -> None:
    user = admin(totp_secret=SECRET)
    with time_machine.travel(START, tick=False):
        first_step(client, user)
        assert client.get("/admin", status=302).location.startswith("/login")
        assert "动态口令不正确" in give(client, "000000", status=422).said
        give(client, code_at(START))
        assert client.get("/admin").h1 == "系统管理"


def test_a_used_code_does_not_serve_again(app: Any, client: Browser) -> None:
    user = admin(totp_secret=SECRET)
    with time_machine.travel(START, tick=False) as clock:
        first_step(client, user)
        give(client, code_at(START))
        thief = Browser(app)
        first_step(thief, user)
        give(thief, code_at(START), status=422)
        clock.shift(timedelta(seconds=30))
        give(thief, code_at(START), status=422)
        give(thief, code_at(START + timedelta(seconds=30)))


def test_five_wrong_codes_lock_the_account(client: Browser) -> None:
    user = admin(totp_secret=SECRET)
    with time_machine.travel(START, tick=False):
        first_step(client, user)
        for _ in range(5):
            give(client, "000000", status=422)
        give(client, code_at(START), status=422)
        client.csrf = ""
        client.sign_in(user, status=422)


def test_the_first_step_waits_five_minutes(client: Browser) -> None:
    user = admin(totp_secret=SECRET)
    with time_machine.travel(START, tick=False) as clock:
        first_step(client, user)
        clock.shift(timedelta(minutes=5, seconds=1))
        assert client.get("/login/code", status=303).location == "/login"


def test_a_lost_phone_is_forgotten_by_another_administrator(
    client: Browser, browser_as: Any
) -> None:
    user = auditor(totp_secret=SECRET)
    browser_as(admin()).post(f"/admin/accounts/{user.account}/reset-totp")
    client.sign_in(user)
    assert client.get("/account").h1 == "我的账号"
    assert "account.totp_reset" in db.session.scalars(select(AuditEvent.verb)).all()


def test_turning_it_off_takes_a_code(client: Browser) -> None:
    user = admin(totp_secret=SECRET)
    with time_machine.travel(START, tick=False) as clock:
        first_step(client, user)
        give(client, code_at(START))
        client.csrf = ""
        client.post("/account/totp/off", {"code": "123456"}, status=422)
        clock.shift(timedelta(seconds=60))
        client.post("/account/totp/off", {"code": code_at(START + timedelta(seconds=60))})
    assert db.session.scalar(select(User.totp_secret)) is None


def test_it_is_off_until_enrolled_and_not_for_business_people(client: Browser) -> None:
    client.sign_in(cadre())
    client.get("/account/totp", status=403)


@pytest.mark.parametrize(
    "seconds, good", [(-61, False), (-30, True), (0, True), (30, True), (61, False)]
)
def test_the_clock_of_the_phone_may_be_half_a_minute_off(seconds: int, good: bool) -> None:
    code = code_at(START + timedelta(seconds=seconds))
    assert (matching_step(SECRET, code, START) is not None) is good


@pytest.mark.parametrize("code", ["", "12345", "1234567", "１２３４５６", "abcdef", "-12345"])
def test_what_is_no_code_is_wrong(code: str) -> None:
    assert matching_step(SECRET, code, START) is None
