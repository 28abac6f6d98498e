"""The board and its workbook."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import parse_qsl

from flask import flash, request, url_for
from flask_login import current_user
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from assist import audit
from assist.accounts.models import User
from assist.lib.sheets import Column, Sheet
from assist.problems import actions, queries, rules
from assist.problems.actions import many
from assist.problems.forms import ViewForm
from assist.problems.queries.columns import OPTIONAL
from assist.problems.queries.tabs import Filters, Tab
from assist.problems.rules import BY_PERMISSION
from assist.problems.views.base import blueprint
from assist.web import files, transaction
from assist.web.access import Permission as P
from assist.web.access import allow
from assist.web.clock import today
from assist.web.paging import page_href, page_number
from assist.web.render import go, page

#: A list on paper and a text in a chat have an end.
PRINTED, TOLD = 500, 30

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
    Column("持有起", 12, kind="day"),
    Column("净用工作日", 12, kind="number"),
    Column("共用工作日", 12, kind="number"),
    Column("卡点", 10),
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
        **_tools(filters, user),
    )


def _tools(filters: Filters, user: User) -> dict[str, Any]:
    """What stands under 更多: columns, kept filters, acts on many, print, text for the group."""
    views = queries.saved_views(user)
    return {
        "optional": OPTIONAL,
        "bulk": [act for act in many.ACTS if user.may(BY_PERMISSION[act])],
        "pick_href": page_href(pick=None if filters.pick else "1"),
        "print_href": f"{url_for('.print_list')}?{filters.query}",
        "words_href": f"{url_for('.words')}?{filters.query}",
        "kept": next((view for view in views if view.query == filters.query), None),
        "views": views,
    }


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


@blueprint.get("/problems/print")
@allow(P.PROBLEM_READ)
def print_list() -> Response:
    """What the board shows, whole, to be printed."""
    on, filters = today(), Filters.of(request.args)
    lines = list(queries.every_line(filters, current_user, on, PRINTED + 1))
    return page(
        "problems/print.html",
        filters=filters,
        lines=lines[:PRINTED],
        most=PRINTED,
        more=len(lines) > PRINTED,
        back=url_for(".index") + f"?{filters.query}",
    )


@blueprint.get("/problems/words")
@allow(P.PROBLEM_READ)
def words() -> Response:
    """Text for the work group: counts, numbers, units; names of enterprises only on purpose."""
    on, filters = today(), Filters.of(request.args)
    named = request.args.get("names") == "1"
    found = list(queries.every_line(filters, current_user, on, TOLD + 1))
    what = filters.words if named else replace(filters, q="").words  # q may be a firm's name
    text = rules.group_text(what, found[:TOLD], on, len(found) > TOLD, named)
    if named:
        transaction.keep_audit()
        audit.record(
            verb="export",
            kind="problem",
            key="words",
            by=current_user,
            sentence=f"生成了含企业名称的群通报文字 {len(found[:TOLD])} 件，筛选 {filters.words}",
        )
    back = url_for(".index") + f"?{filters.query}"
    return page("problems/words.html", filters=filters, text=text, named=named, back=back)


@blueprint.post("/problems/views")
@allow(P.PROBLEM_READ)
def keep_view() -> Response:
    """Keep the filters under a name."""
    form = ViewForm()
    filters = Filters.of(MultiDict(parse_qsl(form.query.data or "")))
    if form.validate():
        actions.keep_view(by=current_user, name=form.name.data or "", query=filters.query)
        flash(f"已保存筛选“{form.name.data}”。")
    else:
        flash("；".join(words for _, words in form.faults()))
    return go(url_for(".index") + f"?{filters.query}")


@blueprint.post("/problems/views/<int:view_id>/drop")
@allow(P.PROBLEM_READ)
def drop_view(view_id: int) -> Response:
    """Forget filters that were kept."""
    actions.drop_view(by=current_user, view=queries.saved_view(current_user, view_id))
    flash("已删除这个筛选。")
    return go(url_for(".index"))
