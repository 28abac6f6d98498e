"""Moving a report along its way: who may, where it leads, and the register's line."""

from __future__ import annotations

from datetime import date

from assist import audit
from assist.accounts.models import User
from assist.db import db, lock
from assist.lib.errors import Refused
from assist.reports.models import Report, Signature
from assist.reports.queries import signing
from assist.reports.rules.states import (
    NEW_EDITION,
    ReportAct,
    check_words,
    next_state,
)
from assist.web.clock import now


def hold(*, report: Report) -> None:
    """Keep others from moving the report until this transaction ends; see where it stands now."""
    lock(f"report {report.kind} {report.period}")
    db.session.refresh(report)


def move(*, by: User, on: date, report: Report, act: ReportAct, words: str = "") -> Signature:
    """Do `act` to the report, or say why not; the register keeps who, when and what they said."""
    hold(report=report)
    to = next_state(report.state, act)
    reason = signing.why_not(by, report, act)
    if reason:
        raise Refused(reason)
    check_words(act, words)
    line = Signature(
        report_id=report.id,
        edition=report.edition,
        act=act,
        by_id=by.id,
        name=by.name,
        at=now(),
        signed_on=on,
        words=words,
    )
    db.session.add(line)
    report.state = to
    if act in NEW_EDITION:
        report.edition += 1
    changes = audit.changes_of(report)
    db.session.flush()
    audit.record(
        verb=f"report.{act.value}",
        kind="report",
        key=report.key,
        sentence=f"{act.label}：“{report.title}”第{line.edition}版{'，' + words if words else ''}",
        changes=changes,
        by=by,
    )
    return line
