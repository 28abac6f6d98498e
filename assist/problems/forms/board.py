"""Forms of the board: filters kept under a name, an act on many."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wtforms import HiddenField

from assist.problems.forms.acts import NO_ARGUMENTS, AssignForm, UrgeForm
from assist.problems.states import Act
from assist.web.forms import Form, TextField, at_most, required


class ViewForm(Form):
    """A name for the filters."""

    name = TextField("筛选名称", [required("请填写筛选名称。"), at_most(20)])
    query = HiddenField(validators=[at_most(1000)])


class AssignManyForm(AssignForm):
    """交办 of many: the same 主办 and 协办; what is left open is each problem's own."""

    def for_many(self) -> None:
        """Ask what can be the same for all."""
        del self.files
        del self.about_unit
        self.difficulty.description = "不选的按各自类别。"
        self.level.description = "不选的保持不变。"

    def for_each(self) -> dict[str, Any]:
        """What the action is given for each."""
        return _given(self)


class UrgeManyForm(UrgeForm):
    """催办 of many."""

    def for_many(self) -> None:
        """Ask what can be the same for all."""
        del self.files
        del self.formal

    def for_each(self) -> dict[str, Any]:
        """What the action is given for each."""
        return _given(self)


def _given(form: AssignManyForm | UrgeManyForm) -> dict[str, Any]:
    given = {field.name: field.data for field in form if field.name not in NO_ARGUMENTS}
    found = {key: value for key, value in given.items() if value is not None}
    return found | {"words": form.words.data or ""}


BULK: Mapping[Act, type[AssignManyForm | UrgeManyForm]] = {
    Act.ASSIGN: AssignManyForm,
    Act.URGE: UrgeManyForm,
}
