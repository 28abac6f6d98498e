"""The board and its workbook."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import request
from flask_login import current_user
from werkzeug.wrappers import Response

from assist import audit
from assist.accounts.models import User
from assist.lib.sheets import Column, Sheet
from assist.problems import queries
from assist.problems.queries.tabs import Filters, Tab
from assist.problems.views.base import blueprint
from assist.web import files, transaction
from assist.web.access import Permission as P
from assist.web.access import allow
from assist.web.clock import today
from assist.web.paging import page_href, page_number
from assist.web.render import page

COLUMNS = (
    Column("问题编号", 12),
    Column("企业", 30),
    Column("类别", 16),
    Column("问题", 40),
    Column("状态", 10),
    Column("持有人", 20),
    Column("主办单位", 24),
    Column("联络员", 16),
    Column("时限", 12),
    Column("到期日", 12, kind="day"),
    Column("办理层级", 10),
    Column("登记日期", 12, kind="day"),
    Column("办理结果", 12),
    Column("满意度", 10),
)


@blueprint.get("/problems")
@allow(P.PROBLEM_READ)
def index() -> Response:
    """The board."""
    on, filters = today(), Filters.of(request.args)
    if files.wants_workbook():
        return _export(filters, on)
    user = current_user._get_current_object()
    ids = queries.board_page(filters, user, on, page_number())
    return page(
        "problems/index.html",
        filters=filters,
        found=ids,
        lines=queries.board_lines(ids.rows, on, user),
        tabs=_tabs(filters, user, on),
        choices=queries.choices(on, filters.unit),
        export_href=page_href(format="xlsx"),
        other_sort=page_href(sort=None if filters.newest else "newest"),
        everyone=page_href(own=None),
        everywhere=page_href(tab="all") if filters.q and filters.tab is not Tab.ALL else None,
    )


def _tabs(filters: Filters, user: User, on: date) -> list[dict[str, Any]]:
    offered = queries.tabs_of(user)
    counts = queries.tab_counts(offered, user, on)
    without = page_href(tab=None, sort=None)
    more = without + ("&" if "?" in without else "?") + "tab="
    return [
        {
            "label": tab.label,
            "href": without if tab is Tab.OPEN else more + tab.value,
            "current": tab is filters.tab,
            "count": counts.get(tab),
        }
        for tab in offered
    ]


def _export(filters: Filters, on: date) -> Response:
    rows = [queries.exported(line) for line in queries.every_line(filters, current_user, on)]
    response, digest = files.workbook("问题", on, [Sheet("问题", COLUMNS, rows)])
    transaction.keep_audit()
    audit.record(
        verb="export",
        kind="problem",
        key="list",
        sentence=f"导出了问题 {len(rows)} 行，筛选 {filters.words}，SHA-256 {digest}",
        by=current_user,
    )
    return response
