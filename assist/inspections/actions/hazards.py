"""A hazard's way: found, rectified, checked again (安全生产法 §41, §68)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from assist import audit
from assist.accounts.models import User
from assist.db import db, next_number
from assist.inspections import rules
from assist.inspections.actions.parts import fill, make_void, still_valid, tell
from assist.inspections.models import Hazard, Inspection
from assist.inspections.rules import Verdict
from assist.lib.days import chinese_day
from assist.lib.errors import Invalid, Refused
from assist.lib.text import shorten

KIND = "hazard"


def find_hazard(
    *, by: User, inspection: Inspection, code: str, fields: Mapping[str, Any]
) -> Hazard:
    """Enter a hazard found at one of the inspection's enterprises, on the inspection's day."""
    still_valid(inspection)
    row = Hazard(created_by_id=by.id, inspection_id=inspection.id)
    _place(row, inspection, code)
    fill(row, fields)
    _check(row, inspection)
    row.number = next_number(f"YH-{inspection.held_on.year}-")
    db.session.add(row)
    changes = audit.changes_of(row)
    db.session.flush()
    name = row.enterprise.name if row.enterprise else ""
    sentence = f"登记了{name}的{row.level.label}隐患“{shorten(row.content)}”"
    tell(KIND, row, "find", sentence, by=by, changes=changes)
    return row


def amend_hazard(*, by: User, row: Hazard, code: str, fields: Mapping[str, Any]) -> Hazard:
    """Correct what was entered of a hazard, its deadline too."""
    still_valid(row, row.inspection)
    if row.enterprise is None or row.enterprise.code != code:
        _place(row, row.inspection, code)
    fill(row, fields)
    _check(row, row.inspection)
    changes = audit.changes_of(row)
    db.session.flush()
    if changes:
        tell(KIND, row, "amend", f"修改了隐患{row.number}", by=by, changes=changes)
    return row


def rectify(*, by: User, on: date, row: Hazard, day: date, words: str) -> Hazard:
    """整改完成, with what was done; from now on it waits to be checked again."""
    still_valid(row, row.inspection)
    if row.rectified_on is not None:
        raise Refused("这条隐患已经登记整改完成。")
    if day > on:
        raise Invalid("rectified_on", "整改完成日期不能晚于今天。")
    row.rectified_on, row.rectified_words = day, words
    row.rechecked_on, row.rechecked_by = None, ""
    _check(row, row.inspection)
    changes = audit.changes_of(row)
    db.session.flush()
    sentence = f"登记隐患{row.number}于{chinese_day(day)}整改完成"
    tell(KIND, row, "rectify", sentence, by=by, changes=changes)
    return row


def recheck(
    *,
    by: User,
    on: date,
    row: Hazard,
    day: date,
    person: str,
    verdict: Verdict,
    due_on: date | None = None,
    words: str = "",
) -> Hazard:
    """复查: passed, or back to rectification by a new day."""
    still_valid(row, row.inspection)
    if row.rectified_on is None:
        raise Refused("整改完成之后才能复查。")
    if row.rechecked_on is not None:
        raise Refused("这条隐患已经复查过。")
    if day > on:
        raise Invalid("rechecked_on", "复查日期不能晚于今天。")
    row.rechecked_on, row.rechecked_by = day, person
    _check(row, row.inspection)
    if verdict is Verdict.FAILED:
        if due_on is None or due_on < day:
            raise Invalid("due_on", "新的整改期限不能早于复查日期。")
        row.due_on, row.rectified_on, row.rectified_words = due_on, None, ""
    changes = audit.changes_of(row)
    db.session.flush()
    sentence = f"{person}于{chinese_day(day)}复查隐患{row.number}：{verdict.label}"
    tell(
        KIND, row, "recheck", f"{sentence}。{words}" if words else sentence, by=by, changes=changes
    )
    return row


def void_hazard(*, by: User, row: Hazard, words: str) -> Hazard:
    """作废 a hazard that was entered by mistake."""
    changes = make_void(row, words)
    db.session.flush()
    tell(KIND, row, "void", f"作废了隐患{row.number}：{words}", by=by, changes=changes)
    return row


def _place(row: Hazard, inspection: Inspection, code: str) -> None:
    row.enterprise = next((one for one in inspection.enterprises if one.code == code), None)
    if row.enterprise is None:
        raise Invalid("enterprise", "请选择受检企业中的一家。")
    row.enterprise_id = row.enterprise.id


def _check(row: Hazard, inspection: Inspection) -> None:
    days = (row.due_on, row.rectified_on, row.rechecked_on)
    for name, message in rules.order_faults(inspection.held_on, *days):
        raise Invalid(name, message)
