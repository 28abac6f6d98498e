"""What is typed of tasks, indicators, their values, and duties that are done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from wtforms import SelectField
from wtforms.validators import NumberRange, ValidationError

from assist.accounts.policy import Role
from assist.cadres.forms import PersonField
from assist.cadres.queries import holders
from assist.lib.text import clean
from assist.planning.actions.indicators import IndicatorFacts
from assist.planning.models import Better, Indicator, Task, TaskState
from assist.planning.queries.tasks import Wanted
from assist.planning.rules.indicators import parse_number, shown
from assist.planning.rules.tasks import TaskFacts
from assist.web.access import Permission
from assist.web.forms import (
    CountField,
    DayField,
    EnumField,
    Form,
    LongTextField,
    TextField,
    VersionField,
    YesField,
    YuanField,
    at_most,
    given,
    has_come,
    optional,
    required,
)

#: Who may be made responsible for a task: whoever reads plans.
OWNERS = (Role.OFFICE, Role.SPECIALIST, Role.BUREAU_LEADER, Role.LEADER)
ENTERED = "手工填报（附佐证）"


class NumberField(YuanField):
    """A number with at most two decimals, in hundredths."""

    def parse(self, text: str) -> int:
        return parse_number(text)

    def show(self, value: int) -> str:
        return shown(value)


class DoneForm(Form):
    """A duty that no record shows as done."""

    done_on = DayField("完成日期", [required("请填写完成日期。"), has_come])
    words = LongTextField(
        "完成情况",
        [required("请写明完成情况。"), at_most(500)],
        description="例如文号、网址、报送对象。",
    )


class TaskForm(Form):
    """A task."""

    version = VersionField()
    year = CountField(
        "年度",
        [required("请填写年度。"), NumberRange(2000, 2099, "年度应在 2000 到 2099 之间。")],
        largest=9999,
    )
    title = TextField("任务", [required("请填写任务。"), at_most(200)])
    detail = LongTextField("工作内容", [optional(), at_most(2000)])
    owner = PersonField("责任人", [required("请选择责任人。")], people=lambda: holders(*OWNERS))
    due_on = DayField("完成期限", [required("请填写完成期限。")])

    def validate_owner(self, field: PersonField) -> None:
        """Whoever is responsible must be able to see the task."""
        if field.data is not None and not field.data.may(Permission.PLANNING_READ):
            raise ValidationError("这位干部看不到任务，请另选责任人。")

    @classmethod
    def of(cls, task: Task) -> TaskForm:
        """The form filled from the row."""
        return cls(formdata=None, obj=task, data={"version": str(task.version)})

    @property
    def facts(self) -> TaskFacts:
        """What was typed."""
        return TaskFacts(
            year=self.year.data,
            title=self.title.data or "",
            detail=self.detail.data or "",
            owner_id=self.owner.data.id,
            due_on=self.due_on.data,
        )

    @property
    def words(self) -> list[str]:
        """The same for the page of a conflict."""
        owner = self.owner.data.name if self.owner.data else ""
        values = (self.year.data, self.title.data, self.detail.data, owner, self.due_on.data)
        return ["" if value is None else str(value) for value in values]


class ProgressForm(Form):
    """How a task goes on."""

    version = VersionField()
    state = EnumField("进度", [required("请选择进度。")], kind=TaskState)
    percent = CountField("完成比例（%）", [optional()], largest=100)
    note = LongTextField("进展说明", [optional(), at_most(1000)])


class IndicatorForm(Form):
    """An indicator of the 营商环境法治评估指标体系."""

    version = VersionField()
    area = TextField("指标类别", [required("请填写指标类别。"), at_most(40)])
    name = TextField("指标名称", [required("请填写指标名称。"), at_most(100)])
    weight = NumberField(
        "权重（分）",
        [given("请填写权重。"), NumberRange(1, 10_000, "权重应在 0.01 到 100 分之间。")],
    )
    target = NumberField(
        "目标值",
        [given("请填写目标值。"), NumberRange(0, None, "目标值不能为负数。")],
    )
    unit = TextField("计量单位", [optional(), at_most(20)], description="例如 %、件、家次。")
    better = EnumField("方向", [required("请选择方向。")], kind=Better)
    figure = SelectField(
        "取数来源",
        choices=[],
        validate_choice=False,
        description="选择统计指标后自动取数；金额以万元计，比率以百分数计。",
    )
    basis = LongTextField("评分说明", [optional(), at_most(1000)])
    active = YesField("参与评分", default=True)

    def offer(self, figures: Sequence[tuple[str, str]]) -> None:
        """The figures that may be chosen."""
        self.sources = {"": ENTERED} | dict(figures)
        self.figure.choices = list(self.sources.items())

    @classmethod
    def of(cls, row: Indicator) -> IndicatorForm:
        """The form filled from the row."""
        return cls(formdata=None, obj=row, data={"version": str(row.version)})

    @property
    def facts(self) -> IndicatorFacts:
        """What was typed."""
        return IndicatorFacts(
            area=self.area.data or "",
            name=self.name.data or "",
            weight=self.weight.data,
            target=self.target.data,
            unit=self.unit.data or "",
            better=self.better.data,
            figure=self.figure.data or "",
            basis=self.basis.data or "",
            active=bool(self.active.data),
        )

    @property
    def words(self) -> list[tuple[str, str]]:
        """Label and value of every field, for the page of a conflict."""
        values: list[tuple[Any, str]] = [
            (self.area, self.area.data or ""),
            (self.name, self.name.data or ""),
            (self.weight, shown(self.weight.data)),
            (self.target, shown(self.target.data)),
            (self.unit, self.unit.data or ""),
            (self.better, self.better.data.label),
            (self.figure, self.sources.get(self.figure.data or "", "")),
            (self.basis, self.basis.data or ""),
            (self.active, "是" if self.active.data else "否"),
        ]
        return [(field.label.text, words) for field, words in values]


class ValueForm(Form):
    """The value of an indicator in a period, with its evidence."""

    value = NumberField("实际值", [given("请填写实际值。")])
    evidence = LongTextField(
        "佐证说明",
        [required("请写明佐证。"), at_most(1000)],
        description="数据出处、文件或台账名称。",
    )


def wanted(args: Mapping[str, str]) -> Wanted:
    """What the query string of the list of tasks asks for."""
    year = args.get("year", "")
    show = args.get("show", "")
    known = {"open", "overdue", *(state.value for state in TaskState)}
    return Wanted(
        q=clean(args.get("q", ""))[:100],
        year=int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None,
        show=show if show in known else "",
        mine=args.get("mine") == "1",
    )


def year_asked(args: Mapping[str, str], on: date) -> int:
    """The year that a page of the calendar or the carrying over asks for; this one if odd."""
    text = args.get("year", "")
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else on.year
    return year if 2000 <= year <= 2099 else on.year
