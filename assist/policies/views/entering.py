"""The empty forms of what comes of policies, reached without going through one policy first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import flash, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from assist.lib.errors import Invalid
from assist.policies import actions, queries
from assist.policies.forms import NewApplicationForm, NewDeliveryForm, NewPaymentForm
from assist.policies.rules import meant
from assist.policies.views.base import blueprint, once_words
from assist.web.access import Permission, allow
from assist.web.clock import today
from assist.web.forms import Form
from assist.web.once import once
from assist.web.render import go, page

P = Permission


def _entered(
    title: str, form: Form, day: str, fields: Sequence[str], store: Callable[[], str]
) -> Response:
    """The empty form, or what was typed stored; a complaint stands at its field."""
    if request.method == "GET":
        form[day].data = today()
    elif form.validate():
        try:
            return go(store())
        except Invalid as error:
            form.take(error)
    return page(
        "policies/enter.html",
        title=title,
        form=form,
        fields=[form[name] for name in fields],
        offered=queries.offered(today()),
        status=422 if request.method == "POST" else 200,
    )


@blueprint.route("/policies/deliveries/new", methods=["GET", "POST"])
@allow(P.POLICY_WRITE)
@once
def new_delivery() -> Response:
    """Note whom a policy was told outside a visit."""
    form: Any = NewDeliveryForm()

    def store() -> str:
        fresh = actions.record_delivery(
            by=current_user,
            on=today(),
            policy=form.policy.data,
            enterprises=form.enterprises.found,
            held_on=form.held_on.data,
            way=form.way.data,
        )
        flash(once_words("送达", fresh, len(form.enterprises.found)))
        return url_for(".show", policy_id=form.policy.data.id)

    return _entered("登记送达", form, "held_on", ("policy", "enterprises", "held_on", "way"), store)


@blueprint.route("/policies/applications/new", methods=["GET", "POST"])
@allow(P.POLICY_WRITE)
@once
def new_application() -> Response:
    """Note who applied under a policy."""
    form: Any = NewApplicationForm()

    def store() -> str:
        fresh = actions.apply(
            by=current_user,
            on=today(),
            policy=form.policy.data,
            enterprises=form.enterprises.found,
            applied_on=form.applied_on.data,
        )
        flash(once_words("申报", fresh, len(form.enterprises.found)))
        return url_for(".applications", policy_id=form.policy.data.id)

    return _entered("登记申报", form, "applied_on", ("policy", "enterprises", "applied_on"), store)


@blueprint.route("/policies/payments/new", methods=["GET", "POST"])
@allow(P.POLICY_WRITE)
@once
def new_payment() -> Response:
    """Note money that arrived under an application."""
    form: Any = NewPaymentForm()

    def store() -> str:
        return _paid(form)

    fields = ("policy", "enterprise", "applied_on", "paid_on", "amount", "words")
    return _entered("登记兑现", form, "paid_on", fields, store)


def _paid(form: Any) -> str:
    """The payment stored under the application that it is meant for; where that is."""
    (enterprise,) = form.enterprise.found
    applied = queries.applied_under(form.policy.data, enterprise)
    application = meant(applied, form.applied_on.data)
    actions.pay(
        by=current_user,
        on=today(),
        application=application,
        paid_on=form.paid_on.data,
        amount=form.amount.data,
        words=form.words.data or "",
    )
    flash("兑现已登记。")
    there: dict[str, Any] = {
        "policy_id": application.policy_id,
        "application_id": application.id,
    }
    return url_for(".application", **there)
