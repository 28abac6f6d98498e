"""Who applied under which policy, and what was paid: lists, one application, payments."""

from __future__ import annotations

from typing import Any

from flask import flash, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from assist import audit
from assist.lib.errors import Invalid
from assist.lib.sheets import Column, Sheet
from assist.policies import actions, queries
from assist.policies.forms import (
    ApplicationForm,
    ApplyForm,
    PaymentForm,
    ReversalForm,
    asked_for,
)
from assist.policies.models import Application, Claim, Policy
from assist.policies.queries import Asked
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
    Column("企业名称", 36),
    Column("统一社会信用代码", 24),
    Column("政策", 48),
    Column("文号", 24),
    Column("申报日期", kind="day"),
    Column("进展", 10),
    Column("兑现次数", kind="number"),
    Column("最近兑现日期", kind="day"),
    Column("兑现金额（元）", kind="money"),
)
CLAIMS = [(member.value, member.label) for member in (Claim.APPLIED, Claim.CASHED)]


@blueprint.get("/policies/applications")
@allow(P.POLICY_READ)
def all_applications() -> Response:
    """Every application under every policy, or the same list as a workbook."""
    return _listed(None, asked_for(request.args), None)


@blueprint.get("/policies/<int:policy_id>/applications")
@allow(P.POLICY_READ)
def applications(policy_id: int) -> Response:
    """Who applied under one policy; the form for whom else."""
    form = ApplyForm(formdata=None)
    form.applied_on.data = today()
    return _listed(queries.get(policy_id), asked_for(request.args, policy_id), form)


def _listed(
    policy: Policy | None, asked: Asked, form: ApplyForm | None, status: int = 200
) -> Response:
    statement = queries.applications(current_user, today(), asked)
    if files.wants_workbook():
        return _export(statement, policy)
    return page(
        "policies/applications.html",
        policy=policy,
        asked=asked,
        claims=CLAIMS,
        claimed=queries.claimed(current_user, today(), asked),
        page=paginate(statement, scalars=False),
        page_href=page_href,
        form=form,
        status=status,
    )


def _export(statement: Any, policy: Policy | None) -> Response:
    rows = queries.application_rows(statement)
    response, digest = files.workbook("政策申报", today(), [Sheet("政策申报", COLUMNS, rows)])
    transaction.keep_audit()
    audit.record(
        verb="export",
        kind="policy",
        key=policy.number if policy else "applications",
        sentence=f"导出了政策申报 {len(rows)} 行，筛选 {files.asked()}，SHA-256 {digest}",
        by=current_user,
    )
    return response


@blueprint.post("/policies/<int:policy_id>/apply")
@allow(P.POLICY_WRITE)
@once
def apply(policy_id: int) -> Response:
    """Note who applied."""
    policy, form = queries.get(policy_id), ApplyForm()
    if form.validate():
        try:
            fresh = actions.apply(
                by=current_user,
                on=today(),
                policy=policy,
                enterprises=form.enterprises.found,
                applied_on=form.applied_on.data,
            )
        except Invalid as error:
            form.take(error)
        else:
            flash(once_words("申报", fresh, len(form.enterprises.found)))
            return go(url_for(".applications", policy_id=policy.id))
    return _listed(policy, Asked(policy_id=policy_id), form, status=422)


def _found(policy_id: int, application_id: int) -> Application:
    return queries.get_application(policy_id, application_id, current_user, today())


@blueprint.get("/policies/<int:policy_id>/applications/<int:application_id>")
@allow(P.POLICY_READ)
def application(policy_id: int, application_id: int) -> Response:
    """One application with every payment under it."""
    return _shown(_found(policy_id, application_id))


def _shown(found: Application, status: int = 200, **forms: Any) -> Response:
    paying = PaymentForm(formdata=None, data={"paid_on": today()})
    reversing = ReversalForm(formdata=None, data={"reversed_on": today()})
    return page(
        "policies/application.html",
        application=found,
        payments=queries.payments_of(found),
        may_write=current_user.may(P.POLICY_WRITE) and found.valid,
        form=forms.get("form") or ApplicationForm(formdata=None, obj=found),
        paying=forms.get("paying") or paying,
        reversing=forms.get("reversing") or reversing,
        target=forms.get("target"),
        status=status,
    )


def _there(found: Application) -> str:
    return url_for(".application", policy_id=found.policy_id, application_id=found.id)


@blueprint.post("/policies/<int:policy_id>/applications/<int:application_id>")
@allow(P.POLICY_WRITE)
def amend_application(policy_id: int, application_id: int) -> Response:
    """Correct its day."""
    found = _found(policy_id, application_id)
    form: Any = ApplicationForm()
    if form.validate():
        if form.version.number() != found.version:
            raise _conflict(form, found)
        try:
            actions.amend_application(
                by=current_user, on=today(), application=found, applied_on=form.applied_on.data
            )
        except Invalid as error:
            form.take(error)
        else:
            flash("申报日期已保存。")
            return go(_there(found))
    return _shown(found, 422, form=form)


def _conflict(form: ApplicationForm, found: Application) -> Conflict:
    theirs = ApplicationForm(formdata=None, obj=found)
    return Conflict.between("申报情况已被他人修改", theirs.words, form.words, _there(found))


@blueprint.post("/policies/<int:policy_id>/applications/<int:application_id>/pay")
@allow(P.POLICY_WRITE)
@once
def pay(policy_id: int, application_id: int) -> Response:
    """Note money that arrived."""
    found, form = _found(policy_id, application_id), PaymentForm()
    if form.validate():
        try:
            actions.pay(
                by=current_user,
                on=today(),
                application=found,
                paid_on=form.paid_on.data,
                amount=form.amount.data,
                words=form.words.data or "",
            )
        except Invalid as error:
            form.take(error)
        else:
            flash("兑现已登记。")
            return go(_there(found))
    return _shown(found, 422, paying=form)


@blueprint.post(
    "/policies/<int:policy_id>/applications/<int:application_id>/payments/<int:payment_id>/reverse"
)
@allow(P.POLICY_WRITE)
def reverse(policy_id: int, application_id: int, payment_id: int) -> Response:
    """Take a wrong payment back by a counter-entry."""
    found, form = _found(policy_id, application_id), ReversalForm()
    payment = queries.get_payment(found, payment_id)
    if form.validate():
        try:
            actions.reverse(
                by=current_user,
                on=today(),
                payment=payment,
                reversed_on=form.reversed_on.data,
                words=form.reason.data or "",
            )
        except Invalid as error:
            form.take(error)
        else:
            flash("这笔兑现已冲销，不再计入。")
            return go(_there(found))
    return _shown(found, 422, reversing=form, target=payment.id)


@blueprint.post("/policies/<int:policy_id>/applications/<int:application_id>/withdraw")
@allow(P.POLICY_WRITE)
def withdraw_application(policy_id: int, application_id: int) -> Response:
    """Take back an application noted by mistake."""
    found = _found(policy_id, application_id)
    actions.withdraw_application(by=current_user, on=today(), application=found)
    flash("申报登记已撤回。")
    return go(url_for(".applications", policy_id=policy_id))
