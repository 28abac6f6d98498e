"""The bell, a person's list, how it comes, and what an administrator sees of the ways out."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from assist.accounts.models import User
from assist.audit.models import AuditEvent
from assist.db import db
from assist.notices.models import Notice, Preference
from assist.notices.rules import Kind
from tests.accounts.factories import admin, auditor
from tests.cadres.factories import cadre, handler, leader, office
from tests.notices.days import digest, fates, late, takes_mail
from tests.notices.post import Post


def bell(page: Any) -> str:
    return str(page.one("a.bell")["aria-label"])


@pytest.fixture
def told(app: Flask) -> User:
    """A handler with two unread notices."""
    who = handler()
    late(who, title="门前道路积水")
    late(who, title="用电负荷不足")
    digest(app)
    return who


def test_the_bell_counts_and_the_list_opens_the_record(told: User, browser_as: Any) -> None:
    browser = browser_as(told)
    page = browser.get("/notices")

    assert bell(page) == "消息，2 条未读"
    assert page.one(".bell .count").get_text() == "2"
    assert [("用电负荷不足" in words, "未读" in words) for words in page.texts(".notices li")] == [
        (False, True),
        (True, True),
    ]

    form = page.all(".notices form")[0]
    opened = browser.post(form["action"], {"open": "1"})
    assert opened.location.startswith("/problems/2025-")
    assert bell(browser.get(opened.location)) == "消息，1 条未读"
    assert [("未读" in words) for words in browser.get("/notices").texts(".notices li")] == [
        False,
        True,
    ]


def test_the_list_is_by_day_and_by_kind(told: User, browser_as: Any) -> None:
    browser = browser_as(told)
    page = browser.get("/notices")
    kinds = set(page.texts(".notice-head .st"))
    assert page.texts(".notice-day") == ["2025年12月31日"]
    code = next(kind for kind in Kind if kind.label in kinds)
    only = browser.get(f"/notices?kind={code.value}")
    assert set(only.texts(".notice-head .st")) == {code.label}
    other = next(kind for kind in Kind if kind.label not in kinds)
    assert "没有这一类的消息" in browser.get(f"/notices?kind={other.value}").said


def test_all_read_leaves_what_came_since(told: User, browser_as: Any, app: Flask) -> None:
    browser = browser_as(told)
    newest = browser.get("/notices").one("[name=newest]")["value"]
    unit = db.session.get(User, told.id).unit  # type: ignore[union-attr]
    late(handler(unit=unit), title="后来的")
    digest(app, "2026-01-04")

    browser.post("/notices/read", {"newest": newest})

    page = browser.get("/notices?unread=1")
    assert len(page.all(".notices li")) == 1
    assert "后来的" in page.said
    browser.post("/notices/read", {"newest": newest})
    assert "没有未读的消息" in browser.get("/notices").text


def test_another_persons_notice_is_absent(told: User, browser_as: Any) -> None:
    notice = db.session.scalars(select(Notice).limit(1)).one()

    browser_as(cadre()).post(f"/notices/{notice.id}/read", status=404)


@pytest.mark.parametrize("who", [cadre, leader, office, admin, auditor])
def test_everybody_has_a_bell_and_an_empty_list(browser_as: Any, who: Any) -> None:
    page = browser_as(who()).get("/notices")

    assert bell(page) == "消息"
    assert page.all(".bell .count") == []
    assert "还没有消息" in page.said


def test_a_person_sets_where_the_digest_goes(told: User, browser_as: Any) -> None:
    browser = browser_as(told)
    page = browser.get("/notices/preference")
    assert "用电负荷不足" in page.said

    browser.post("/notices/preference", {"address": "wang@example.gov.cn", "by_mail": "y"})
    browser.post("/notices/preference", {"address": "wang@example.gov.cn"})

    row = db.session.scalars(select(Preference)).one()
    assert (row.address, row.by_mail) == ("wang@example.gov.cn", False)
    assert (
        db.session.scalars(
            select(AuditEvent.sentence).where(AuditEvent.verb == "notice.prefer")
        ).all()
        == ["修改了提醒的接收设置"] * 2
    )


@pytest.mark.parametrize(
    "address", ["nobody", "a@b", "a b@example.cn", "a@example.cn\nBcc: x@example.cn", "a..b@c.cn"]
)
def test_an_odd_address_is_refused_and_kept(browser_as: Any, address: str) -> None:
    browser = browser_as(cadre())

    page = browser.post("/notices/preference", {"address": address, "by_mail": "y"}, status=422)

    assert page.errors == ["请填写邮箱地址，例如 name@example.gov.cn。"]
    assert page.one("[name=address]")["value"].startswith(address[:4])
    assert db.session.scalars(select(Preference)).all() == []


def test_the_installation_may_name_the_domains(app: Flask, browser_as: Any) -> None:
    browser = browser_as(cadre())
    app.config["ASSIST_SMTP_DOMAINS"] = "example.gov.cn, example.cn"
    try:
        page = browser.post("/notices/preference", {"address": "a@mail.example"}, status=422)
        browser.post("/notices/preference", {"address": "a@Example.gov.cn"})
    finally:
        app.config["ASSIST_SMTP_DOMAINS"] = ""

    assert page.errors == ["只能填写 example.gov.cn、example.cn 的邮箱。"]


def test_an_administrator_sees_the_trouble_and_sends_again(
    app: Flask, mails: Post, browser_as: Any
) -> None:
    who = takes_mail(handler())
    late(who, title="机密的标题")
    mails.fails = "drop"
    digest(app)
    mails.fails = ""
    browser = browser_as(admin())

    page = browser.get("/admin/notices")
    assert "中断，可能已发出" in page.said
    assert f"127.0.0.1:{mails.port}" in page.said
    assert "机密的标题" not in page.text
    browser.post(page.one("table form")["action"])
    digest(app)

    assert fates() == [(who.account, "sent", "")]
    assert len(mails.mails) == 2
    page = browser.get("/admin/notices?way=mail&fate=sent")
    assert page.texts(".facts .st-valid") == ["正常"]
    assert page.texts("td .st-valid") == ["已发送"]


def test_what_was_sent_is_not_sent_again(app: Flask, mails: Post, browser_as: Any) -> None:
    late(takes_mail(handler()))
    digest(app)
    browser_as(admin()).post("/admin/notices/1/again", status=409)


def test_ways_that_are_not_configured_say_so(browser_as: Any) -> None:
    page = browser_as(admin()).get("/admin/notices")

    assert page.said.count("未配置") == 2
    assert "还没有发出过" in page.said
