"""Forms of 一类事: what it is and whose, which problems belong to it, the text that answers all."""

from __future__ import annotations

from assist.cadres.forms import UnitField
from assist.problems.forms.fields import WORDS
from assist.web.forms import (
    Form,
    ListField,
    LongTextField,
    TextField,
    VersionField,
    at_most,
    optional,
    required,
)


class MatterForm(Form):
    """A cause that several enterprises share."""

    version = VersionField()
    title = TextField("标题", [required("请填写标题。"), at_most(100)])
    cause = LongTextField("共同原因", [optional(), at_most(WORDS)], render_kw={"rows": 3})
    unit = UnitField("牵头单位", blank="未定")


class GatherForm(MatterForm):
    """The same, and what belongs to it from the start."""

    numbers = ListField("归入的问题编号", description="可以不填，以后再归入；多个用“、”分隔。")


class MembersForm(Form):
    """Problems by number."""

    numbers = ListField(
        "问题编号", [required("请填写问题编号。")], description="多个用“、”或换行分隔。"
    )


class ReplyToAllForm(Form):
    """The text from which each member's answer is filled."""

    reply = LongTextField(
        "统一答复",
        [required("请填写统一答复。"), at_most(WORDS)],
        description="各件反馈时自动带入，仍逐件核对、逐件反馈。",
        render_kw={"rows": 5},
    )
