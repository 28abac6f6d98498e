"""Saying a day: the notices of everybody and what is to leave the house, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from flask import current_app
from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from assist import audit
from assist.db import db
from assist.notices import queries, rules
from assist.notices.channels import Server
from assist.notices.models import Digest, Dispatch, Notice
from assist.notices.rules import OPEN_FATES, Fate, Reminder, Way
from assist.settings import current
from assist.web.clock import now

#: The group has no account.
GROUP = "工作群"
#: What was read so long ago is no longer kept.
KEPT = timedelta(days=365)
#: Rows of one statement.
CHUNK = 500


def tell(*, on: date) -> Digest:
    """Say the day once: the caller holds the lock, and asks `queries.said` first."""
    found = queries.reminders(on)
    told = _keep_notices(found, on)
    digest = Digest(day=on, at=now(), people=len({r.user_id for r in found}), told=told)
    db.session.add(digest)
    db.session.flush()
    _replace_older(on)
    _prepare(found, on)
    _forget_old()
    audit.record(
        verb="notice.digest",
        kind="notice",
        key=on.isoformat(),
        sentence=f"发出当日提醒，{digest.people} 人，新消息 {told} 条",
    )
    return digest


def _keep_notices(found: Sequence[Reminder], on: date) -> int:
    """A thing that was told before under the same key is not told again."""
    at = now()
    values = [
        {
            "user_id": r.user_id,
            "kind": r.kind,
            "key": r.key[:120],
            "words": r.words,
            "href": r.href[:200],
            "told_on": on,
            "at": at,
        }
        for r in found
    ]
    return sum(_insert(values[start : start + CHUNK]) for start in range(0, len(values), CHUNK))


def _insert(values: list[dict[str, Any]]) -> int:
    dialect = db.session.get_bind().dialect.name
    insert = pg_insert if dialect == "postgresql" else sqlite_insert
    statement = (
        insert(Notice).values(values).on_conflict_do_nothing(index_elements=["user_id", "key"])
    )
    return int(db.session.execute(statement).rowcount)  # type: ignore[attr-defined]


def _replace_older(on: date) -> None:
    """What could not leave yesterday is old today: today's digest holds what still matters."""
    db.session.execute(
        update(Dispatch)
        .where(Dispatch.day < on, Dispatch.fate.in_(OPEN_FATES))
        .values(fate=Fate.STALE)
        .execution_options(synchronize_session=False)
    )


def _prepare(found: Sequence[Reminder], on: date) -> None:
    """The messages of the day as they will leave; nothing is sent here."""
    config = current_app.config
    if Server.of(config) is not None:
        _prepare_mails(found, on, str(config["ASSIST_SITE"] or "").rstrip("/"))
    text = queries.group_text(on) if config["ASSIST_ROBOT_URL"] else ""
    if text:
        db.session.add(Dispatch(day=on, way=Way.ROBOT, target=GROUP, body=text))
    db.session.flush()


def _prepare_mails(found: Sequence[Reminder], on: date, site: str) -> None:
    campaign = str(current().campaign_name)
    wanted = queries.wants_mail(r.user_id for r in found)
    for user_id, own in groupby(found, key=lambda r: r.user_id):
        if user_id not in wanted:
            continue
        account, address = wanted[user_id]
        message = rules.mail_of(campaign, on, list(own), site)
        db.session.add(
            Dispatch(
                day=on, way=Way.MAIL, target=account, user_id=user_id, address=address,
                subject=message.subject, body=message.body,
            )
        )  # fmt: skip


def _forget_old() -> None:
    """Notices are reminders, not records: what was read a year ago goes."""
    db.session.execute(
        delete(Notice)
        .where(Notice.read_at < now() - KEPT)
        .execution_options(synchronize_session=False)
    )
