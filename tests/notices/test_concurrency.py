"""Two runs of the digest at once say the day once and send each message once."""

from __future__ import annotations

from threading import Barrier, Thread
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from assist.cli.digest import say
from assist.db import db
from assist.notices.actions import deliver
from assist.notices.models import Digest, Notice
from tests.cadres.factories import handler
from tests.notices.days import TODAY, digest, fates, late, takes_mail
from tests.notices.post import Post

RUNS = 4


def at_once(app: Flask) -> list[dict[str, Any]]:
    """What the command does, without its output: click's runner belongs to one thread."""
    together = Barrier(RUNS)
    found: list[dict[str, Any]] = []

    def run() -> None:
        together.wait()
        with app.app_context():
            found.append(say(TODAY, told_day=True))
            deliver()
            db.session.remove()

    threads = [Thread(target=run) for _ in range(RUNS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_runs_at_once_say_the_day_once(app: Flask, mails: Post, group: Post) -> None:
    people = [takes_mail(handler()) for _ in range(6)]
    for who in people:
        late(who)

    found = at_once(app)

    assert len(found) == RUNS
    assert sorted(one["said"] for one in found) == [False] * (RUNS - 1) + [True]
    db.session.expire_all()
    assert db.session.scalar(select(func.count()).select_from(Digest)) == 1
    assert db.session.scalar(select(func.count()).select_from(Notice)) == len(people)
    assert sorted(str(mail["To"]) for mail in mails.mails) == sorted(
        f"{who.account}@example.gov.cn" for who in people
    )
    assert len(group.said) == 1
    assert {fate for _, fate, _ in fates()} == {"sent"}


def test_runs_at_once_share_what_waits_to_be_sent(app: Flask, mails: Post) -> None:
    people = [takes_mail(handler()) for _ in range(6)]
    for who in people:
        late(who)
    mails.fails = "refuse_recipient"
    digest(app)
    mails.fails = ""

    at_once(app)

    assert len(mails.mails) == len(people)
    assert {fate for _, fate, _ in fates()} == {"sent"}
