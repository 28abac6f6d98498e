"""Photos of a visit: sent one by one by the phone, or all at once by a form without scripts."""

from __future__ import annotations

from flask import flash, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from assist.lib.errors import Invalid, Refused
from assist.lib.text import clean
from assist.visits import actions, queries
from assist.visits.actions.photos import KIND
from assist.visits.forms import CLIENT_ID
from assist.visits.models import Visit
from assist.visits.views.base import blueprint
from assist.web import transaction, uploads
from assist.web.access import Permission, allow
from assist.web.clock import today
from assist.web.render import go, page, wants_fragment


@blueprint.post("/visits/<number>/photos")
@allow(Permission.VISIT_RECORD)
@transaction.begins_late
def add_photos(number: str) -> Response:
    """Keep the photos; they are drawn anew before the transaction that stores them."""
    visit = queries.get_visible(current_user, number, today())
    client_id = clean(request.form.get("client_id", ""))
    if client_id and not CLIENT_ID.fullmatch(client_id):
        raise Refused("照片编号不正确，请重新选择照片。")
    files = [file for file in request.files.getlist("photo") if file.filename]
    try:
        if not files:
            raise Invalid("photo", "请选择照片。")
        checked = [actions.checked_photo(file=file) for file in files]
    except Invalid as error:
        return _answer(visit, str(error), 422)
    with transaction.writing_transaction():
        visit = queries.get_visible(current_user, number, today())
        for one in checked:
            actions.add_photo(
                by=current_user, on=today(), visit=visit, checked=one, client_id=client_id
            )
    return _answer(visit)


def _answer(visit: Visit, fault: str = "", status: int = 200) -> Response:
    visit = queries.get_visible(current_user, visit.number, today())
    if not wants_fragment():
        flash(fault or "照片已保存。", "error" if fault else "message")
        return go(url_for("visits.show", number=visit.number) + "#photos")
    reason = actions.why_not_amend(by=current_user, visit=visit, on=today())
    return page(
        "visits/_photos.html",
        status=status,
        visit=visit,
        photos=uploads.listed(KIND, visit.number),
        fault=fault,
        amendable=not reason,
    )


@blueprint.get("/visits/<number>/photos/<int:photo_id>")
@allow(Permission.VISIT_READ)
def photo(number: str, photo_id: int) -> Response:
    """One photo, to keep."""
    visit = queries.get_visible(current_user, number, today())
    return uploads.give(uploads.find(KIND, visit.number, photo_id))


@blueprint.get("/visits/<number>/photos/<int:photo_id>/small")
@allow(Permission.VISIT_READ)
def small_photo(number: str, photo_id: int) -> Response:
    """The small picture of a photo."""
    visit = queries.get_visible(current_user, number, today())
    return uploads.give_small(uploads.find(KIND, visit.number, photo_id))


@blueprint.post("/visits/<number>/photos/<int:photo_id>/withdraw")
@allow(Permission.VISIT_RECORD)
def withdraw_photo(number: str, photo_id: int) -> Response:
    """Take a photo off the visit."""
    visit = queries.get_visible(current_user, number, today())
    found = uploads.find(KIND, visit.number, photo_id)
    actions.withdraw_photo(by=current_user, on=today(), visit=visit, photo=found)
    flash("照片已撤下。")
    return go(url_for("visits.show", number=visit.number) + "#photos")
