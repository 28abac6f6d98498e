"""The list of pairings, and beginning, amending, changing and ending one."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import flash, request, url_for
from flask_login import current_user
from markupsafe import Markup
from werkzeug.wrappers import Response

from assist import audit
from assist.audit.queries import remembered
from assist.enterprises import figures as enterprise_figures
from assist.enterprises.models import Pairing, PairingLiaison
from assist.enterprises.queries import liaison_names
from assist.lib.errors import Invalid
from assist.lib.periods import Period
from assist.lib.sheets import Column, Sheet
from assist.pairings import actions, figures, queries
from assist.pairings.forms import EndForm, PairingForm, TermsForm, wanted
from assist.pairings.views.base import blueprint
from assist.web import files, transaction
from assist.web.access import Permission, allow
from assist.web.clock import today
from assist.web.errors import Conflict
from assist.web.paging import COUNTED, page_href
from assist.web.render import go, page, part

P = Permission
COLUMNS = (
    Column("统一社会信用代码", 22),
    Column("企业名称", 32),
    Column("联系领导"),
    Column("牵头部门", 24),
    Column("联络员", 24),
    Column("开始日期", kind="day"),
    Column("结束日期", kind="day"),
    Column("依据文件", 24),
)


@blueprint.get("/pairings")
@allow(P.PAIRING_READ)
def index() -> Response:
    """The pairings that one may read, or the same list as a workbook."""
    on, asked = today(), wanted(request.args)
    if files.wants_workbook():
        return _export(queries.listing(current_user, on, asked), on)
    shown = queries.listed(current_user, on, asked)
    reads_all = current_user.may(P.ENTERPRISE_READ_ALL)
    return page(
        "pairings/index.html",
        page=shown,
        asked=asked,
        liaisons=liaison_names(row.id for row in shown.rows),
        choices=_choices(asked) if reads_all else "",
        coverage=remembered(("paired", on), lambda: _coverage(on)) if reads_all else None,
        page_href=page_href,
    )


def _choices(asked: queries.Wanted) -> Markup:
    """The selects of people and units, written once where none of them is chosen."""
    if asked.leader or asked.unit or asked.liaison:
        return _written(asked)
    return remembered("choices of pairings", lambda: _written(asked))


def _written(asked: queries.Wanted) -> Markup:
    offered = {
        "leader": queries.offered_people(Pairing.leader_id),
        "unit": queries.offered_units(),
        "liaison": queries.offered_people(PairingLiaison.cadre_id),
    }
    return part("pairings/choices.html", offered=offered, asked=asked)


def _coverage(on: date) -> dict[str, int] | None:
    """This year's key enterprises and how many are paired today, where they are quick to count."""
    year = Period.of_year(on.year, on)
    every = enterprise_figures.count(enterprise_figures.key_enterprises(year).limit(COUNTED + 1))
    if every > COUNTED:
        return None
    return {"every": every, "paired": enterprise_figures.count(figures.covered(year))}


def _export(statement: Any, on: date) -> Response:
    rows = queries.export_rows(statement)
    response, digest = files.workbook("结对", on, [Sheet("结对", COLUMNS, rows)])
    transaction.keep_audit()
    audit.record(
        verb="export",
        kind="pairing",
        key="list",
        sentence=f"导出了结对 {len(rows)} 行，筛选 {files.asked()}，SHA-256 {digest}",
        by=current_user,
    )
    return response


@blueprint.route("/pairings/new", methods=["GET", "POST"])
@allow(P.PAIRING_WRITE)
def create() -> Response:
    """Pair an enterprise."""
    form = PairingForm()
    if form.validate_on_submit():
        enterprise = form.enterprise.data
        try:
            actions.create(by=current_user, on=today(), enterprise=enterprise, terms=form.terms)
        except Invalid as error:
            form.take(error)
        else:
            flash("结对已登记。")
            return go(url_for("enterprises.show", code=enterprise.code))
    if request.method == "GET":
        form.start(request.args.get("enterprise", ""), today())
    return _form_page("登记结对", form, None, url_for(".index"))


def _form_page(title: str, form: TermsForm, pairing: Pairing | None, back: str) -> Response:
    return page(
        "pairings/form.html",
        title=title,
        form=form,
        pairing=pairing,
        back=back,
        unpaired=[] if pairing else queries.unpaired(today()),
        status=422 if request.method == "POST" else 200,
    )


@blueprint.route("/pairings/<int:pairing_id>/edit", methods=["GET", "POST"])
@allow(P.PAIRING_WRITE)
def edit(pairing_id: int) -> Response:
    """Put right what was written down, unless somebody else just has."""
    pairing = queries.get_writable(pairing_id)
    back = url_for("enterprises.show", code=pairing.enterprise.code)
    if request.method == "GET":
        return _form_page("修改结对", TermsForm.of(pairing), pairing, back)
    form = TermsForm()
    if form.validate():
        _compare(form, pairing)
        try:
            actions.amend(by=current_user, on=today(), pairing=pairing, terms=form.terms)
        except Invalid as error:
            form.take(error)
        else:
            flash("结对已保存。")
            return go(back)
    return _form_page("修改结对", form, pairing, back)


def _compare(form: TermsForm, pairing: Pairing) -> None:
    if form.version.number() == pairing.version:
        return
    theirs, mine = TermsForm.of(pairing).words, form.words
    back = url_for(".edit", pairing_id=pairing.id)
    raise Conflict.between("结对已被他人修改", theirs, mine, back)


@blueprint.route("/pairings/<int:pairing_id>/change", methods=["GET", "POST"])
@allow(P.PAIRING_WRITE)
def change(pairing_id: int) -> Response:
    """Let another pairing follow; this one ends the day before."""
    pairing = queries.get_writable(pairing_id)
    code = pairing.enterprise.code
    if request.method == "GET":
        form = TermsForm.of(pairing)
        form.start_on.data, form.end_on.data = today(), None
        return _form_page("更换结对", form, pairing, url_for("enterprises.show", code=code))
    form = TermsForm()
    if form.validate():
        try:
            actions.change(by=current_user, on=today(), pairing=pairing, terms=form.terms)
        except Invalid as error:
            form.take(error)
        else:
            flash("结对已更换，原结对到前一天为止。")
            return go(url_for("enterprises.show", code=code))
    transaction.abandon()  # the old one must not read as ended
    pairing = queries.get_writable(pairing_id)
    return _form_page("更换结对", form, pairing, url_for("enterprises.show", code=code))


@blueprint.route("/pairings/<int:pairing_id>/end", methods=["GET", "POST"])
@allow(P.PAIRING_WRITE)
def end(pairing_id: int) -> Response:
    """End a pairing."""
    pairing = queries.get_writable(pairing_id)
    form = EndForm()
    if form.validate_on_submit():
        try:
            actions.end(by=current_user, on=today(), pairing=pairing, end_on=form.end_on.data)
        except Invalid as error:
            form.take(error)
        else:
            flash("结对已结束。")
            return go(url_for("enterprises.show", code=pairing.enterprise.code))
    if request.method == "GET":
        form.end_on.data = today()
    status = 422 if request.method == "POST" else 200
    return page("pairings/end.html", form=form, pairing=pairing, status=status)
