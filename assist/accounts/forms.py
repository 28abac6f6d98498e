"""Signing in and choosing a password."""

from __future__ import annotations

from wtforms import PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from assist.web.forms import Form, YesField


class SignInForm(Form):
    """账号 and 密码; a password is not cleaned, it is what was typed."""

    account = StringField("账号", [InputRequired("请填写账号。")])
    password = PasswordField("密码", [InputRequired("请填写密码。")])
    own_phone = YesField("这是我本人的手机，保持登录 12 小时")


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
