"""今日, read on a phone one contact after the other; and the year in parts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask import request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from assist import audit
from assist.dashboard import queries
from assist.dashboard.queries.table import Part, Table
from assist.dashboard.rules import QUICK
from assist.dashboard.views.base import asked_view, blueprint
from assist.lib.days import parse_day
from assist.lib.sheets import Column, Sheet
from assist.web import files, transaction
from assist.web.access import Permission as P
from assist.web.access import allow
from assist.web.clock import today
from assist.web.paging import page_href
from assist.web.render import page

COLUMNS = (
    Column("登记（件）", 12),
    Column("解决（件）", 12),
    Column("未办结（件）", 12),
    Column("超期（件）", 12),
    Column("反馈用时中位数（工作日）", 24),
    Column("办结用时中位数（工作日）", 24),
)


@blueprint.get("/dashboard/today")
@allow(P.DASHBOARD_READ)
def reading() -> Response:
    """The day's contacts one by one, with 批示 on what they brought."""
    text = request.args.get("at", "1")
    place = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1
    view = asked_view()
    return page(
        "dashboard/today.html",
        view=view,
        found=queries.reading(view, _day(), place),
        scope="own" if view.own else "all",
        may_instruct=current_user.may(P.PROBLEM_INSTRUCT),
        quick=QUICK,
    )


def _day() -> date | None:
    try:
        return min(parse_day(request.args.get("day", "")), today())
    except ValueError:
        return None


@blueprint.get("/dashboard/parts")
@allow(P.DASHBOARD_READ)
def parts() -> Response:
    """The year by class, unit and leader; by leader it circulates only when it is asked for."""
    view = asked_view()
    found, with_leaders = queries.table(view), request.args.get("leaders") == "1"
    if files.wants_workbook():
        return _export(found, with_leaders)
    shown = [("按类别", found.classes), ("按主办单位", found.units), ("按联系领导", found.leaders)]
    return page(
        "dashboard/parts.html",
        view=view,
        shown=shown,
        with_leaders=with_leaders,
        export_href=page_href(format="xlsx"),
        turned_href=page_href(leaders=None if with_leaders else "1"),
        scopes=[(scope, url_for(".parts", scope=scope)) for scope in ("own", "all")],
    )


def _export(found: Table, with_leaders: bool) -> Response:
    sheets = [
        _sheet("按类别", "类别", found.classes),
        _sheet("按主办单位", "主办单位", found.units),
    ]
    if with_leaders:
        sheets.append(_sheet("按联系领导", "联系领导", found.leaders))
    response, digest = files.workbook("问题分项", today(), sheets)
    transaction.keep_audit()
    audit.record(
        verb="export",
        kind="problem",
        key="parts",
        sentence=f"导出了问题分项{'（含按联系领导）' if with_leaders else ''}，SHA-256 {digest}",
        by=current_user,
    )
    return response


def _sheet(title: str, head: str, found: Sequence[Part]) -> Sheet:
    rows = [
        (p.name, p.registered, p.solved, p.open, p.overdue, p.answered_in, p.closed_in)
        for p in found
    ]
    return Sheet(title, (Column(head, 30), *COLUMNS), rows)
