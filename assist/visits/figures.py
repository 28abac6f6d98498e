"""What reports may count of visits (data/figures.md)."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, func, select

from assist.db import db
from assist.enterprises.models import Enterprise
from assist.lib.figures import Figure, FigureKind, Record
from assist.lib.periods import Period
from assist.visits.models import Channel, Visit
from assist.visits.queries import VALID


def _counted(period: Period) -> ColumnElement[bool]:
    return and_(
        VALID,
        Visit.channel == Channel.ON_SITE,
        Visit.held_on >= period.start,
        Visit.held_on <= period.last,
    )


def _count(period: Period) -> int:
    return db.session.scalar(select(func.count(Visit.id)).where(_counted(period))) or 0


def _enterprises(period: Period) -> int:
    counted = select(func.count(Visit.enterprise_id.distinct())).where(_counted(period))
    return db.session.scalar(counted) or 0


def _visits(period: Period) -> list[Record]:
    statement = (
        select(Visit.number, Visit.held_on, Enterprise.name)
        .join(Enterprise, Enterprise.id == Visit.enterprise_id)
        .where(_counted(period))
        .order_by(Visit.held_on, Visit.id)
    )
    return [
        Record(number, f"{held_on} {name}", f"/visits/{number}")
        for number, held_on, name in db.session.execute(statement)
    ]


def _visited(period: Period) -> list[Record]:
    statement = (
        select(Enterprise.code, Enterprise.name)
        .where(Enterprise.id.in_(select(Visit.enterprise_id).where(_counted(period))))
        .order_by(Enterprise.code)
    )
    return [
        Record(code, name, f"/enterprises/{code}") for code, name in db.session.execute(statement)
    ]


FIGURES = (
    Figure(
        key="visit.count",
        label="上门走访",
        unit="家次",
        definition="期间内方式为上门走访的有效走访次数；作废的不计。",
        kind=FigureKind.FLOW,
        value=_count,
        records=_visits,
    ),
    Figure(
        key="visit.enterprises",
        label="走访企业",
        unit="家",
        definition="期间内有上门走访的企业家数，同一企业只计一次；作废的不计。",
        kind=FigureKind.FLOW,
        value=_enterprises,
        records=_visited,
    ),
)
