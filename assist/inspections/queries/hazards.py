"""Reading hazards: the list by stage, and one of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import NotFound

from assist.db import db
from assist.enterprises.models import Enterprise
from assist.enterprises.queries import search
from assist.inspections import rules
from assist.inspections.models import Hazard, HazardLevel, Inspection
from assist.inspections.queries.shown import within
from assist.inspections.rules import Stage
from assist.lib.standing import Standing
from assist.lib.text import like_pattern

#: Hazards of void inspections never count.
COUNTS = and_(Hazard.standing == Standing.VALID, Inspection.standing == Standing.VALID)
SHOWN: tuple[Any, ...] = (
    Hazard.number,
    Hazard.content,
    Hazard.level,
    Hazard.due_on,
    Hazard.rectified_on,
    Hazard.rechecked_on,
    Hazard.rechecked_by,
    Inspection.number.label("inspection"),
    Inspection.held_on,
    Enterprise.code,
    Enterprise.name,
)


@dataclass(frozen=True)
class HazardsWanted:
    """What the list of hazards is narrowed to."""

    q: str = ""
    stage: Stage | None = None
    level: HazardLevel | None = None
    year: int | None = None

    @property
    def narrowed(self) -> bool:
        """Whether anything was asked for."""
        return self != HazardsWanted()


def stage_is(wanted: Stage, on: date) -> ColumnElement[bool]:
    """`rules.stage` as a condition."""
    late = Hazard.due_on < on
    conditions: dict[Stage, ColumnElement[bool]] = {
        Stage.OPEN: and_(Hazard.rectified_on.is_(None), or_(Hazard.due_on.is_(None), ~late)),
        Stage.OVERDUE: and_(Hazard.rectified_on.is_(None), late),
        Stage.RECTIFIED: and_(Hazard.rectified_on.is_not(None), Hazard.rechecked_on.is_(None)),
        Stage.RECHECKED: and_(Hazard.rectified_on.is_not(None), Hazard.rechecked_on.is_not(None)),
    }
    return conditions[wanted]


def hazards(asked: HazardsWanted, on: date) -> Select[Any]:
    """Plain columns of the hazards: what is open first, by its due day; then the newest."""
    statement = (
        select(*SHOWN)
        .join(Inspection, Inspection.id == Hazard.inspection_id)
        .outerjoin(Enterprise, Enterprise.id == Hazard.enterprise_id)
        .where(COUNTS, *within(Inspection.held_on, asked.year, None))
        .order_by(
            case((Hazard.rectified_on.is_(None), 0), else_=1),
            case((Hazard.rectified_on.is_(None), Hazard.due_on), else_=None),
            Inspection.held_on.desc(),
            Hazard.id.desc(),
        )
    )
    if asked.stage is not None:
        statement = statement.where(stage_is(asked.stage, on))
    if asked.level is not None:
        statement = statement.where(Hazard.level == asked.level)
    if asked.q:
        pattern = like_pattern(asked.q)
        own = (Hazard.number, Hazard.content, Inspection.number)
        found = (column.like(pattern, escape="\\") for column in own)
        statement = statement.where(or_(*found, search(asked.q)))
    return statement


def stage_counts(on: date) -> dict[Stage, int]:
    """How many hazards stand at each stage, in one query."""
    columns = [func.sum(case((stage_is(stage, on), 1), else_=0)) for stage in Stage]
    statement = (
        select(*columns).join(Inspection, Inspection.id == Hazard.inspection_id).where(COUNTS)
    )
    row = db.session.execute(statement).one()
    return {stage: int(count or 0) for stage, count in zip(Stage, row, strict=True)}


def hazard(number: str) -> Hazard:
    """One hazard with its inspection and enterprise; NotFound where there is none."""
    statement = (
        select(Hazard)
        .where(Hazard.number == number)
        .options(
            joinedload(Hazard.inspection).selectinload(Inspection.enterprises),
            joinedload(Hazard.enterprise),
        )
    )
    found = db.session.scalars(statement).unique().one_or_none() if "\x00" not in number else None
    if found is None:
        raise NotFound
    return found


def hazard_rows(statement: Select[Any], on: date) -> list[list[Any]]:
    """Every row of the list as the export has it."""
    return [
        [
            row.number,
            row.inspection,
            row.held_on,
            row.code or "",
            row.name or "",
            row.content,
            row.level,
            row.due_on,
            row.rectified_on,
            row.rechecked_on,
            row.rechecked_by,
            rules.stage(row.due_on, row.rectified_on, row.rechecked_on, on),
        ]
        for row in db.session.execute(statement)
    ]
