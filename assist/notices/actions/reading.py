"""已读, and where a person wants the digest."""

from __future__ import annotations

from flask import current_app
from sqlalchemy import update

from assist import audit
from assist.accounts.models import User
from assist.db import db
from assist.notices import queries, rules
from assist.notices.models import Notice, Preference
from assist.web.clock import now


def mark_read(*, notice: Notice) -> None:
    """The person has seen it; the second time changes nothing."""
    if notice.read_at is None:
        notice.read_at = now()
        db.session.flush()


def mark_all_read(*, by: User, newest: int) -> int:
    """All up to the newest that the person has been shown; what came since stays unread."""
    done = db.session.execute(
        update(Notice)
        .where(Notice.user_id == by.id, Notice.read_at.is_(None), Notice.id <= newest)
        .values(read_at=now())
        .execution_options(synchronize_session=False)
    )
    return int(done.rowcount)  # type: ignore[attr-defined]  # an UPDATE has one


def prefer(*, by: User, address: str, by_mail: bool) -> Preference:
    """Whether and where the person takes the digest by mail."""
    domains = rules.listed(str(current_app.config["ASSIST_SMTP_DOMAINS"] or ""))
    found = queries.preference_of(by)
    if found is None:
        found = Preference(user_id=by.id, created_by_id=by.id)
        db.session.add(found)
    found.address, found.by_mail = rules.mail_address(address, domains), by_mail
    changes = audit.changes_of(found)
    db.session.flush()
    audit.record(
        verb="notice.prefer",
        kind="notice",
        key=by.account,
        sentence="修改了提醒的接收设置",
        changes=changes,
        by=by,
    )
    return found
