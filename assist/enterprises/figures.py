"""What reports may count of enterprises."""

from __future__ import annotations

from sqlalchemy import Select, func, select

from assist.db import db
from assist.enterprises.models import Enterprise, KeyYear
from assist.lib.figures import Figure, FigureKind, Record
from assist.lib.periods import Period


def key_enterprises(period: Period) -> Select[int]:
    """Ids of the key enterprises of the year in which the period ends."""
    return (
        select(Enterprise.id)
        .join(KeyYear, KeyYear.enterprise_id == Enterprise.id)
        .where(KeyYear.year == period.year, Enterprise.withdrawn.is_(False))
    )


def count(ids: Select[int]) -> int:
    """How many enterprises these are."""
    return db.session.scalar(select(func.count()).select_from(ids.subquery())) or 0


def records(ids: Select[int]) -> list[Record]:
    """The enterprises themselves, by code, each with its page."""
    statement = (
        select(Enterprise.code, Enterprise.name)
        .where(Enterprise.id.in_(ids))
        .order_by(Enterprise.code)
    )
    return [
        Record(code, name, f"/enterprises/{code}") for code, name in db.session.execute(statement)
    ]


FIGURES = (
    Figure(
        key="enterprise.key_count",
        label="重点企业数",
        unit="家",
        definition="重点企业年度含统计期末所在年度的企业数，每家计一次；已撤下的不计。",
        kind=FigureKind.STOCK,
        value=lambda period: count(key_enterprises(period)),
        records=lambda period: records(key_enterprises(period)),
    ),
)
