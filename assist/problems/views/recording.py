"""Registering a problem without a visit."""

from __future__ import annotations

from flask import flash, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from assist.enterprises import queries as enterprises
from assist.lib.errors import Invalid
from assist.problems import actions, queries
from assist.problems.forms import RecordForm
from assist.problems.views.base import blueprint
from assist.web import transaction
from assist.web.access import Permission as P
from assist.web.access import allow
from assist.web.clock import today
from assist.web.once import once
from assist.web.render import go, page


@blueprint.route("/problems/new", methods=["GET", "POST"])
@allow(P.PROBLEM_RECORD, P.PROBLEM_RECORD_ALL)
@once
def new() -> Response:
    """Register a problem without a visit."""
    form = RecordForm()
    if request.method == "GET":
        chosen = enterprises.by_code(request.args.get("enterprise", "")[:32])
        form.enterprise.data = chosen
        return _record_page(form)
    if form.validate():
        try:
            problem = actions.record(by=current_user, on=today(), **form.arguments())
        except Invalid as error:
            form.take(error)
        else:
            flash(f"{problem.number} 已登记，由送解优办交办。")
            return go(url_for(".show", number=problem.number))
    transaction.abandon()
    return _record_page(form, 422)


def _record_page(form: RecordForm, status: int = 200) -> Response:
    offered = queries.recordable(current_user, today())
    return page("problems/new.html", form=form, offered=offered, status=status)


@blueprint.get("/problems/similar")
@allow(P.PROBLEM_READ)
def similar() -> Response:
    """What may be the same as the title being typed, here or as one of several on a visit."""
    typed = (words for name, words in request.args.items() if name.split("-")[-1] == "title")
    title, code = next(typed, "")[:100], request.args.get("enterprise", "")[:32]
    return page(
        "problems/_similar.html", similar=queries.similar(current_user, today(), title, code)
    )
