"""Who stands where on a report's way, and what has been signed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select

from assist.accounts.models import User
from assist.db import db
from assist.reports.models import Publication, Report, Signature, Submission
from assist.reports.queries.reports import writes_all
from assist.reports.rules import secrecy
from assist.reports.rules.states import (
    DRAFTS,
    OWED,
    PARTS,
    Part,
    ReportAct,
    ReportState,
    acts_in,
)
from assist.reports.rules.states import why_not as rule
from assist.settings import current
from assist.web.access import Permission


def parts_of(user: User) -> frozenset[Part]:
    """The parts that somebody's roles give them."""
    found = set()
    if writes_all(user):
        found |= {Part.OFFICE, Part.REVIEWER}
    if user.may(Permission.REPORT_SIGN):
        found |= {Part.REVIEWER, Part.SIGNER}
    return frozenset(found)


def could(user: User, act: ReportAct) -> bool:
    """Whether the act is the user's part in any state."""
    mine = parts_of(user)
    return any(part in mine for (_, one), part in PARTS.items() if one is act)


def signatures(report: Report) -> Sequence[Signature]:
    """Everything that was done to the report, the newest first."""
    statement = select(Signature).where(Signature.report_id == report.id)
    return db.session.scalars(statement.order_by(Signature.id.desc())).all()


def why_not(
    user: User, report: Report, act: ReportAct, lines: Sequence[Signature] | None = None
) -> str | None:
    """Why the user may not do that now; None when they may."""
    own = signatures(report) if lines is None else lines
    edition = [one for one in own if one.edition == report.edition]
    return rule(
        report.state,
        act,
        parts=parts_of(user),
        is_drafter=any(one.act in DRAFTS and one.by_id == user.id for one in edition),
        secrecy_done=any(one.act is ReportAct.SECRECY for one in edition),
    )


def acts_of(user: User, report: Report, lines: Sequence[Signature]) -> list[ReportAct]:
    """What the user may do now."""
    return [act for act in acts_in(report.state) if why_not(user, report, act, lines) is None]


def hindrance(user: User, report: Report, lines: Sequence[Signature]) -> str | None:
    """Why the report does not go on by somebody whose part it would be."""
    act = OWED.get(report.state)
    if act is None or PARTS[report.state, act] not in parts_of(user):
        return None
    return why_not(user, report, act, lines)


def signed_on(report: Report) -> date | None:
    """The day on which the edition was signed."""
    statement = select(func.max(Signature.signed_on)).where(
        Signature.report_id == report.id,
        Signature.edition == report.edition,
        Signature.act == ReportAct.SIGN,
    )
    return db.session.scalar(statement)


#: What the register names at its head, and by which act somebody signs for it.
HEADS = (
    ("拟稿", ReportAct.SEND),
    ("审核", ReportAct.PASS),
    ("保密审查", ReportAct.SECRECY),
    ("签发", ReportAct.SIGN),
)


def heads(report: Report, lines: Sequence[Signature]) -> list[tuple[str, Signature | None]]:
    """Who signs for the edition in hand; the latest of each, of lines with the newest first."""
    own = [line for line in lines if line.edition == report.edition]
    return [(label, next((one for one in own if one.act is act), None)) for label, act in HEADS]


def submissions(report: Report) -> Sequence[Submission]:
    """Where it was handed in, in order."""
    statement = select(Submission).where(Submission.report_id == report.id)
    return db.session.scalars(statement.order_by(Submission.submitted_on, Submission.id)).all()


def publications(report: Report) -> Sequence[Publication]:
    """Where it was published, in order."""
    statement = select(Publication).where(Publication.report_id == report.id)
    return db.session.scalars(statement.order_by(Publication.published_on, Publication.id)).all()


def sensitive(report: Report) -> list[str]:
    """What in the text may not be published: numbers of phones and identity cards, listed words."""
    text = "\n".join(f"{chapter.title}\n{chapter.text}" for chapter in report.chapters)
    return secrecy.found(text, current().secrecy_words)


def holder(report: Report) -> str:
    """What is owed next, and by whom, in words."""
    return {
        ReportState.DRAFTING: "由送解优办和业务专员起草，数字核对无误后封账。",
        ReportState.FROZEN: "由送解优办送审。",
        ReportState.REVIEWING: "由拟稿人以外的人审核，并进行保密审查。",
        ReportState.APPROVING: "由局领导签发。",
        ReportState.SIGNED: "已签发；报送和公开后在这里登记。",
        ReportState.ARCHIVED: "往年的文稿，供写新报告时查看。",
    }[report.state]
