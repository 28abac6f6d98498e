"""One report: its text beside its figures, what may be done to it, beginning one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, flash, request, url_for
from flask_login import current_user

from assist.lib.errors import Invalid
from assist.reports import actions
from assist.reports.forms import BeginForm, EarlierForm, blank_form
from assist.reports.models import FilePart, Report
from assist.reports.queries import drawings, freezing, proofs, reports, signing, texts
from assist.reports.rules.chapters import ReportKind
from assist.reports.rules.legal import deadlines
from assist.reports.rules.splitting import KEYS, split
from assist.reports.rules.states import ReportAct, ReportState
from assist.reports.views.base import REPORT, blueprint
from assist.settings import current
from assist.web.access import Permission, allow
from assist.web.clock import today
from assist.web.forms import Form
from assist.web.render import go, page
from assist.web.uploads import UploadForm


def address_of(report: Report) -> str:
    """The report's own page."""
    return url_for("reports.show", kind=report.kind, period=report.period)


@blueprint.route("/reports/new", methods=["GET", "POST"])
@allow(Permission.REPORT_WRITE_ALL)
def begin() -> Response:
    """Draw a report from the ledgers; one that is begun already is opened."""
    form = BeginForm()
    form.offer(reports.to_begin(today()))
    if form.validate_on_submit():
        try:
            kind, period = form.chosen
        except Invalid as error:
            form.take(error)
        else:
            report = actions.begin(
                by=current_user, kind=kind, period=period, approximate=bool(form.approximate.data)
            )
            return go(address_of(report))
    elif request.method == "GET":
        form.report.data = request.args.get("report", "")
    return page("reports/begin.html", form=form, status=422 if form.errors else 200)


@blueprint.route("/reports/earlier", methods=["GET", "POST"])
@allow(Permission.REPORT_WRITE_ALL)
def earlier() -> Response:
    """Keep the text of an earlier year's report, to be read beside the next."""
    form = EarlierForm()
    if form.validate_on_submit():
        try:
            period, text = form.period(today()), form.whole()
        except Invalid as error:
            form.take(error)
        else:
            kind = ReportKind.YEARLY
            report = actions.take_over(
                by=current_user,
                kind=kind,
                period=period,
                title=form.title.data or "",
                chapters=split(text, KEYS[kind]),
            )
            flash(f"已录入{report.name}，写新报告时可在旁边查看。")
            return go(address_of(report))
    return page("reports/earlier.html", form=form, status=422 if form.errors else 200)


@blueprint.get(REPORT)
@allow(Permission.REPORT_READ)
def show(kind: str, period: str) -> Response:
    """The whole text, each figure of it open to its records."""
    return page_of(reports.get(kind, period))


def page_of(
    report: Report,
    *,
    forms: Mapping[ReportAct, Form] | None = None,
    status: int = 200,
    **more: Any,
) -> Response:
    """The page of a report; `forms` and `more` are what a refused act gives back as it was sent."""
    gone = reports.gone([report.id])[report.id]
    drafting = report.state is ReportState.DRAFTING
    lines, found = signing.signatures(report), proofs.evidence(report)
    acts = signing.acts_of(current_user, report, lines)
    freeze = freezing.current(report)
    kept = None if drafting else drawings.drawings(freeze)
    chapters = texts.views(report, frozenset(one.claim for one in found), kept)
    return page(
        "reports/report.html",
        report=report,
        period=report.days,
        on=today(),
        workdays=current().calendar,
        deadlines=deadlines(report.kind, report.days, gone.submitted, gone.published_on),
        archived=report.state is ReportState.ARCHIVED,
        chapters=chapters,
        left=texts.left_in(chapters),
        own=texts.own_chapters(current_user, report) if drafting else frozenset(),
        acts=[(act, (forms or {}).get(act) or blank_form(act, today())) for act in acts],
        sent=frozenset(forms or {}),
        lines=lines,
        why=signing.holder(report),
        hindrance=signing.hindrance(current_user, report, lines),
        claims=proofs.claims(report, found),
        freeze=freeze,
        parts=FilePart,
        sensitive=signing.sensitive(report) if ReportAct.SECRECY in acts else [],
        upload=more.pop("upload", None) or UploadForm(formdata=None),
        claim=more.pop("claim", ""),
        status=status,
        **more,
    )
