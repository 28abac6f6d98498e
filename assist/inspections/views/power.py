"""Power enforcement: the months of a year with the failing ones named, list, one check, forms."""

from __future__ import annotations

from typing import Any

from flask import flash, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from assist.accounts.duties import Duty
from assist.inspections import actions, queries, rules
from assist.inspections.forms import PowerForm, VoidForm, power_wanted
from assist.inspections.models import PowerCheck
from assist.inspections.views.base import (
    READ,
    WRITE,
    blueprint,
    compare,
    export,
    own_work,
    tabs,
    writes,
)
from assist.lib.errors import Invalid
from assist.lib.sheets import Column
from assist.settings import current
from assist.web import files, transaction, uploads
from assist.web.access import allow
from assist.web.clock import today
from assist.web.once import once
from assist.web.paging import page_href
from assist.web.render import go, page

COLUMNS = (
    Column("执法编号", 16),
    Column("日期", kind="day"),
    Column("地点", 24),
    Column("执法人数", kind="number"),
    Column("事项", 28),
    Column("隐患数", kind="number"),
    Column("文书号", 24),
    Column("状态", 8),
)


@blueprint.get("/inspections/power")
@allow(READ)
def power() -> Response:
    """A year of power checks month by month, or the list as a workbook."""
    on = today()
    asked = power_wanted(request.args, on)
    if files.wants_workbook():
        return export("电力执法", COLUMNS, queries.power_rows(queries.checks(asked)), "power")
    least = current().power_per_month
    months = rules.months_of(asked.year, queries.per_month(asked.year, on), on, least)
    return page(
        "inspections/power.html",
        page=queries.power_listed(asked),
        asked=asked,
        months=months,
        failing=rules.failing_words(months),
        least=least,
        years=queries.years(PowerCheck.held_on, on, asked.year),
        tabs=tabs("power"),
        may_write=writes(Duty.POWER),
        page_href=page_href,
    )


@blueprint.route("/inspections/power/new", methods=["GET", "POST"])
@allow(WRITE)
@once
def new_power() -> Response:
    """Enter a power check; fewer than two officers is said first and saved by a second click."""
    own_work(Duty.POWER)
    form = PowerForm()
    if request.method == "GET":
        form.held_on.data = today()
        return _form_page(form, None, [])
    warnings: list[str] = []
    if form.validate_on_submit():
        warnings = _warnings(form)
        if form.known.data or not warnings:
            try:
                row = actions.record_power(by=current_user, on=today(), fields=form.facts)
                flash("电力执法已登记。")
                return go(url_for(".show_power", number=row.number))
            except Invalid as error:
                form.take(error)
    return _form_page(form, None, warnings, 422)


def _warnings(form: PowerForm) -> list[str]:
    return [rules.TOO_FEW] if (form.officers.data or 0) < rules.LEAST_OFFICERS else []


def _form_page(
    form: PowerForm, row: PowerCheck | None, warnings: list[str], status: int = 200
) -> Response:
    return page("inspections/power_form.html", form=form, row=row, warnings=warnings, status=status)


@blueprint.get("/inspections/power/<number>")
@allow(READ)
def show_power(number: str) -> Response:
    """One power check with its files and history."""
    return page_of(queries.check_numbered(number))


def page_of(row: PowerCheck, status: int = 200, **forms: Any) -> Response:
    """The page of a power check, with whatever form was sent in vain."""
    may_write = writes(Duty.POWER)
    return page(
        "inspections/power_show.html",
        row=row,
        too_few=rules.TOO_FEW if row.officers < rules.LEAST_OFFICERS else "",
        attached=uploads.listed("power", row.number),
        upload=forms.get("upload") or (uploads.UploadForm(prefix="power") if may_write else None),
        void_form=forms.get("void") or VoidForm(formdata=None),
        history=queries.history_of("power", row.number),
        may_write=may_write,
        status=status,
    )


@blueprint.route("/inspections/power/<number>/edit", methods=["GET", "POST"])
@allow(WRITE)
def edit_power(number: str) -> Response:
    """Correct a power check, unless somebody else just has."""
    own_work(Duty.POWER)
    row = queries.check_numbered(number)
    stored = PowerForm.of(row)
    if request.method == "GET":
        return _form_page(stored, row, [])
    form = PowerForm()
    warnings: list[str] = []
    if form.validate():
        compare(form, row, stored, "电力执法已被他人修改", url_for(".edit_power", number=number))
        warnings = _warnings(form)
        if (form.known.data or not warnings) and _amended(row, form):
            flash("已保存。")
            return go(url_for(".show_power", number=number))
    return _form_page(form, queries.check_numbered(number), warnings, 422)


def _amended(row: PowerCheck, form: PowerForm) -> bool:
    """Whether the change was written; else the complaint stands in the form."""
    try:
        actions.amend_power(by=current_user, on=today(), row=row, fields=form.facts)
    except Invalid as error:
        transaction.abandon()
        form.take(error)
        return False
    return True


@blueprint.post("/inspections/power/<number>/void")
@allow(WRITE)
def void_power(number: str) -> Response:
    """作废 with a reason."""
    own_work(Duty.POWER)
    row, form = queries.check_numbered(number), VoidForm()
    if not form.validate_on_submit():
        return page_of(row, 422, void=form)
    actions.void_power(by=current_user, row=row, words=form.words.data or "")
    flash("已作废，不再计入任何数字。")
    return go(url_for(".show_power", number=number))
