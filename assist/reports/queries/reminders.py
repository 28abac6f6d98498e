"""Whom the day reminds of reports that wait to be reviewed or signed; never who drafted them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select

from assist.accounts.models import User, UserRole
from assist.accounts.policy import Role
from assist.db import db
from assist.notices.rules import Kind, Reminder
from assist.reports.models import Report
from assist.reports.queries.signing import signatures, why_not
from assist.reports.rules.states import OWED, ReportAct


def reminders(on: date, user: User | None = None) -> Iterator[Reminder]:
    """Each report that somebody may decide now."""
    waiting = select(Report).where(Report.state.in_(OWED)).order_by(Report.id)
    for report in db.session.scalars(waiting).all():
        act, lines = OWED[report.state], signatures(report)
        for one in [user] if user is not None else _deciders():
            # Whoever may send it back may also decide; 保密审查 may still be owed before signing.
            if why_not(one, report, ReportAct.SEND_BACK, lines) is None:
                yield Reminder(
                    kind=Kind.DECISION,
                    user_id=one.id,
                    key=f"report:{report.key}:{report.edition}:{act.value}",
                    words=f"《{report.title}》{report.state.label}",
                    href=f"/reports/{report.kind}/{report.period}",
                )


def _deciders() -> list[User]:
    """The office and the bureau's leaders."""
    holders = select(UserRole.user_id).where(UserRole.role.in_((Role.OFFICE, Role.BUREAU_LEADER)))
    statement = select(User).where(User.enabled, User.id.in_(holders)).order_by(User.id)
    return list(db.session.scalars(statement).unique())
