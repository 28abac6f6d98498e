"""Attaching what proves a claim, and taking it off again."""

from __future__ import annotations

from werkzeug.datastructures import FileStorage

from assist import audit
from assist.accounts.models import User
from assist.db import db
from assist.lib.errors import Invalid, Refused
from assist.reports.actions.writing import check_editable
from assist.reports.models import Evidence, Report
from assist.reports.queries import proofs, reports, texts
from assist.web import uploads

#: The name under which attachments know reports.
KIND = "report"


def prove(*, by: User, report: Report, claim: str, file: FileStorage) -> Evidence:
    """Attach a file to a claim of the text."""
    check_editable(report)
    if claim not in _own_claims(by, report):
        raise Invalid("file", "这句话已经不在报告里，请返回刷新后再上传。")
    kept = uploads.attach(kind=KIND, key=report.key, file=file, by=by)
    row = Evidence(report_id=report.id, claim=claim, attachment_id=kept.id)
    db.session.add(row)
    db.session.flush()
    audit.record(
        verb="report.prove",
        kind="report",
        key=report.key,
        sentence=f"为“{claim}”上传了佐证“{kept.name}”，SHA-256 {kept.sha256}",
        by=by,
    )
    return row


def _own_claims(by: User, report: Report) -> frozenset[str]:
    """The claims of the chapters that are the user's work."""
    own = texts.own_chapters(by, report)
    return frozenset(one.words[:200] for one in proofs.claims(report, ()) if one.chapter in own)


def withdraw_proof(*, by: User, report: Report, row: Evidence) -> None:
    """Take a file off its claim; it stays stored, since the log has named it."""
    check_editable(report)
    if row.claim not in _own_claims(by, report) and not reports.writes_all(by):
        raise Refused("这份佐证不属于您负责的章节，不能撤下。")
    uploads.withdraw(row.attachment)
    audit.record(
        verb="report.withdraw_proof",
        kind="report",
        key=report.key,
        sentence=f"撤下了“{row.claim}”的佐证“{row.attachment.name}”",
        by=by,
    )
