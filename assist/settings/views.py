"""The administrator's settings and working days."""

from __future__ import annotations

from flask import Blueprint, Response, flash, request, url_for
from flask_login import current_user
from werkzeug.exceptions import NotFound

from assist.lib.days import parse_day
from assist.lib.errors import Invalid
from assist.settings import actions, queries
from assist.settings.forms import SettingsForm, WorkdayForm
from assist.web.access import Permission, allow
from assist.web.clock import today
from assist.web.render import go, page

blueprint = Blueprint("settings", __name__)


@blueprint.route("/admin/settings", methods=["GET", "POST"])
@allow(Permission.SETTING_MANAGE)
def edit() -> Response:
    """Names, limits and days, in groups."""
    form = SettingsForm(data=queries.texts() | {"version": queries.version()})
    if form.validate_on_submit():
        actions.amend(by=current_user, version=form.version.number(), texts=form.texts())
        flash("设置已保存，立即生效。")
        return go(url_for("settings.edit"))
    status = 200 if request.method == "GET" else 422
    return page("settings/edit.html", form=form, status=status)


@blueprint.route("/admin/workdays", methods=["GET", "POST"])
@allow(Permission.SETTING_MANAGE)
def workdays() -> Response:
    """The days of a year that differ from the published calendar, and which years are published."""
    form = WorkdayForm()
    year = _year()
    if form.validate_on_submit():
        day = form.day.data
        try:
            actions.set_day(
                by=current_user,
                day=day,
                is_workday=bool(form.is_workday.data),
                note=form.note.data or "",
            )
        except Invalid as error:
            form.take(error)
        else:
            flash("已登记。")
            return go(url_for("settings.workdays", year=day.year))
    status = 200 if request.method == "GET" else 422
    return page("settings/workdays.html", form=form, status=status, **queries.calendar_of(year))


def _year() -> int:
    text = request.args.get("year", "")
    known = text.isascii() and text.isdigit() and 1990 <= int(text[:5]) <= 2100
    return int(text) if known else today().year


@blueprint.post("/admin/workdays/<day>/drop")
@allow(Permission.SETTING_MANAGE)
def drop_workday(day: str) -> Response:
    """Let the published calendar speak for that day again."""
    try:
        found = parse_day(day)
    except ValueError:
        raise NotFound from None
    actions.drop_day(by=current_user, day=found)
    flash("已删除。")
    return go(url_for("settings.workdays", year=found.year))
