"""Two entries of one enterprise become one: named, looked at, confirmed."""

from __future__ import annotations

from flask import Response, flash, request, url_for
from flask_login import current_user

from assist.enterprises import actions, queries
from assist.enterprises.actions.merging import check
from assist.enterprises.forms import MergeForm
from assist.enterprises.models import Enterprise
from assist.enterprises.rules import facts_of
from assist.enterprises.rules.merging import merged_facts
from assist.enterprises.views.base import blueprint
from assist.lib.errors import Invalid
from assist.web import transaction
from assist.web.access import Permission, allow
from assist.web.clock import today
from assist.web.render import go, page

P = Permission


@blueprint.route("/enterprises/<code>/merge", methods=["GET", "POST"])
@allow(P.ENTERPRISE_WRITE)
def merge(code: str) -> Response:
    """Look at what a merger would do, or do what was looked at; this one stays."""
    winner, form = queries.get_visible(current_user, code, today()), MergeForm()
    if form.validate_on_submit():
        try:
            check(winner=winner, loser=form.other.data)
            if request.form.get("step") == "confirm":
                return _done(form, winner)
            return _preview(form, winner)
        except Invalid as error:
            form.take(error)
    transaction.abandon()
    winner = queries.get_visible(current_user, code, today())
    status = 422 if request.method == "POST" else 200
    return page("enterprises/merge.html", form=form, enterprise=winner, status=status)


def _preview(form: MergeForm, winner: Enterprise) -> Response:
    loser = form.other.data
    counted = queries.moved(winner, loser)
    form.seen.data = queries.stamp(winner, loser, counted)
    mine, theirs = facts_of(winner).words, facts_of(loser).words
    after = merged_facts(winner, loser).words
    rows = zip(mine, theirs, after, strict=True)
    return page(
        "enterprises/merge_preview.html",
        form=form,
        winner=winner,
        loser=loser,
        counted=counted,
        facts=[(a[0], a[1], b[1], c[1]) for a, b, c in rows if a[1] != b[1] or a[1] != c[1]],
    )


def _done(form: MergeForm, winner: Enterprise) -> Response:
    loser, seen = form.other.data, str(form.seen.data or "")
    actions.merge(by=current_user, on=today(), winner=winner, loser=loser, seen=seen)
    flash(f"“{loser.name}”已并入这家企业。")
    return go(url_for(".show", code=winner.code))
