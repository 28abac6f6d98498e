"""Recording safety inspections; what is doubtful is said before it is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from assist import audit
from assist.accounts.models import User
from assist.db import db, next_number
from assist.enterprises.models import Enterprise
from assist.inspections import queries, rules
from assist.inspections.actions.parts import fill, make_void, still_valid, tell
from assist.inspections.models import Hazard, Inspection
from assist.lib.days import chinese_day
from assist.lib.errors import Invalid
from assist.lib.standing import Standing
from assist.settings import current

KIND = "inspection"


def warnings(
    *, enterprises: Sequence[Enterprise], fields: Mapping[str, Any], row: Inspection | None = None
) -> list[str]:
    """What somebody should know before the inspection is written; none of it forbids."""
    year = fields["held_on"].year
    named = queries.enterprises_of(enterprises, year, row.id if row else None)
    before = {one.name: one.count for one in named}
    said = (
        rules.plan_warning(fields["plan_item"] or "", queries.planned_items(year), year),
        rules.officer_warning(fields["certified"]),
    )
    over = rules.cap_warnings(before, year, current().inspection_cap)
    return over + [words for words in said if words]


def record(
    *, by: User, on: date, enterprises: Sequence[Enterprise], fields: Mapping[str, Any]
) -> Inspection:
    """Enter an inspection of some enterprises on one day, counted once."""
    _check(fields["held_on"], on, enterprises)
    row = Inspection(created_by_id=by.id, enterprises=list(enterprises))
    fill(row, fields)
    row.leader_id = row.leader.id if row.leader else None
    row.number = next_number(f"AJ-{row.held_on.year}-")
    db.session.add(row)
    changes = [*audit.changes_of(row), _change([], enterprises)]
    db.session.flush()
    sentence = f"登记了{chinese_day(row.held_on)}的安全检查，受检企业 {len(enterprises)} 家"
    tell(KIND, row, "record", sentence, by=by, changes=changes)
    return row


def amend(
    *,
    by: User,
    on: date,
    row: Inspection,
    enterprises: Sequence[Enterprise],
    fields: Mapping[str, Any],
) -> Inspection:
    """Correct an inspection; its hazards keep their enterprise and the order of their days."""
    still_valid(row)
    _check(fields["held_on"], on, enterprises)
    _keep_hazards(row, fields["held_on"], enterprises)
    before = list(row.enterprises)
    fill(row, fields)
    row.leader_id = row.leader.id if row.leader else None
    changes = audit.changes_of(row)
    if {one.id for one in before} != {one.id for one in enterprises}:
        row.enterprises = list(enterprises)
        changes.append(_change(before, enterprises))
    db.session.flush()
    if changes:
        tell(KIND, row, "amend", f"修改了安全检查{row.number}", by=by, changes=changes)
    return row


def void(*, by: User, row: Inspection, words: str) -> Inspection:
    """作废 with a reason: the inspection stays, and neither it nor its hazards count."""
    changes = make_void(row, words)
    db.session.flush()
    tell(KIND, row, "void", f"作废了安全检查{row.number}：{words}", by=by, changes=changes)
    return row


def _check(held_on: date, on: date, enterprises: Sequence[Enterprise]) -> None:
    if held_on > on:
        raise Invalid("held_on", "日期不能晚于今天。")
    if gone := [one.name for one in enterprises if one.withdrawn]:
        raise Invalid("enterprises", f"已撤下的企业不能登记检查：{'、'.join(gone[:5])}。")


def _keep_hazards(row: Inspection, held_on: date, enterprises: Sequence[Enterprise]) -> None:
    statement = select(Hazard).where(
        Hazard.inspection_id == row.id, Hazard.standing == Standing.VALID
    )
    kept = {one.id for one in enterprises}
    for hazard in db.session.scalars(statement):
        if hazard.enterprise_id is not None and hazard.enterprise_id not in kept:
            name = hazard.enterprise.name if hazard.enterprise else ""
            raise Invalid("enterprises", f"{name}已登记隐患，不能从受检企业中去掉。")
        days = (hazard.due_on, hazard.rectified_on, hazard.rechecked_on)
        for _name, message in rules.order_faults(held_on, *days):
            raise Invalid("held_on", f"隐患{hazard.number}：{message}")


def _change(before: Sequence[Enterprise], after: Sequence[Enterprise]) -> audit.Change:
    old, new = ("、".join(sorted(one.name for one in rows)) for rows in (before, after))
    return audit.Change("受检企业", old, new)
