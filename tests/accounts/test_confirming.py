"""The password again, before what would harm people most."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
import time_machine

from tests.accounts.factories import admin
from tests.cadres.factories import cadre, office
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
        assert page.location == f"/account/confirm?next={here}&again=act"
        assert client.get(page.location).one(".actions a")["href"] == here
        page = client.post(f"{here}/reset-password", {"next": "https://evil.example"})
        assert page.location == "/account/confirm?next=/&again=act"


def test_a_page_says_that_what_was_pressed_is_not_done(client: Browser) -> None:
    person = cadre()
    here = f"/admin/accounts/{person.account}"
    client.sign_in(admin())
    back = client.post(f"/account/confirm?next={here}&again=act", {"password": PASSWORD})
    assert client.get(back.location).texts("#flashes p") == [
        "密码已确认。刚才的操作还没有执行，请再按一次按钮。"
    ]
    assert client.get(here).texts("#flashes p") == []


def test_a_download_leads_back_to_the_page_that_it_was_asked_from(client: Browser) -> None:
    with time_machine.travel(START, tick=False) as clock:
        client.sign_in(office())
        clock.shift(timedelta(minutes=16))
        asked = client.get("/enterprises?q=x&format=xlsx&phones=full", status=303).location
        page = client.get(asked)
        assert page.one(".actions a")["href"] == "/enterprises?q=x"  # no password, no file
        back = client.post(asked, {"password": PASSWORD}).location
        assert back == "/enterprises?q=x"

        page = client.get(back)
        file = page.one("#flashes a")["href"]
        assert page.texts("#flashes p") == [
            "密码已确认，下载马上开始。没有开始时，请点 下载文件 。"
        ]
        assert page.one("meta[http-equiv=refresh]")["content"] == f"0; url={file}"
        assert client.get(str(file)).headers["Content-Disposition"].startswith("attachment")
        assert client.get(back).all("meta[http-equiv=refresh]") == []  # said and begun once


@pytest.mark.parametrize("foreign", ["https://evil.example", "//evil.example", "/\\evil.example"])
def test_a_confirmation_never_leaves_the_site(client: Browser, foreign: str) -> None:
    client.sign_in(admin())
    for query in ({"next": foreign}, {"next": foreign, "back": foreign}):
        page = client.get(f"/account/confirm?{urlencode(query)}")
        assert page.one(".actions a")["href"] == "/"
        page = client.post(f"/account/confirm?{urlencode(query)}", {"password": PASSWORD})
        assert page.location == "/"
        assert "evil" not in client.get("/admin").text


def test_an_address_too_long_for_a_cookie_is_gone_to(client: Browser) -> None:
    client.sign_in(office())
    long = f"/enterprises?q={'x' * 3000}&format=xlsx"
    query = urlencode({"next": long, "back": "/enterprises"})
    page = client.post(f"/account/confirm?{query}", {"password": PASSWORD})
    assert page.location == long


def test_wrong_confirmations_count_towards_the_lock(client: Browser) -> None:
    client.sign_in(admin())
    for _ in range(5):
        client.post("/account/confirm", {"password": "wrong"}, status=422)
    client.post("/account/confirm", {"password": PASSWORD}, status=422)
