"""The meeting for which a 调度单 is issued."""

from __future__ import annotations

from assist.web.forms import DayField, Form, TextField, at_most, required


class IssueForm(Form):
    """印发."""

    held_on = DayField("调度会日期", [required("请填写调度会日期。")])
    title = TextField("会议名称", [at_most(60)], description="可不填，例如：第4次调度会。")
