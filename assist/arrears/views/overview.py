"""The pictures with the list, the yearly plan, and the disclosure of 31 March."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import flash, request, url_for
from flask_login import current_user
from markupsafe import Markup
from werkzeug.wrappers import Response

from assist.arrears import actions, queries
from assist.arrears.forms import PlanForm, wanted, year_of
from assist.arrears.models import Debt, DebtKind, DebtorKind, Dispute, Stock
from assist.arrears.views.base import (
    READ,
    WRITE,
    blueprint,
    conflict,
    note_export,
    own_work,
    writes,
)
from assist.audit.queries import remembered
from assist.lib.money import yuan
from assist.lib.sheets import Column, Sheet
from assist.settings import current
from assist.web import files
from assist.web.access import Permission, allow
from assist.web.clock import today
from assist.web.paging import PAGE_SIZE, page_href
from assist.web.render import go, page, part

COLUMNS = (
    Column("欠款编号", 16),
    Column("债务单位", 28),
    Column("债务单位类别"),
    Column("债权企业", 28),
    Column("统一社会信用代码", 22),
    Column("合同项目", 28),
    Column("款项类别", 10),
    Column("欠款金额(元)", 16, kind="money"),
    Column("余额(元)", 16, kind="money"),
    Column("形成日期", kind="day"),
    Column("应付日期", kind="day"),
    Column("存量类别", 10),
    Column("分歧", 10),
    Column("司法程序", 10),
)


#: What debts are told apart by.
KINDS = {"stock": Stock, "debtor_kind": DebtorKind, "kind": DebtKind, "dispute": Dispute}
#: How many debts stand under the pictures.
BRIEF = 10
DISCLOSED = (
    Column("债务单位", 32),
    Column("债务单位类别"),
    Column("逾期未付合同数", 16, kind="number"),
    Column("逾期未付金额(元)", 18, kind="money"),
)


@blueprint.get("/arrears")
@allow(READ)
def index() -> Response:
    """The pictures with the list; what narrows the list leaves the pictures out."""
    on = today()
    asked = wanted(request.args, on)
    if files.wants_workbook():
        return _export(queries.listing(current_user, on, asked), on)
    return page(
        "arrears/index.html",
        page=queries.listed(current_user, on, asked, PAGE_SIZE if request.args else BRIEF),
        asked=asked,
        pictures=None if request.args else _pictures(on),
        kinds=KINDS,
        Standing=queries.Standing,
        Sort=queries.Sort,
        may_write=writes(),
        page_href=page_href,
    )


def _pictures(on: date) -> Markup:
    """What stands above the whole list; plan and small debts are for those who read all.

    The sums over every debt are the same for all of them, and drawn once until something is
    written.
    """
    if not current_user.may(Permission.ARREARS_READ_ALL):
        return _drawn(_sums(on))
    return remembered(
        ("arrears", on),
        lambda: _drawn(_sums(on) | {"progress": queries.progress(on), "small": queries.small(on)}),
    )


def _drawn(pictures: dict[str, Any]) -> Markup:
    return part("arrears/_pictures.html", pictures=pictures, kinds=KINDS)


def _sums(on: date) -> dict[str, Any]:
    return {
        "overview": queries.Overview(current_user, on),
        "debtors": queries.ranking(current_user, on, Debt.debtor),
        "creditors": queries.ranking(current_user, on, Debt.creditor),
        "base_date": current().base_date,
    }


def _export(statement: Any, on: date) -> Response:
    rows = queries.export_rows(statement)
    response, digest = files.workbook("清欠", on, [Sheet("欠款", COLUMNS, rows)])
    note_export("list", f"导出了欠款 {len(rows)} 行，筛选 {files.asked()}", digest)
    return response


@blueprint.get("/arrears/plan")
@allow(Permission.ARREARS_READ_ALL)
def plan() -> Response:
    """The yearly plan; `?year=` opens a year of it to be changed."""
    year = year_of(request.args.get("year"), today().year)
    return _plan_page(PlanForm.of(queries.plan_of(year), year), 200)


@blueprint.post("/arrears/plan")
@allow(WRITE)
def set_plan() -> Response:
    """Set a year of the plan, unless somebody else just has."""
    own_work()
    form = PlanForm()
    if not form.validate():
        return _plan_page(form, 422)
    stored = queries.plan_of(form.year.data)
    if form.version.number() != (stored.version if stored else 0):
        back = url_for(".plan", year=form.year.data)
        raise conflict("清欠计划已被他人修改", PlanForm.of(stored, form.year.data), form, back)
    actions.set_plan(by=current_user, year=form.year.data, amount=form.amount.data)
    flash("计划已保存。")
    return go(url_for(".plan"))


def _plan_page(form: PlanForm, status: int) -> Response:
    plans = queries.plans()
    return page("arrears/plan.html", form=form, plans=plans, may_write=writes(), status=status)


@blueprint.get("/arrears/disclosure")
@allow(Permission.ARREARS_READ_ALL)
def disclosure() -> Response:
    """Overdue contracts of a year by debtor, to be published by 31 March (条例 §18)."""
    on = today()
    year = year_of(request.args.get("year"), on.year - 1)
    as_of = min(date(year, 12, 31), on)
    rows = queries.disclosure(as_of)
    if files.wants_workbook():
        return _export_disclosure(year, rows)
    return page(
        "arrears/disclosure.html",
        year=year,
        years=range(on.year, on.year - 4, -1),
        as_of=as_of,
        rows=rows,
        undated=queries.undated(as_of),
        publish_by=date(year + 1, 3, 31),
        page_href=page_href,
    )


def _export_disclosure(year: int, rows: list[Any]) -> Response:
    lines = [[row.debtor, row.kind, row.count, yuan(row.fen)] for row in rows]
    name = f"{year}年逾期未付账款"
    response, digest = files.workbook(name, today(), [Sheet("逾期未付", DISCLOSED, lines)])
    note_export("disclosure", f"导出了{name} {len(lines)} 行", digest)
    return response
