"""Signing in, choosing a password, the second factor."""

from __future__ import annotations

from typing import Any

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from assist.web.forms import Form, YesField


class SignInForm(Form):
    """账号 and 密码; a password is not cleaned, it is what was typed."""

    account = StringField("账号", [InputRequired("请填写账号。")])
    password = PasswordField("密码", [InputRequired("请填写密码。")])
    own_phone = YesField("这是我本人的手机，保持登录 12 小时")


class CodeForm(Form):
    """The six digits of the second factor."""

    code = StringField("动态口令", [InputRequired("请填写六位动态口令。"), Length(max=20)])


class EnrolForm(CodeForm):
    """A code that shows the phone has the secret, which travels signed and is not stored before."""

    token = HiddenField()


class ChoosePasswordForm(Form):
    """The old password once, the new one twice."""

    current = PasswordField("现在的密码", [InputRequired("请填写现在的密码。")])
    password = PasswordField(
        "新密码", [InputRequired("请填写新密码。"), Length(max=128, message="最多 128 个字符。")]
    )
    again = PasswordField(
        "再输一遍新密码",
        [InputRequired("请再输一遍新密码。"), EqualTo("password", "两次输入的新密码不一致。")],
    )


class ConfirmForm(Form):
    """The password again, before exports of personal data and changes of roles."""

    password = PasswordField("密码", [InputRequired("请填写密码。")])


SECRET_SECONDS = 900


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.config["SECRET_KEY"]), salt="second factor")


def signed_secret(user: Any, secret: str) -> str:
    """The secret on its way to the page and back, bound to the person."""
    return str(_signer().dumps([user.id, secret]))


def secret_in(user: Any, token: str) -> str | None:
    """The secret that the page was given a short while ago, or None."""
    try:
        user_id, secret = _signer().loads(token, max_age=SECRET_SECONDS)
    except (BadSignature, ValueError, TypeError):
        return None
    return str(secret) if user_id == user.id else None
