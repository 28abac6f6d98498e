"""核对文字: every number of any text against the ledgers; nothing of the text is stored."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Response, request

from assist.lib.errors import Invalid
from assist.lib.periods import Period, offered
from assist.reports.forms import CheckForm
from assist.reports.queries import checking
from assist.reports.rules import Asked
from assist.reports.views.base import blueprint
from assist.web import transaction
from assist.web.access import Permission, allow
from assist.web.clock import today
from assist.web.render import page


@blueprint.get("/reports/check")
@allow(Permission.FIGURE_READ)
def check() -> Response:
    """Where a text is pasted or uploaded."""
    return _page(_form(request.args.get("period", "")))


@blueprint.post("/reports/check")
@allow(Permission.FIGURE_READ)
@transaction.begins_late
def check_text() -> Response:
    """The text with each number marked, and the numbers as a table."""
    form = _form("")
    if not form.validate_on_submit():
        return _page(form, 422)
    try:
        text, period = form.read(), _period(form.period.data)
    except Invalid as error:
        form.take(error)
        return _page(form, 422)
    found = checking.check(text, period)
    return _page(form, result=checking.shown(text, found), period=period)


def _form(chosen: str) -> CheckForm:
    choices = [(period.slug, period.label) for period in offered(today())]
    form = CheckForm()
    if chosen and chosen not in dict(choices):
        choices.append((chosen, chosen))
    form.period.choices = choices
    if chosen:
        form.period.data = chosen
    return form


def _period(slug: str | None) -> Period:
    """The period as it stands today, where it has not ended."""
    try:
        period = Asked(slug=slug or "").period()
    except ValueError as error:
        raise Invalid("period", str(error)) from None
    return replace(period, as_of=today()) if period.start <= today() < period.end else period


def _page(form: CheckForm, status: int = 200, **more: Any) -> Response:
    return page("reports/check.html", form=form, status=status, **more)
