"""Keeping and dropping drafts; they are a person's own and leave no trace in the log."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from urllib.parse import urlencode

from sqlalchemy import func, select

from assist.accounts.models import User
from assist.db import db, lock
from assist.enterprises import queries as enterprises
from assist.enterprises.models import Enterprise
from assist.lib.errors import Refused
from assist.visits import queries, rules
from assist.visits.models import Draft
from assist.web.clock import now


def save_draft(
    *, by: User, on: date, client_id: str, code: str, fields: Sequence[tuple[str, str]]
) -> Draft | None:
    """Keep an unsent form as it was typed; None where it was sent meanwhile (a late autosave)."""
    lock(f"drafts {by.id}")
    if queries.by_client_id(client_id) is not None:
        return None
    text = urlencode(fields)
    if len(text) > rules.DRAFT_SIZE:
        raise Refused("草稿太长，请先提交或删减内容。")
    draft = db.session.scalars(
        select(Draft).where(Draft.user_id == by.id, Draft.client_id == client_id)
    ).one_or_none()
    if draft is None:
        count = db.session.scalar(select(func.count()).where(Draft.user_id == by.id)) or 0
        if count >= rules.DRAFTS_EACH:
            raise Refused(f"草稿已有 {count} 份，请先在“我的企业”里提交或删除一些。")
        draft = Draft(user_id=by.id, client_id=client_id)
        db.session.add(draft)
    draft.fields, draft.saved_at = text, now()
    draft.enterprise_id = _draft_enterprise(by, on, code)
    db.session.flush()
    return draft


def _draft_enterprise(by: User, on: date, code: str) -> int | None:
    """The draft's enterprise, or what it was merged into, if the author may open it: the list of
    drafts shows its name."""
    here = select(func.coalesce(Enterprise.merged_into_id, Enterprise.id))
    visible = enterprises.visible_only(here.where(Enterprise.code == code), by, on)
    return db.session.scalar(visible) if code else None


def drop_draft(*, by: User, client_id: str) -> None:
    """Delete one of one's own drafts."""
    db.session.delete(queries.get_draft(by, client_id))
    db.session.flush()


def forget_draft(*, by: User, client_id: str | None) -> None:
    """What was sent is no draft any more."""
    for draft in db.session.scalars(
        select(Draft).where(Draft.user_id == by.id, Draft.client_id == client_id)
    ):
        db.session.delete(draft)
