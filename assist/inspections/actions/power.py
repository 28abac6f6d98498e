"""Recording power enforcement."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from assist import audit
from assist.accounts.models import User
from assist.db import db, next_number
from assist.inspections.actions.parts import fill, make_void, still_valid, tell
from assist.inspections.models import PowerCheck
from assist.lib.days import chinese_day
from assist.lib.errors import Invalid

KIND = "power"


def record_power(*, by: User, on: date, fields: Mapping[str, Any]) -> PowerCheck:
    """Enter a power check."""
    row = PowerCheck(created_by_id=by.id)
    _fill(row, fields, on)
    row.number = next_number(f"DL-{row.held_on.year}-")
    db.session.add(row)
    changes = audit.changes_of(row)
    db.session.flush()
    sentence = f"登记了{chinese_day(row.held_on)}在{row.place}的电力执法"
    tell(KIND, row, "record", sentence, by=by, changes=changes)
    return row


def amend_power(*, by: User, on: date, row: PowerCheck, fields: Mapping[str, Any]) -> PowerCheck:
    """Correct a power check."""
    still_valid(row)
    _fill(row, fields, on)
    changes = audit.changes_of(row)
    db.session.flush()
    if changes:
        tell(KIND, row, "amend", f"修改了电力执法{row.number}", by=by, changes=changes)
    return row


def void_power(*, by: User, row: PowerCheck, words: str) -> PowerCheck:
    """作废 with a reason: the check stays and never counts."""
    changes = make_void(row, words)
    db.session.flush()
    tell(KIND, row, "void", f"作废了电力执法{row.number}：{words}", by=by, changes=changes)
    return row


def _fill(row: PowerCheck, fields: Mapping[str, Any], on: date) -> None:
    if fields["held_on"] > on:
        raise Invalid("held_on", "日期不能晚于今天。")
    fill(row, fields)
