"""Saying that a duty is done, and taking it back."""

from __future__ import annotations

from datetime import date

from assist import audit
from assist.accounts.models import User
from assist.db import db, lock
from assist.lib.errors import Invalid, Refused
from assist.planning.models import DutyDone
from assist.planning.queries import calendar
from assist.planning.rules.duties import Entry


def tick(*, by: User, on: date, entry: Entry, done_on: date, words: str) -> DutyDone:
    """Note that a duty is done which no record shows; once each."""
    _refuse_others(by, entry)
    lock(f"duty {entry.key}")
    if not entry.tickable:
        raise Refused("这项工作以台账记录为准，不能直接标记完成。")
    if entry.done_on or calendar.tick_of(entry.key):
        raise Refused("这项工作已经标记完成，或者台账记录已经显示完成。")
    if done_on > on:
        raise Invalid("done_on", "完成日期不能晚于今天。")
    row = DutyDone(
        key=entry.key,
        title=entry.title,
        due_on=entry.due,
        done_on=done_on,
        words=words,
        created_by_id=by.id,
    )
    db.session.add(row)
    changes = audit.changes_of(row)
    db.session.flush()
    audit.record(
        verb="duty.tick",
        kind="duty",
        key=entry.key,
        sentence=f"标记完成“{entry.title}”：{words}",
        changes=changes,
        by=by,
    )
    return row


def withdraw_tick(*, by: User, on: date, entry: Entry) -> None:
    """Take back what a person said by mistake."""
    _refuse_others(by, entry)
    row = calendar.tick_of(entry.key)
    if row is None:
        raise Refused("这项工作没有人工标记，不用撤回。")
    db.session.delete(row)
    db.session.flush()
    audit.record(
        verb="duty.withdraw",
        kind="duty",
        key=entry.key,
        sentence=f"撤回“{entry.title}”的完成标记（原说明：{row.words}）",
        by=by,
    )


def _refuse_others(by: User, entry: Entry) -> None:
    if not calendar.work_of(by, entry):
        raise Refused("这项工作不由您负责，不能标记。")
