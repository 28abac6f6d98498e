"""Sessions end when they should, and every copy of their cookie with them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
import time_machine
from flask import Flask
from sqlalchemy import select

from assist.accounts.models import User, UserSession
from assist.db import db
from tests.accounts.factories import admin
from tests.cadres.factories import cadre
from tests.client import PASSWORD, Browser

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
NEW = "Yuanshui-1357-qiao"


def copy_of(browser: Browser) -> Browser:
    """Another browser with the same cookie, as somebody who stole it has."""
    thief = Browser(browser.app)
    cookie = browser.http.get_cookie("assist")
    assert cookie is not None
    thief.http.set_cookie("assist", cookie.value)
    return thief


def is_in(browser: Browser) -> bool:
    return browser.get("/account", status=None).status == 200


def test_half_an_hour_without_use_ends_it(client: Browser) -> None:
    with time_machine.travel(START, tick=False) as clock:
        client.sign_in(cadre())
        for _ in range(3):
            clock.shift(timedelta(minutes=29))
            assert is_in(client)
        clock.shift(timedelta(minutes=31))
        assert not is_in(client)


def test_twelve_hours_end_it_whatever_the_use(client: Browser) -> None:
    with time_machine.travel(START, tick=False) as clock:
        client.sign_in(cadre())
        for _ in range(24):
            clock.shift(timedelta(minutes=29))
            assert is_in(client)
        clock.shift(timedelta(minutes=25))
        assert not is_in(client)


def test_ones_own_phone_may_rest_for_hours(client: Browser) -> None:
    person = cadre()
    with time_machine.travel(START, tick=False) as clock:
        fields = {"account": person.account, "password": PASSWORD, "own_phone": "y"}
        client.post("/login", fields)
        clock.shift(timedelta(hours=11))
        assert is_in(client)
        clock.shift(timedelta(hours=1, minutes=1))
        assert not is_in(client)


def test_a_copied_cookie_is_dead_after_sign_out(client: Browser) -> None:
    client.sign_in(admin())
    thief = copy_of(client)
    assert is_in(thief)
    client.post("/logout")
    assert not is_in(thief)


def test_a_copied_cookie_is_dead_after_a_new_password_and_the_owner_stays(client: Browser) -> None:
    client.sign_in(cadre())
    thief = copy_of(client)
    client.post("/account/password", {"current": PASSWORD, "password": NEW, "again": NEW})
    assert not is_in(thief)
    assert is_in(client)


def test_a_new_password_ends_the_other_sessions(app: Flask, client: Browser) -> None:
    person = cadre()
    other = Browser(app)
    other.sign_in(person)
    client.sign_in(person)
    client.post("/account/password", {"current": PASSWORD, "password": NEW, "again": NEW})
    assert not is_in(other)


def test_disabling_ends_them_at_once(client: Browser, browser_as: Any) -> None:
    person = cadre()
    client.sign_in(person)
    browser_as(admin()).post(f"/admin/accounts/{person.account}/disable")
    assert not is_in(client)


def test_sign_in_gives_a_new_cookie(client: Browser) -> None:
    person = cadre()
    client.sign_in(person)
    first = copy_of(client).http.get_cookie("assist")
    client.post("/logout")
    client.csrf = ""
    client.sign_in(person)
    second = client.http.get_cookie("assist")
    assert first is not None
    assert second is not None
    assert first.value != second.value
    hashes = db.session.scalars(select(UserSession.token_hash)).all()
    assert len(set(hashes)) == len(hashes) == 2


def test_own_sessions_are_listed_and_one_can_be_ended(app: Flask, client: Browser) -> None:
    person = cadre()
    other = Browser(app)
    other.http.environ_base["HTTP_USER_AGENT"] = "手机浏览器"
    other.sign_in(person)
    client.sign_in(person)

    rows = client.get("/account").texts("table tbody tr")
    assert len(rows) == 2
    assert any("手机浏览器" in row for row in rows)
    other_id = db.session.scalar(select(UserSession.id).where(UserSession.device == "手机浏览器"))
    client.post(f"/account/sessions/{other_id}/end")
    assert not is_in(other)
    assert is_in(client)


def test_anothers_session_is_not_found(app: Flask, client: Browser) -> None:
    Browser(app).sign_in(admin())
    client.sign_in(cadre())
    others = db.session.scalar(
        select(UserSession.id)
        .join(User, User.id == UserSession.user_id)
        .where(User.kind != "cadre")
    )
    client.post(f"/account/sessions/{others}/end", status=404)


def test_being_in_use_is_written_once_a_minute_at_most(client: Browser) -> None:
    seen = select(UserSession.seen_at)
    with time_machine.travel(START, tick=False) as clock:
        client.sign_in(cadre())
        clock.shift(timedelta(seconds=59))
        client.get("/account")
        assert db.session.scalar(seen) == START
        clock.shift(timedelta(seconds=2))
        client.get("/account")
        assert db.session.scalar(seen) == START + timedelta(seconds=61)


@contextmanager
def somebody_else_writing() -> Iterator[None]:
    """Another process holds the writer's lock, and nobody is patient."""

    def hurry(connection: sqlite3.Connection, *_more: Any) -> None:
        connection.execute("PRAGMA busy_timeout=1")

    sa.event.listen(db.engine, "checkout", hurry)
    other = sqlite3.connect(str(db.engine.url.database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.close()
        sa.event.remove(db.engine, "checkout", hurry)


def test_who_only_reads_does_not_wait_for_a_writer(client: Browser) -> None:
    seen = select(UserSession.seen_at)
    with time_machine.travel(START, tick=False) as clock:
        client.sign_in(cadre())
        clock.shift(timedelta(seconds=61))
        with somebody_else_writing():
            client.get("/account")
        assert db.session.scalar(seen) == START
        client.get("/account")
        assert db.session.scalar(seen) == START + timedelta(seconds=61)


def test_the_cookie_holds_no_id_that_could_be_guessed(client: Browser) -> None:
    client.sign_in(cadre())
    client.http.set_cookie("assist", "eyJzaWQiOiIxIn0.aaaa.bbbb")
    assert not is_in(client)
