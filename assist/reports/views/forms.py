"""上级表格: a superior's workbook, its cells pointed at figures, filled for any period."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, flash, request, url_for
from flask_login import current_user
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from assist import audit
from assist.lib.errors import Invalid
from assist.lib.periods import Period, offered
from assist.lib.sheets.forms import COLUMNS, ROWS
from assist.reports.actions import forms as actions
from assist.reports.catalogue import GROUPS
from assist.reports.forms import FormFileForm, FormVersionForm, PointForm
from assist.reports.models import SuperiorForm
from assist.reports.queries import forms as queries
from assist.reports.rules import Asked
from assist.reports.views.base import blueprint
from assist.web import files, transaction, uploads
from assist.web.access import Permission, allow
from assist.web.clock import today
from assist.web.render import go, page

FORM = "/reports/forms/<int:form_id>"


@blueprint.get("/reports/forms")
@allow(Permission.REPORT_WRITE_ALL)
def forms() -> Response:
    """The forms, and where one is given."""
    return _list(FormFileForm())


@blueprint.post("/reports/forms")
@allow(Permission.REPORT_WRITE_ALL)
def keep_form() -> Response:
    """Take a form in."""
    form = FormFileForm()
    if form.validate_on_submit():
        file = form.file.data
        try:
            row = actions.keep(
                by=current_user,
                name=form.name.data or "",
                file_name=file.filename or "",
                content=file.stream.read(uploads.MAX_FILE + 1),
            )
        except Invalid as error:
            form.take(error)
        else:
            return go(url_for(".form", form_id=row.id))
    transaction.abandon()
    return _list(form, 422)


def _list(form: FormFileForm, status: int = 200) -> Response:
    return page("reports/forms.html", form=form, rows=queries.listing(), status=status)


@blueprint.get(FORM)
@allow(Permission.REPORT_WRITE_ALL)
def form(form_id: int) -> Response:
    """A sheet of the form as a table; the chosen cell beside it."""
    row, point = queries.get(form_id), PointForm(formdata=None)
    point.cell.data = request.args.get("cell", "")
    chosen = next((c for c in row.cells if c.cell == point.cell.data), None)
    if chosen is not None and chosen.sheet == request.args.get("sheet", chosen.sheet):
        point.source.data = chosen.source
        point.when.data, point.fields.data = chosen.which, chosen.fields
    return _form(row, point, request.args.get("sheet", ""))


def _form(
    row: SuperiorForm, point: PointForm, sheet: str, status: int = 200, **more: Any
) -> Response:
    book = queries.opened(row)
    sheet = sheet if sheet in book.sheets else book.sheets[0]
    point.sheet.data = sheet
    point.source.choices = _sources()
    return page(
        "reports/form.html",
        row=row,
        sheets=book.sheets,
        sheet=sheet,
        grid=list(book.rows(sheet)),
        drawn=(ROWS, COLUMNS) if book.is_cut(sheet) else None,
        pointed={cell.cell: queries.label_of(cell) for cell in row.cells if cell.sheet == sheet},
        cells=[(cell, queries.label_of(cell)) for cell in row.cells],
        point=point,
        offered=offered(today()),
        status=status,
        **{"renew": FormVersionForm(formdata=None), **more},
    )


def _sources() -> list[Any]:
    """Figures by their groups, then the ledgers."""
    figures = [
        SelectChoice(f"figure:{figure.key}", figure.label, optgroup=group.title)
        for group in GROUPS
        for figure in group.figures
    ]
    sheets = [
        SelectChoice(f"ledger:{sheet.title}", f"{sheet.title}（逐行）", optgroup="台账")
        for sheet in queries.dated_ledgers()
    ]
    return [SelectChoice("", "请选择"), *figures, *sheets]


@blueprint.post(f"{FORM}/cells")
@allow(Permission.REPORT_WRITE_ALL)
def point_cell(form_id: int) -> Response:
    """Point a cell at a figure or a ledger."""
    row, point = queries.get(form_id), PointForm()
    point.source.choices = _sources()
    sheet = point.sheet.data or ""
    if point.validate_on_submit():
        told = {name: str(point[name].data or "") for name in ("cell", "source", "fields")}
        try:
            when = str(point.when.data or "")
            actions.point(by=current_user, form=row, sheet=sheet, when=when, **told)
        except Invalid as error:
            point.take(error)
        else:
            flash("已对应。")
            return go(url_for(".form", form_id=form_id, sheet=sheet))
    transaction.abandon()
    return _form(queries.get(form_id), point, sheet, 422)


@blueprint.post(f"{FORM}/cells/<int:cell_id>/remove")
@allow(Permission.REPORT_WRITE_ALL)
def unpoint_cell(form_id: int, cell_id: int) -> Response:
    """Fill a cell no longer."""
    row = queries.get(form_id)
    cell = queries.cell_of(row, cell_id)
    sheet = cell.sheet
    actions.unpoint(by=current_user, form=row, cell=cell)
    return go(url_for(".form", form_id=form_id, sheet=sheet))


@blueprint.post(f"{FORM}/file")
@allow(Permission.REPORT_WRITE_ALL)
def renew_form(form_id: int) -> Response:
    """Take the form's new version."""
    row, form = queries.get(form_id), FormVersionForm()
    if form.validate_on_submit():
        file = form.file.data
        content = file.stream.read(uploads.MAX_FILE + 1)
        try:
            gone = actions.renew(
                by=current_user, form=row, file_name=file.filename or "", content=content
            )
        except Invalid as error:
            form.take(error)
        else:
            told = f"变动的格子请重新对应：{'、'.join(gone)}。" if gone else ""
            flash(f"新版已上传。{told}")
            return go(url_for(".form", form_id=form_id))
    transaction.abandon()
    return _form(queries.get(form_id), PointForm(formdata=None), "", 422, renew=form)


@blueprint.get(f"{FORM}/fill")
@allow(Permission.REPORT_WRITE_ALL)
def fill_form(form_id: int) -> Response:
    """What each cell says in a period, and the filled workbook."""
    row, period = queries.get(form_id), _period()
    filling = queries.filled(row, period)
    if files.wants_workbook():
        return _download(row, period, filling)
    return page(
        "reports/form_fill.html", row=row, period=period, filling=filling, offered=offered(today())
    )


def _period() -> Period:
    slug = request.args.get("period", "") or str(today().year)
    try:
        return Asked(slug=slug).period()
    except ValueError:
        abort(404)


def _download(row: SuperiorForm, period: Period, filling: queries.Filling) -> Response:
    digest = files.sha256(filling.content)
    transaction.keep_audit()
    audit.record(
        verb="export",
        kind="form",
        key=str(row.id),
        sentence=f"下载了填好的表格“{row.name}”（{period.label}），SHA-256 {digest}",
    )
    return files.attachment(filling.content, f"{row.name}-{period.slug}.xlsx", files.XLSX)
