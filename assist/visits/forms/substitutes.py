"""Who is away and who stands in."""

from __future__ import annotations

from typing import Any

from wtforms.validators import ValidationError
from wtforms.widgets import TextInput

from assist.cadres.models import Cadre
from assist.visits.forms.parts import MorePeopleField
from assist.web.forms import DayField, Form, TextField, at_most, required


class SubstituteForm(Form):
    """请假代理; only the office says who is away."""

    absent = MorePeopleField("请假人", by_name=True, widget=TextInput())
    substitute = MorePeopleField("代理人", by_name=True, widget=TextInput())
    start_on = DayField("开始日期", [required("请填写开始日期。")])
    end_on = DayField("结束日期", [required("请填写结束日期。")])
    reason = TextField("事由", [at_most(100)])

    def validate_substitute(self, field: MorePeopleField) -> None:
        if len(field.data or ()) != 1:
            raise ValidationError("请填写一位代理人的姓名或账号。")

    def validate_absent(self, field: MorePeopleField) -> None:
        if len(field.data or ()) > 1:
            raise ValidationError("一次只填写一位请假人。")

    def as_acted(self, me: Cadre) -> dict[str, Any]:
        """What the action takes; without a name it is one's own leave."""
        return {
            "absent": self.absent.data[0] if self.absent.data else me,
            "substitute": next(iter(self.substitute.data or ()), None),
            "start_on": self.start_on.data,
            "end_on": self.end_on.data,
            "reason": self.reason.data or "",
        }
