"""The pages of every kind: list, record, form; the kind comes from the address."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, request
from flask_login import current_user
from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Response

from assist import audit
from assist.accounts.duties import duties_of
from assist.audit.queries import history_of
from assist.enterprises.queries import named
from assist.ledgers import actions, queries
from assist.ledgers.forms import VoidForm, form_of
from assist.ledgers.kinds import KINDS
from assist.ledgers.models import Kind
from assist.ledgers.sheet import export_sheet
from assist.lib.errors import Invalid
from assist.web import files, transaction, uploads
from assist.web.access import Permission, allow
from assist.web.clock import today
from assist.web.errors import Conflict
from assist.web.once import once
from assist.web.paging import page_href
from assist.web.render import go, page

blueprint = Blueprint("ledgers", __name__)

READ, WRITE = Permission.LEDGER_READ, Permission.LEDGER_WRITE


def writes(kind: Kind) -> bool:
    """Whether the kind is the user's work."""
    return current_user.may(WRITE) and kind.duty in duties_of(current_user)


def _own_work(word: str) -> Kind:
    kind = queries.kind_named(word)
    if not writes(kind):
        raise Forbidden
    return kind


@blueprint.get("/ledgers")
@allow(READ)
def overview() -> Response:
    """Every kind with how many records it has this year."""
    on = today()
    counts = queries.counts(on.year)
    return page("ledgers/overview.html", kinds=KINDS, counts=counts, year=on.year, writes=writes)


@blueprint.get("/ledgers/<kind>")
@allow(READ)
def index(kind: str) -> Response:
    """The records of a kind, or the same list as a workbook."""
    found = queries.kind_named(kind)
    asked = queries.wanted(found, request.args)
    if files.wants_workbook():
        return _export(found, queries.listed(found, asked))
    return page(
        "ledgers/index.html",
        kind=found,
        names=found.listed[1 if found.head == "number" else 2 :],
        narrowed=asked != queries.Wanted(),
        right=found.numbers | {"enterprises"},
        headers=queries.headers(found),
        page=queries.lines(found, asked),
        offers=queries.offers,
        may_write=writes(found),
        page_href=page_href,
    )


def _export(kind: Kind, statement: Any) -> Response:
    rows = queries.shown(statement)
    response, digest = files.workbook(kind.label, today(), [export_sheet(kind, rows)])
    transaction.keep_audit()
    audit.record(
        verb="export",
        kind=kind.word,
        key="list",
        sentence=f"导出了{kind.label} {len(rows)} 行，SHA-256 {digest}",
        by=current_user,
    )
    return response


@blueprint.route("/ledgers/<kind>/new", methods=["GET", "POST"])
@allow(WRITE)
@once
def create(kind: str) -> Response:
    """Enter a record."""
    found = _own_work(kind)
    form: Any = form_of(found)()
    if request.method == "GET":
        if not form.held_on.raw_data:
            form.held_on.data = today()
        return page("ledgers/form.html", kind=found, form=form, row=None, offers=queries.offers)
    if form.validate_on_submit():
        try:
            row = actions.record(by=current_user, on=today(), kind=found, fields=form.data)
            flash(f"已登记{found.label}。")
            return go(found.href(row.number))
        except Invalid as error:
            form.take(error)
    return page(
        "ledgers/form.html", kind=found, form=form, row=None, offers=queries.offers, status=422
    )


@blueprint.get("/ledgers/<kind>/<number>")
@allow(READ)
def show(kind: str, number: str) -> Response:
    """One record with its history."""
    found = queries.kind_named(kind)
    row = queries.get(found, number)
    return _page_of(found, row, VoidForm(formdata=None))


def _page_of(
    kind: Kind, row: Any, form: VoidForm, status: int = 200, upload: Any = None
) -> Response:
    return page(
        "ledgers/show.html",
        attached=uploads.listed(kind.word, row.number),
        upload=upload or uploads.UploadForm(formdata=None),
        kind=kind,
        row=row,
        form=form,
        cell=queries.cell,
        history=history_of(kind.word, row.number),
        may_write=writes(kind),
        status=status,
    )


@blueprint.route("/ledgers/<kind>/<number>/amend", methods=["GET", "POST"])
@allow(WRITE)
def amend(kind: str, number: str) -> Response:
    """Change a record; a stale version meets both texts."""
    found = _own_work(kind)
    row = queries.get(found, number)
    form: Any = form_of(found)(obj=row, version=str(row.version))
    if request.method == "POST" and form.validate_on_submit():
        if form.version.number() != row.version:
            raise _conflict(found, row, form)
        try:
            actions.amend(by=current_user, on=today(), kind=found, row=row, fields=form.data)
            flash("已保存。")
            return go(found.href(row.number))
        except Invalid as error:
            transaction.abandon()
            form.take(error)
    status = 200 if request.method == "GET" else 422
    return page(
        "ledgers/form.html", kind=found, form=form, row=row, offers=queries.offers, status=status
    )


def _conflict(kind: Kind, row: Any, form: Any) -> Conflict:
    fields = [
        (label, queries.cell(kind, row, name), _typed(kind, form, name))
        for name, label in kind.labels.items()
        if name in kind.columns and name != "number"
    ]
    title = f"{kind.label}{row.number}已被他人修改"
    return Conflict(title, fields, kind.href(row.number) + "/amend")


def _typed(kind: Kind, form: Any, name: str) -> str:
    """What stands in a field, in the words in which the record tells it."""
    if name == "enterprises":
        found, _ = named(form[name].data)
        return "、".join(one.brief for one in sorted(found, key=lambda one: one.code))
    return queries.told(kind, name, actions.stored_value(kind, name, form[name].data))


@blueprint.post("/ledgers/<kind>/<number>/void")
@allow(WRITE)
def void(kind: str, number: str) -> Response:
    """作废 with a reason."""
    found = _own_work(kind)
    row = queries.get(found, number)
    form = VoidForm()
    if not form.validate_on_submit():
        return _page_of(found, row, form, 422)
    actions.void(by=current_user, kind=found, row=row, words=form.words.data or "")
    flash("已作废，不再计入任何数字。")
    return go(found.href(row.number))


@blueprint.post("/ledgers/<kind>/<number>/files")
@allow(WRITE)
@uploads.files_first
def attach(kind: str, number: str) -> Response:
    """Attach a file to a record."""
    found = _own_work(kind)
    row, form = queries.get(found, number), uploads.UploadForm()
    if form.validate_on_submit():
        try:
            actions.attach(by=current_user, kind=found, row=row, file=form.file.data)
            flash("附件已上传。")
            return go(found.href(row.number))
        except Invalid as error:
            transaction.abandon()
            form.take(error)
    return _page_of(found, queries.get(found, number), VoidForm(formdata=None), 422, form)


@blueprint.get("/ledgers/<kind>/<number>/files/<int:file_id>")
@allow(READ)
def download(kind: str, number: str, file_id: int) -> Response:
    """A file of a record."""
    found = queries.kind_named(kind)
    return uploads.give(uploads.find(found.word, queries.get(found, number).number, file_id))


@blueprint.post("/ledgers/<kind>/<number>/files/<int:file_id>/withdraw")
@allow(WRITE)
def withdraw_file(kind: str, number: str, file_id: int) -> Response:
    """Take a wrong file off a record."""
    found = _own_work(kind)
    row = queries.get(found, number)
    kept = uploads.find(found.word, row.number, file_id)
    actions.withdraw_file(by=current_user, kind=found, row=row, file=kept)
    flash("附件已撤下。")
    return go(found.href(row.number))
