"""Reading hazards: the list by stage, and one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import NotFound

from assist.audit.queries import remembered
from assist.db import db, every_word, rows
from assist.enterprises.models import Enterprise
from assist.enterprises.queries import search
from assist.inspections import rules
from assist.inspections.models import Hazard, HazardLevel, Inspection
from assist.inspections.queries.shown import within
from assist.inspections.rules import Stage
from assist.lib.standing import Standing
from assist.lib.text import like_pattern
from assist.web.paging import Page, paginate_built

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
    return _found(asked, on, SHOWN).order_by(
        case((Hazard.rectified_on.is_(None), 0), else_=1),
        case((Hazard.rectified_on.is_(None), Hazard.due_on), else_=None),
        Inspection.held_on.desc(),
        Hazard.id.desc(),
    )


def _found(
    asked: HazardsWanted, on: date, columns: Sequence[Any], counts: ColumnElement[bool] = COUNTS
) -> Select[Any]:
    statement = (
        select(*columns)
        .join(Inspection, Inspection.id == Hazard.inspection_id)
        .outerjoin(Enterprise, Enterprise.id == Hazard.enterprise_id)
        .where(counts, *within(Inspection.held_on, asked.year, None))
    )
    if asked.stage is not None:
        statement = statement.where(stage_is(asked.stage, on))
    if asked.level is not None:
        statement = statement.where(Hazard.level == asked.level)
    if asked.q:
        statement = statement.where(every_word(asked.q, _holds))
    return statement


def _holds(word: str) -> ColumnElement[bool]:
    own = (Hazard.number, Hazard.content, Inspection.number)
    found = (column.like(like_pattern(word), escape="\\") for column in own)
    return or_(*found, search(word))


def listed(asked: HazardsWanted, on: date) -> Page[Any]:
    """A page of the list."""
    return paginate_built(
        ("hazards", asked, on), lambda: (_in_two(asked, on), _found(asked, on, (Hazard.id,)))
    )


def _in_two(asked: HazardsWanted, on: date) -> Select[Any]:
    """The same rows as `hazards`, of two lists that each stand in the order of an index.

    As one list all of them would be sorted for the first page.
    """
    newest = (Inspection.held_on.desc(), Hazard.id.desc())
    left = and_(COUNTS, Hazard.rectified_on.is_(None))
    # As one expression, so that no index of hazards but the one of inspections by day is followed.
    done = case((Hazard.rectified_on.is_not(None), Hazard.standing), else_=None) == Standing.VALID
    done = and_(Inspection.standing == Standing.VALID, done)
    parts = []
    for rank, counts, due, order in (
        (0, left, Hazard.due_on.expression, (Hazard.due_on, *newest)),
        (1, done, cast(null(), Date), newest),
    ):
        columns = (*SHOWN, Hazard.id, literal(rank).label("rank"), due.label("urgency"))
        part = _found(asked, on, columns, counts).order_by(*order)
        within_reach = bindparam("most", type_=Integer) + bindparam("skip", type_=Integer)
        parts.append(select(part.limit(within_reach).subquery(f"part_{rank}")))
    both = union_all(*parts).subquery("hazards")
    return select(*list(both.c)[: len(SHOWN)]).order_by(
        both.c.rank, both.c.urgency, both.c.held_on.desc(), both.c.id.desc()
    )


def stage_counts(on: date) -> dict[Stage, int]:
    """How many hazards stand at each stage, in one query; the same for all readers."""
    row = remembered(("hazards by stage", on), lambda: rows(_by_stage(on))[0])
    return {stage: int(count or 0) for stage, count in zip(Stage, row, strict=True)}


def _by_stage(on: date) -> Select[Any]:
    """Read off one index; which inspections are void is looked up once."""
    columns = [func.sum(case((stage_is(stage, on), 1), else_=0)) for stage in Stage]
    void = select(Inspection.id).where(Inspection.standing == Standing.VOID)
    return select(*columns).where(
        Hazard.standing == Standing.VALID, Hazard.inspection_id.not_in(void)
    )


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
