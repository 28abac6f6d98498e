"""The digest of a day is said once; what leaves the house, and what becomes of it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from assist.db import db
from assist.notices import channels
from assist.notices.models import Digest, Dispatch, Notice
from assist.notices.rules import Fate
from assist.problems.states import ItemKind
from assist.settings.models import WorkdayOverride
from tests.accounts.factories import admin
from tests.cadres.factories import handler
from tests.enterprises.factories import paired
from tests.notices.days import asked, digest, fates, late, takes_mail, told
from tests.notices.post import Post


def test_run_twice_it_says_it_once(app: Flask) -> None:
    who = handler()
    late(who)

    first, second = digest(app), digest(app)

    assert (first["said"], first["reminders"]) == (True, {"red": 1})
    assert (second["said"], second["said_before"], second["reminders"]) == (False, True, {})
    assert len(told(who)) == 1


def test_the_next_day_tells_what_is_new_alone(app: Flask) -> None:
    who = handler()
    late(who)
    digest(app)
    late(who, due=date(2026, 1, 3))

    found = digest(app, "2026-01-04")

    assert found["reminders"] == {"red": 2}
    assert len(told(who)) == 2


@pytest.mark.parametrize("day", ["2026-01-01", "2026-01-03", "2026-01-10"])
def test_days_off_are_quiet(app: Flask, day: str) -> None:
    late()

    assert digest(app, day)["said"] is False
    assert db.session.scalar(select(func.count()).select_from(Notice)) == 0


def test_what_failed_waits_for_the_next_working_day(app: Flask, mails: Post) -> None:
    who = takes_mail(handler())
    late(who)
    mails.fails = "refuse_mail"
    digest(app)
    mails.fails = ""

    assert digest(app, "2026-01-03")["sent"] == {}
    assert mails.mails == []
    assert [fate for _, fate, _ in fates()] == ["failed"]


def test_a_day_that_the_office_has_worked_in_is_said(app: Flask) -> None:
    db.session.add(WorkdayOverride(day=date(2026, 1, 3), is_workday=True, note="加班"))
    db.session.commit()

    assert digest(app, "2026-01-03")["said"] is True


@pytest.mark.parametrize("clock, said", [("07:59", False), ("08:00", True), ("23:30", True)])
def test_the_hourly_run_waits_for_the_set_hour(app: Flask, clock: str, said: bool) -> None:
    late()
    moment = datetime.fromisoformat(f"2025-12-31T{clock}:00+08:00")

    with time_machine.travel(moment, tick=False):
        assert digest(app, "")["said"] is said


def test_a_mail_says_what_waits_and_who_wants_none_gets_none(app: Flask, mails: Post) -> None:
    who, silent = takes_mail(handler()), takes_mail(handler(), by_mail=False)
    late(who, title="用电负荷不足，电话13812345678")
    late(silent)

    found = digest(app)

    assert found["sent"]["mail"] == {"sent": 1, "failed": 0, "error": ""}
    assert mails.subjects == ["送解优提醒（2025-12-31）：超期 1 项"]
    mail = mails.mails[0]
    text = str(mail.get_content())
    assert mail["To"] == f"{who.account}@example.gov.cn"
    assert "用电负荷不足，电话138****5678" in text
    assert "https://assist.example.gov.cn/notices" in text
    assert len(told(silent)) == 1


def test_the_group_hears_counts_numbers_and_units_alone(app: Flask, group: Post) -> None:
    who = handler(unit__name="区交通运输局")
    problem = late(who, title="门前道路积水", enterprise=paired())
    asked(problem, ItemKind.PRESENTED)

    digest(app)

    said = group.said[0]
    text = said["text"]["content"]
    assert (said["msgtype"], said["path"]) == ("text", "/send?key=secret")
    assert f"区交通运输局 1 件：{problem.number}" in text
    assert "【等领导定】1 件" in text
    for secret in (problem.title, problem.enterprise.name, problem.enterprise.short_name, who.name):
        assert secret not in text


def test_nothing_to_say_leaves_the_group_and_the_mails_alone(
    app: Flask, mails: Post, group: Post
) -> None:
    takes_mail(handler())

    digest(app)

    assert (mails.mails, group.said, fates()) == ([], [], [])


@pytest.mark.parametrize(
    "fails, words",
    [
        ("refuse_mail", "邮件服务器拒收（554）"),
        ("refuse_recipient", "邮件服务器不接受发件人或收件人（550）"),
    ],
)
def test_a_refused_mail_is_tried_again_and_stops_nothing(
    app: Flask, mails: Post, group: Post, fails: str, words: str
) -> None:
    who = takes_mail(handler())
    late(who)
    mails.fails = fails

    digest(app)
    assert fates() == [(who.account, "failed", words), ("工作群", "sent", "")]

    mails.fails = ""
    digest(app)
    assert [fate for _, fate, _ in fates()] == ["sent", "sent"]
    assert (len(mails.mails), len(group.said)) == (1, 1)


def test_a_server_that_is_not_there_stops_nothing(app: Flask, mails: Post, group: Post) -> None:
    who, boss = takes_mail(handler()), admin()
    late(who)
    app.config["ASSIST_SMTP_PORT"] = 1

    found = digest(app)

    assert found["sent"]["mail"] == {"sent": 0, "failed": 1, "error": "服务器拒绝连接"}
    assert found["sent"]["robot"]["sent"] == 1
    assert len(told(who)) == 1
    digest(app, "2026-01-04")
    assert told(boss) == [("channel", "/admin/notices")]


def test_a_wrong_password_is_told_without_its_words(app: Flask, mails: Post) -> None:
    late(takes_mail(handler()))
    app.config |= {"ASSIST_SMTP_USER": "assist", "ASSIST_SMTP_PASSWORD": "hunter2"}
    mails.fails = "refuse_login"

    found = digest(app)

    assert found["sent"]["mail"]["error"] == "邮件服务器不接受账号或密码（535）"
    assert mails.logins >= 1
    app.config |= {"ASSIST_SMTP_USER": "", "ASSIST_SMTP_PASSWORD": ""}


@pytest.mark.parametrize(
    "fails, words",
    [("errcode", "群机器人拒收（错误码 93000）"), ("500", "群机器人拒收（500）")],
)
def test_a_robot_that_refuses_is_tried_again(
    app: Flask, group: Post, fails: str, words: str
) -> None:
    late()
    group.fails = fails
    digest(app)
    assert fates() == [("工作群", "failed", words)]

    group.fails = ""
    digest(app)
    assert fates() == [("工作群", "sent", "")]


def test_a_robot_outside_is_told_over_https_alone() -> None:
    with pytest.raises(channels.Failed, match="https"):
        channels.post_robot("http://example.gov.cn/send?key=secret", "")


def test_a_line_that_breaks_after_the_message_is_not_sent_again(app: Flask, mails: Post) -> None:
    who = takes_mail(handler())
    late(who)
    mails.fails = "drop"

    digest(app)
    mails.fails = ""
    digest(app)

    assert fates() == [(who.account, "unsure", "邮件服务器的回答无法识别")]
    assert len(mails.mails) == 1


class Killed(BaseException):
    """The process is no more."""


def test_killed_between_sending_and_recording_it_is_not_sent_again(
    app: Flask, mails: Post, monkeypatch: Any
) -> None:
    who = takes_mail(handler())
    late(who)
    send = channels.post_mail

    def sent_and_killed(*args: Any, **options: Any) -> None:
        send(*args, **options)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(channels, "post_mail", sent_and_killed)
        with pytest.raises(Killed):
            digest(app)
    assert fates() == [(who.account, "sending", "")]

    later = datetime.now().astimezone() + timedelta(hours=1)
    with time_machine.travel(later):
        digest(app)
    assert fates() == [(who.account, "unsure", "发送途中程序中断")]
    assert (len(mails.mails), len(told(who))) == (1, 1)


def test_killed_while_it_is_said_nothing_is_said(app: Flask, monkeypatch: Any) -> None:
    who = handler()
    late(who)

    def killed(*_args: Any, **_options: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr("assist.notices.actions.telling._replace_older", killed)
        with pytest.raises(Killed):
            digest(app)
    db.session.rollback()
    assert (told(who), db.session.get(Digest, date(2025, 12, 31))) == ([], None)

    digest(app)
    assert len(told(who)) == 1


def test_what_could_not_leave_is_replaced_by_the_next_days(app: Flask, mails: Post) -> None:
    who = takes_mail(handler())
    late(who)
    mails.fails = "refuse_mail"
    digest(app)
    mails.fails = ""

    digest(app, "2026-01-04")

    assert [fate for _, fate, _ in fates()] == ["stale", "sent"]
    assert mails.subjects == ["送解优提醒（2026-01-04）：超期 1 项"]


def test_a_message_that_another_run_has_taken_is_left_to_it(app: Flask, mails: Post) -> None:
    who = takes_mail(handler())
    late(who)
    mails.fails = "refuse_mail"
    digest(app)
    row = db.session.scalars(select(Dispatch)).one()
    row.fate = Fate.SENDING
    db.session.commit()
    mails.fails = ""

    digest(app)

    assert mails.mails == []
    assert [fate for _, fate, _ in fates()] == ["sending"]


def test_many_things_are_counted_in_a_mail_not_listed(app: Flask, mails: Post) -> None:
    who = takes_mail(handler())
    for _ in range(25):
        late(who, enterprise=paired())

    digest(app)

    text = str(mails.mails[0].get_content())
    assert "【超期】25 项" in text
    assert text.count("· 2025-") == 20
    assert "另有 5 项" in text
