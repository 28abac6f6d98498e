"""The yearly inspection plan: its items and how often each was carried out."""

from __future__ import annotations

from flask import flash, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from assist.inspections import actions, queries
from assist.inspections.forms import PlanForm, year_in
from assist.inspections.views.base import READ, WRITE, blueprint, compare, own_work, tabs, writes
from assist.lib.errors import Invalid
from assist.web import transaction
from assist.web.access import allow
from assist.web.clock import today
from assist.web.once import once
from assist.web.render import go, page


@blueprint.get("/inspections/plan")
@allow(READ)
def plan() -> Response:
    """The plan of a year, with a form for one more item."""
    year = _asked_year()
    return _page(year, PlanForm(formdata=None, year=year))


def _asked_year() -> int:
    return year_in(request.args.get("year", "")) or today().year


@blueprint.post("/inspections/plan")
@allow(WRITE)
@once
def add_plan() -> Response:
    """Enter an item of a year's plan."""
    own_work()
    form = PlanForm()
    if form.validate_on_submit():
        try:
            actions.plan(by=current_user, fields=form.facts)
            flash("检查计划已登记。")
            return go(url_for(".plan", year=form.year.data))
        except Invalid as error:
            form.take(error)
    return _page(_asked_year(), form, 422)


def _page(year: int, form: PlanForm, status: int = 200) -> Response:
    return page(
        "inspections/plan.html",
        rows=queries.plan(year),
        year=year,
        this_year=today().year,
        years=queries.years_of_plans(today(), year),
        form=form,
        tabs=tabs("plan"),
        may_write=writes(),
        status=status,
    )


@blueprint.route("/inspections/plan/<int:plan_id>", methods=["GET", "POST"])
@allow(WRITE)
def edit_plan(plan_id: int) -> Response:
    """Correct an item of the plan, unless somebody else just has."""
    own_work()
    row = queries.plan_by_id(plan_id)
    stored = PlanForm(formdata=None, obj=row)
    if request.method == "GET":
        return page("inspections/plan_form.html", form=stored, row=row)
    form = PlanForm()
    if form.validate():
        back = url_for(".edit_plan", plan_id=plan_id)
        compare(form, row, stored, "检查计划已被他人修改", back)
        try:
            actions.amend_plan(by=current_user, row=row, fields=form.facts)
            flash("已保存。")
            return go(url_for(".plan", year=row.year))
        except Invalid as error:
            transaction.abandon()
            form.take(error)
    row = queries.plan_by_id(plan_id)
    return page("inspections/plan_form.html", form=form, row=row, status=422)
