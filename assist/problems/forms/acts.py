"""One form an act, with the names of the contract (design 8)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wtforms import HiddenField, RadioField

from assist.accounts.models import User
from assist.cadres.forms import UnitField, UnitsField
from assist.lib.errors import Refused
from assist.lib.text import clean
from assist.problems import queries, rules
from assist.problems.forms.fields import LeaderField, LeadUnitField, some, words_field
from assist.problems.models import Problem
from assist.problems.standing import open_item
from assist.problems.states import (
    ANSWERS,
    Act,
    Decision,
    Difficulty,
    ItemKind,
    Level,
    Outcome,
    Satisfaction,
    StuckOn,
)
from assist.settings import current
from assist.web.access import Permission as P
from assist.web.forms import (
    DayField,
    EnumField,
    Form,
    LongTextField,
    TextField,
    YesField,
    at_most,
    optional,
    required,
)
from assist.web.uploads import Checked, FilesField

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


#: Fields that are no argument of an action.
NO_ARGUMENTS = frozenset({"csrf_token", "files"})


class PapersForm(Form):
    """Files that are added to a step later; which step says its key."""

    step = TextField("哪一步", [required("请选择步骤。")])
    files = FilesField()


class ActForm(Form):
    """What every act may say."""

    words = words_field("说明")
    files = FilesField(description="照片、扫描件、PDF或Word、Excel文件，一次最多 6 个。")

    @property
    def papers(self) -> list[Checked]:
        """The files that came with the act."""
        return self.files.papers

    @property
    def lost(self) -> list[str]:
        """Names of what was chosen: a browser does not keep it when a form comes back."""
        return [clean(file.filename)[:60] for file in self.files.data or () if file.filename]

    def adapt(self, problem: Problem, user: User) -> None:
        """Ask what this problem and this person make necessary, and nothing else."""

    def prepare(self, problem: Problem) -> None:
        """Preset what the problem itself suggests, before the form is shown."""

    def arguments(self, problem: Problem) -> dict[str, Any]:
        """What the act's action is given: every field that was filled in, words as a text."""
        given = {field.name: field.data for field in self if field.name not in NO_ARGUMENTS}
        return {key: value for key, value in given.items() if value is not None} | {
            "words": self.words.data or ""
        }


class AssignForm(ActForm):
    """交办."""

    lead_unit = LeadUnitField("主办单位", [required("请选择主办单位。")])
    co_units = UnitsField("协办单位")
    difficulty = EnumField("难度", kind=Difficulty)
    level = EnumField("办理层级", kind=Level)
    about_unit = UnitField(
        "被反映单位",
        blank="没有或不清楚",
        description="企业反映的是哪个单位；该单位看不到这件问题，除非由它主办。",
    )
    words = words_field("交办意见")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        days = current()
        self.difficulty.description = (
            f"一般 {days.ordinary_days} 个、复杂 {days.complex_days} 个工作日。"
        )

    def adapt(self, problem: Problem, user: User) -> None:
        if not problem.category.is_complaint and problem.about_unit_id is None:
            del self.about_unit

    def prepare(self, problem: Problem) -> None:
        self.difficulty.data = problem.category.difficulty
        self.level.data = problem.level
        if self.about_unit:
            self.about_unit.data = problem.about_unit


class DisputeForm(ActForm):
    """异议退回."""

    words = words_field("异议理由", "请填写异议理由。")


class MeasureForm(ActForm):
    """办理措施; from a 协办 the answer of its own part."""

    words = words_field("措施和进展")
    stuck_on = EnumField("卡点", kind=StuckOn)


class CoAnswerForm(ActForm):
    """协办反馈, of the own part or entered for a unit."""

    unit = UnitField("协办单位", [required("请选择协办单位。")])
    words = words_field("协办意见", "请填写协办意见。")

    def adapt(self, problem: Problem, user: User) -> None:
        if user.may(P.PROBLEM_HANDLE_ON_BEHALF):
            waiting = [part.unit for part in problem.co_parts if part.answered_on is None]
            self.unit.units = lambda: waiting
        else:
            del self.unit


class AskExtensionForm(ActForm):
    """申请延期."""

    new_due = DayField("新期限", [required("请填写新期限。")])
    words = words_field("延期理由", "请填写延期理由。")


class DecideExtensionForm(ActForm):
    """审批延期."""

    decision = some("决定", "请选择决定。", Decision, (Decision.GRANT, Decision.REFUSE))
    words = words_field("意见")


class AnswerForm(ActForm):
    """反馈."""

    outcome = some("办理结果", "请选择办理结果。", Outcome, ANSWERS)
    words = words_field("办理情况", "请填写办理情况。")
    co_missing = TextField("协办未反馈的原因", [at_most(300)])

    def adapt(self, problem: Problem, user: User) -> None:
        waiting = [part.unit.name for part in problem.co_parts if part.answered_on is None]
        if waiting:
            self.co_missing.description = (
                f"{'、'.join(waiting)}还没有反馈协办意见，等反馈后再提交，或在这里写明原因。"
            )
            self.co_missing.flags.required = True
        else:
            del self.co_missing

    def prepare(self, problem: Problem) -> None:
        if problem.matter is not None and problem.matter.reply:
            self.words.data = problem.matter.reply
            self.words.description = (
                f"已从一类事 {problem.matter.number} 带入统一答复，请核对后再提交。"
            )


class CallBackForm(ActForm):
    """回访."""

    satisfaction = some("满意度", "请选择满意度。", Satisfaction)
    words = words_field("企业怎么说")


class DecideCallBackForm(ActForm):
    """研判不满意."""

    decision = some("决定", "请选择决定。", Decision, (Decision.SEND_BACK, Decision.UPHOLD))
    words = words_field("理由", "请填写理由。")


class ReasonForm(ActForm):
    """不予受理、转法定途径、撤回."""

    reasons = REASONS
    reason = TextField("原因", [at_most(300)], render_kw={"list": "reasons", "autocomplete": "off"})
    words = words_field("说明", "请填写说明。")


class ParkForm(ReasonForm):
    """挂账."""

    next_review = DayField("下次研判日", [required("请填写下次研判日。")])
    words = words_field("说明", "请填写说明。")


class WhyForm(ActForm):
    """退回重办、重新办理."""

    words = words_field("理由", "请填写理由。")


class AskBackForm(ActForm):
    """退回补充."""

    words = words_field("要补充什么", "请写明要补充什么。")


class SupplementForm(ActForm):
    """补充说明."""

    words = words_field("补充的内容", "请填写补充的内容。")


class InstructForm(ActForm):
    """批示."""

    option = RadioField("从呈批的方案中选", choices=[], validate_choice=False)
    leader = LeaderField("哪位领导的批示")
    words = words_field("批示内容", hint="选了方案的可以不填。")
    due = DayField("答复期限", description="不填按设定的工作日计算。")

    def adapt(self, problem: Problem, user: User) -> None:
        found = open_item(problem, ItemKind.PRESENTED)
        self.option.choices = [(choice, choice) for choice in found.choices] if found else []
        if not self.option.choices:
            del self.option
            self.words.description = ""
        if user.may(P.PROBLEM_INSTRUCT):
            del self.leader
        else:
            self.files.description = "代录批示须附批示件的照片或扫描件。"
            self.files.flags.required = True

    def arguments(self, problem: Problem) -> dict[str, Any]:
        given = super().arguments(problem)
        found = open_item(problem, ItemKind.PRESENTED)
        if found is None or given.get("option") not in found.choices:
            given.pop("option", None)
        return given | {"paper": bool(self.papers)}


class UrgeForm(ActForm):
    """催办、督办."""

    formal = YesField("作为督办，编号下达")
    words = words_field("催办内容")
    due = DayField("答复期限", description="不填按设定的工作日计算。")

    def adapt(self, problem: Problem, user: User) -> None:
        if not user.may(P.PROBLEM_INSTRUCT):
            del self.formal


class EscalateForm(ActForm):
    """提级."""

    level = EnumField("提到", kind=Level, blank="上一级")
    document = TextField("上报文号", [at_most(100)], description="提到市级、省级须填。")
    words = words_field("理由")


class ReplyForm(ActForm):
    """答复 a 批示, 催办 or 呈批: `item` says which."""

    item = HiddenField()
    words = words_field("答复内容", "请填写答复内容。")

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
    return item.answered_on is None and item.kind in rules.ANSWERABLE


class PresentForm(ActForm):
    """呈批."""

    words = words_field("请示事项")
    options = LongTextField(
        "备选方案",
        [optional(), at_most(1000)],
        description="一行一个方案，领导批示时直接选。",
        render_kw={"rows": 3},
    )

    def arguments(self, problem: Problem) -> dict[str, Any]:
        given = super().arguments(problem)
        return given | {"options": (self.options.data or "").splitlines()}


#: The form by which each act is done; an act that is not here has no address.
FORMS: Mapping[Act, type[ActForm]] = {
    Act.SOLVE_ON_SPOT: ActForm,
    Act.ASSIGN: AssignForm,
    Act.DISPUTE: DisputeForm,
    Act.SIGN: ActForm,
    Act.MEASURE: MeasureForm,
    Act.CO_ANSWER: CoAnswerForm,
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
    Act.ASK_BACK: AskBackForm,
    Act.SUPPLEMENT: SupplementForm,
}
BY_SLUG: Mapping[str, Act] = {act.slug: act for act in FORMS}
