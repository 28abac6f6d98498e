"""Units as an administrator keeps them."""

from __future__ import annotations

from flask import Response, flash, request, url_for
from flask_login import current_user

from assist.cadres import actions, queries
from assist.cadres.forms import UnitForm
from assist.cadres.views.blueprint import blueprint
from assist.lib.errors import Invalid
from assist.lib.text import clean
from assist.web.access import Permission, allow
from assist.web.paging import paginate
from assist.web.render import go, page


@blueprint.get("/admin/units")
@allow(Permission.UNIT_MANAGE)
def units_index() -> Response:
    """Every unit, the active ones first, with how many people it has."""
    words = clean(request.args.get("q", ""))[:100]
    shown = paginate(queries.units(words))
    people = queries.people_in(unit.id for unit in shown.rows)
    return page("cadres/units.html", page=shown, words=words, people=people)


@blueprint.route("/admin/units/new", methods=["GET", "POST"])
@allow(Permission.UNIT_MANAGE)
def new_unit() -> Response:
    """A new unit."""
    form = UnitForm()
    if form.validate_on_submit():
        try:
            actions.create_unit(
                by=current_user,
                name=str(form.name.data),
                kind=form.kind.data,
                short_name=form.short_name.data or "",
            )
        except Invalid as error:
            form.take(error)
        else:
            flash("单位已新建。")
            return go(url_for("cadres.units_index"))
    status = 200 if request.method == "GET" else 422
    return page("cadres/unit.html", form=form, unit=None, status=status)


@blueprint.route("/admin/units/<int:unit_id>", methods=["GET", "POST"])
@allow(Permission.UNIT_MANAGE)
def unit(unit_id: int) -> Response:
    """One unit's names and kind."""
    found = queries.unit_by_id(unit_id)
    form = UnitForm(obj=found)
    if form.validate_on_submit():
        try:
            _amend(form, unit_id)
        except Invalid as error:
            form.take(error)
        else:
            flash("已保存。")
            return go(url_for("cadres.units_index"))
    status = 200 if request.method == "GET" else 422
    return page("cadres/unit.html", form=form, unit=found, status=status)


def _amend(form: UnitForm, unit_id: int) -> None:
    actions.amend_unit(
        by=current_user,
        unit=queries.unit_by_id(unit_id),
        version=form.version.number(),
        name=str(form.name.data),
        kind=form.kind.data,
        short_name=form.short_name.data or "",
    )


@blueprint.post("/admin/units/<int:unit_id>/deactivate")
@allow(Permission.UNIT_MANAGE)
def deactivate_unit(unit_id: int) -> Response:
    """No longer offered anywhere; what names it stays."""
    actions.set_unit_active(by=current_user, unit=queries.unit_by_id(unit_id), active=False)
    flash("单位已停用。")
    return go(url_for("cadres.unit", unit_id=unit_id))


@blueprint.post("/admin/units/<int:unit_id>/activate")
@allow(Permission.UNIT_MANAGE)
def activate_unit(unit_id: int) -> Response:
    """Offered again."""
    actions.set_unit_active(by=current_user, unit=queries.unit_by_id(unit_id), active=True)
    flash("单位已启用。")
    return go(url_for("cadres.unit", unit_id=unit_id))
