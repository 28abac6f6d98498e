"""Safety inspections: list, one inspection, entering and correcting it."""

from __future__ import annotations

from typing import Any

from flask import flash, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from assist.db import Origin
from assist.enterprises.queries import by_code
from assist.inspections import actions, queries, rules
from assist.inspections.forms import (
    HazardForm,
    InspectionForm,
    VoidForm,
    safety_wanted,
)
from assist.inspections.models import Inspection, InspectionKind
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
    Column("检查编号", 16),
    Column("日期", kind="day"),
    Column("检查类型", 10),
    Column("带队领导", 10),
    Column("参加人数", kind="number"),
    Column("受检企业", 36),
    Column("检查计划项", 28),
    Column("检查通知书号", 20),
    Column("隐患", kind="number"),
    Column("未整改", kind="number"),
    Column("状态", 8),
)


@blueprint.get("/inspections")
@allow(READ)
def index() -> Response:
    """The menu leads to the first of the four parts."""
    return go(url_for(".safety"))


@blueprint.get("/inspections/safety")
@allow(READ)
def safety() -> Response:
    """The inspections, or the same list as a workbook."""
    asked = safety_wanted(request.args)
    if files.wants_workbook():
        rows = queries.safety_rows(queries.inspections(asked))
        return export("安全检查", COLUMNS, rows, "inspection")
    shown = queries.safety_listed(asked)
    ids = [row.id for row in shown.rows]
    return page(
        "inspections/safety.html",
        page=shown,
        asked=asked,
        names=queries.names_of(ids),
        hazards=queries.hazard_counts(ids),
        years=queries.years(Inspection.held_on, today(), asked.year),
        kinds=InspectionKind.choices(),
        tabs=tabs("safety"),
        may_write=writes(),
        page_href=page_href,
    )


@blueprint.route("/inspections/safety/new", methods=["GET", "POST"])
@allow(WRITE)
@once
def new_safety() -> Response:
    """Enter an inspection; what is doubtful is shown first and saved by a second click."""
    own_work()
    form = InspectionForm()
    if request.method == "GET":
        form.held_on.data = today()
        named = by_code(request.args.get("enterprise", "")[:32])
        form.enterprises.data = named.name if named else ""
        form.plan_item.data = request.args.get("plan_item", "")[:200]
        return _form_page(form, None, [], known=[named] if named else [])
    warnings: list[str] = []
    if form.validate_on_submit():
        warnings = actions.warnings(enterprises=form.found, fields=form.facts)
        if form.known.data or not warnings:
            try:
                row = actions.record(
                    by=current_user, on=today(), enterprises=form.found, fields=form.facts
                )
                flash("安全检查已登记。")
                return go(url_for(".show_safety", number=row.number))
            except Invalid as error:
                form.take(error)
    return _form_page(form, None, warnings, 422)


def _form_page(
    form: InspectionForm,
    row: Inspection | None,
    warnings: list[str],
    status: int = 200,
    known: list[Any] | None = None,
) -> Response:
    year = (form.held_on.data or today()).year
    return page(
        "inspections/safety_form.html",
        form=form,
        row=row,
        warnings=warnings,
        planned=queries.planned_items(year),
        named=queries.enterprises_of(known or [], year),
        year=year,
        cap=current().inspection_cap,
        status=status,
    )


@blueprint.get("/inspections/safety/<number>")
@allow(READ)
def show_safety(number: str) -> Response:
    """One inspection with its enterprises, hazards, files and history."""
    return page_of(queries.inspection(number))


def page_of(row: Inspection, status: int = 200, **forms: Any) -> Response:
    """The page of an inspection, with whatever form was sent in vain."""
    on = today()
    hazards = HazardForm(formdata=None).offer(row.enterprises)
    return page(
        "inspections/safety_show.html",
        row=row,
        hazards=[_told(hazard, on) for hazard in row.hazards],
        named=queries.enterprises_of(row.enterprises, row.held_on.year),
        cap=current().inspection_cap,
        warning=rules.officer_warning(row.certified),
        unplanned=_unplanned(row),
        attached=uploads.listed("inspection", row.number),
        upload=forms.get("upload") or (uploads.UploadForm(prefix="safety") if writes() else None),
        hazard_form=forms.get("hazard") or hazards,
        void_form=forms.get("void") or VoidForm(formdata=None),
        history=queries.history_of("inspection", row.number),
        may_write=writes(),
        status=status,
    )


def _unplanned(row: Inspection) -> bool:
    """Whether the year's plan does not name it; imported history is not held against it."""
    if row.origin is Origin.WORKBOOK:
        return False
    return row.plan_item not in queries.planned_items(row.held_on.year)


def _told(hazard: Any, on: Any) -> tuple[Any, str, str]:
    """A hazard with the colour and the words of its stage."""
    stage = rules.stage(hazard.due_on, hazard.rectified_on, hazard.rechecked_on, on)
    return hazard, rules.light(stage), rules.stage_words(stage, hazard.due_on, on)


@blueprint.route("/inspections/safety/<number>/edit", methods=["GET", "POST"])
@allow(WRITE)
def edit_safety(number: str) -> Response:
    """Correct an inspection, unless somebody else just has."""
    own_work()
    row = queries.inspection(number)
    papers = row.origin is not Origin.WORKBOOK
    stored = InspectionForm.of(row, papers)
    if request.method == "GET":
        return _form_page(stored, row, [])
    form = InspectionForm(papers=papers)
    warnings: list[str] = []
    if form.validate():
        compare(form, row, stored, "安全检查已被他人修改", url_for(".edit_safety", number=number))
        warnings = actions.warnings(enterprises=form.found, fields=form.facts, row=row)
        if (form.known.data or not warnings) and _amended(row, form):
            flash("已保存。")
            return go(url_for(".show_safety", number=number))
    return _form_page(form, queries.inspection(number), warnings, 422)


def _amended(row: Inspection, form: InspectionForm) -> bool:
    """Whether the change was written; else the complaint stands in the form."""
    try:
        actions.amend(
            by=current_user, on=today(), row=row, enterprises=form.found, fields=form.facts
        )
    except Invalid as error:
        transaction.abandon()
        form.take(error)
        return False
    return True


@blueprint.post("/inspections/safety/<number>/void")
@allow(WRITE)
def void_safety(number: str) -> Response:
    """作废 with a reason."""
    own_work()
    row, form = queries.inspection(number), VoidForm()
    if not form.validate_on_submit():
        return page_of(row, 422, void=form)
    actions.void(by=current_user, row=row, words=form.words.data or "")
    flash("已作废，检查和隐患都不再计入任何数字。")
    return go(url_for(".show_safety", number=number))
