"""What the enterprise's page shows of what it is owed."""

from __future__ import annotations

from datetime import date
from urllib.parse import quote

from sqlalchemy import select

from assist.accounts.models import User
from assist.arrears.models import Debt, Repayment
from assist.arrears.queries import Wanted, listing, owed_to, readable
from assist.db import db
from assist.enterprises.models import Enterprise
from assist.enterprises.timeline import SECTION_ROWS, Count, Entry, Section
from assist.lib.money import wan
from assist.web.access import Permission
from assist.web.clock import today

KIND = "清欠"


def counts(enterprise: Enterprise, user: User, on: date) -> list[Count]:
    """被欠 N 笔 / X 万元, where there is something to say and the reader may know."""
    if not user.may(Permission.ARREARS_READ):
        return []
    owed = owed_to(enterprise.id, on)
    if not owed.count:
        return []
    address = f"/arrears?q={quote(enterprise.code)}&standing=open"
    return [Count("被欠", f"{owed.count} 笔", address, f"{wan(owed.fen)} 万元", "warning")]


def entries(enterprise: Enterprise, user: User, until: date, limit: int) -> list[Entry]:
    """The newest repayments and reversals to the enterprise; one query."""
    if not user.may(Permission.ARREARS_READ):
        return []
    columns = (Repayment.on, Repayment.amount, Repayment.way, Debt.number, Debt.debtor)
    statement = (
        select(*columns, Repayment.reverses_id)
        .join(Debt, Debt.id == Repayment.debt_id)
        .where(Debt.enterprise_id == enterprise.id, Debt.void.is_(False), Repayment.on <= until)
        .order_by(Repayment.on.desc(), Repayment.id.desc())
        .limit(limit)
    )
    mine = readable(user, today())
    rows = db.session.execute(statement if mine is None else statement.where(mine))
    return [
        Entry(
            day=row.on,
            title="冲销还款" if row.reverses_id else "收到还款",
            text=f"{row.debtor}{row.way.label} {wan(row.amount)} 万元",
            href=f"/arrears/{row.number}",
            kind=KIND,
            tone="warning" if row.reverses_id else "ok",
        )
        for row in rows
    ]


def sections(enterprise: Enterprise, user: User, on: date) -> list[Section]:
    """What the enterprise is owed, for its file."""
    if not user.may(Permission.ARREARS_READ):
        return []
    statement = listing(user, on, Wanted(as_of=on)).where(Debt.enterprise_id == enterprise.id)
    rows = [
        (
            row.number,
            row.debtor,
            row.contract,
            f"{wan(row.owed)} 万元",
            f"{wan(row.balance)} 万元",
            row.due_on.isoformat() if row.due_on else "",
        )
        for row in db.session.execute(statement.limit(SECTION_ROWS))
    ]
    headers = ("编号", "债务单位", "合同项目", "欠款", "余额", "应付日期")
    return [Section("被欠账款", headers, rows)]
