"""拟稿 → 审核 → 签发, and where the signed report goes."""

from __future__ import annotations

from datetime import date

from assist.accounts.models import User
from assist.db import db
from assist.lib.errors import Invalid
from assist.planning.actions.duties import tick
from assist.planning.queries import calendar
from assist.reports.actions.moving import move
from assist.reports.models import Publication, Recipient, Report, Submission
from assist.reports.queries import reports, signing
from assist.reports.rules.legal import Deadline, deadlines
from assist.reports.rules.states import ReportAct


def send(*, by: User, on: date, report: Report, words: str) -> None:
    """送审: the frozen edition goes to whoever reviews it."""
    move(by=by, on=on, report=report, act=ReportAct.SEND, words=words)


def check_secrecy(*, by: User, on: date, report: Report, words: str) -> None:
    """保密审查 by name; what was found in the text has to be answered in words."""
    found = signing.sensitive(report)
    if found and not words:
        raise Invalid("words", "检查出可能不宜公开的内容，请逐项写明核对结果。")
    said = f"{words}（核对：{'、'.join(found)}）" if found else words
    move(by=by, on=on, report=report, act=ReportAct.SECRECY, words=said[:1000])


def pass_review(*, by: User, on: date, report: Report, words: str) -> None:
    """审核通过: on to whoever signs."""
    move(by=by, on=on, report=report, act=ReportAct.PASS, words=words)


def send_back(*, by: User, on: date, report: Report, words: str) -> None:
    """退回修改, with words; a new edition is written."""
    move(by=by, on=on, report=report, act=ReportAct.SEND_BACK, words=words)


def withdraw(*, by: User, on: date, report: Report, words: str) -> None:
    """撤回修改: the office itself takes it back before it is signed."""
    move(by=by, on=on, report=report, act=ReportAct.WITHDRAW, words=words)


def sign(*, by: User, on: date, report: Report, words: str) -> None:
    """签发 by a leader of the bureau."""
    move(by=by, on=on, report=report, act=ReportAct.SIGN, words=words)


def correct(*, by: User, on: date, report: Report, words: str) -> None:
    """更正 of a signed report: a new edition; the signed one stays as it went out."""
    move(by=by, on=on, report=report, act=ReportAct.CORRECT, words=words)


def submit(
    *,
    by: User,
    on: date,
    report: Report,
    recipient: Recipient,
    to_whom: str,
    submitted_on: date,
    receipt: str,
) -> None:
    """Note that the signed report was handed in; the duty is ticked once both have it."""
    _check_day("submitted_on", submitted_on, report, on)
    words = f"报送{to_whom}（{recipient.label}），{submitted_on.isoformat()}"
    move(by=by, on=on, report=report, act=ReportAct.SUBMIT, words=words)
    db.session.add(
        Submission(
            report_id=report.id,
            edition=report.edition,
            recipient=recipient,
            to_whom=to_whom,
            submitted_on=submitted_on,
            receipt=receipt,
            created_by_id=by.id,
        )
    )
    _tick_done(by, on, report)


def publish(*, by: User, on: date, report: Report, address: str, published_on: date) -> None:
    """Note that the signed report is out, where and when."""
    _check_day("published_on", published_on, report, on)
    words = f"公开于{address}，{published_on.isoformat()}"
    move(by=by, on=on, report=report, act=ReportAct.PUBLISH, words=words)
    db.session.add(
        Publication(
            report_id=report.id,
            edition=report.edition,
            address=address,
            published_on=published_on,
            created_by_id=by.id,
        )
    )
    _tick_done(by, on, report)


def _check_day(field: str, day: date, report: Report, on: date) -> None:
    signed = signing.signed_on(report)
    if day > on:
        raise Invalid(field, "日期不能晚于今天。")
    if signed is not None and day < signed:
        raise Invalid(field, f"日期不能早于签发日期（{signed.isoformat()}）。")


def _tick_done(by: User, on: date, report: Report) -> None:
    """Mark the legal duty as done in the calendar, unless a record shows it already."""
    db.session.flush()
    gone = reports.gone([report.id])[report.id]
    for deadline in deadlines(report.kind, report.days, gone.submitted, gone.published_on):
        if deadline.done_on is not None:
            _tick(by, on, report, deadline, deadline.done_on)


def _tick(by: User, on: date, report: Report, deadline: Deadline, done_on: date) -> None:
    entry = calendar.tickable(deadline.duty_key)
    if entry.done_on is None:
        words = f"{deadline.name}：{report.title}"
        tick(by=by, on=on, entry=entry, done_on=done_on, words=words[:200])
