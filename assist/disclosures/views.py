"""The pages of 信息公开: list, publication with its reviews, form, and each act."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Blueprint, flash, request, url_for
from flask_login import current_user
from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Response

from assist import audit
from assist.audit.queries import history_of
from assist.disclosures import actions, queries, rules
from assist.disclosures.forms import (
    DisclosureForm,
    PublishForm,
    ReviewForm,
    SecrecyForm,
    VoidForm,
    wanted,
)
from assist.disclosures.models import Column as Portal
from assist.disclosures.models import Disclosure, DisclosureAct
from assist.lib.errors import Invalid
from assist.lib.sheets import Column, Sheet
from assist.settings import current
from assist.web import files, transaction
from assist.web.access import Permission, allow
from assist.web.clock import today
from assist.web.errors import Conflict
from assist.web.forms import Form
from assist.web.once import once
from assist.web.paging import page_href
from assist.web.render import go, page

blueprint = Blueprint("disclosures", __name__)

P = Permission
COLUMNS = (
    Column("公开编号"),
    Column("栏目"),
    Column("标题", 48),
    Column("形成日期", kind="day"),
    Column("公开期限", kind="day"),
    Column("发布日期", kind="day"),
    Column("网址", 32),
    Column("初审人"),
    Column("初审日期", kind="day"),
    Column("复审人"),
    Column("复审日期", kind="day"),
    Column("终审人"),
    Column("终审日期", kind="day"),
    Column("保密审查"),
    Column("办理情况"),
    Column("归档号"),
)


@blueprint.get("/disclosures")
@allow(P.DISCLOSURE_READ)
def index() -> Response:
    """The publications, or the same list as a workbook."""
    on, asked = today(), wanted(request.args)
    if files.wants_workbook():
        return _export(queries.listing(on, asked), on)
    settings = current()
    return page(
        "disclosures/index.html",
        page=queries.listed(on, asked),
        asked=asked,
        clock=lambda row: rules.clock_of(row, on, settings),
        stage=queries.stage_of,
        columns=Portal.choices(),
        report=_report(on),
        may_write=queries.writes(current_user),
        page_href=page_href,
    )


def _report(on: date) -> dict[str, Any]:
    """How the yearly report of the year before stands, which is owed by 31 January (§49)."""
    due = date(on.year, 1, 31)
    light, words = rules.clock(due, on, current())
    published = queries.report_published_on(on.year)
    return {"due": due, "on": published, "light": light, "words": words}


def _export(statement: Any, on: date) -> Response:
    rows = list(queries.export_rows(statement, on))
    response, digest = files.workbook("信息公开", on, [Sheet("信息公开", COLUMNS, rows)])
    transaction.keep_audit()
    audit.record(
        verb="export",
        kind="disclosure",
        key="list",
        sentence=f"导出了信息公开 {len(rows)} 行，筛选 {files.asked()}，SHA-256 {digest}",
        by=current_user,
    )
    return response


def _own_work() -> None:
    if not queries.writes(current_user):
        raise Forbidden


@blueprint.route("/disclosures/new", methods=["GET", "POST"])
@allow(P.DISCLOSURE_WRITE)
@once
def create() -> Response:
    """Enter a draft."""
    _own_work()
    form = DisclosureForm()
    if form.validate_on_submit():
        try:
            row = actions.record(by=current_user, on=today(), facts=form.facts)
        except Invalid as error:
            form.take(error)
        else:
            flash("已登记，等待初审。")
            return go(url_for(".show", number=row.number))
    elif request.method == "GET":
        form.formed_on.data, form.author.data = today(), current_user.name
    return _form_page(form, None)


def _form_page(form: DisclosureForm, row: Disclosure | None) -> Response:
    status = 422 if request.method == "POST" else 200
    return page("disclosures/form.html", form=form, row=row, status=status)


@blueprint.get("/disclosures/<number>")
@allow(P.DISCLOSURE_READ)
def show(number: str) -> Response:
    """One publication with its reviews, its steps and its history."""
    return _page_of(queries.get(number))


FORMS: dict[str, type[Form]] = {
    "review": ReviewForm,
    "secrecy": SecrecyForm,
    "publish": PublishForm,
    "void": VoidForm,
}


def _page_of(row: Disclosure, act: str = "", form: Form | None = None) -> Response:
    """The page with the form of `act` as it was sent, all others blank."""
    forms: dict[str, Any] = {name: kind(formdata=None, prefix=name) for name, kind in FORMS.items()}
    forms["publish"].published_on.data = today()
    forms["publish"].url.data, forms["publish"].archive.data = row.url, row.archive
    if form is not None:
        forms[act] = form
    light, words = rules.clock_of(row, today(), current())
    return page(
        "disclosures/show.html",
        row=row,
        act=act,
        forms=forms,
        light=light,
        words=words,
        missing=rules.missing_of(row),
        returned=rules.returned(row),
        may_review=queries.may_review(current_user, row.next_review),
        may_check=queries.may_review(current_user, DisclosureAct.FIRST),
        may_write=queries.writes(current_user),
        history=history_of("disclosure", row.number),
        status=422 if form is not None else 200,
    )


@blueprint.route("/disclosures/<number>/amend", methods=["GET", "POST"])
@allow(P.DISCLOSURE_WRITE)
def amend(number: str) -> Response:
    """Change a draft; a stale version meets both texts."""
    row = queries.get(number)
    _own_work()
    if request.method == "GET":
        return _form_page(DisclosureForm.of(row), row)
    form = DisclosureForm()
    if form.validate():
        _compare(form, row)
        try:
            actions.amend(by=current_user, on=today(), row=row, facts=form.facts)
        except Invalid as error:
            transaction.abandon()
            form.take(error)
        else:
            flash("已保存。")
            return go(url_for(".show", number=number))
    return _form_page(form, row)


def _compare(form: DisclosureForm, row: Disclosure) -> None:
    if form.version.number() == row.version:
        return
    theirs = DisclosureForm.of(row)
    fields = [
        (theirs[name].label.text, _words(theirs[name]), _words(form[name])) for name in form.facts
    ]
    raise Conflict(
        f"信息公开{row.number}已被他人修改", fields, url_for(".amend", number=row.number)
    )


def _words(field: Any) -> str:
    return str(getattr(field.data, "label", None) or field.data or "")


def _act(
    number: str,
    act: str,
    done: Callable[[Disclosure], str],
    do: Callable[[Disclosure, Any], None],
) -> Response:
    """Read the act's form, do it, and come back; a complaint stands at its field."""
    row = queries.get(number)
    form: Any = FORMS[act](prefix=act)
    if form.validate_on_submit():
        try:
            do(row, form)
        except Invalid as error:
            transaction.abandon()
            form.take(error)
            row = queries.get(number)
        else:
            flash(done(row))
            return go(url_for(".show", number=number))
    return _page_of(row, act, form)


def _said(done: str, row: Disclosure) -> str:
    """What was done, and what comes next."""
    if rules.returned(row) is not None:
        return f"{done}，已退回修改。"
    return f"{done}，{rules.next_words(row)}"


@blueprint.post("/disclosures/<number>/review")
@allow(P.DISCLOSURE_WRITE, P.DISCLOSURE_SIGN)
def review(number: str) -> Response:
    """The next of the three reviews, or sent back."""

    def do(row: Disclosure, form: Any) -> None:
        passed = form.decision.data == "pass"
        actions.review(by=current_user, on=today(), row=row, passed=passed, **form.signed)

    return _act(number, "review", lambda row: _said("审查已登记", row), do)


@blueprint.post("/disclosures/<number>/secrecy")
@allow(P.DISCLOSURE_WRITE, P.DISCLOSURE_SIGN)
def secrecy(number: str) -> Response:
    """保密审查."""

    def do(row: Disclosure, form: Any) -> None:
        actions.check_secrecy(
            by=current_user, on=today(), row=row, result=form.found, **form.signed
        )

    return _act(number, "secrecy", lambda row: _said("保密审查已登记", row), do)


@blueprint.post("/disclosures/<number>/publish")
@allow(P.DISCLOSURE_WRITE)
def publish(number: str) -> Response:
    """Note that it is out."""

    def do(row: Disclosure, form: Any) -> None:
        _own_work()
        actions.publish(
            by=current_user,
            on=today(),
            row=row,
            published_on=form.published_on.data,
            url=form.url.data,
            archive=form.archive.data,
        )

    return _act(number, "publish", lambda row: "已登记发布。", do)


@blueprint.post("/disclosures/<number>/void")
@allow(P.DISCLOSURE_WRITE)
def void(number: str) -> Response:
    """作废 with a reason."""

    def do(row: Disclosure, form: Any) -> None:
        _own_work()
        actions.void(by=current_user, row=row, words=form.words.data)

    return _act(number, "void", lambda row: "已作废，不再计入任何数字。", do)
