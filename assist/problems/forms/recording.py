"""The form that registers a problem without a visit."""

from __future__ import annotations

from typing import Any

from assist.cadres.forms import UnitField
from assist.enterprises.forms import EnterpriseField
from assist.problems.forms.fields import WORDS, CategoryField
from assist.problems.states import Source
from assist.web.forms import EnumField, Form, LongTextField, TextField, at_most, required


class RecordForm(Form):
    """A problem registered without a visit."""

    enterprise = EnterpriseField("企业", [required("请选择企业。")])
    source = EnumField("来源", [required("请选择来源。")], kind=Source, blank="请选择来源")
    source_number = TextField("来源编号", [at_most(32)], description="走访、活动或工单的编号。")
    category = CategoryField("类别", [required("请选择类别。")])
    about_unit = UnitField(
        "被反映单位",
        blank="没有或不清楚",
        description="反映行政检查与执法、账款拖欠的，填被反映的单位；该单位看不到这件问题。",
    )
    title = TextField("标题", [required("请填写标题。"), at_most(100)])
    detail = LongTextField("诉求内容", [required("请填写诉求内容。"), at_most(WORDS)])

    def arguments(self) -> dict[str, Any]:
        """What the action is given."""
        given = {field.name: field.data or "" for field in self if field.name != "csrf_token"}
        return given | {"about_unit": self.about_unit.data}
