"""Passwords that are chosen: what is refused, how long they last, which do not come back."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from assist.accounts.models import User
from assist.db import db
from tests.cadres.factories import cadre
from tests.client import PASSWORD, Browser

CHOSEN = [f"Yuanshui-{n}357-qiao" for n in range(1, 8)]


def choose(browser: Browser, current: str, new: str, status: int = 303) -> list[str]:
    fields = {"current": current, "password": new, "again": new}
    return browser.post("/account/password", fields, status=status).errors


@pytest.mark.parametrize(
    "password, complaint",
    [
        ("Ab1!", "至少8个字符"),
        ("abcdefgh", "三种"),
        ("12345678", "三种"),
        ("Password2025!", "过于常见"),
        ("Qwertyuiop1!", "过于常见"),
        ("Hongjiang@2025", "过于常见"),
        ("wo-ai-hongjiang-88", "本单位的名称"),
        ("SJY-zhuanyong-77", "本单位的名称"),
        ("kejiju-songjieyou-1", "本单位的名称"),
        ("lisi-liangshi-9Q", "账号、姓名"),
        ("wangxiaoming-7-Q", "账号、姓名"),
        ("haoma-39000001111", "账号、姓名"),
        ("x" * 129, "128"),
    ],
)
def test_weak_passwords_are_refused_with_the_reason(
    client: Browser, password: str, complaint: str
) -> None:
    client.sign_in(cadre(account="lisi", name="王小明", phone="13900001111"))
    errors = choose(client, PASSWORD, password, status=422)
    assert len(errors) == 1
    assert complaint in errors[0]


@pytest.mark.parametrize(
    "password", ["Yw7#kpqz", "hen chang de yi ju hua", "汉字也可以当作口令来用的"]
)
def test_good_passwords_are_taken(client: Browser, password: str) -> None:
    person = cadre()
    client.sign_in(person)
    choose(client, PASSWORD, password)
    client.post("/logout")
    client.csrf = ""
    client.sign_in(person, password)


def test_the_old_password_is_asked_for_and_counted(client: Browser) -> None:
    client.sign_in(cadre())
    for _ in range(5):
        assert choose(client, "wrong", CHOSEN[0], status=422) == ["现在的密码不正确。"]
    assert choose(client, PASSWORD, CHOSEN[0], status=422) == ["现在的密码不正确。"]


def test_the_two_new_ones_must_agree(client: Browser) -> None:
    client.sign_in(cadre())
    fields = {"current": PASSWORD, "password": CHOSEN[0], "again": CHOSEN[1]}
    assert client.post("/account/password", fields, status=422).errors == [
        "两次输入的新密码不一致。"
    ]


def test_the_last_five_do_not_come_back(client: Browser) -> None:
    client.sign_in(cadre())
    used = [PASSWORD, *CHOSEN[:5]]
    for current, new in itertools.pairwise(used):
        choose(client, current, new)
    for again in used[1:]:
        assert choose(client, used[-1], again, status=422) == ["不能与最近 5 次用过的密码相同。"]
    choose(client, used[-1], used[0])


def test_after_ninety_days_a_new_one_is_due(client: Browser) -> None:
    set_at = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
    person = cadre(password_set_at=set_at)
    with time_machine.travel(set_at + timedelta(days=89), tick=False):
        client.sign_in(person)
        client.get("/account")
    with time_machine.travel(set_at + timedelta(days=90, minutes=1), tick=False):
        client.csrf = ""
        client.sign_in(person)
        assert client.get("/account", status=303).location == "/account/password"
        choose(client, PASSWORD, CHOSEN[0])
        client.get("/account")


def test_only_a_salted_hash_is_kept(client: Browser) -> None:
    one, two = cadre(), cadre()
    for person in (one, two):
        browser = Browser(client.app)
        browser.sign_in(person)
        choose(browser, PASSWORD, CHOSEN[0])
    hashes = db.session.scalars(select(User.password_hash)).all()
    assert len(set(hashes)) == 2
    assert not any(CHOSEN[0] in str(found) for found in hashes)


def test_no_account_has_a_default_password(client: Browser) -> None:
    person = cadre(password_hash=None)
    for password in ("", "123456", person.account, "None"):
        client.post("/login", {"account": person.account, "password": password}, status=422)
