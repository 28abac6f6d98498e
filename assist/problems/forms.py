"""One form an act, with the names of the contract (design 8), and the one that registers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from wtforms import HiddenField, SelectField
from wtforms.fields.choices import (  # type: ignore[attr-defined]  # newer than its stubs
    Choice,
    SelectChoice,
)
from wtforms.validators import AnyOf, StopValidation

from assist.cadres.forms import UnitField, UnitsField
from assist.enterprises.forms import EnterpriseField
from assist.lib.errors import Refused
from assist.lib.text import clean
from assist.problems import queries
from assist.problems.models import Problem
from assist.problems.states import (
    ANSWERS,
    Act,
    Decision,
    Difficulty,
    ItemKind,
    Level,
    Outcome,
    Satisfaction,
    Source,
    StuckOn,
)
from assist.settings import current
from assist.web.forms import (
    DayField,
    EnumField,
    Form,
    LongTextField,
    TextField,
    at_most,
    optional,
    required,
)

WORDS = 4000
#: Offered while typing a reason (domain A7); other words are taken too.
REASONS = (
    "法律政策不允许",
    "客观条件不具备",
    "超出职责",
    "需上级协调",
    "企业自身",
    "重复",
    "法定途径",
)


def _words(label: str, missing: str = "", hint: str = "") -> LongTextField:
    """`words`, required where the contract says so: `missing` is what to say then."""
    first = required(missing) if missing else optional()
    return LongTextField(label, [first, at_most(WORDS)], description=hint, render_kw={"rows": 3})


def _some(label: str, missing: str, kind: Any, choices: tuple[Any, ...] = ()) -> EnumField:
    """One member, of these only where not all of them can be chosen here."""
    offered = choices or tuple(kind)
    wrong = f"请选择{'、'.join(choice.label for choice in offered)}之一。"
    return _OneOf(label, [required(missing), AnyOf(offered, message=wrong)], kind, offered)


class _OneOf(EnumField):
    """A member out of a part of its enum."""

    def __init__(
        self, label: str, validators: Any, kind: Any, offered: tuple[Any, ...], **options: Any
    ) -> None:
        super().__init__(label, validators, kind=kind, **options)
        self.choices = [
            SelectChoice("", "请选择"),
            *(SelectChoice(member.value, member.label) for member in offered),
        ]


class LeadUnitField(UnitField):
    """The 主办: units in which nobody can sign are marked, since the office enters for them."""

    def iter_choices(self) -> Iterator[Choice]:
        without = queries.units_without_handler()
        names = {unit.name for unit in self.units() if unit.id in without}
        for choice in super().iter_choices():
            mark = "（无承办人账号，由送解优办代录）" if choice.value in names else ""
            yield choice._replace(label=f"{choice.label}{mark}") if mark else choice


class CategoryField(SelectField):
    """A class of the editable list by its name; the data is the Category or None."""

    def __init__(self, label: str, validators: Any = None, **options: Any) -> None:
        super().__init__(label, validators, choices=[], validate_choice=False, **options)
        self.typed = ""

    def iter_choices(self) -> Iterator[Choice]:
        chosen = getattr(self.data, "name", "")
        yield Choice("", "请选择类别", not chosen, {})
        for category in queries.active_categories():
            yield Choice(category.name, category.name, category.name == chosen, {})

    def has_groups(self) -> bool:
        return False

    def process_data(self, value: Any) -> None:
        self.data = value

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.typed = clean(str(valuelist[0])) if valuelist else ""
        self.data = queries.category_named(self.typed) if self.typed else None

    def pre_validate(self, form: Any) -> None:
        if self.data is None and self.typed:
            raise StopValidation(f"没有“{self.typed[:40]}”这个类别。")


class ActForm(Form):
    """What every act may say."""

    words = _words("说明")

    def prepare(self, problem: Problem) -> None:
        """Preset what the problem itself suggests, before the form is shown."""

    def arguments(self, problem: Problem) -> dict[str, Any]:
        """What the act's action is given: every field that was filled in, words as a text."""
        given = {field.name: field.data for field in self if field.name != "csrf_token"}
        return {key: value for key, value in given.items() if value is not None} | {
            "words": self.words.data or ""
        }


class AssignForm(ActForm):
    """交办."""

    lead_unit = LeadUnitField("主办单位", [required("请选择主办单位。")])
    co_units = UnitsField("协办单位")
    difficulty = EnumField("难度", kind=Difficulty)
    level = EnumField("办理层级", kind=Level)
    words = _words("交办意见")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        days = current()
        self.difficulty.description = (
            f"一般 {days.ordinary_days} 个、复杂 {days.complex_days} 个工作日。"
        )

    def prepare(self, problem: Problem) -> None:
        self.difficulty.data = problem.category.difficulty
        self.level.data = problem.level


class DisputeForm(ActForm):
    """异议退回."""

    words = _words("异议理由", "请填写异议理由。")


class MeasureForm(ActForm):
    """办理措施; from a 协办 the answer of its own part."""

    words = _words("措施和进展")
    stuck_on = EnumField("卡点", kind=StuckOn)


class AskExtensionForm(ActForm):
    """申请延期."""

    new_due = DayField("新期限", [required("请填写新期限。")])
    words = _words("延期理由", "请填写延期理由。")


class DecideExtensionForm(ActForm):
    """审批延期."""

    decision = _some("决定", "请选择决定。", Decision, (Decision.GRANT, Decision.REFUSE))
    words = _words("意见")


class AnswerForm(ActForm):
    """反馈."""

    outcome = _some("办理结果", "请选择办理结果。", Outcome, ANSWERS)
    words = _words("办理情况", "请填写办理情况。")


class CallBackForm(ActForm):
    """回访."""

    satisfaction = _some("满意度", "请选择满意度。", Satisfaction)
    words = _words("企业怎么说")


class DecideCallBackForm(ActForm):
    """研判不满意."""

    decision = _some("决定", "请选择决定。", Decision, (Decision.SEND_BACK, Decision.UPHOLD))
    words = _words("理由", "请填写理由。")


class ReasonForm(ActForm):
    """不予受理、转法定途径、撤回."""

    reasons = REASONS
    reason = TextField("原因", [at_most(300)], render_kw={"list": "reasons", "autocomplete": "off"})
    words = _words("说明", "请填写说明。")


class ParkForm(ReasonForm):
    """挂账."""

    next_review = DayField("下次研判日", [required("请填写下次研判日。")])
    words = _words("说明", "请填写说明。")


class WhyForm(ActForm):
    """退回重办、重新办理."""

    words = _words("理由", "请填写理由。")


class InstructForm(ActForm):
    """批示."""

    words = _words("批示内容", "请填写批示内容。")
    due = DayField("答复期限", description="不填按设定的工作日计算。")


class UrgeForm(ActForm):
    """催办、督办."""

    words = _words("催办内容")
    due = DayField("答复期限", description="不填按设定的工作日计算。")


class EscalateForm(ActForm):
    """提级."""

    level = EnumField("提到", kind=Level, blank="上一级")
    document = TextField("上报文号", [at_most(100)], description="提到市级、省级须填。")
    words = _words("理由")


class ReplyForm(ActForm):
    """答复 a 批示, 催办 or 呈批: `item` says which."""

    item = HiddenField()
    words = _words("答复内容", "请填写答复内容。")

    def prepare(self, problem: Problem) -> None:
        if self.item.data is None:
            self.item.data = str(next((i.id for i in problem.items if _answerable(i)), ""))

    def arguments(self, problem: Problem) -> dict[str, Any]:
        text = str(self.item.data or "")
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
        found = queries.item_of(problem, number)
        if found is None:  # without a number: the one that waits
            found = next((item for item in problem.items if _answerable(item)), None)
        if found is None:
            raise Refused("没有待答复的批示、催办或呈批。")
        return {"item": found, "words": self.words.data or ""}


def _answerable(item: Any) -> bool:
    kinds = {ItemKind.INSTRUCTION, ItemKind.URGE, ItemKind.PRESENTED}
    return item.answered_on is None and item.kind in kinds


class PresentForm(ActForm):
    """呈批."""

    words = _words("请示事项和建议方案")


#: The form by which each act is done; an act that is not here has no address.
FORMS: Mapping[Act, type[ActForm]] = {
    Act.SOLVE_ON_SPOT: ActForm,
    Act.ASSIGN: AssignForm,
    Act.DISPUTE: DisputeForm,
    Act.SIGN: ActForm,
    Act.MEASURE: MeasureForm,
    Act.ASK_EXTENSION: AskExtensionForm,
    Act.DECIDE_EXTENSION: DecideExtensionForm,
    Act.ANSWER: AnswerForm,
    Act.RETURN_FOR_REWORK: WhyForm,
    Act.CALL_BACK: CallBackForm,
    Act.DECIDE_CALL_BACK: DecideCallBackForm,
    Act.PARK: ParkForm,
    Act.RESUME: ActForm,
    Act.CLOSE: ActForm,
    Act.REJECT: ReasonForm,
    Act.DIVERT: ReasonForm,
    Act.WITHDRAW: ReasonForm,
    Act.REOPEN: WhyForm,
    Act.ESCALATE: EscalateForm,
    Act.PRESENT: PresentForm,
    Act.INSTRUCT: InstructForm,
    Act.URGE: UrgeForm,
    Act.REPLY: ReplyForm,
}
BY_SLUG: Mapping[str, Act] = {act.slug: act for act in FORMS}


class RecordForm(Form):
    """A problem registered without a visit."""

    enterprise = EnterpriseField("企业", [required("请选择企业。")])
    source = EnumField("来源", [required("请选择来源。")], kind=Source, blank="请选择来源")
    source_number = TextField("来源编号", [at_most(32)], description="走访、活动或工单的编号。")
    category = CategoryField("类别", [required("请选择类别。")])
    title = TextField("标题", [required("请填写标题。"), at_most(100)])
    detail = LongTextField("诉求内容", [required("请填写诉求内容。"), at_most(WORDS)])

    def arguments(self) -> dict[str, Any]:
        """What the action is given."""
        return {field.name: field.data or "" for field in self if field.name != "csrf_token"}
