"""What an enterprise's page and file show of policies: told of or not, applied for, cashed."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import (
    Date,
    Select,
    String,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    or_,
    select,
)

from assist.accounts.models import User
from assist.db import db
from assist.enterprises.models import Enterprise
from assist.enterprises.timeline import SECTION_ROWS, Entry, Section
from assist.lib.money import wan
from assist.lib.text import shorten
from assist.policies.models import Application, Delivery, Payment, Policy
from assist.policies.queries import applied_for, in_force, meant_by
from assist.web.access import Permission

APPLIED, PAID, TAKEN_BACK = "policy", "policy payment", "policy reversal"
TITLES = {APPLIED: "申报政策", PAID: "政策兑现", TAKEN_BACK: "冲销兑现"}
TONES = {PAID: "ok", TAKEN_BACK: "warning"}
HEADERS = ("政策", "文号", "告知日期", "申报日期", "兑现金额")


def sections(enterprise: Enterprise, user: User, on: date) -> list[Section]:
    """Every policy in force that fits it, with the last day on which it was told; what it was told
    though the policy is meant for others; and what it applied for."""
    if not user.may(Permission.POLICY_READ):
        return []
    rows = [
        (
            row.title,
            row.number,
            row.told.isoformat() if row.told else "还没有告知",
            row.applied_on.isoformat() if row.applied_on else "",
            f"{wan(row.amount)} 万元" if row.amount else "",
        )
        for row in db.session.execute(_of_policies(enterprise, on))
    ]
    return [Section("政策告知和申报", HEADERS, rows, "政策库里没有现行政策。")]


def _of_policies(enterprise: Enterprise, on: date) -> Select[Any]:
    told = and_(
        Delivery.policy_id == Policy.id,
        Delivery.enterprise_id == enterprise.id,
        Delivery.valid,
    )
    applied = applied_for(enterprise)
    return (
        select(
            Policy.number,
            Policy.title,
            func.max(Delivery.held_on).label("told"),
            applied.c.applied_on,
            applied.c.amount,
        )
        .outerjoin(Delivery, told)
        .outerjoin(applied, applied.c.policy_id == Policy.id)
        .where(
            or_(
                and_(in_force(on), or_(meant_by(enterprise), Delivery.id.is_not(None))),
                applied.c.policy_id.is_not(None),
            )
        )
        .group_by(
            Policy.id,
            Policy.number,
            Policy.title,
            Policy.issued_on,
            applied.c.applied_on,
            applied.c.amount,
        )
        .order_by(Policy.issued_on.is_(None), Policy.issued_on.desc(), Policy.id.desc())
        .limit(SECTION_ROWS)
    )


def parts() -> list[Select[Any]]:
    """Applications, payments and reversals of the enterprise `enterprise` until `until`, in the
    columns of the contacts, which ask for all of them in one statement."""
    until = bindparam("until", type_=Date)
    kind = case((Payment.reverses_id.is_(None), PAID), else_=TAKEN_BACK)
    number = cast(Application.policy_id, String)
    applied: Select[Any] = select(  # type: ignore[assignment]  # mypy knows no common type
        literal(APPLIED),
        Application.id,
        number,
        Application.applied_on,
        literal(""),
        literal(""),
        Policy.title,
        Application.applied_on,
    ).where(Application.applied_on <= until)
    paid = (
        select(
            kind,
            Application.id,
            number,
            Payment.paid_on,
            Payment.number,
            cast(Payment.amount, String),
            Policy.title,
            Payment.paid_on,
        )
        .join(Application.payments)
        .where(Payment.paid_on <= until)
    )
    return [
        statement.join(Policy, Policy.id == Application.policy_id).where(
            Application.enterprise_id == bindparam("enterprise"), Application.valid
        )
        for statement in (applied, paid)
    ]


def entry(row: Any) -> Entry:
    """One of them as the page shows it."""
    money = f" {wan(int(row.standing))} 万元" if row.standing else ""
    where = f"/policies/{row.number}/applications/{row.id}"
    text = f"《{shorten(row.text, 60)}》{money}"
    return Entry(row.day, TITLES[row.kind], text, where, "政策", TONES.get(row.kind))
