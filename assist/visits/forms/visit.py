"""The form of a visit, one for web and outbox; its field names are a contract (design 8)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from wtforms import FormField, HiddenField
from wtforms.validators import ValidationError
from wtforms.widgets import TextInput

from assist.accounts.models import User
from assist.cadres.forms import PeopleField
from assist.enterprises.forms import EnterpriseField
from assist.lib.text import clean
from assist.visits import queries, rules
from assist.visits.forms.parts import (
    LawForm,
    MorePeopleField,
    MorePoliciesField,
    PoliciesField,
    ProblemForm,
    ProblemsField,
    PromiseForm,
    TickLine,
)
from assist.visits.models import Channel, Operating, Tick
from assist.web.clock import today
from assist.web.forms import (
    DayField,
    EnumField,
    Form,
    LongTextField,
    PartsField,
    TextField,
    VersionField,
    YesField,
    at_most,
    required,
)

CLIENT_ID = re.compile(r"[A-Za-z0-9_.:-]{1,64}")
WORDS = 4000


class OccasionForm(Form):
    """When a contact was, how, and who went."""

    behind = {
        "people": "held_on", "people_more": "people", "nothing_new": "channel",
        "summary": "nothing_new", "met": "outreach", "operating": "met",
    }  # fmt: skip

    held_on = DayField("日期", [required("请填写走访日期。")])
    channel = EnumField("方式", [required("请选择方式。")], kind=Channel)
    people = PeopleField("走访人员")
    people_more = MorePeopleField("其他人员", by_name=True, widget=TextInput())


class FactsForm(OccasionForm):
    """What holds of every contact: when, how, who, what was said, which policies."""

    met = TextField("企业接待人", [at_most(100)])
    operating = EnumField("生产经营", kind=Operating, blank="未了解")
    summary = LongTextField("走访情况", [at_most(WORDS)])
    nothing_new = YesField("无新情况")
    policies = PoliciesField("推送政策")
    policies_more = MorePoliciesField("其他政策文号", widget=TextInput())
    outreach = FormField(LawForm)
    promises = PartsField(FormField(PromiseForm), min_entries=1)

    def validate_promises(self, field: PartsField) -> None:
        for due in (entry.form.due_on for entry in field.entries):
            fault = (
                self.held_on.data and due.data and rules.fault_of_due(due.data, self.held_on.data)
            )
            if fault:
                due.errors = [fault]
                raise ValidationError(fault)

    def promised(self) -> list[rules.Promised]:
        """The promises that somebody wrote."""
        return [entry.form.promised() for entry in self.promises if not entry.form.blank]

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


class WithEnterprise(Form):
    """Which enterprise it was, and a line for each of its problems that is open."""

    behind = {
        **FactsForm.behind, "enterprise": "", "on_behalf": "people_more", "problems": "summary",
        "promises": "problems",
    }  # fmt: skip

    enterprise = EnterpriseField("企业", [required("请选择企业。")])
    on_behalf = YesField("代录：我没有参加")
    client_id = HiddenField()
    before = HiddenField()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.ticks: list[TickLine] = []
        self.unknown_ticks: list[str] = []

    def read_ticks(self, typed: Mapping[str, str], user: User) -> None:
        """The lines of the enterprise's open problems, and of others that `typed` names."""
        enterprise = self.enterprise.data
        if enterprise is None:
            return
        named = [
            name.partition("-")[2] for name in typed if name.startswith(("ticks-", "tick_words-"))
        ]
        wanted = list(dict.fromkeys(number for number in named if _typed_for(typed, number)))
        for problem in queries.tickable(enterprise.id, user, wanted):
            line = TickLine(problem)
            line.tick = clean(typed.get(line.name, ""))
            line.words = clean(typed.get(line.words_name, ""))
            self.ticks.append(line)
        known = {line.problem.number for line in self.ticks}
        self.unknown_ticks = [clean(number) for number in wanted if number not in known]


class OpeningForm(WithEnterprise, OccasionForm):
    """The upper part of a new visit's form, as it is first shown: the lower is drawn for all."""


class VisitForm(WithEnterprise, FactsForm):
    """A new visit: the facts, the problems told, and a tick beside each problem that is open."""

    problems = ProblemsField(FormField(ProblemForm), min_entries=1)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.choices = [(name, name) for name in queries.category_names()]
        for entry in self.problems:
            self._prepare(entry)

    def _prepare(self, entry: Any) -> None:
        entry.form.category.choices = self.choices

    def add_problem(self) -> None:
        """One more block."""
        self._prepare(self.problems.append_entry())

    def drop(self, name: str) -> None:
        """Take the problem or promise of that name away; the last one is emptied instead."""
        for parts in (self.problems, self.promises):
            parts.entries = [entry for entry in parts.entries if entry.name != name]
        if not self.problems.entries:
            self.add_problem()
        if not self.promises.entries:
            self.promises.append_entry()

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
            "promised": self.promised(),
            "law": self.outreach.form.law(),
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

    def law(self, typed: Mapping[str, str]) -> rules.Law | None:
        """Whether it counts as 普法; a page that did not ask leaves it as it is."""
        asked = any(name.startswith("outreach-") for name in typed)
        return self.outreach.form.law() if asked else None

    def names_promises(self, typed: Mapping[str, str]) -> bool:
        """Whether the page had them: who sends none leaves them as they are."""
        return any(name.startswith("promises-") for name in typed)


class VoidForm(Form):
    """Why a visit is not to count."""

    reason = TextField("作废原因", [required("请填写作废原因。"), at_most(300)])
    version = VersionField()
