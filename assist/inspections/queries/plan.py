"""Reading the yearly inspection plan: its items and how often each was carried out."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Row, and_, func, select
from werkzeug.exceptions import NotFound

from assist.db import db
from assist.inspections.models import Inspection, InspectionPlan
from assist.inspections.queries.safety import VALID


def plan(year: int) -> list[Row[Any]]:
    """The items of the year with how many valid inspections named each."""
    carried_out = and_(
        Inspection.plan_item == InspectionPlan.item,
        Inspection.held_on.between(date(year, 1, 1), date(year, 12, 31)),
        VALID,
    )
    columns = (InspectionPlan.id, InspectionPlan.item, InspectionPlan.times, InspectionPlan.filed)
    statement = (
        select(*columns, func.count(Inspection.id).label("done"))
        .outerjoin(Inspection, carried_out)
        .where(InspectionPlan.year == year)
        .group_by(*columns)
        .order_by(InspectionPlan.id)
    )
    return list(db.session.execute(statement))


def planned_items(year: int) -> list[str]:
    """The names of the year's items, in order."""
    statement = select(InspectionPlan.item).where(InspectionPlan.year == year)
    return list(db.session.scalars(statement.order_by(InspectionPlan.id)))


def plan_by_id(plan_id: int) -> InspectionPlan:
    """One item; NotFound where there is none."""
    found = db.session.get(InspectionPlan, plan_id)
    if found is None:
        raise NotFound
    return found


def years_of_plans(on: date, asked: int) -> list[int]:
    """The years that have a plan, this one, the next and the one asked for; the newest first."""
    found = set(db.session.scalars(select(InspectionPlan.year).distinct()))
    return sorted(found | {on.year, on.year + 1, asked}, reverse=True)
