"""Signing in and out, the own account, the administrator's first page."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from assist.accounts import actions, queries
from assist.accounts.actions import Step
from assist.accounts.confirming import confirm_first, go_on, way_back
from assist.accounts.forms import (
    ChoosePasswordForm,
    CodeForm,
    ConfirmForm,
    EnrolForm,
    SignInForm,
    secret_in,
    signed_secret,
)
from assist.accounts.loading import send_to_choose
from assist.accounts.policy import PERMISSIONS, WORDS, Role
from assist.lib.errors import Invalid
from assist.settings import current
from assist.web.access import Permission, allow, allow_public, allow_signed_in
from assist.web.clock import today
from assist.web.context import BIG_TEXT
from assist.web.render import go, page, safe_next

blueprint = Blueprint("accounts", __name__)
blueprint.before_app_request(send_to_choose)

WRONG = "账号或密码不正确，或者账号暂时不能登录。连续输错会锁定账号，请稍后再试或联系系统管理员。"
WRONG_CODE = "动态口令不正确、已经用过，或者账号暂时不能登录。请等下一个口令，或联系系统管理员。"
SHUT = "登录失败次数过多，请五分钟后再试。"


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
        return _shut("accounts/sign_in.html", form)
    step = actions.sign_in(
        account=str(form.account.data),
        password=str(form.password.data),
        address=address,
        device=actions.device_name(),
        own_phone=bool(form.own_phone.data),
    )
    if step is Step.REFUSED:
        return page("accounts/sign_in.html", form=form, wrong=WRONG, status=422)
    if step is Step.CODE:
        return redirect(url_for("accounts.give_code", next=request.args.get("next")), 303)
    return redirect(safe_next(request.args.get("next")), 303)


def _shut(template: str, form: SignInForm | CodeForm) -> Response:
    response = page(template, form=form, wrong=SHUT, status=429)
    response.headers["Retry-After"] = "300"
    return response


@blueprint.route("/login/code", methods=["GET", "POST"])
@allow_public
def give_code() -> Response:
    """The second step of signing in, for those who have a second factor."""
    form = CodeForm()
    if actions.awaiting_code() is None:
        return redirect(url_for("accounts.sign_in", next=request.args.get("next")), 303)
    if request.method == "GET":
        return page("accounts/code.html", form=form)
    if not form.validate_on_submit():
        return page("accounts/code.html", form=form, status=422)
    address = request.remote_addr or ""
    if actions.address_shut(address):
        return _shut("accounts/code.html", form)
    step = actions.give_code(
        code=str(form.code.data), address=address, device=actions.device_name()
    )
    if step is not Step.DONE:
        return page("accounts/code.html", form=form, wrong=WRONG_CODE, status=422)
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
    if form.validate_on_submit():
        try:
            _choose(form)
        except Invalid as error:
            form.take(error)
        else:
            flash("密码已修改，其他设备上的登录已退出。")
            return go("/")
    status = 200 if request.method == "GET" else 422
    forced = queries.must_choose(current_user)
    return page("accounts/password.html", form=form, forced=forced, status=status)


def _choose(form: ChoosePasswordForm) -> None:
    if not actions.password_right(user=current_user, password=str(form.current.data)):
        raise Invalid("current", "现在的密码不正确。")
    actions.choose_password(user=current_user, password=str(form.password.data))


@blueprint.route("/account/confirm", methods=["GET", "POST"])
@allow_signed_in
def confirm() -> Response:
    """Give the password again and go on."""
    form = ConfirmForm()
    if form.validate_on_submit():
        if actions.confirm_password(by=current_user, password=str(form.password.data)):
            return redirect(go_on(), 303)
        form.take(Invalid("password", "密码不正确。"))
    status = 200 if request.method == "GET" else 422
    return page("accounts/confirm.html", form=form, back=way_back(), status=status)


@blueprint.route("/account/totp", methods=["GET", "POST"])
@allow(Permission.ACCOUNT_MANAGE, Permission.AUDIT_READ)
@confirm_first
def totp() -> Response:
    """Enrol the phone that makes the codes, or turn the second factor off."""
    form = EnrolForm()
    if form.validate_on_submit() and not current_user.totp_secret:
        try:
            secret = secret_in(current_user, str(form.token.data))
            if secret is None:
                raise Invalid("code", "页面已过期，请扫描新的二维码。")
            actions.enrol(by=current_user, secret=secret, code=str(form.code.data))
        except Invalid as error:
            form.take(error)
        else:
            flash("动态口令已启用，下次登录时需要输入。")
            return go(url_for("accounts.own"))
    status = 200 if request.method == "GET" else 422
    return page("accounts/totp.html", form=form, status=status, **_secret_of(form))


def _secret_of(form: EnrolForm) -> dict[str, str]:
    """The secret as letters and as a picture: the same again after a wrong code, else a new one."""
    import pyotp
    import segno

    secret = secret_in(current_user, str(form.token.data or "")) or pyotp.random_base32()
    form.token.data = signed_secret(current_user, secret)
    uri = pyotp.TOTP(secret).provisioning_uri(
        name=current_user.account, issuer_name=current().campaign_name
    )
    grouped = " ".join(secret[place : place + 4] for place in range(0, len(secret), 4))
    return {"secret": grouped, "picture": segno.make(uri, micro=False).svg_data_uri(scale=5)}


@blueprint.post("/account/totp/off")
@allow(Permission.ACCOUNT_MANAGE, Permission.AUDIT_READ)
@confirm_first
def totp_off() -> Response:
    """Turn the second factor off, with a code."""
    form = EnrolForm()
    try:
        actions.give_up_factor(by=current_user, code=str(form.code.data or ""))
    except Invalid as error:
        form.take(error)
        return page("accounts/totp.html", form=form, status=422, **_secret_of(form))
    flash("动态口令已停用。")
    return go(url_for("accounts.own"))


@blueprint.get("/admin")
@allow(Permission.ACCOUNT_MANAGE)
def admin() -> Response:
    """What an administrator looks at first: accounts, the door, the calendar, the backup."""
    year = today().year
    calendar = current().calendar
    return page(
        "accounts/admin.html",
        door=queries.doorway(),
        years=[(year, calendar.published(year)), (year + 1, calendar.published(year + 1))],
        admins=queries.holding(Role.ADMIN),
        auditors=queries.holding(Role.AUDITOR),
    )


@blueprint.get("/admin/roles")
@allow(Permission.ACCOUNT_MANAGE)
def roles() -> Response:
    """Which role may do what, drawn from the table that decides."""
    return page("accounts/roles.html", roles=list(Role), words=WORDS, granted=PERMISSIONS)
