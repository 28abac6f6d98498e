"""Accounts as an administrator keeps them: list, create, change, shut, hand out passwords."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, request, url_for
from flask_login import current_user

from assist.accounts import actions as accounts
from assist.accounts import queries as account_queries
from assist.accounts.confirming import confirm_first
from assist.accounts.models import User
from assist.accounts.policy import Role
from assist.cadres import actions, queries
from assist.cadres.forms import BareForm, NewBareForm, NewPersonForm, PersonForm
from assist.cadres.models import Cadre
from assist.cadres.views.blueprint import blueprint
from assist.cadres.views.people import asked
from assist.lib.errors import Invalid
from assist.web import transaction
from assist.web.access import Permission, allow
from assist.web.clock import now
from assist.web.paging import paginate
from assist.web.render import go, page

BARE = "bare"


@blueprint.get("/admin/accounts")
@allow(Permission.ACCOUNT_MANAGE)
def accounts_index() -> Response:
    """Every account, with what keeps it from signing in."""
    wanted = asked()
    shown = paginate(queries.account_rows(wanted, now()), scalars=False)
    return page(
        "cadres/accounts.html",
        page=shown,
        asked=wanted,
        roles=queries.roles_of(row.id for row in shown.rows),
        all_roles=list(Role),
    )


def _is_bare() -> bool:
    return request.args.get("kind") == BARE


@blueprint.route("/admin/accounts/new", methods=["GET", "POST"])
@allow(Permission.ACCOUNT_MANAGE)
@confirm_first
def new_account() -> Response:
    """A cadre, or with `?kind=bare` an administrator or auditor; the password shows once."""
    form = NewBareForm() if _is_bare() else NewPersonForm()
    if form.validate_on_submit():
        try:
            user = _create(form)
        except Invalid as error:
            form.take(error)
        else:
            return _one_time(user)
    status = 200 if request.method == "GET" else 422
    return page("cadres/new_account.html", form=form, bare=_is_bare(), status=status)


def _create(form: Any) -> User:
    values = _values(form)
    values.pop("version")
    if isinstance(form, NewBareForm):
        return accounts.create_account(**values)
    return actions.create_cadre(by=current_user, **values)


def _values(form: Any) -> dict[str, Any]:
    """What the form holds, under the names that the action asks for."""
    values = {name: value for name, value in form.data.items() if name != "csrf_token"}
    values["version"] = form.version.number()
    if "phone" in values:
        values["phone"] = values["phone"] or ""
    return values


def _one_time(user: User) -> Response:
    """Give the password and show it this once: it is kept nowhere but as a hash."""
    password = accounts.reset_password(user=user)
    return page("cadres/one_time.html", user=user, password=password)


@blueprint.route("/admin/accounts/<account>", methods=["GET", "POST"])
@allow(Permission.ACCOUNT_MANAGE)
@confirm_first
def account(account: str) -> Response:
    """One account: its facts and roles, and what can be done to it."""
    user = queries.account_named(account)
    form = _form_of(user)
    if form.validate_on_submit():
        try:
            _amend(user, form)
        except Invalid as error:
            transaction.abandon()
            form.take(error)
        else:
            flash("已保存。")
            return go(url_for("cadres.account", account=account))
    status = 200 if request.method == "GET" else 422
    sessions = account_queries.own_sessions(user)
    return page(
        "cadres/account.html", user=user, form=form, sessions=sessions, now=now(), status=status
    )


def _amend(user: User, form: Any) -> None:
    if isinstance(user, Cadre):
        actions.amend_cadre(by=current_user, cadre=user, **_values(form))
    else:
        actions.amend_account(by=current_user, user=user, **_values(form))


def _form_of(user: User) -> Any:
    """The form filled from the row, but the phone masked: what stays masked stays as it was."""
    kind = PersonForm if isinstance(user, Cadre) else BareForm
    values = {name: getattr(user, name) for name in kind()._fields if hasattr(user, name)}
    values["roles"] = list(user.roles)
    if isinstance(user, Cadre):
        values["duties"] = user.assigned
        values["phone"] = user.masked_phone
    return kind(data=values)


@blueprint.post("/admin/accounts/<account>/disable")
@allow(Permission.ACCOUNT_MANAGE)
def disable_account(account: str) -> Response:
    """Shut the account; its sessions are over."""
    accounts.disable(by=current_user, user=queries.account_named(account))
    return _done(account, "账号已停用，其登录已全部退出。")


@blueprint.post("/admin/accounts/<account>/enable")
@allow(Permission.ACCOUNT_MANAGE)
def enable_account(account: str) -> Response:
    """Open the account again, or lift its lock."""
    accounts.enable(by=current_user, user=queries.account_named(account))
    return _done(account, "账号已启用。")


@blueprint.post("/admin/accounts/<account>/reset-password")
@allow(Permission.ACCOUNT_MANAGE)
@confirm_first
def reset_password(account: str) -> Response:
    """A one-time password, shown once."""
    return _one_time(queries.account_named(account))


@blueprint.post("/admin/accounts/<account>/end-sessions")
@allow(Permission.ACCOUNT_MANAGE)
def end_sessions(account: str) -> Response:
    """End every session of the account."""
    accounts.end_sessions_of(by=current_user, user=queries.account_named(account))
    return _done(account, "该账号的登录已全部退出。")


@blueprint.post("/admin/accounts/<account>/reset-totp")
@allow(Permission.ACCOUNT_MANAGE)
@confirm_first
def reset_totp(account: str) -> Response:
    """Forget the second factor of somebody whose phone is lost."""
    accounts.forget_factor(by=current_user, user=queries.account_named(account))
    return _done(account, "动态口令已清除。")


def _done(account: str, words: str) -> Response:
    flash(words)
    return go(url_for("cadres.account", account=account))
