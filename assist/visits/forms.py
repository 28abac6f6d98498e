"""The form of a visit, one for web and outbox; its field names are a contract (design 8)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from wtforms import FieldList, FormField, HiddenField, RadioField, SelectMultipleField
from wtforms.fields.choices import Choice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import StopValidation, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget, TextInput

from assist.cadres.forms import PeopleField
from assist.enterprises.forms import EnterpriseField
from assist.lib.text import clean, split_list
from assist.problems.models import Category
from assist.visits import queries, rules
from assist.visits.models import Channel, Operating, Tick
from assist.web.clock import today
from assist.web.forms import (
    DayField,
    EnumField,
    Form,
    LongTextField,
    TextField,
    VersionField,
    YesField,
    at_most,
    required,
)

CLIENT_ID = re.compile(r"[A-Za-z0-9_.:-]{1,64}")
PLACE = re.compile(r"problems-([0-9]{1,6})-")
WORDS = 4000
#: More of them on one visit are a mistake.
POLICIES_MOST = 200


class PoliciesField(SelectMultipleField):
    """Policies by 文号, repeated on the page, 、 between in a workbook; a list of Policy."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: str, validators: Any = None, **options: Any) -> None:
        super().__init__(label, validators, choices=[], validate_choice=False, **options)
        self.offered: list[Any] = []

    def offer(self, policies: Iterable[Any]) -> None:
        """Which ones the page lets tick: policies, or plain rows of number and title."""
        self.offered = list(policies)

    def iter_choices(self) -> Iterator[Choice]:
        chosen = {policy.number: policy for policy in self.data or []}
        offered = {policy.number: policy for policy in self.offered}
        for number, policy in (chosen | offered).items():
            yield Choice(number, f"{policy.title}（{number}）", number in chosen, {})

    def has_groups(self) -> bool:
        return False

    def process_data(self, value: Any) -> None:
        self.data = list(value or [])

    def process_formdata(self, valuelist: list[Any]) -> None:
        typed = list(dict.fromkeys(p for value in valuelist for p in split_list(str(value))))
        found = queries.policies_numbered(typed[:POLICIES_MOST])
        self.data = list(found.values())
        self.wrong = [number for number in typed if number not in found]

    def pre_validate(self, form: Any) -> None:
        if getattr(self, "wrong", None):
            wrong = "、".join(self.wrong)
            raise StopValidation(f"政策库里没有文号为“{wrong[:60]}”的政策。")


class _Typed:
    """Chosen by typing: the field is drawn as one line that keeps what was typed."""

    raw_data: list[Any] | None

    def _value(self) -> str:
        return "、".join(clean(str(value)) for value in self.raw_data or ())


class MorePeopleField(_Typed, PeopleField):
    """People typed by account or name."""


class MorePoliciesField(_Typed, PoliciesField):
    """Policies typed by 文号."""


class ProblemForm(Form):
    """One problem told on the visit; a block without words is none."""

    class Meta(Form.Meta):
        csrf = False  # it is a part of a form that has the token

    category = RadioField("问题类别", choices=[], validate_choice=False, default="")
    title = TextField("标题", [at_most(100)])
    detail = LongTextField("诉求内容", [at_most(WORDS)])
    solved = YesField("当场已解决")

    known: Mapping[str, Category] = {}

    @property
    def blank(self) -> bool:
        """Whether nobody touched it."""
        return not any((self.category.data, self.title.data, self.detail.data, self.solved.data))

    def validate(self, extra_validators: Any = None) -> bool:
        if self.blank:
            return True
        valid = super().validate(extra_validators)
        if self.category.data not in self.known:
            self.category.errors = [
                f"没有“{self.category.data[:20]}”这个类别。"
                if self.category.data
                else "请选择问题类别。"
            ]
            valid = False
        if not (self.title.data or self.detail.data):
            self.title.errors = ["请填写标题或诉求内容；不需要这个问题请点“移除”。"]
            valid = False
        return valid

    def told(self) -> rules.Told:
        """The problem as the action takes it; of title and text one may stand for both."""
        title = rules.title_of(self.title.data or "", self.detail.data or "")
        return rules.Told(
            self.known[self.category.data], title, self.detail.data or title, bool(self.solved.data)
        )


class ProblemsField(FieldList):  # type: ignore[type-arg]  # not generic at run time
    """Any number of problems; a name whose number is none of ours is not looked at."""

    def _extract_indices(self, prefix: str, formdata: Iterable[str]) -> Iterator[int]:
        for name in formdata:
            match = PLACE.match(name)
            if match:
                yield int(match[1])


class FactsForm(Form):
    """What holds of every contact: when, how, who, what was said, which policies."""

    held_on = DayField("日期", [required("请填写走访日期。")])
    channel = EnumField("方式", [required("请选择方式。")], kind=Channel)
    people = PeopleField("走访人员")
    people_more = MorePeopleField("其他人员", by_name=True, widget=TextInput())
    met = TextField("企业接待人", [at_most(100)])
    operating = EnumField("生产经营", kind=Operating, blank="未了解")
    summary = LongTextField("走访情况", [at_most(WORDS)])
    nothing_new = YesField("无新情况")
    policies = PoliciesField("推送政策")
    policies_more = MorePoliciesField("其他政策文号", widget=TextInput())

    def validate_held_on(self, field: DayField) -> None:
        fault = rules.fault_of_day(field.data, today())
        if fault:
            raise ValidationError(fault)

    def validate_summary(self, field: LongTextField) -> None:
        if not (field.data or self.nothing_new.data or self.titles()):
            raise ValidationError("请填写走访情况，或者选择“无新情况”。")

    def titles(self) -> list[str]:
        """The problems told, by title."""
        return []

    def facts(self) -> rules.Facts:
        """What the action takes."""
        return rules.Facts(
            held_on=self.held_on.data,
            channel=self.channel.data,
            people=list(dict.fromkeys([*(self.people.data or ()), *(self.people_more.data or ())])),
            met=self.met.data or "",
            operating=self.operating.data,
            summary=rules.said(self.summary.data or "", self.titles()),
            policies=list(
                dict.fromkeys([*(self.policies.data or ()), *(self.policies_more.data or ())])
            ),
        )


@dataclass
class TickLine:
    """An open problem as a line to tick: what was chosen, what was typed, what is wrong with it."""

    problem: queries.OpenProblem
    tick: str = ""
    words: str = ""
    errors: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The field's name."""
        return f"ticks-{self.problem.number}"

    @property
    def chosen(self) -> Tick:
        """The tick; words alone are news."""
        return next((tick for tick in Tick if tick.value == self.tick), Tick.NEWS)

    @property
    def words_name(self) -> str:
        """The name of the field for words."""
        return f"tick_words-{self.problem.number}"


class VisitForm(FactsForm):
    """A new visit: the facts, the problems told, and a tick beside each problem that is open."""

    enterprise = EnterpriseField("企业", [required("请选择企业。")])
    on_behalf = YesField("代录：我没有参加")
    client_id = HiddenField()
    before = HiddenField()
    problems = ProblemsField(FormField(ProblemForm), min_entries=1)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.categories = queries.categories()
        self.ticks: list[TickLine] = []
        self.unknown_ticks: list[str] = []
        for entry in self.problems:
            self._prepare(entry)

    def _prepare(self, entry: Any) -> None:
        entry.form.known = self.categories
        entry.form.category.choices = [(name, name) for name in self.categories]

    def add_problem(self) -> None:
        """One more block."""
        self._prepare(self.problems.append_entry())

    def drop_problem(self, name: str) -> None:
        """Take the block of that name away; the last one is emptied instead."""
        self.problems.entries = [entry for entry in self.problems.entries if entry.name != name]
        if not self.problems.entries:
            self.add_problem()

    def validate_client_id(self, field: HiddenField) -> None:
        if field.data and not CLIENT_ID.fullmatch(field.data):
            raise ValidationError("表单编号不正确，请重新打开登记页面。")

    def titles(self) -> list[str]:
        return [
            rules.title_of(entry.form.title.data or "", entry.form.detail.data or "")
            for entry in self.problems
            if not entry.form.blank
        ]

    def told(self) -> list[rules.Told]:
        """The problems that somebody wrote."""
        return [entry.form.told() for entry in self.problems if not entry.form.blank]

    def read_ticks(self, typed: Mapping[str, str]) -> None:
        """The lines of the enterprise's open problems, and of others that `typed` names."""
        enterprise = self.enterprise.data
        if enterprise is None:
            return
        named = [
            name.partition("-")[2] for name in typed if name.startswith(("ticks-", "tick_words-"))
        ]
        wanted = list(dict.fromkeys(number for number in named if _typed_for(typed, number)))
        for problem in queries.tickable(enterprise.id, wanted):
            line = TickLine(problem)
            line.tick = clean(typed.get(line.name, ""))
            line.words = clean(typed.get(line.words_name, ""))
            self.ticks.append(line)
        known = {line.problem.number for line in self.ticks}
        self.unknown_ticks = [clean(number) for number in wanted if number not in known]

    def ticks_valid(self) -> bool:
        """Check the lines; a line with words and no tick is 新情况."""
        for line in self.ticks:
            if line.tick and line.tick not in {tick.value for tick in Tick}:
                line.errors.append(f"请选择：{'、'.join(Tick.labels())}。")
            if len(line.words) > 500:
                line.errors.append("说明最多 500 个字。")
        if self.unknown_ticks:
            self.form_errors.append(
                f"问题“{'、'.join(self.unknown_ticks)[:60]}”不是这家企业的问题，请刷新后重填。"
            )
        for line in self.ticks:
            self.form_errors += [f"问题 {line.problem.number}：{error}" for error in line.errors]
        return not self.form_errors

    def ticked(self) -> list[rules.Ticked]:
        """The ticks that somebody set."""
        return [
            rules.Ticked(
                line.problem.id, Tick[line.tick.upper()] if line.tick else Tick.NEWS, line.words
            )
            for line in self.ticks
            if line.tick or line.words
        ]

    def as_acted(self) -> dict[str, Any]:
        """What `actions.record` takes."""
        return {
            "enterprise": self.enterprise.data,
            "facts": self.facts(),
            "told": self.told(),
            "ticked": self.ticked(),
            "client_id": clean(self.client_id.data or "") or None,
            "on_behalf": bool(self.on_behalf.data),
        }


def _typed_for(typed: Mapping[str, str], number: str) -> bool:
    return bool(
        typed.get(f"ticks-{number}", "").strip() or typed.get(f"tick_words-{number}", "").strip()
    )


class AmendForm(FactsForm):
    """The facts of a visit that is there already."""

    version = VersionField()


class VoidForm(Form):
    """Why a visit is not to count."""

    reason = TextField("作废原因", [required("请填写作废原因。"), at_most(300)])
    version = VersionField()
