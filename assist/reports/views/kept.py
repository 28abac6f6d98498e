"""What is kept of a report: its files, its register, its proofs, what moved since it was frozen."""

from __future__ import annotations

from flask import Response, flash, request
from flask_login import current_user
from werkzeug.exceptions import NotFound

from assist import audit
from assist.accounts.confirming import ask_first
from assist.lib.errors import Invalid
from assist.reports import actions
from assist.reports.models import FilePart
from assist.reports.queries import faults, files, freezing, proofs, reports, signing, texts
from assist.reports.rules.states import ReportState
from assist.reports.views.base import REPORT, blueprint
from assist.reports.views.report import address_of, page_of
from assist.settings import current
from assist.web import transaction, uploads
from assist.web.access import Permission, allow
from assist.web.clock import today
from assist.web.files import attachment, sha256
from assist.web.render import go, page

READ = Permission.REPORT_READ


def _edition() -> int | None:
    """The edition that the address names; None is the one in hand."""
    text = request.args.get("edition", "")
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 6 else None


@blueprint.get(f"{REPORT}/files/<any(word, annex, records):part>")
@allow(READ)
def file(kind: str, period: str, part: str) -> Response:
    """A file of the report; the workbook of records holds names and asks for the password again."""
    report, asked = reports.get(kind, period), _edition()
    wanted = next(one for one in FilePart if one.value == part)
    if asked is not None and freezing.edition(report, asked) is None:
        raise NotFound
    if wanted is FilePart.RECORDS and (detour := ask_first(back=address_of(report))):
        return detour  # type: ignore[return-value]
    made = files.of(report, wanted, today(), asked)
    transaction.keep_audit()
    state = "封账稿" if made.frozen else "未封账的草稿"
    audit.record(
        verb="export",
        kind="report",
        key=report.key,
        sentence=f"导出了“{made.name}”（{state}），SHA-256 {sha256(made.content)}",
        by=current_user,
    )
    return attachment(made.content, made.name, made.mime)


@blueprint.get(f"{REPORT}/check")
@allow(READ)
def check_before(kind: str, period: str) -> Response:
    """What has to be set right before the report is frozen, sentence by sentence."""
    report = reports.get(kind, period)
    found = faults.faults_of(report)
    titles = {chapter.key: chapter.title or "导语" for chapter in report.chapters}
    return page(
        "reports/faults.html",
        report=report,
        back=address_of(report),
        faults=found,
        stopping=sum(one.stops for one in found),
        titles=titles,
        own=texts.own_chapters(current_user, report),
        sensitive=signing.sensitive(report),
        drafting=report.state is ReportState.DRAFTING,
    )


@blueprint.get(f"{REPORT}/register")
@allow(READ)
def register(kind: str, period: str) -> Response:
    """登记表: who drafted, reviewed and signed, and where it went, on one sheet of paper."""
    report = reports.get(kind, period)
    lines = signing.signatures(report)
    return page(
        "reports/register.html",
        report=report,
        period=report.days,
        back=address_of(report),
        signer=current().bureau_name,
        lines=list(reversed(lines)),
        signed=signing.heads(report, lines),
        freezes=freezing.editions(report),
        submissions=signing.submissions(report),
        publications=signing.publications(report),
    )


@blueprint.get(f"{REPORT}/moved")
@allow(READ)
def moved(kind: str, period: str) -> Response:
    """What counts otherwise now than when the edition was frozen, record by record."""
    report = reports.get(kind, period)
    asked = _edition()
    freeze = freezing.edition(report, asked or report.edition)
    if freeze is None:
        raise NotFound
    found = freezing.seen_by(current_user, freezing.differences(freeze))
    gone = [number for one in found for number in one.removed]
    return page(
        "reports/moved.html",
        report=report,
        back=address_of(report),
        freeze=freeze,
        differences=found,
        labels=freezing.labels_now(found),
        gone=freezing.labels_of(freeze, gone) if gone else {},
        holds=freezing.holds(freeze),
        files=freezing.files_of(freeze),
    )


@blueprint.post(f"{REPORT}/proofs")
@allow(Permission.REPORT_WRITE)
@uploads.files_first
def prove(kind: str, period: str) -> Response:
    """Attach what proves a claim of the text."""
    report = reports.get(kind, period)
    form = uploads.UploadForm()
    claim = request.form.get("claim", "")
    if form.validate():
        try:
            actions.prove(by=current_user, report=report, claim=claim, file=form.file.data)
        except Invalid as error:
            transaction.abandon()
            form.take(error)
            report = reports.get(kind, period)
        else:
            flash("佐证材料已上传。")
            return go(f"{address_of(report)}#proofs")
    return page_of(report, upload=form, claim=claim, status=422)


@blueprint.get(f"{REPORT}/proofs/<int:evidence_id>")
@allow(READ)
def proof(kind: str, period: str, evidence_id: int) -> Response:
    """The file that proves a claim."""
    row = proofs.get(reports.get(kind, period), evidence_id)
    transaction.keep_audit()
    audit.record(
        verb="export",
        kind="report",
        key=f"{kind}/{period}",
        sentence=f"下载了佐证“{row.attachment.name}”，SHA-256 {row.attachment.sha256}",
        by=current_user,
    )
    return uploads.give(row.attachment)


@blueprint.post(f"{REPORT}/proofs/<int:evidence_id>/withdraw")
@allow(Permission.REPORT_WRITE)
def withdraw_proof(kind: str, period: str, evidence_id: int) -> Response:
    """Take a file off its claim."""
    report = reports.get(kind, period)
    row = proofs.get(report, evidence_id)
    actions.withdraw_proof(by=current_user, report=report, row=row)
    flash("佐证材料已撤下。")
    return go(f"{address_of(report)}#proofs")
