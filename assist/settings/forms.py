"""The form of every setting, made from the one list of what can be set."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wtforms import SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from assist.settings.rules import OPTIONS, Group, Option
from assist.web.forms import (
    CheckedField,
    DayField,
    Form,
    TextField,
    VersionField,
    YesField,
    at_most,
    optional,
    required,
)


def _reading(option: Option) -> Callable[[str], str]:
    """Read a text as the option does and give its one written form."""
    return lambda text: option.show(option.read(text))


def _field(option: Option) -> Any:
    if isinstance(option.default, bool):
        choices = [SelectChoice("是", "是"), SelectChoice("否", "否")]
        return SelectField(option.label, choices=choices, description=option.hint)
    return CheckedField(
        option.label,
        [required("请填写。")],
        check=_reading(option),
        description=option.hint or f"默认 {option.show(option.default)}",
    )


class SettingsForm(Form):
    """One field an option; the fields are added below."""

    version = VersionField()

    def grouped(self) -> list[tuple[str, list[Any]]]:
        """The fields in the parts of the page."""
        return [
            (group.value, [self[option.key] for option in OPTIONS if option.group is group])
            for group in Group
        ]

    def texts(self) -> dict[str, str]:
        """The value of every option as it is stored."""
        return {option.key: str(self[option.key].data) for option in OPTIONS}


for _option in OPTIONS:
    setattr(SettingsForm, _option.key, _field(_option))


class WorkdayForm(Form):
    """A day that differs from the published calendar."""

    day = DayField("日期", [required("请填写日期。")])
    is_workday = YesField("这一天上班（不勾选为放假）")
    note = TextField(
        "说明", [optional(), at_most(200)], description="例如：国务院办公厅放假通知、本地安排。"
    )
