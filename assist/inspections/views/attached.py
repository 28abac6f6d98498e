"""Files of inspections and power checks, photos of hazards before and after."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import flash, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from assist import audit
from assist.accounts.duties import Duty
from assist.inspections import queries
from assist.inspections.views import hazards, power, safety
from assist.inspections.views.base import READ, WRITE, blueprint, own_work
from assist.lib.errors import Invalid, Refused
from assist.lib.standing import Standing
from assist.web import uploads
from assist.web.access import allow
from assist.web.render import go

WHAT = "/inspections/<any(safety,power,before,after):what>/<number>/files"


class Place(NamedTuple):
    """Where a file hangs: the record, its kind in the log, the kind of its files, its page."""

    row: Any
    kind: str
    files: str
    endpoint: str
    duty: Duty

    def page(self, status: int, **forms: Any) -> Response:
        """The record's page again."""
        if self.kind == "inspection":
            return safety.page_of(self.row, status, **forms)
        if self.kind == "power":
            return power.page_of(self.row, status, **forms)
        return hazards.page_of(self.row, status, **forms)


def _place(what: str, number: str) -> Place:
    if what == "safety":
        row: Any = queries.inspection(number)
        return Place(row, "inspection", "inspection", ".show_safety", Duty.INSPECTIONS)
    if what == "power":
        row = queries.check_numbered(number)
        return Place(row, "power", "power", ".show_power", Duty.POWER)
    row = queries.hazard(number)
    return Place(row, "hazard", f"hazard_{what}", ".show_hazard", Duty.INSPECTIONS)


def _writable(what: str, number: str) -> Place:
    place = _place(what, number)
    own_work(place.duty)
    if place.row.standing is Standing.VOID:
        raise Refused("已作废的记录不能增减附件。")
    return place


def _note(place: Place, verb: str, words: str, attached: uploads.Attachment) -> None:
    audit.record(
        verb=f"{place.kind}.{verb}",
        kind=place.kind,
        key=place.row.number,
        sentence=f"{words}“{attached.name}”，SHA-256 {attached.sha256}",
        by=current_user,
    )


@blueprint.post(WHAT)
@allow(WRITE)
@uploads.files_first
def attach(what: str, number: str) -> Response:
    """Add a file."""
    place = _writable(what, number)
    form = hazards.photo_form(what) if place.kind == "hazard" else uploads.UploadForm(prefix=what)
    if form.validate_on_submit():
        try:
            kept = uploads.attach(
                kind=place.files, key=number, file=form.file.data, by=current_user
            )
            _note(place, "attach", "上传了附件", kept)
            flash("附件已上传。")
            return go(url_for(place.endpoint, number=number))
        except Invalid as error:
            form.take(error)
    name = what if place.kind == "hazard" else "upload"
    return place.page(422, **{name: form})


@blueprint.get(f"{WHAT}/<int:attachment_id>")
@allow(READ)
def download(what: str, number: str, attachment_id: int) -> Response:
    """A file, to keep."""
    place = _place(what, number)
    return uploads.give(uploads.find(place.files, number, attachment_id))


@blueprint.get(f"{WHAT}/<int:attachment_id>/small")
@allow(READ)
def small(what: str, number: str, attachment_id: int) -> Response:
    """The small picture of a photo."""
    place = _place(what, number)
    return uploads.give_small(uploads.find(place.files, number, attachment_id))


@blueprint.post(f"{WHAT}/<int:attachment_id>/withdraw")
@allow(WRITE)
def withdraw(what: str, number: str, attachment_id: int) -> Response:
    """Take a file off the record."""
    place = _writable(what, number)
    row = uploads.find(place.files, number, attachment_id)
    uploads.withdraw(row)
    _note(place, "detach", "撤下了附件", row)
    flash("附件已撤下。")
    return go(url_for(place.endpoint, number=number))
