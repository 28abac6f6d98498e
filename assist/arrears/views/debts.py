"""Writing debts: enter, amend, repay, adjust, reverse, void."""

from __future__ import annotations

from flask import request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from assist.arrears import actions, queries
from assist.arrears.forms import AdjustForm, DebtForm, RepayForm, ReverseForm, VoidForm
from assist.arrears.models import Debt
from assist.arrears.views.base import (
    WRITE,
    blueprint,
    complain,
    conflict,
    done,
    own_work,
    visible,
)
from assist.arrears.views.reading import page_of
from assist.lib.errors import Invalid
from assist.settings import current
from assist.web import uploads
from assist.web.access import allow
from assist.web.clock import today
from assist.web.once import once
from assist.web.render import page


@blueprint.post("/arrears/<number>/repay")
@allow(WRITE)
@uploads.files_first
@once
def repay(number: str) -> Response:
    """Book a repayment."""
    own_work()
    debt, form = visible(number), RepayForm()
    if form.validate():
        try:
            actions.repay(by=current_user, on=today(), debt=debt, **form.facts)
            return done(debt, "还款已登记。")
        except Invalid as error:
            complain(form, error)
    return page_of(visible(number), 422, repay=form)


@blueprint.post("/arrears/<number>/adjust")
@allow(WRITE)
@once
def adjust(number: str) -> Response:
    """Correct what is owed."""
    own_work()
    debt, form = visible(number), AdjustForm()
    if form.validate():
        try:
            actions.adjust(
                by=current_user,
                on=today(),
                debt=debt,
                day=form.on.data,
                amount=form.amount.data,
                reason=form.reason.data or "",
                basis=form.basis.data or "",
            )
            return done(debt, "调整已登记。")
        except Invalid as error:
            complain(form, error)
    return page_of(visible(number), 422, adjust=form)


@blueprint.route("/arrears/<number>/repayments/<repayment>/reverse", methods=["GET", "POST"])
@allow(WRITE)
def reverse(number: str, repayment: str) -> Response:
    """Take a wrong repayment back by a counter-entry."""
    own_work()
    wrong, form = queries.repayment_of(visible(number), repayment), ReverseForm()
    if form.validate_on_submit():
        day, words = form.on.data, form.words.data or ""
        try:
            actions.reverse(by=current_user, on=today(), repayment=wrong, day=day, words=words)
            return done(wrong.debt, "还款已冲销。")
        except Invalid as error:
            complain(form, error)
    if request.method == "GET":
        form.on.data = today()
    wrong = queries.repayment_of(visible(number), repayment)
    status = 422 if request.method == "POST" else 200
    return page("arrears/reverse.html", repayment=wrong, form=form, status=status)


@blueprint.post("/arrears/<number>/void")
@allow(WRITE)
def void(number: str) -> Response:
    """作废 with a reason."""
    own_work()
    debt, form = visible(number), VoidForm()
    if not form.validate():
        return page_of(debt, 422, void=form)
    actions.void_debt(by=current_user, debt=debt, words=form.words.data or "")
    return done(debt, "已作废，不再计入任何数字。")


@blueprint.route("/arrears/new", methods=["GET", "POST"])
@allow(WRITE)
@once
def create() -> Response:
    """Enter a debt; `?enterprise=` names the creditor."""
    own_work()
    form = DebtForm()
    if form.validate_on_submit():
        try:
            made = actions.record_debt(by=current_user, on=today(), fields=form.facts)
            return done(made, "欠款已登记。")
        except Invalid as error:
            complain(form, error)
    if request.method == "GET":
        form.begin(queries.enterprise_named(request.args.get("enterprise", "")))
    return _form_page(form, None)


def _form_page(form: DebtForm, debt: Debt | None) -> Response:
    status = 422 if request.method == "POST" else 200
    locked = current().base_locked
    return page("arrears/form.html", form=form, debt=debt, locked=locked, status=status)


@blueprint.route("/arrears/<number>/amend", methods=["GET", "POST"])
@allow(WRITE)
def amend(number: str) -> Response:
    """Correct what was entered, unless somebody else just has."""
    own_work()
    debt = visible(number)
    if request.method == "GET":
        return _form_page(DebtForm.of(debt), debt)
    form = DebtForm()
    if form.validate():
        if form.version.number() != debt.version:
            back = url_for(".amend", number=number)
            raise conflict("欠款已被他人修改", DebtForm.of(debt), form, back)
        try:
            actions.amend_debt(by=current_user, on=today(), debt=debt, fields=form.facts)
            return done(debt, "欠款已保存。")
        except Invalid as error:
            complain(form, error)
    return _form_page(form, visible(number))
