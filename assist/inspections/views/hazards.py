"""Hazards: the list by stage, each one's page, found, corrected, rectified, checked again."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import flash, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from assist.inspections import actions, queries, rules
from assist.inspections.forms import (
    HazardForm,
    RecheckForm,
    RectifyForm,
    VoidForm,
    hazards_wanted,
)
from assist.inspections.models import Hazard, HazardLevel, Inspection
from assist.inspections.rules import Stage
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
from assist.inspections.views.safety import page_of as inspection_page
from assist.lib.errors import Invalid
from assist.lib.sheets import Column
from assist.lib.standing import Standing
from assist.web import files, transaction, uploads
from assist.web.access import allow
from assist.web.clock import today
from assist.web.once import once
from assist.web.paging import page_href
from assist.web.render import go, page

PHOTOS = {"before": "整改前照片", "after": "整改后照片"}
COLUMNS = (
    Column("隐患编号", 16),
    Column("检查编号", 16),
    Column("检查日期", kind="day"),
    Column("统一社会信用代码", 22),
    Column("企业", 28),
    Column("内容", 40),
    Column("等级", 8),
    Column("整改期限", kind="day"),
    Column("整改完成日期", kind="day"),
    Column("复查日期", kind="day"),
    Column("复查人"),
    Column("进展", 10),
)


@blueprint.get("/inspections/hazards")
@allow(READ)
def hazards() -> Response:
    """The hazards, what is open and late first, or the same list as a workbook."""
    asked, on = hazards_wanted(request.args), today()
    if files.wants_workbook():
        rows = queries.hazard_rows(queries.hazards(asked, on), on)
        return export("安全隐患", COLUMNS, rows, "hazard")
    return page(
        "inspections/hazards.html",
        page=queries.hazards_listed(asked, on),
        asked=asked,
        progress=partial(rules.progress, on=on),
        counts=queries.stage_counts(on),
        stages=Stage,
        levels=HazardLevel.choices(),
        years=queries.years(Inspection.held_on, on, asked.year),
        tabs=tabs("hazards"),
        page_href=page_href,
    )


@blueprint.post("/inspections/safety/<number>/hazards")
@allow(WRITE)
@once
def find_hazard(number: str) -> Response:
    """Enter a hazard that the inspection found."""
    own_work()
    row = queries.inspection(number)
    form = HazardForm().offer(row.enterprises)
    if form.validate_on_submit():
        try:
            found = actions.find_hazard(
                by=current_user, inspection=row, code=form.enterprise.data, fields=form.facts
            )
            flash("隐患已登记，请上传整改前照片。")
            return go(url_for(".show_hazard", number=found.number))
        except Invalid as error:
            transaction.abandon()
            form.take(error)
    return inspection_page(queries.inspection(number), 422, hazard=form)


@blueprint.get("/inspections/hazards/<number>")
@allow(READ)
def show_hazard(number: str) -> Response:
    """One hazard with its way, its photos and its history."""
    return page_of(queries.hazard(number))


def page_of(row: Hazard, status: int = 200, **forms: Any) -> Response:
    """The page of a hazard, with whatever form was sent in vain."""
    on, may_write = today(), writes()
    stage = rules.stage(row.due_on, row.rectified_on, row.rechecked_on, on)
    live = Standing.VOID not in (row.standing, row.inspection.standing)
    photos = {
        phase: (
            title,
            uploads.listed(f"hazard_{phase}", row.number),
            forms.get(phase) or (photo_form(phase) if may_write and live else None),
        )
        for phase, title in PHOTOS.items()
    }
    return page(
        "inspections/hazard.html",
        row=row,
        stage=stage,
        light=rules.light(stage),
        words=rules.stage_words(stage, row.due_on, on),
        live=live,
        photos=photos,
        rectify_form=forms.get("rectify") or RectifyForm(formdata=None, rectified_on=on),
        recheck_form=forms.get("recheck") or _recheck_form(),
        void_form=forms.get("void") or VoidForm(formdata=None),
        history=queries.history_of("hazard", row.number),
        may_write=may_write and live,
        status=status,
    )


def photo_form(phase: str) -> uploads.UploadForm:
    """A photo of the hazard, before or after; each says which it asks for."""
    form = uploads.UploadForm(prefix=phase)
    form.file.label.text = PHOTOS[phase]
    return form


def _recheck_form() -> RecheckForm:
    return RecheckForm(formdata=None, rechecked_on=today(), rechecked_by=current_user.name)


@blueprint.route("/inspections/hazards/<number>/edit", methods=["GET", "POST"])
@allow(WRITE)
def edit_hazard(number: str) -> Response:
    """Correct a hazard, unless somebody else just has."""
    own_work()
    row = queries.hazard(number)
    stored = HazardForm.of(row).offer(row.inspection.enterprises)
    if request.method == "GET":
        return page("inspections/hazard_form.html", form=stored, row=row)
    form = HazardForm(dated=stored.dated).offer(row.inspection.enterprises)
    if form.validate():
        compare(form, row, stored, "隐患已被他人修改", url_for(".edit_hazard", number=number))
        code, fields = form.enterprise.data, form.facts
        if _done(form, lambda: actions.amend_hazard(
            by=current_user, row=row, code=code, fields=fields
        )):  # fmt: skip
            flash("已保存。")
            return go(url_for(".show_hazard", number=number))
    return page("inspections/hazard_form.html", form=form, row=queries.hazard(number), status=422)


def _done(form: Any, act: Callable[[], Any]) -> bool:
    """Whether the act was done; else its complaint stands in the form."""
    try:
        act()
    except Invalid as error:
        transaction.abandon()
        form.take(error)
        return False
    return True


@blueprint.post("/inspections/hazards/<number>/rectify")
@allow(WRITE)
def rectify(number: str) -> Response:
    """整改完成."""
    own_work()
    row, form = queries.hazard(number), RectifyForm()
    day, words = form.rectified_on.data, form.rectified_words.data or ""
    if form.validate_on_submit() and _done(
        form, lambda: actions.rectify(by=current_user, on=today(), row=row, day=day, words=words)
    ):
        flash("整改已登记，请上传整改后照片，等待复查。")
        return go(url_for(".show_hazard", number=number))
    return page_of(queries.hazard(number), 422, rectify=form)


@blueprint.post("/inspections/hazards/<number>/recheck")
@allow(WRITE)
def recheck(number: str) -> Response:
    """复查."""
    own_work()
    row, form = queries.hazard(number), RecheckForm()
    facts = {
        "day": form.rechecked_on.data,
        "person": form.rechecked_by.data or "",
        "verdict": form.verdict.data,
        "due_on": form.due_on.data,
        "words": form.opinion.data or "",
    }
    if form.validate_on_submit() and _done(
        form, lambda: actions.recheck(by=current_user, on=today(), row=row, **facts)
    ):
        flash("复查已登记。")
        return go(url_for(".show_hazard", number=number))
    return page_of(queries.hazard(number), 422, recheck=form)


@blueprint.post("/inspections/hazards/<number>/void")
@allow(WRITE)
def void_hazard(number: str) -> Response:
    """作废 a hazard that was entered by mistake."""
    own_work()
    row, form = queries.hazard(number), VoidForm()
    if not form.validate_on_submit():
        return page_of(row, 422, void=form)
    actions.void_hazard(by=current_user, row=row, words=form.words.data or "")
    flash("已作废，不再计入任何数字。")
    return go(url_for(".show_hazard", number=number))
