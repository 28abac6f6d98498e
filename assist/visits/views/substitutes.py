"""请假代理: the list with its form, and ending one."""

from __future__ import annotations

from flask import flash, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from assist.lib.errors import Invalid
from assist.visits import actions, queries
from assist.visits.forms import SubstituteForm
from assist.visits.views.base import blueprint
from assist.web.access import Permission, allow
from assist.web.clock import today
from assist.web.render import go, page


@blueprint.get("/visits/substitutes")
@allow(Permission.VISIT_RECORD)
def substitutes() -> Response:
    """Who stands in for whom."""
    return _shown(SubstituteForm(formdata=None, data={"start_on": today()}), 200)


def _shown(form: SubstituteForm, status: int) -> Response:
    return page(
        "visits/substitutes.html",
        status=status,
        form=form,
        rows=queries.stand_ins(current_user, today()),
        everybody=current_user.may(Permission.VISIT_RECORD_ALL),
    )


@blueprint.post("/visits/substitutes")
@allow(Permission.VISIT_RECORD)
def name_substitute() -> Response:
    """Say who stands in while somebody is away."""
    form = SubstituteForm()
    if not form.validate():
        return _shown(form, 422)
    me = current_user._get_current_object()
    try:
        actions.name_substitute(by=current_user, on=today(), **form.as_acted(me))
    except Invalid as error:
        form.take(error)
        return _shown(form, 422)
    flash("代理已安排，到期自动结束。")
    return go(url_for("visits.substitutes"))


@blueprint.post("/visits/substitutes/<int:substitution_id>/end")
@allow(Permission.VISIT_RECORD)
def end_substitution(substitution_id: int) -> Response:
    """Whoever is back acts alone again."""
    row = queries.get_substitution(current_user, substitution_id)
    actions.end_substitution(by=current_user, on=today(), row=row)
    flash("代理已结束。")
    return go(url_for("visits.substitutes"))
