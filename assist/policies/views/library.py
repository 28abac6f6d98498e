"""The library of policies, each one's page, and whom it was told."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import flash, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from assist import audit
from assist.lib.errors import Invalid
from assist.lib.sheets import Column, Sheet
from assist.policies import actions, queries
from assist.policies.forms import DeliveryForm, PolicyForm, untold_asked, wanted
from assist.policies.models import Claim, Policy, PolicyLevel
from assist.policies.queries import Asked, Untold
from assist.policies.rules import facts_of
from assist.policies.views.base import blueprint, once_words
from assist.web import files, transaction
from assist.web.access import Permission, allow
from assist.web.clock import today
from assist.web.errors import Conflict
from assist.web.once import once
from assist.web.paging import page_href, paginate
from assist.web.render import go, page

P = Permission
COLUMNS = (
    Column("文号", 24),
    Column("标题", 48),
    Column("级别", 8),
    Column("类别"),
    Column("发文机关", 24),
    Column("发布日期", kind="day"),
    Column("有效期至", kind="day"),
    Column("推送次数", kind="number"),
)
UNTOLD = (
    Column("统一社会信用代码", 24),
    Column("企业名称", 36),
    Column("属地"),
    Column("四上类别"),
    Column("规模", 8),
    Column("标签", 24),
    Column("联企干部"),
    Column("牵头部门", 24),
)
#: So many of those not yet told stand on the policy's own page.
UNTOLD_SHOWN = 8


@blueprint.get("/policies")
@allow(P.POLICY_READ)
def index() -> Response:
    """The library, or the same list as a workbook."""
    on, asked = today(), wanted(request.args)
    if files.wants_workbook():
        return _export(queries.listing(on, asked), on)
    shown = queries.listed(on, asked)
    return page(
        "policies/index.html",
        page=shown,
        asked=asked,
        told=queries.told_counts([row.id for row in shown.rows]),
        levels=PolicyLevel.choices(),
        page_href=page_href,
    )


def _export(statement: Any, on: date) -> Response:
    rows = queries.export_rows(statement)
    response, digest = files.workbook("政策", on, [Sheet("政策", COLUMNS, rows)])
    transaction.keep_audit()
    audit.record(
        verb="export",
        kind="policy",
        key="list",
        sentence=f"导出了政策 {len(rows)} 行，筛选 {files.asked()}，SHA-256 {digest}",
        by=current_user,
    )
    return response


@blueprint.get("/policies/<int:policy_id>")
@allow(P.POLICY_READ)
def show(policy_id: int) -> Response:
    """One policy and whom it was told; the enterprises chosen elsewhere stand in the form."""
    form = DeliveryForm(formdata=None)
    form.held_on.data = today()
    chosen = queries.names_of(request.args.getlist("enterprise"), current_user, today())
    form.enterprises.data = "\n".join(chosen)
    return _page_of(queries.get(policy_id), form)


def _page_of(policy: Policy, form: DeliveryForm, status: int = 200) -> Response:
    told, enterprises = queries.totals(policy.id)
    shown = paginate(queries.deliveries(policy.id, current_user, today()), scalars=False)
    return page(
        "policies/show.html",
        policy=policy,
        fit=queries.fit(policy, current_user, today()),
        untold=queries.first_untold(policy, current_user, today(), UNTOLD_SHOWN),
        told=told,
        enterprises=enterprises,
        page=shown,
        claimed=queries.claimed(current_user, today(), Asked(policy_id=policy.id)),
        claims=queries.claims(policy.id, [row.code for row in shown.rows]),
        unclaimed=Claim.NONE,
        form=form,
        status=status,
    )


@blueprint.get("/policies/<int:policy_id>/untold")
@allow(P.POLICY_READ)
def untold(policy_id: int) -> Response:
    """The enterprises that it is meant for and that were not told of it, or a workbook of them."""
    policy, on, asked = queries.get(policy_id), today(), untold_asked(request.args)
    if files.wants_workbook():
        return _export_untold(policy, on, asked)
    return page(
        "policies/untold.html",
        policy=policy,
        asked=asked,
        fit=queries.fit(policy, current_user, on),
        found=queries.untold_by(policy, current_user, on, asked),
        nobody=queries.NOBODY,
        page_href=page_href,
    )


def _export_untold(policy: Policy, on: date, asked: Untold) -> Response:
    rows = queries.untold_rows(policy, current_user, on, asked)
    response, digest = files.workbook("未推送企业", on, [Sheet("未推送企业", UNTOLD, rows)])
    transaction.keep_audit()
    audit.record(
        verb="export",
        kind="policy",
        key=policy.number,
        sentence=(
            f"导出了还没有推送《{policy.title}》的企业 {len(rows)} 行，"
            f"筛选 {files.asked()}，SHA-256 {digest}"
        ),
        by=current_user,
    )
    return response


@blueprint.post("/policies/<int:policy_id>/deliver")
@allow(P.POLICY_WRITE)
@once
def deliver(policy_id: int) -> Response:
    """Note whom it was told outside a visit."""
    policy, form = queries.get(policy_id), DeliveryForm()
    if form.validate():
        try:
            fresh = actions.record_delivery(
                by=current_user,
                on=today(),
                policy=policy,
                enterprises=form.enterprises.found,
                held_on=form.held_on.data,
                way=form.way.data,
            )
        except Invalid as error:
            form.take(error)
        else:
            flash(once_words("送达", fresh, len(form.enterprises.found)))
            return go(url_for(".show", policy_id=policy.id))
    return _page_of(policy, form, status=422)


@blueprint.post("/policies/<int:policy_id>/deliveries/<int:delivery_id>/withdraw")
@allow(P.POLICY_WRITE)
def withdraw_delivery(policy_id: int, delivery_id: int) -> Response:
    """Take back a delivery recorded by mistake."""
    delivery = queries.get_delivery(policy_id, delivery_id)
    actions.withdraw_delivery(by=current_user, on=today(), delivery=delivery)
    flash("送达登记已撤回。")
    return go(url_for(".show", policy_id=policy_id))


@blueprint.route("/policies/new", methods=["GET", "POST"])
@allow(P.POLICY_WRITE)
@once
def create() -> Response:
    """Take a policy into the library."""
    form = PolicyForm()
    if form.validate_on_submit():
        try:
            made = actions.create(by=current_user, on=today(), facts=form.facts)
        except Invalid as error:
            form.take(error)
        else:
            flash("政策已登记。")
            return go(url_for(".show", policy_id=made.id))
    return _form_page(form, None)


def _form_page(form: PolicyForm, policy: Policy | None) -> Response:
    status = 422 if request.method == "POST" else 200
    return page("policies/form.html", form=form, policy=policy, status=status)


@blueprint.route("/policies/<int:policy_id>/edit", methods=["GET", "POST"])
@allow(P.POLICY_WRITE)
def edit(policy_id: int) -> Response:
    """Amend what is written down, unless somebody else just has."""
    policy = queries.get(policy_id)
    if request.method == "GET":
        return _form_page(PolicyForm.of(facts_of(policy), policy.version), policy)
    form = PolicyForm()
    if form.validate():
        _compare(form, policy)
        try:
            actions.amend(by=current_user, on=today(), policy=policy, facts=form.facts)
        except Invalid as error:
            form.take(error)
        else:
            flash("政策已保存。")
            return go(url_for(".show", policy_id=policy.id))
    return _form_page(form, policy)


def _compare(form: PolicyForm, policy: Policy) -> None:
    if form.version.number() == policy.version:
        return
    theirs, mine = facts_of(policy).words, form.facts.words
    back = url_for(".edit", policy_id=policy.id)
    raise Conflict.between("政策已被他人修改", theirs, mine, back)
