"""Where a person wants the digest."""

from __future__ import annotations

from assist.web.forms import Form, TextField, YesField, at_most


class PreferenceForm(Form):
    """接收设置."""

    address = TextField("邮箱", [at_most(254)], description="单位邮箱；留空则只在系统内提醒。")
    by_mail = YesField("用邮件接收每日提醒")
