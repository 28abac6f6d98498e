"""What reports may count of policies."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select

from assist.db import db
from assist.enterprises.figures import records
from assist.enterprises.models import Enterprise
from assist.lib.figures import Figure, FigureKind, Record
from assist.lib.periods import Period
from assist.policies.models import Application, Delivery, Policy
from assist.policies.queries import counts, visit


def _counted(period: Period) -> ColumnElement[bool]:
    return and_(counts(), Delivery.held_on >= period.start, Delivery.held_on <= period.last)


def _count(period: Period) -> int:
    return db.session.scalar(select(func.count(Delivery.id)).where(_counted(period))) or 0


def _records(period: Period) -> list[Record]:
    """Each named by its visit, or by enterprise and day, and by the policy's number."""
    statement = (
        select(
            Delivery.held_on,
            Policy.id,
            Policy.number,
            Policy.title,
            Enterprise.code,
            Enterprise.name,
            visit.c.number.label("visit"),
        )
        .join(Policy, Policy.id == Delivery.policy_id)
        .join(Enterprise, Enterprise.id == Delivery.enterprise_id)
        .outerjoin(visit, visit.c.id == Delivery.visit_id)
        .where(_counted(period))
        .order_by(Delivery.held_on, Delivery.id)
    )
    return [
        Record(
            f"{row.visit or f'{row.code} {row.held_on.isoformat()}'} {row.number}",
            f"{row.held_on.isoformat()} {row.name}：《{row.title}》",
            f"/visits/{row.visit}" if row.visit else f"/policies/{row.id}",
        )
        for row in db.session.execute(statement)
    ]


def _distinct(column: Any, period: Period) -> int:
    return db.session.scalar(select(func.count(column.distinct())).where(_counted(period))) or 0


def _policies(period: Period) -> list[Record]:
    told = select(Delivery.policy_id).where(_counted(period))
    statement = select(Policy.id, Policy.number, Policy.title).where(Policy.id.in_(told))
    return [
        Record(number, f"《{title}》", f"/policies/{key}")
        for key, number, title in db.session.execute(statement.order_by(Policy.number))
    ]


def _told(period: Period) -> Select[int]:
    return select(Enterprise.id).where(
        Enterprise.id.in_(select(Delivery.enterprise_id).where(_counted(period)))
    )


def _claims(period: Period, day: Any) -> Select[Any]:
    """The applications whose day (of applying or of the money) lies in the period."""
    columns: tuple[Any, ...] = (
        Application.applied_on,
        day.label("day"),
        Policy.id,
        Policy.number,
        Policy.title,
        Enterprise.code,
        Enterprise.name,
    )
    return (
        select(*columns)
        .join(Policy, Policy.id == Application.policy_id)
        .join(Enterprise, Enterprise.id == Application.enterprise_id)
        .where(day >= period.start, day <= period.last)
        .order_by(day, Application.id)
    )


def _claim_records(period: Period, day: Any) -> list[Record]:
    return [
        Record(
            f"{row.code} {row.applied_on.isoformat()} {row.number}",
            f"{row.day.isoformat()} {row.name}：《{row.title}》",
            f"/policies/{row.id}/applications",
        )
        for row in db.session.execute(_claims(period, day))
    ]


def _total(what: Any, period: Period, day: Any) -> int:
    within = select(what).where(day >= period.start, day <= period.last)
    return int(db.session.scalar(within) or 0)


FIGURES = (
    Figure(
        key="policy.deliveries",
        label="政策推送次数",
        unit="家次",
        definition=(
            "期间内有效联系中推送的政策，不论方式，一次联系推送一项政策计一次；"
            "联系之外另行登记的送达同样计数，同一企业同一天同一政策已随联系计数的不重复计。"
        ),
        kind=FigureKind.FLOW,
        value=_count,
        records=_records,
    ),
    Figure(
        key="policy.policies",
        label="推送政策",
        unit="条",
        definition="期间内推送过的政策条数，同一政策不论推送多少次只计一条。",
        kind=FigureKind.FLOW,
        value=lambda period: _distinct(Delivery.policy_id, period),
        records=_policies,
    ),
    Figure(
        key="policy.enterprises",
        label="政策推送企业",
        unit="家",
        definition="期间内收到政策推送的企业家数，同一企业只计一家。",
        kind=FigureKind.FLOW,
        value=lambda period: _distinct(Delivery.enterprise_id, period),
        records=lambda period: records(_told(period)),
    ),
    Figure(
        key="policy.applied",
        label="政策申报家次",
        unit="家次",
        definition="申报日期在期间内的政策申报，一家企业一次申报一项政策计一次，不论是否兑现。",
        kind=FigureKind.FLOW,
        value=lambda period: _total(func.count(Application.id), period, Application.applied_on),
        records=lambda period: _claim_records(period, Application.applied_on),
    ),
    Figure(
        key="policy.cashed_amount",
        label="政策兑现金额",
        unit="万元",
        definition="兑现日期在期间内的政策兑现金额合计。",
        kind=FigureKind.FLOW,
        money=True,
        value=lambda period: _total(func.sum(Application.amount), period, Application.cashed_on),
        records=lambda period: _claim_records(period, Application.cashed_on),
    ),
)
