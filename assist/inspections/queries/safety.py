"""Reading safety inspections: the list, one of them, and how often an enterprise was inspected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, bindparam, exists, extract, func, or_, select
from sqlalchemy.orm import joinedload, selectinload
from werkzeug.exceptions import NotFound

from assist.accounts.models import User
from assist.db import db, every_word, rows
from assist.enterprises.models import Enterprise
from assist.enterprises.queries import search
from assist.inspections.models import Hazard, Inspection, InspectionEnterprise, InspectionKind
from assist.inspections.queries.shown import within
from assist.lib.standing import Standing
from assist.lib.text import like_pattern
from assist.web.paging import Page, paginate_built, with_count

VALID = Inspection.standing == Standing.VALID
Leader = User.__table__.alias("leader")


@dataclass(frozen=True)
class SafetyWanted:
    """What the list of inspections is narrowed to."""

    q: str = ""
    year: int | None = None
    kind: InspectionKind | None = None
    void: bool = False

    @property
    def narrowed(self) -> bool:
        """Whether anything was asked for."""
        return self != SafetyWanted()


def inspections(asked: SafetyWanted) -> Select[Any]:
    """Plain columns of the inspections, the newest first."""
    statement = (
        select(
            Inspection.id,
            Inspection.number,
            Inspection.held_on,
            Inspection.kind,
            Inspection.people,
            Inspection.plan_item,
            Inspection.notice,
            Inspection.standing,
            Leader.c.name.label("leader"),
        )
        .outerjoin(Leader, Leader.c.id == Inspection.leader_id)
        .where(*within(Inspection.held_on, asked.year, None))
        .order_by(Inspection.held_on.desc(), Inspection.id.desc())
    )
    if not asked.void:
        statement = statement.where(VALID)
    if asked.kind is not None:
        statement = statement.where(Inspection.kind == asked.kind)
    return statement.where(every_word(asked.q, _holds)) if asked.q else statement


def listed(asked: SafetyWanted) -> Page[Any]:
    """A page of the list."""
    return paginate_built(("safety", asked), lambda: (inspections(asked), _counted(asked)))


def _counted(asked: SafetyWanted) -> Select[Any]:
    """What is counted of the list: without words, no leader is asked for."""
    statement = inspections(asked)
    if asked.q:
        return with_count(statement)[1]
    return statement.with_only_columns(Inspection.id).order_by(None)


def _holds(q: str) -> Any:
    pattern = like_pattern(q)
    own = (Inspection.number, Inspection.plan_item, Inspection.notice, Leader.c.name)
    at = (
        exists()
        .where(InspectionEnterprise.inspection_id == Inspection.id)
        .where(InspectionEnterprise.enterprise_id == Enterprise.id, search(q))
    )
    return or_(*(column.like(pattern, escape="\\") for column in own), at)


NAMES = (
    select(InspectionEnterprise.inspection_id, Enterprise.short_name, Enterprise.name)
    .join(Enterprise, Enterprise.id == InspectionEnterprise.enterprise_id)
    .where(InspectionEnterprise.inspection_id.in_(bindparam("ids", expanding=True)))
    .order_by(InspectionEnterprise.inspection_id, Enterprise.code)
)
HAZARDS = (
    select(Hazard.inspection_id, func.count(), func.count(Hazard.rectified_on))
    .where(
        Hazard.inspection_id.in_(bindparam("ids", expanding=True)),
        Hazard.standing == Standing.VALID,
    )
    .group_by(Hazard.inspection_id)
)


def names_of(ids: Iterable[int]) -> dict[int, list[str]]:
    """The short names of the enterprises, by inspection."""
    wanted = list(ids)
    found: dict[int, list[str]] = {}
    for inspection_id, short, name in rows(NAMES, {"ids": wanted}) if wanted else ():
        found.setdefault(inspection_id, []).append(short or name)
    return found


def hazard_counts(ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    """How many valid hazards each inspection found, and how many are not rectified."""
    wanted = list(ids)
    found = rows(HAZARDS, {"ids": wanted}) if wanted else ()
    return {key: (count, count - done) for key, count, done in found}


def inspection(number: str) -> Inspection:
    """One inspection with what its page shows; NotFound where there is none."""
    statement = (
        select(Inspection)
        .where(Inspection.number == number)
        .options(
            joinedload(Inspection.leader),
            selectinload(Inspection.enterprises),
            selectinload(Inspection.hazards).joinedload(Hazard.enterprise),
        )
    )
    found = db.session.scalars(statement).unique().one_or_none() if "\x00" not in number else None
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True)
class Named:
    """An enterprise and how often it was inspected in a year."""

    id: int
    code: str
    name: str
    count: int


def inspected(ids: Sequence[int], year: int, but: int | None = None) -> Mapping[int, int]:
    """How many valid inspections of the year each enterprise had, besides the one named."""
    statement = (
        select(InspectionEnterprise.enterprise_id, func.count())
        .join(Inspection, Inspection.id == InspectionEnterprise.inspection_id)
        .where(
            InspectionEnterprise.enterprise_id.in_(ids),
            VALID,
            Inspection.id != (but or 0),
            *within(Inspection.held_on, year, None),
        )
        .group_by(InspectionEnterprise.enterprise_id)
    )
    return {row[0]: row[1] for row in db.session.execute(statement)} if ids else {}


def enterprises_of(
    enterprises: Iterable[Enterprise], year: int, but: int | None = None
) -> list[Named]:
    """The enterprises with how often each was inspected in the year."""
    every = list(enterprises)
    counts = inspected([row.id for row in every], year, but)
    return [Named(row.id, row.code, row.name, counts.get(row.id, 0)) for row in every]


def ranked(enterprise_id: int) -> Any:
    """The valid inspections of an enterprise, each with which of its year it was."""
    order = (Inspection.held_on, Inspection.id)
    rank = func.row_number().over(partition_by=extract("year", Inspection.held_on), order_by=order)
    return (
        select(Inspection.id, rank.label("rank"))
        .join(InspectionEnterprise, InspectionEnterprise.inspection_id == Inspection.id)
        .where(InspectionEnterprise.enterprise_id == enterprise_id, VALID)
        .subquery("ranked")
    )


def safety_rows(statement: Select[Any]) -> list[list[Any]]:
    """Every row of the list as the export has it."""
    found = db.session.execute(statement).all()
    ids = [row.id for row in found]
    names, counts = names_of(ids), hazard_counts(ids)
    return [
        [
            row.number,
            row.held_on,
            row.kind,
            row.leader or "",
            row.people,
            names.get(row.id, []),
            row.plan_item,
            row.notice,
            *counts.get(row.id, (0, 0)),
            row.standing,
        ]
        for row in found
    ]
