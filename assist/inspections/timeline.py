"""What the enterprise's page shows of its inspections, with the yearly cap."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import func, select

from assist.accounts.models import User
from assist.db import db
from assist.enterprises.models import Enterprise
from assist.enterprises.timeline import SECTION_ROWS, Count, Entry, Section
from assist.inspections.models import Hazard, Inspection, InspectionEnterprise
from assist.inspections.queries import inspected, ranked
from assist.lib.standing import Standing
from assist.settings import current
from assist.web.access import Permission

KIND = "检查"


def counts(enterprise: Enterprise, user: User, on: date) -> list[Count]:
    """How often it was inspected this year, against the cap; nothing where it never was."""
    if not user.may(Permission.INSPECTION_READ):
        return []
    count = inspected([enterprise.id], on.year).get(enterprise.id, 0)
    if not count:
        return []
    cap = current().inspection_cap
    tone = "danger" if count > cap else "warning" if count == cap else None
    note = f"超过每年 {cap} 次上限" if count > cap else f"每年上限 {cap} 次"
    address = f"/inspections/safety?q={enterprise.code}&year={on.year}"
    return [Count("本年检查", f"{count} 次", address, note, tone)]


def entries(enterprise: Enterprise, user: User, until: date, limit: int) -> list[Entry]:
    """The newest inspections of the enterprise, one beyond the cap marked; one query."""
    if not user.may(Permission.INSPECTION_READ):
        return []
    ranks = ranked(enterprise.id)
    found = (
        select(func.count(), func.count(Hazard.rectified_on))
        .where(
            Hazard.inspection_id == Inspection.id,
            Hazard.enterprise_id == enterprise.id,
            Hazard.standing == Standing.VALID,
        )
        .correlate(Inspection)
    )
    hazards = found.with_only_columns(func.count()).scalar_subquery()
    done = found.with_only_columns(func.count(Hazard.rectified_on)).scalar_subquery()
    statement = (
        select(
            Inspection.number,
            Inspection.held_on,
            Inspection.kind,
            Inspection.standing,
            ranks.c.rank,
            hazards.label("hazards"),
            done.label("done"),
        )
        .join(InspectionEnterprise, InspectionEnterprise.inspection_id == Inspection.id)
        .outerjoin(ranks, ranks.c.id == Inspection.id)
        .where(InspectionEnterprise.enterprise_id == enterprise.id, Inspection.held_on <= until)
        .order_by(Inspection.held_on.desc(), Inspection.id.desc())
        .limit(limit)
    )
    cap = current().inspection_cap
    return [_entry(row, cap) for row in db.session.execute(statement)]


def _entry(row: Any, cap: int) -> Entry:
    void = row.standing is Standing.VOID
    left = row.hazards - row.done
    words = f"发现隐患 {row.hazards} 条" if row.hazards else "没有发现隐患"
    if row.hazards:
        words += f"，{left} 条还没有整改完成" if left else "，已全部整改完成"
    over = not void and row.rank > cap
    if over:
        words += f"；{row.held_on.year}年第 {row.rank} 次检查，超过每年 {cap} 次上限"
    return Entry(
        day=row.held_on,
        title=f"{row.kind.label}检查（作废）" if void else f"{row.kind.label}检查",
        text=f"{words}。",
        href=f"/inspections/safety/{row.number}",
        kind=KIND,
        tone="warning" if not void and (over or left) else None,
    )


def sections(enterprise: Enterprise, user: User, on: date) -> list[Section]:
    """The inspections of the enterprise's file, with what was found."""
    if not user.may(Permission.INSPECTION_READ):
        return []
    rows = [
        (entry.day.isoformat(), entry.title, entry.text)
        for entry in entries(enterprise, user, on, SECTION_ROWS)
    ]
    return [Section("安全检查", ("日期", "检查", "结果"), rows)]
