"""What became of a promise."""

from __future__ import annotations

from wtforms.validators import ValidationError

from assist.visits.models import Keeping
from assist.web.clock import today
from assist.web.forms import (
    DayField,
    EnumField,
    Form,
    LongTextField,
    VersionField,
    at_most,
    required,
)


class SettleForm(Form):
    """已兑现 or 未兑现, when, and what one has to say of it."""

    keeping = EnumField("结果", [required("请选择已兑现或未兑现。")], kind=Keeping)
    settled_on = DayField("日期", [required("请填写日期。")])
    outcome = LongTextField("说明", [at_most(300)])
    version = VersionField()

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)
        wanted = (Keeping.KEPT, Keeping.BROKEN)
        self.keeping.choices = [(one.value, one.label) for one in wanted]

    def validate_settled_on(self, field: DayField) -> None:
        if field.data and field.data > today():
            raise ValidationError("日期不能晚于今天。")

    def validate_outcome(self, field: LongTextField) -> None:
        if self.keeping.data is Keeping.BROKEN and not field.data:
            raise ValidationError("没有兑现的请写明原因和接下来怎么办。")
