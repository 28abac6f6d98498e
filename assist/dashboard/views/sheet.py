"""The 调度单: looked at, printed, taken along as Word, issued for a meeting."""

from __future__ import annotations

from flask import flash, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from assist import audit
from assist.dashboard import actions
from assist.dashboard.forms import IssueForm
from assist.dashboard.queries import View
from assist.dashboard.queries import sheet as queries
from assist.dashboard.views.base import asked_view, blueprint
from assist.dashboard.word import word
from assist.lib.errors import Invalid
from assist.settings import current
from assist.web import files, transaction
from assist.web.access import Permission as P
from assist.web.access import allow
from assist.web.clock import today
from assist.web.paging import page_href
from assist.web.render import go, page

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@blueprint.get("/dashboard/sheet")
@allow(P.DASHBOARD_READ)
def sheet() -> Response:
    """One sheet of A4: red first, then what changed since the last meeting, then decisions."""
    view = asked_view()
    if request.args.get("format") == "docx":
        return _export(view)
    form = IssueForm(formdata=None, data={"held_on": today()})
    return _sheet_page(view, form, 200)


def _sheet_page(view: View, form: IssueForm, status: int) -> Response:
    return page(
        "dashboard/sheet.html",
        status=status,
        view=view,
        found=queries.sheet(view),
        title=_title(),
        form=form,
        may_issue=current_user.may(P.PROBLEM_PRESENT) or current_user.may(P.PROBLEM_INSTRUCT),
        meetings=queries.meetings(),
        export_href=page_href(format="docx"),
    )


def _title() -> str:
    return f"{current().campaign_name}调度单"


def _export(view: View) -> Response:
    found = queries.sheet(view)
    content = word(found, _title(), str(current().bureau_name))
    transaction.keep_audit()
    audit.record(
        verb="export",
        kind="problem",
        key="sheet",
        sentence=f"导出了调度单（超期 {found.counts.overdue} 件，需要定 {found.asked} 件），"
        f"SHA-256 {files.sha256(content)}",
        by=current_user,
    )
    return files.attachment(content, f"调度单-{view.on:%Y%m%d}.docx", DOCX)


@blueprint.post("/dashboard/sheet/issue")
@allow(P.PROBLEM_PRESENT, P.PROBLEM_INSTRUCT)
def issue() -> Response:
    """印发: the meeting's day is kept, and the next sheet tells what changed since."""
    form = IssueForm()
    if form.validate_on_submit():
        try:
            day = form.held_on.data
            actions.issue(by=current_user, on=today(), held_on=day, title=form.title.data or "")
        except Invalid as error:
            form.take(error)
        else:
            flash("已印发，下一份调度单将从这次会议起算变化。")
            return go(url_for(".sheet", scope=request.form.get("scope") or None))
    return _sheet_page(asked_view(), form, 422)
