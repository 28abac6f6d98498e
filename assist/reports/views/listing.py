"""The list of reports: by period, their state, their legal days, and beginning one."""

from __future__ import annotations

from flask import Response, request
from flask_login import current_user

from assist import audit
from assist.lib.sheets import Column, Sheet
from assist.reports.forms import list_asked
from assist.reports.queries import reports as queries
from assist.reports.rules.chapters import ReportKind
from assist.reports.rules.states import ReportState
from assist.reports.views.base import blueprint
from assist.settings import current
from assist.web import files, transaction
from assist.web.access import Permission, allow
from assist.web.clock import today
from assist.web.paging import page_href
from assist.web.render import page

COLUMNS = (
    Column("种类"),
    Column("期间", 16),
    Column("标题", 48),
    Column("状态"),
    Column("版次"),
    Column("报送", 24),
    Column("公开", 24),
    Column("最近办理", 24),
)


@blueprint.get("/reports")
@allow(Permission.REPORT_READ)
def index() -> Response:
    """The reports, or the same list as a workbook."""
    wanted = list_asked(request.args)
    if files.wants_workbook():
        return _export(wanted)
    return _page(wanted)


def _page(wanted: queries.Wanted) -> Response:
    on = today()
    may_draft = queries.writes_all(current_user)
    return page(
        "reports/index.html",
        page=queries.lines(wanted),
        wanted=wanted,
        kinds=ReportKind.choices(),
        states=ReportState.choices(),
        on=on,
        workdays=current().calendar,
        may_draft=may_draft,
        owed=queries.owed(on) if may_draft else [],
        page_href=page_href,
    )


def _export(wanted: queries.Wanted) -> Response:
    on, workdays = today(), current().calendar
    rows = []
    for line in queries.every(wanted):
        days = [deadline.clock(on, workdays) for deadline in line.deadlines] or ["—", "—"]
        last = f"{line.last.act.label} {line.last.name}" if line.last else ""
        row, period = line.report, line.period
        about = (row.kind.label, period.label, row.title, row.state.label, str(row.edition))
        rows.append((*about, *days, last))
    answer, digest = files.workbook("报告", on, [Sheet("报告", COLUMNS, rows)])
    transaction.keep_audit()
    audit.record(
        verb="export",
        kind="report",
        key="list",
        sentence=f"导出了报告清单 {len(rows)} 行，筛选 {files.asked()}，SHA-256 {digest}",
        by=current_user,
    )
    return answer
