"""The yearly inspection plan: without it no inspection (domain 1.8)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select, update

from assist import audit
from assist.accounts.models import User
from assist.db import db, lock
from assist.inspections.actions.parts import fill, tell
from assist.inspections.models import Inspection, InspectionPlan
from assist.inspections.queries.shown import within
from assist.lib.errors import Invalid

KIND = "inspection_plan"


def plan(*, by: User, fields: Mapping[str, Any]) -> InspectionPlan:
    """Enter an item of a year's plan."""
    _claim(fields)
    row = InspectionPlan(created_by_id=by.id)
    fill(row, fields)
    db.session.add(row)
    changes = audit.changes_of(row)
    db.session.flush()
    tell(KIND, row, "record", f"登记了{row.year}年检查计划“{row.item}”", by=by, changes=changes)
    return row


def amend_plan(*, by: User, row: InspectionPlan, fields: Mapping[str, Any]) -> InspectionPlan:
    """Correct an item; the inspections that named it keep naming it."""
    _claim(fields, but=row.id)
    year, item = row.year, row.item
    fill(row, fields)
    changes = audit.changes_of(row)
    if row.item != item and row.year == year:
        _rename(year, item, row.item)
    db.session.flush()
    if changes:
        tell(KIND, row, "amend", f"修改了{row.year}年检查计划“{row.item}”", by=by, changes=changes)
    return row


def _rename(year: int, old: str, new: str) -> None:
    named = (Inspection.plan_item == old, *within(Inspection.held_on, year, None))
    statement = update(Inspection).where(*named).values(plan_item=new)
    db.session.execute(statement.values(version=Inspection.version + 1))


def _claim(fields: Mapping[str, Any], but: int = 0) -> None:
    """Make sure that the year has no other item of that name, also while others are writing."""
    lock("inspection plan")
    same = select(InspectionPlan.id).where(
        InspectionPlan.year == fields["year"],
        InspectionPlan.item == fields["item"],
        InspectionPlan.id != but,
    )
    if db.session.scalar(same) is not None:
        raise Invalid("item", f"{fields['year']}年的检查计划里已有这一项。")
