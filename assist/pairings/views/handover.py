"""Somebody's enterprises pass to another person: chosen, looked at, confirmed, printed."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, flash, request, url_for
from flask_login import current_user

from assist.cadres import queries as cadres
from assist.cadres.models import Cadre
from assist.enterprises.models import Pairing
from assist.lib.errors import Invalid
from assist.pairings import actions, queries
from assist.pairings.forms import HandOverForm
from assist.pairings.rules import Move, moves_of, stamp
from assist.pairings.views.base import blueprint
from assist.web import transaction
from assist.web.access import Permission, allow
from assist.web.clock import today
from assist.web.render import go, page

P = Permission


@blueprint.get("/pairings/hand-over")
@allow(P.PAIRING_WRITE)
def begin_hand_over() -> Response:
    """Whose enterprises are to pass on; then which of them, to whom, from when on."""
    who = cadres.cadre_by_account(request.args.get("who", "")[:64])
    form = HandOverForm(formdata=None)
    form.start_on.data = today()
    return _choosing(form, who)


def _choosing(form: HandOverForm, who: Cadre | None, status: int = 200) -> Response:
    pairings = queries.naming(who, today()) if who else []
    if request.method == "GET":
        form.enterprises.data = [pairing.enterprise.code for pairing in pairings]
    return page(
        "pairings/hand_over.html",
        form=form,
        who=who,
        pairings=pairings,
        people=queries.paired_people(today()),
        offered=cadres.colleagues(who.unit_id) if who else [],
        status=status,
    )


@blueprint.post("/pairings/hand-over/<account>")
@allow(P.PAIRING_WRITE)
def hand_over(account: str) -> Response:
    """Look at what would become of it, or do what was looked at."""
    who, form = queries.cadre_named(account), HandOverForm()
    if form.validate_on_submit():
        chosen = _chosen(form, who)
        try:
            if request.form.get("step") == "confirm":
                return _done(form, who, chosen)
            return _preview(form, who, moves_of(form.passing(who), chosen))
        except Invalid as error:
            transaction.abandon()
            form.take(error)
            who = queries.cadre_named(account)
    return _choosing(form, who, status=422)


def _chosen(form: HandOverForm, who: Cadre) -> list[Pairing]:
    codes = set(form.enterprises.data or ())
    return [row for row in queries.naming(who, today()) if row.enterprise.code in codes]


def _preview(form: HandOverForm, who: Cadre, moves: Sequence[Move]) -> Response:
    if not moves:
        raise Invalid("enterprises", "这些企业的结对在那天之前已经结束，没有可移交的。")
    form.seen.data = stamp(moves)
    return page(
        "pairings/hand_over_preview.html",
        form=form,
        passing=form.passing(who),
        moves=moves,
        open=queries.open_with([move.pairing.enterprise_id for move in moves], today()),
    )


def _done(form: HandOverForm, who: Cadre, chosen: Sequence[Pairing]) -> Response:
    passing = form.passing(who)
    made = actions.hand_over(
        by=current_user,
        on=today(),
        passing=passing,
        pairings=chosen,
        seen=str(form.seen.data or ""),
    )
    flash(f"已移交 {len(made)} 段结对。下面是给{passing.to.name}的移交清单，可以打印。")
    return go(url_for(".brief", account=passing.to.account))


@blueprint.get("/pairings/brief/<account>")
@allow(P.PAIRING_READ)
def brief(account: str) -> Response:
    """What somebody should know of the own enterprises: to be printed, phones masked."""
    person = queries.briefed(current_user, account)
    return page(
        "pairings/brief.html",
        person=person,
        pages=queries.brief(current_user, person, today()),
    )
