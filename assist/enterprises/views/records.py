"""The list of enterprises, the one page of each, and writing them down."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import flash, request, url_for
from flask_login import current_user
from werkzeug.exceptions import Forbidden, NotFound
from werkzeug.wrappers import Response

from assist import audit
from assist.accounts.confirming import ask_first
from assist.enterprises import actions, queries, timeline
from assist.enterprises.forms import EnterpriseForm, RevealForm, WithdrawForm, wanted
from assist.enterprises.models import (
    Contact,
    Enterprise,
    FourUp,
    Industry,
    Running,
    Size,
)
from assist.enterprises.rules import SUGGESTS, Suggestion, facts_of, kind_of, suggest
from assist.enterprises.views.base import blueprint
from assist.lib.days import LAST_DAY, parse_day
from assist.lib.errors import Invalid
from assist.lib.sheets import Column, Sheet
from assist.web import files, transaction
from assist.web.access import Permission, allow
from assist.web.clock import today
from assist.web.errors import Conflict
from assist.web.paging import page_href
from assist.web.render import go, page

P = Permission

COLUMNS = (
    Column("统一社会信用代码", 22),
    Column("企业名称", 32),
    Column("简称"),
    Column("属地"),
    Column("经营状态", 10),
    Column("联系领导", 10),
    Column("牵头部门", 24),
    Column("联络员", 20),
    Column("联系人", 10),
    Column("联系人职务"),
    Column("联系电话"),
    Column("最近联系日期", kind="day"),
    Column("未办结问题", kind="number"),
)


KINDS = {
    kind: members.choices()
    for kind, members in {
        "industry": Industry, "size": Size, "four_up": FourUp, "running": Running
    }.items()
}  # fmt: skip


@blueprint.get("/enterprises")
@allow(P.ENTERPRISE_READ)
def index() -> Response:
    """The enterprises that one may open, or the same list as a workbook."""
    user, on = current_user._get_current_object(), today()
    asked = wanted(request.args, on, user.may(P.ENTERPRISE_READ_ALL))
    if files.wants_workbook():
        statement = queries.listing(user, on, asked)
        return _export(statement, on, in_full=request.args.get("phones") == "full")
    shown = queries.listed(user, on, asked)
    ids = [row.id for row in shown.rows]
    return page(
        "enterprises/index.html",
        page=shown,
        asked=asked,
        liaisons=queries.liaison_names(row.pairing_id for row in shown.rows),
        last=queries.last_days(ids),
        open=queries.open_counts(ids, user, on),
        **queries.choices(on),
        kinds=KINDS,
        sort_href=_sort_href,
        sorted=_sorted,
        may_have_phones=_may_have_phones(),
        page_href=page_href,
    )


def _sort_href(key: str) -> str:
    """The list in the order of `key`, turned round where it is in that order already."""
    return page_href(sort=f"-{key}" if request.args.get("sort", "name") == key else key)


def _sorted(key: str) -> str | None:
    """How the list is ordered by `key`, for the column's head."""
    return {key: "asc", f"-{key}": "desc"}.get(request.args.get("sort", "name"))


def _export(statement: Any, on: date, in_full: bool) -> Response:
    """The list as a workbook; whole numbers ask for the right and for the password again."""
    if in_full and not _may_have_phones():
        raise Forbidden
    if in_full and (detour := ask_first(back=page_href(format=None, phones=None))):
        return detour
    rows = queries.export_rows(statement, current_user, on, in_full)
    response, digest = files.workbook("企业", on, [Sheet("企业", COLUMNS, rows)])
    transaction.keep_audit()
    phones = "电话完整" if in_full else "电话已脱敏"
    audit.record(
        verb="export",
        kind="enterprise",
        key="list",
        sentence=f"导出了企业 {len(rows)} 行，{phones}，筛选 {files.asked()}，SHA-256 {digest}",
        by=current_user,
    )
    return response


def _may_have_phones() -> bool:
    return bool(current_user.may(P.CONTACT_REVEAL) and current_user.may(P.ENTERPRISE_READ_ALL))


@blueprint.get("/enterprises/<code>")
@allow(P.ENTERPRISE_READ)
def show(code: str) -> Response:
    """Everything about one enterprise on one page; what was merged leads to where it went."""
    enterprise = queries.opened(current_user, code, today())
    if enterprise.code != code:
        return go(url_for(".show", code=enterprise.code))
    return _page_of(enterprise, RevealForm(formdata=None))


def _page_of(
    enterprise: Enterprise, form: RevealForm, contact: Contact | None = None, status: int = 200
) -> Response:
    on, until = today(), _until(request.args.get("before", ""))
    entries, rest = timeline.entries(enterprise, current_user, until)
    pairings = queries.pairings_of(enterprise.id)
    now = [pairing for pairing in pairings if pairing.in_force(on)]
    helping = [person.id for pairing in now for person in (pairing.leader, *pairing.liaisons)]
    cases = [call(enterprise, current_user, on) for call in timeline.cases]
    everywhere = current_user.may(P.VISIT_RECORD_ALL) and current_user.may(P.PROBLEM_RECORD_ALL)
    own = not everywhere and queries.is_paired(current_user, enterprise.id, on)
    return page(
        "enterprises/show.html",
        fragment="enterprises/_phone.html" if status == 422 else None,
        status=status,
        enterprise=enterprise,
        entries=entries,
        rest=rest,
        earlier=until != LAST_DAY,
        now=now,
        stand_ins=queries.covered_by(helping, on),
        coming=[pairing for pairing in pairings if pairing.start_on > on],
        past=[pairing for pairing in pairings if pairing.end_on and pairing.end_on < on],
        cases=[line for lines, _ in cases for line in lines],
        counts=[count for _, counts in cases for count in counts]
        + [count for call in timeline.counts for count in call(enterprise, current_user, on)],
        may_reveal=(own and current_user.may(P.CONTACT_REVEAL))
        or queries.may_reveal(current_user, enterprise.id, on),
        may_visit=_may(P.VISIT_RECORD, P.VISIT_RECORD_ALL, own),
        may_problem=_may(P.PROBLEM_RECORD, P.PROBLEM_RECORD_ALL, own),
        reveal_form=form,
        contact=contact,
        suggestion=_suggestion(enterprise),
    )


def _suggestion(facts: Any) -> Suggestion | None:
    """The size that the recorded numbers give."""
    kind = kind_of(facts.size_kind, facts.industry)
    return suggest(kind=kind, staff=facts.staff, revenue=facts.revenue, assets=facts.assets)


def _may(permission: Permission, everywhere: Permission, own: bool) -> bool:
    return current_user.may(everywhere) or (own and current_user.may(permission))


def _until(text: str) -> date:
    try:
        return parse_day(text)
    except ValueError:
        return LAST_DAY


@blueprint.post("/enterprises/<code>/contacts/<int:contact_id>/reveal")
@allow(P.CONTACT_REVEAL)
def reveal(code: str, contact_id: int) -> Response:
    """A contact's whole number, in this answer only; who asked and why is logged."""
    enterprise = queries.get_visible(current_user, code, today())
    if not queries.may_reveal(current_user, enterprise.id, today()):
        raise Forbidden
    contact = next((row for row in enterprise.contacts if row.id == contact_id), None)
    if contact is None:
        raise NotFound
    form = RevealForm()
    if not form.validate_on_submit():
        return _page_of(enterprise, form, contact, status=422)
    phone = actions.reveal(
        by=current_user, on=today(), enterprise=enterprise, contact=contact, why=form.why.data or ""
    )
    return page(
        "enterprises/phone.html",
        fragment="enterprises/_phone.html",
        enterprise=enterprise,
        contact=contact,
        phone=phone,
    )


@blueprint.route("/enterprises/new", methods=["GET", "POST"])
@allow(P.ENTERPRISE_WRITE)
def create() -> Response:
    """Write down a new enterprise."""
    form = EnterpriseForm()
    if form.validate_on_submit():
        try:
            made = actions.create(by=current_user, on=today(), facts=form.facts)
        except Invalid as error:
            form.take(error)
        else:
            flash("企业已登记。")
            return go(url_for(".show", code=made.code))
    if request.method == "GET":
        form.key_years.data = [today().year]
    return _form_page(form.with_room(), None)


def _form_page(form: EnterpriseForm, enterprise: Enterprise | None) -> Response:
    status = 422 if request.method == "POST" else 200
    return page(
        "enterprises/form.html",
        form=form,
        enterprise=enterprise,
        suggestion=None if form.errors else _suggestion(form.facts),
        suggests=SUGGESTS,
        status=status,
    )


@blueprint.route("/enterprises/<code>/edit", methods=["GET", "POST"])
@allow(P.ENTERPRISE_WRITE)
def edit(code: str) -> Response:
    """Amend what is written down, unless somebody else just has."""
    enterprise = queries.get_visible(current_user, code, today())
    if request.method == "GET":
        return _form_page(EnterpriseForm.of(facts_of(enterprise), enterprise.version), enterprise)
    form = EnterpriseForm()
    if form.validate():
        _compare(form, enterprise)
        try:
            actions.amend(by=current_user, on=today(), enterprise=enterprise, facts=form.facts)
        except Invalid as error:
            form.take(error)
        else:
            flash("企业信息已保存。")
            return go(url_for(".show", code=enterprise.code))
    transaction.abandon()
    return _form_page(form.with_room(), queries.get_visible(current_user, code, today()))


def _compare(form: EnterpriseForm, enterprise: Enterprise) -> None:
    if form.version.number() == enterprise.version:
        return
    theirs, mine = facts_of(enterprise).words, form.facts.words
    back = url_for(".edit", code=enterprise.code)
    raise Conflict.between("企业信息已被他人修改", theirs, mine, back)


@blueprint.route("/enterprises/<code>/withdraw", methods=["GET", "POST"])
@allow(P.ENTERPRISE_WRITE)
def withdraw(code: str) -> Response:
    """Take an enterprise off the lists, with the reason."""
    enterprise = queries.get_visible(current_user, code, today())
    form = WithdrawForm()
    if not form.validate_on_submit():
        status = 422 if request.method == "POST" else 200
        return page("enterprises/withdraw.html", form=form, enterprise=enterprise, status=status)
    actions.withdraw(by=current_user, on=today(), enterprise=enterprise, why=form.why.data or "")
    flash("企业已撤下，可以随时恢复。")
    return go(url_for(".show", code=code))


@blueprint.post("/enterprises/<code>/restore")
@allow(P.ENTERPRISE_WRITE)
def restore(code: str) -> Response:
    """Bring a withdrawn enterprise back."""
    enterprise = queries.get_visible(current_user, code, today())
    actions.restore(by=current_user, on=today(), enterprise=enterprise)
    flash("企业已恢复。")
    return go(url_for(".show", code=code))
