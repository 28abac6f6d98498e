"""The password again, before what would harm people most."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import time_machine

from tests.accounts.factories import admin
from tests.cadres.factories import cadre
from tests.client import PASSWORD, Browser

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def test_after_fifteen_minutes_the_password_is_asked_for_again(client: Browser) -> None:
    person = cadre()
    with time_machine.travel(START, tick=False) as clock:
        client.sign_in(admin())
        clock.shift(timedelta(minutes=14))
        client.get(f"/admin/accounts/{person.account}")
        clock.shift(timedelta(minutes=2))
        asked = client.get(f"/admin/accounts/{person.account}", status=303).location
        assert asked == f"/account/confirm?next=/admin/accounts/{person.account}"

        wrong = client.post(asked, {"password": "wrong"}, status=422)
        assert wrong.errors == ["密码不正确。"]
        back = client.post(asked, {"password": PASSWORD})
        assert back.location == f"/admin/accounts/{person.account}"
        client.get(back.location)


def test_an_unsafe_request_is_not_done_and_leads_back_to_its_page(client: Browser) -> None:
    person = cadre()
    with time_machine.travel(START, tick=False) as clock:
        client.sign_in(admin())
        clock.shift(timedelta(minutes=16))
        here = f"/admin/accounts/{person.account}"
        page = client.post(f"{here}/reset-password", {"next": here})
        assert page.location == f"/account/confirm?next={here}"
        page = client.post(f"{here}/reset-password", {"next": "https://evil.example"})
        assert page.location == "/account/confirm?next=/"


def test_wrong_confirmations_count_towards_the_lock(client: Browser) -> None:
    client.sign_in(admin())
    for _ in range(5):
        client.post("/account/confirm", {"password": "wrong"}, status=422)
    client.post("/account/confirm", {"password": PASSWORD}, status=422)
