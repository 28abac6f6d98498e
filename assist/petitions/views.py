"""The pages of petitions: list, matter, form, and each act; who asked is shown on a reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, request, url_for
from flask_login import current_user
from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Response

from assist import audit
from assist.audit.queries import history_of
from assist.lib.errors import Invalid
from assist.lib.sheets import Column, Sheet
from assist.petitions import actions, queries, rules
from assist.petitions.forms import (
    FIELDS,
    ExtendForm,
    FinishForm,
    PetitionForm,
    ReasonForm,
    RevealForm,
    TellForm,
    wanted,
)
from assist.petitions.models import Petition, PetitionChannel
from assist.settings import current
from assist.web import files, transaction
from assist.web.access import Permission, allow
from assist.web.clock import today
from assist.web.errors import Conflict
from assist.web.forms import Form
from assist.web.once import once
from assist.web.paging import page_href
from assist.web.render import go, page

blueprint = Blueprint("petitions", __name__)

P = Permission
#: The list as a file; who asked is not in it.
COLUMNS = (
    Column("信访编号"),
    Column("收到日期", kind="day"),
    Column("渠道"),
    Column("领域"),
    Column("事项", 48),
    Column("办理期限", kind="day"),
    Column("延期至", kind="day"),
    Column("告知日期", kind="day"),
    Column("办结日期", kind="day"),
    Column("办理情况", 22),
    Column("结果"),
    Column("满意度"),
    Column("承办人"),
    Column("包案领导"),
)


@blueprint.get("/petitions")
@allow(P.PETITION_READ)
def index() -> Response:
    """The matters that one may see, or the same list as a workbook."""
    on, asked = today(), wanted(request.args)
    if files.wants_workbook():
        return _export(queries.listing(current_user, on, asked))
    settings = current()
    return page(
        "petitions/index.html",
        page=queries.listed(current_user, on, asked),
        asked=asked,
        clocks=lambda row: rules.clocks_of(row, on, settings),
        ended=rules.ended_words,
        channels=PetitionChannel.choices(),
        choices=queries.choices(current_user, asked),
        may_write=queries.writes(current_user),
        page_href=page_href,
    )


def _export(statement: Any) -> Response:
    rows = list(queries.export_rows(statement, today()))
    response, digest = files.workbook("信访", today(), [Sheet("信访", COLUMNS, rows)])
    transaction.keep_audit()
    audit.record(
        verb="export",
        kind="petition",
        key="list",
        sentence=f"导出了信访 {len(rows)} 行（不含信访人），SHA-256 {digest}",
        by=current_user,
    )
    return response


@blueprint.route("/petitions/new", methods=["GET", "POST"])
@allow(P.PETITION_WRITE)
@once
def create() -> Response:
    """Enter a matter."""
    _own_work()
    form = PetitionForm()
    if form.validate_on_submit():
        try:
            row = actions.record(by=current_user, on=today(), facts=form.facts)
        except Invalid as error:
            form.take(error)
        else:
            flash("信访已登记。")
            return go(url_for(".show", number=row.number))
    elif request.method == "GET":
        form.received_on.data = today()
        if request.args.get("review"):
            form.review_of(queries.get_visible(current_user, request.args["review"][:32]))
    return _form_page(form, None)


def _own_work() -> None:
    if not queries.writes(current_user):
        raise Forbidden


def _form_page(form: PetitionForm, row: Petition | None) -> Response:
    status = 422 if request.method == "POST" else 200
    return page("petitions/form.html", form=form, row=row, fields=FIELDS, status=status)


@blueprint.get("/petitions/<number>")
@allow(P.PETITION_READ)
def show(number: str) -> Response:
    """One matter with its clocks, its acts and its history."""
    return _page_of(queries.get_visible(current_user, number))


FORMS: dict[str, type[Form]] = {
    "tell": TellForm,
    "extend": ExtendForm,
    "finish": FinishForm,
    "reopen": ReasonForm,
    "void": ReasonForm,
    "reveal": RevealForm,
}


def _page_of(
    row: Petition, *, act: str = "", form: Form | None = None, revealed: bool = False
) -> Response:
    """The page with the form of `act` as it was sent, all others blank."""
    forms = {name: kind(formdata=None, prefix=name) for name, kind in FORMS.items()}
    forms["tell"]["told_on"].data = forms["finish"]["done_on"].data = today()
    if form is not None:
        forms[act] = form
    writes = queries.writes(current_user)
    first, reviews = queries.related(current_user, row)
    return page(
        "petitions/show.html",
        first=first,
        reviews=reviews,
        row=row,
        act=act,
        forms=forms,
        clocks=rules.clocks_of(row, today(), current()),
        ended=rules.ended_words(row),
        told_by=rules.told_by(row.channel, row.received_on, current()),
        may_write=writes,
        may_extend=rules.may_extend(row, today()),
        review_by=rules.review_by(row, today()),
        may_act=writes or row.handler_id == current_user.id,
        revealed=revealed,
        history=history_of("petition", row.number),
        status=422 if form is not None and form.errors else 200,
    )


@blueprint.route("/petitions/<number>/amend", methods=["GET", "POST"])
@allow(P.PETITION_WRITE)
def amend(number: str) -> Response:
    """Change what came in; a stale version meets both texts."""
    row = queries.get_visible(current_user, number)
    _own_work()
    if request.method == "GET":
        return _form_page(PetitionForm.of(row), row)
    form = PetitionForm()
    if form.validate():
        _compare(form, row)
        try:
            actions.amend(by=current_user, on=today(), row=row, facts=form.facts)
        except Invalid as error:
            transaction.abandon()
            form.take(error)
        else:
            flash("信访已保存。")
            return go(url_for(".show", number=row.number))
    return _form_page(form, row)


def _compare(form: PetitionForm, row: Petition) -> None:
    if form.version.number() == row.version:
        return
    theirs = PetitionForm.of(row)
    fields = [
        (theirs[name].label.text, _words(theirs[name]), _words(form[name])) for name in form.facts
    ]
    raise Conflict(f"信访{row.number}已被他人修改", fields, url_for(".amend", number=row.number))


def _words(field: Any) -> str:
    value = getattr(field.data, "label", None) or getattr(field.data, "name", None)
    return str(value or (field.data if field.data is not None else ""))


def _act(number: str, act: str, done: str, do: Callable[[Petition, Any], None]) -> Response:
    """Read the act's form, do it, and come back; a complaint stands at its field."""
    row = queries.get_visible(current_user, number)
    form: Any = FORMS[act](prefix=act)
    if form.validate_on_submit():
        try:
            do(row, form)
        except Invalid as error:
            transaction.abandon()
            form.take(error)
            row = queries.get_visible(current_user, number)
        else:
            flash(done)
            return go(url_for(".show", number=number))
    return _page_of(row, act=act, form=form)


@blueprint.post("/petitions/<number>/tell")
@allow(P.PETITION_READ)
def tell(number: str) -> Response:
    """The petitioner was told what becomes of it."""

    def do(row: Petition, form: Any) -> None:
        actions.tell(by=current_user, on=today(), row=row, told_on=form.told_on.data)

    return _act(number, "tell", "已登记告知。", do)


@blueprint.post("/petitions/<number>/extend")
@allow(P.PETITION_WRITE)
def extend(number: str) -> Response:
    """Give more time, once."""

    def do(row: Petition, form: Any) -> None:
        _own_work()
        actions.extend(
            by=current_user,
            on=today(),
            row=row,
            extended_to=form.extended_to.data,
            extended_why=form.extended_why.data,
            extension_told_on=form.extension_told_on.data,
        )

    return _act(number, "extend", "已延期。", do)


@blueprint.post("/petitions/<number>/finish")
@allow(P.PETITION_READ)
def finish(number: str) -> Response:
    """Answer the petitioner."""

    def do(row: Petition, form: Any) -> None:
        facts = {name: form[name].data for name in FINISHED}
        actions.finish(by=current_user, on=today(), row=row, facts=facts)

    return _act(number, "finish", "已办结。", do)


FINISHED = ("done_on", "opinion", "answer", "result", "satisfaction")


@blueprint.post("/petitions/<number>/reopen")
@allow(P.PETITION_WRITE)
def reopen(number: str) -> Response:
    """Take the answer back, with the reason."""

    def do(row: Petition, form: Any) -> None:
        _own_work()
        actions.reopen(by=current_user, row=row, words=form.words.data)

    return _act(number, "reopen", "已重新办理。", do)


@blueprint.post("/petitions/<number>/void")
@allow(P.PETITION_WRITE)
def void(number: str) -> Response:
    """作废 with a reason."""

    def do(row: Petition, form: Any) -> None:
        _own_work()
        actions.void(by=current_user, row=row, words=form.words.data)

    return _act(number, "void", "已作废，不再计入任何数字。", do)


@blueprint.post("/petitions/<number>/reveal")
@allow(P.PETITION_READ)
def reveal(number: str) -> Response:
    """Who asked, in this answer only; who looked and why is logged."""
    row = queries.get_visible(current_user, number)
    form = RevealForm(prefix="reveal")
    if not form.validate_on_submit():
        return _page_of(row, act="reveal", form=form)
    actions.reveal(by=current_user, row=row, why=form.why.data or "")
    return _page_of(row, revealed=True)
