"""Signing in and out, the own account."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from assist.accounts import actions, queries
from assist.accounts.forms import ChoosePasswordForm, ConfirmForm, SignInForm
from assist.accounts.loading import send_to_choose
from assist.lib.errors import Invalid
from assist.settings import current
from assist.web.access import allow_public, allow_signed_in
from assist.web.context import BIG_TEXT
from assist.web.render import go, page, safe_next

blueprint = Blueprint("accounts", __name__)
blueprint.before_app_request(send_to_choose)

WRONG = "账号或密码不正确，或者账号暂时不能登录。连续输错会锁定账号，请稍后再试或联系系统管理员。"


@blueprint.route("/login", methods=["GET", "POST"])
@allow_public
def sign_in() -> Response:
    """Sign in; the same words for every reason to refuse."""
    form = SignInForm()
    if request.method == "GET":
        if current_user.is_authenticated:
            return redirect(safe_next(request.args.get("next")), 303)
        return page("accounts/sign_in.html", form=form)
    if not form.validate_on_submit():
        return page("accounts/sign_in.html", form=form, status=422)
    address = request.remote_addr or ""
    if actions.address_shut(address):
        return page(
            "accounts/sign_in.html",
            form=form,
            wrong="登录失败次数过多，请五分钟后再试。",
            status=429,
        )
    user = actions.sign_in(
        account=form.account.data,
        password=form.password.data,
        address=address,
        device=actions.device_name(),
        own_phone=bool(form.own_phone.data),
    )
    if user is None:
        return page("accounts/sign_in.html", form=form, wrong=WRONG, status=422)
    return redirect(safe_next(request.args.get("next")), 303)


@blueprint.post("/logout")
@allow_signed_in
def sign_out() -> Response:
    """End the session; the browser forgets pages and cookies, but not unsent drafts."""
    actions.sign_out(by=current_user)
    response = redirect(url_for("accounts.sign_in"), 303)
    response.headers["Clear-Site-Data"] = '"cache", "cookies"'
    return response


@blueprint.post("/big-text")
@allow_public
def big_text() -> Response:
    """Switch between ordinary and big text in this browser."""
    response = redirect(safe_next(request.form.get("next")), 303)
    value = "" if request.cookies.get(BIG_TEXT) == "1" else "1"
    response.set_cookie(
        BIG_TEXT,
        value,
        max_age=31_536_000 if value else 0,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure,
    )
    return response


@blueprint.get("/account")
@allow_signed_in
def own() -> Response:
    """The own account and where it is signed in."""
    return page(
        "accounts/own.html",
        sessions=queries.own_sessions(current_user),
        this=queries.current_session(),
    )


@blueprint.post("/account/sessions/<int:session_id>/end")
@allow_signed_in
def end_session(session_id: int) -> Response:
    """End one of one's own sessions."""
    actions.end_own_session(by=current_user, session_id=session_id)
    flash("已退出该设备。")
    return go(url_for("accounts.own"))


@blueprint.route("/account/password", methods=["GET", "POST"])
@allow_signed_in
def choose_password() -> Response:
    """Choose a password; forced while a one-time one is in use."""
    form = ChoosePasswordForm()
    forced = queries.must_choose(current_user)
    if request.method == "GET":
        return page("accounts/password.html", form=form, forced=forced)
    if not form.validate_on_submit():
        return page("accounts/password.html", form=form, forced=forced, status=422)
    if not actions.password_right(user=current_user, password=form.current.data):
        form.take(Invalid("current", "现在的密码不正确。"))
        return page("accounts/password.html", form=form, forced=forced, status=422)
    try:
        actions.choose_password(
            user=current_user, password=form.password.data, local_words=[current().bureau_name]
        )
    except Invalid as error:
        form.take(error)
        return page("accounts/password.html", form=form, forced=forced, status=422)
    flash("密码已修改，其他设备上的登录已退出。")
    return go("/")


@blueprint.route("/account/confirm", methods=["GET", "POST"])
@allow_signed_in
def confirm() -> Response:
    """Give the password again and go on to `next`."""
    form = ConfirmForm()
    if request.method == "GET" or not form.validate_on_submit():
        return page(
            "accounts/confirm.html", form=form, status=200 if request.method == "GET" else 422
        )
    if not actions.confirm_password(by=current_user, password=form.password.data):
        form.take(Invalid("password", "密码不正确。"))
        return page("accounts/confirm.html", form=form, status=422)
    return redirect(safe_next(request.args.get("next")), 303)
