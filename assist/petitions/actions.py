"""What is done to petitions: recorded, told, extended, finished; who asked is shown on a reason.

The log never holds who asked or what was said: its readers are not those who may see a petition.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from assist import audit
from assist.accounts.models import User
from assist.audit import Change
from assist.db import db, label_of, next_number
from assist.lib.errors import Invalid, Refused
from assist.lib.standing import Standing
from assist.lib.text import is_masked, mask_name
from assist.petitions import rules
from assist.petitions.models import Petition
from assist.petitions.queries import find_visible, writes
from assist.settings import current

#: Columns whose text the log leaves out.
SECRET = ("petitioner", "petitioner_phone", "matter", "answer", "extended_why", "void_why")
HIDDEN = "（略）"


def record(*, by: User, on: date, facts: Mapping[str, Any]) -> Petition:
    """Enter a matter; its limit follows from its channel unless an order names another."""
    for name in ("petitioner", "petitioner_phone"):
        if is_masked(facts[name] or ""):
            raise Invalid(name, "请填写完整内容，不能含有星号。")
    row = Petition(created_by_id=by.id)
    _fill(row, facts, on, by)
    row.number = next_number(f"XF-{row.received_on.year}-")
    db.session.add(row)
    _tell(row, "record", f"登记了信访{row.number}（{row.channel.label}）", by)
    return row


def amend(*, by: User, on: date, row: Petition, facts: Mapping[str, Any]) -> None:
    """Change what came in; nothing is noted where nothing changes."""
    if row.standing is not Standing.VALID:
        raise Refused("已作废的信访不能修改。")
    _fill(row, facts, on, by)
    if row.extended_to is not None and row.extended_to < row.due_on:
        raise Invalid("due_on", "办理期限晚于已批准的延期。")
    if row.done_on is not None and row.done_on < row.received_on:
        raise Invalid("received_on", "收到日期晚于办结日期。")
    if db.session.is_modified(row):
        _tell(row, "amend", f"修改了信访{row.number}", by)


def _fill(row: Petition, facts: Mapping[str, Any], on: date, by: User) -> None:
    answered = _answered(row, facts, by)
    since = facts["accepted_on"] or facts["received_on"]
    due_on = facts["due_on"] or rules.due_of(facts["channel"], since, current())
    rules.check_days(facts["received_on"], facts["accepted_on"], due_on, on)
    for name in ("received_on", "channel", "accepted_on"):
        setattr(row, name, facts[name])
    row.field, row.matter, row.due_on = facts["field"] or "", facts["matter"], due_on
    for name in ("petitioner", "petitioner_phone"):
        if not is_masked(facts[name] or ""):
            setattr(row, name, facts[name] or "")
    for name in ("handler", "leader"):
        person = facts[name]
        setattr(row, f"{name}_id", person.id if person else None)
    row.answered_id = answered.id if answered else None


def _answered(row: Petition, facts: Mapping[str, Any], by: User) -> Petition | None:
    """The matter that a review looks at again, as far as its number is known."""
    number = facts["answered"]
    if not number:
        return None
    found = find_visible(by, number)
    if found is None:
        raise Invalid("answered", f"没有编号为“{number}”的信访。")
    rules.check_review(row, facts["channel"], facts["received_on"], found)
    return found


def _check_own(row: Petition, by: User) -> None:
    """Telling and answering are the office's work or the named handler's."""
    if not writes(by) and row.handler_id != by.id:
        raise Refused("由承办人或送解优办办理。")


def tell(*, by: User, on: date, row: Petition, told_on: date) -> None:
    """The petitioner was told what becomes of it (§23)."""
    _check_own(row, by)
    rules.check_running(row)
    if row.told_on is not None:
        raise Refused("已经告知过信访人。")
    rules.check_act_day("told_on", "告知日期", told_on, row, on)
    row.told_on = told_on
    _tell(row, "tell", f"告知了信访{row.number}的信访人", by)


def extend(
    *,
    by: User,
    on: date,
    row: Petition,
    extended_to: date,
    extended_why: str,
    extension_told_on: date,
) -> None:
    """Give more time, once, and note that the petitioner was told (§34)."""
    rules.check_extension(row, extended_to, on, current())
    rules.check_act_day("extension_told_on", "延期告知日期", extension_told_on, row, on)
    row.extended_to, row.extended_why = extended_to, extended_why
    row.extension_told_on = extension_told_on
    _tell(row, "extend", f"信访{row.number}延期", by)


def finish(*, by: User, on: date, row: Petition, facts: Mapping[str, Any]) -> None:
    """Answer the petitioner: opinion, words, result, and whether they were content."""
    _check_own(row, by)
    rules.check_running(row)
    rules.check_act_day("done_on", "办结日期", facts["done_on"], row, on)
    for name in ("done_on", "opinion", "answer", "result", "satisfaction"):
        setattr(row, name, facts[name])
    _tell(row, "finish", f"办结了信访{row.number}（{rules.ended_words(row)}）", by)


def reopen(*, by: User, row: Petition, words: str) -> None:
    """Take the answer back, with the reason; the clock runs on as if it had not been given."""
    if row.standing is not Standing.VALID or row.done_on is None:
        raise Refused("这件信访没有办结，不用重新办理。")
    row.done_on = row.opinion = row.satisfaction = None
    row.answer = row.result = ""
    _tell(row, "reopen", f"重新办理信访{row.number}：{words}", by)


def void(*, by: User, row: Petition, words: str) -> None:
    """作废 with a reason: the record stays and never counts."""
    if row.standing is not Standing.VALID:
        raise Refused("这件信访已经作废。")
    row.standing, row.void_why = Standing.VOID, words
    _tell(row, "void", f"作废了信访{row.number}：{words}", by)


def reveal(*, by: User, row: Petition, why: str) -> None:
    """Note who looked at the petitioner's name and number, and why."""
    audit.record(
        verb="petition.reveal",
        kind="petition",
        key=row.number,
        sentence=_unnamed(row, f"查看了信访{row.number}的信访人信息，事由：{why}"),
        by=by,
    )


def _unnamed(row: Petition, text: str) -> str:
    """A sentence in which whoever typed a reason may have named the petitioner."""
    return text.replace(row.petitioner, mask_name(row.petitioner)) if row.petitioner else text


def _tell(row: Petition, verb: str, sentence: str, by: User) -> None:
    changes = hidden(audit.changes_of(row))
    db.session.flush()
    audit.record(
        verb=f"petition.{verb}",
        kind="petition",
        key=row.number,
        sentence=_unnamed(row, sentence),
        changes=changes,
        by=by,
    )


def hidden(changes: list[Change]) -> list[Change]:
    """The same changes without the words of those columns that the log leaves out."""
    labels = {label_of(getattr(Petition, name)) for name in SECRET}
    return [
        Change(one.label, HIDDEN if one.old else "", HIDDEN if one.new else "")
        if one.label in labels
        else one
        for one in changes
    ]
