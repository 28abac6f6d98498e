"""What the enterprise's file shows of policies: which it was told of, and which not yet."""

from __future__ import annotations

from datetime import date

from sqlalchemy import and_, func, or_, select

from assist.accounts.models import User
from assist.db import db
from assist.enterprises.models import Enterprise
from assist.enterprises.timeline import SECTION_ROWS, Section
from assist.policies.models import Delivery, Policy
from assist.policies.queries import in_force, meant_by
from assist.web.access import Permission


def sections(enterprise: Enterprise, user: User, on: date) -> list[Section]:
    """Every policy in force that fits it, with the last day on which it was told; and what it
    was told though the policy is meant for others."""
    if not user.may(Permission.POLICY_READ):
        return []
    told = and_(
        Delivery.policy_id == Policy.id,
        Delivery.enterprise_id == enterprise.id,
        Delivery.valid,
    )
    statement = (
        select(Policy.number, Policy.title, func.max(Delivery.held_on).label("told"))
        .outerjoin(Delivery, told)
        .where(in_force(on), or_(meant_by(enterprise), Delivery.id.is_not(None)))
        .group_by(Policy.id, Policy.number, Policy.title, Policy.issued_on)
        .order_by(Policy.issued_on.is_(None), Policy.issued_on.desc(), Policy.id.desc())
        .limit(SECTION_ROWS)
    )
    rows = [
        (row.title, row.number, row.told.isoformat() if row.told else "还没有告知")
        for row in db.session.execute(statement)
    ]
    return [Section("政策告知", ("政策", "文号", "告知日期"), rows, "政策库里没有现行政策。")]
