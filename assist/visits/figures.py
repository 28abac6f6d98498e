"""What reports may count of visits (data/figures.md)."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, and_, func, select

from assist.db import db
from assist.enterprises.figures import count, key_enterprises, records
from assist.enterprises.models import Enterprise
from assist.lib.figures import Figure, FigureKind, Record
from assist.lib.periods import Period
from assist.settings import current
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


def _contacts(period: Period) -> ColumnElement[bool]:
    return and_(
        VALID,
        Visit.channel != Channel.ON_SITE,
        Visit.held_on.between(period.start, period.last),
    )


def _contact_count(period: Period) -> int:
    return db.session.scalar(select(func.count(Visit.id)).where(_contacts(period))) or 0


def _contact_records(period: Period) -> list[Record]:
    statement = (
        select(Visit.number, Visit.held_on, Visit.channel, Enterprise.name)
        .join(Enterprise, Enterprise.id == Visit.enterprise_id)
        .where(_contacts(period))
        .order_by(Visit.held_on, Visit.id)
    )
    return [
        Record(number, f"{held_on} {name}（{channel.label}）", f"/visits/{number}")
        for number, held_on, channel, name in db.session.execute(statement)
    ]


def _forgotten(period: Period) -> Select[int]:
    """Ids of the year's key enterprises that nobody contacted in the last days of the setting."""
    since = period.cut_off - timedelta(days=current().no_contact_days)
    lately = select(Visit.enterprise_id).where(
        VALID, Visit.held_on > since, Visit.held_on <= period.cut_off
    )
    return key_enterprises(period).where(Enterprise.id.not_in(lately))


def _crowded(period: Period) -> Select[int]:
    """Ids of enterprises with two visits of the period within the window of the setting."""
    days = select(Visit.enterprise_id, Visit.held_on).where(_counted(period))
    found, last = set(), dict[int, date]()
    for enterprise_id, day in db.session.execute(days.order_by(Visit.held_on, Visit.id)):
        before = last.get(enterprise_id)
        if before and (day - before).days < current().visit_window_days:
            found.add(enterprise_id)
        last[enterprise_id] = day
    return select(Enterprise.id).where(Enterprise.id.in_(found))


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
    Figure(
        key="visit.other_contacts",
        label="其他方式联系",
        unit="次",
        definition="期间内上门走访以外的有效联系次数（电话、微信、企业来访、座谈会、线上会议）。",
        kind=FigureKind.FLOW,
        value=_contact_count,
        records=_contact_records,
    ),
    Figure(
        key="visit.forgotten",
        label="长期未联系重点企业",
        unit="家",
        definition="统计期末所在年度的重点企业中，截至时点在设定天数内没有任何有效联系的家数。",
        kind=FigureKind.STOCK,
        value=lambda period: count(_forgotten(period)),
        records=lambda period: records(_forgotten(period)),
    ),
    Figure(
        key="visit.crowded",
        label="短期内多次上门企业",
        unit="家",
        definition="期间内在设定的频次窗口天数内有两次及以上上门走访的企业家数，不论哪个部门。",
        kind=FigureKind.FLOW,
        value=lambda period: count(_crowded(period)),
        records=lambda period: records(_crowded(period)),
    ),
)
