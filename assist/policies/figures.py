"""What reports may count of policies."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select

from assist.db import db
from assist.enterprises.figures import records
from assist.enterprises.models import Enterprise
from assist.lib.figures import Figure, FigureKind, Record
from assist.lib.money import wan
from assist.lib.periods import Period
from assist.policies.models import Application, Delivery, Payment, Policy
from assist.policies.queries import counts, standing, visit


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


def _applied(period: Period) -> ColumnElement[bool]:
    within = Application.applied_on.between(period.start, period.last)
    return and_(Application.valid, within)


def _cashed(period: Period) -> ColumnElement[bool]:
    """Payments of the period that nothing has taken back by the cut-off."""
    return and_(standing(period.cut_off), Payment.paid_on.between(period.start, period.last))


_NAMED: tuple[Any, ...] = (
    Application.id.label("application"),
    Application.applied_on,
    Policy.id,
    Policy.number,
    Policy.title,
    Enterprise.code,
    Enterprise.name,
)


def _of(statement: Select[Any]) -> Select[Any]:
    """Joined to the policy and the enterprise of its application."""
    joined = statement.join(Policy, Policy.id == Application.policy_id)
    return joined.join(Enterprise, Enterprise.id == Application.enterprise_id)


def _applications(period: Period) -> list[Record]:
    statement = _of(select(*_NAMED).select_from(Application)).where(_applied(period))
    return [
        Record(
            f"{row.code} {row.applied_on.isoformat()} {row.number}",
            f"{row.applied_on.isoformat()} {row.name}：《{row.title}》",
            f"/policies/{row.id}/applications/{row.application}",
        )
        for row in db.session.execute(statement.order_by(Application.applied_on, Application.id))
    ]


def _payments(period: Period) -> list[Record]:
    columns: tuple[Any, ...] = (
        Payment.number.label("payment"),
        Payment.paid_on,
        Payment.amount,
        *_NAMED,
    )
    statement = select(*columns).join(Application, Application.id == Payment.application_id)
    ordered = _of(statement).where(_cashed(period)).order_by(Payment.paid_on, Payment.id)
    return [
        Record(
            row.payment,
            f"{row.paid_on.isoformat()} {row.name}：《{row.title}》{wan(row.amount)}万元",
            f"/policies/{row.id}/applications/{row.application}",
        )
        for row in db.session.execute(ordered)
    ]


def _cashed_of(period: Period, what: Any) -> int:
    statement = select(what).select_from(Payment)
    joined = statement.join(Application, Application.id == Payment.application_id)
    return int(db.session.scalar(joined.where(_cashed(period))) or 0)


def _applied_of(period: Period, what: Any) -> int:
    return db.session.scalar(select(what).where(_applied(period))) or 0


def _who_applied(period: Period) -> Select[int]:
    return select(Enterprise.id).where(
        Enterprise.id.in_(select(Application.enterprise_id).where(_applied(period)))
    )


def _who_cashed(period: Period) -> Select[int]:
    paid = select(Application.enterprise_id).join(Application.payments).where(_cashed(period))
    return select(Enterprise.id).where(Enterprise.id.in_(paid))


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
        value=lambda period: _applied_of(period, func.count(Application.id)),
        records=_applications,
    ),
    Figure(
        key="policy.applied_enterprises",
        label="申报政策企业",
        unit="家",
        definition="期间内申报过政策的企业家数，同一企业只计一家。",
        kind=FigureKind.FLOW,
        value=lambda period: _applied_of(period, func.count(Application.enterprise_id.distinct())),
        records=lambda period: records(_who_applied(period)),
    ),
    Figure(
        key="policy.cashed_enterprises",
        label="兑现政策企业",
        unit="家",
        definition="期间内有政策资金兑现的企业家数，同一企业只计一家；截至统计日已经冲销的不计。",
        kind=FigureKind.FLOW,
        value=lambda period: _cashed_of(period, func.count(Application.enterprise_id.distinct())),
        records=lambda period: records(_who_cashed(period)),
    ),
    Figure(
        key="policy.cashed_amount",
        label="政策兑现金额",
        unit="万元",
        definition="兑现日期在期间内的政策兑现金额合计，截至统计日已经冲销的不计。",
        kind=FigureKind.FLOW,
        money=True,
        value=lambda period: _cashed_of(period, func.sum(Payment.amount)),
        records=_payments,
    ),
)
