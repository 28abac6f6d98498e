"""What the forms of a visit are made of: policies, a problem told, a promise, a tick."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from wtforms import FieldList, HiddenField, RadioField, SelectMultipleField
from wtforms.fields.choices import Choice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from assist.cadres.forms import PeopleField
from assist.ledgers.kinds.outreach import Outreach
from assist.lib.text import clean, split_list
from assist.problems.models import Category
from assist.visits import queries, rules
from assist.visits.models import Tick
from assist.web.forms import (
    CountField,
    DayField,
    Form,
    LongTextField,
    TextField,
    YesField,
    at_most,
)

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

    @property
    def known(self) -> Mapping[str, Category]:
        """The categories by name."""
        return queries.categories()

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


class OfferedField(SelectMultipleField):
    """Some of the texts that a ledger's column offers; the page shows a few, and those chosen."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: str, column: Any, shown: Sequence[str] = (), **options: Any) -> None:
        self.offers: tuple[str, ...] = column.property.columns[0].info["offers"]
        self.shown = shown or self.offers
        super().__init__(label, choices=[], validate_choice=False, **options)

    def iter_choices(self) -> Iterator[Choice]:
        chosen = self.data or []
        for text in self.offers:
            if text in chosen or text in self.shown:
                yield Choice(text, text, text in chosen, {})

    def has_groups(self) -> bool:
        return False

    def process_formdata(self, valuelist: list[Any]) -> None:
        typed = [part for value in valuelist for part in split_list(str(value))]
        self.data = [text for text in self.offers if text in typed]
        self.wrong = [text for text in typed if text not in self.offers]

    def pre_validate(self, form: Any) -> None:
        if getattr(self, "wrong", None):
            wrong = "、".join(self.wrong)[:60]
            raise StopValidation(f"“{wrong}”不在可选范围内：{'、'.join(self.offers)}。")


class LawForm(Form):
    """What the visit brought of the law; nothing of it is looked at where it is not to count."""

    class Meta(Form.Meta):
        csrf = False  # it is a part of a form that has the token

    counts = YesField("同时计入普法宣传")
    forms = OfferedField("普法形式", Outreach.forms, rules.LAW_FORMS)
    topics = OfferedField("普法主题", Outreach.topics)
    books = CountField("手册份数", largest=100_000)
    leaves = CountField("单页份数", largest=100_000)
    people = CountField("受众人次", largest=100_000)

    def validate(self, extra_validators: Any = None) -> bool:
        return not self.counts.data or bool(super().validate(extra_validators))

    def law(self) -> rules.Law:
        """What the action takes."""
        if not self.counts.data:
            return rules.Law(counts=False)
        names = ("forms", "topics", "people", "books", "leaves")
        return rules.Law(**{name: self[name].data for name in names})


class PromiseForm(Form):
    """One thing promised on the visit; a block without words and day is none."""

    class Meta(Form.Meta):
        csrf = False  # it is a part of a form that has the token

    number = HiddenField()
    words = TextField("承诺内容", [at_most(300)])
    due_on = DayField("兑现期限")

    @property
    def blank(self) -> bool:
        """Whether nobody touched it."""
        return not (self.words.data or self.due_on.data or self.due_on.process_errors)

    def validate(self, extra_validators: Any = None) -> bool:
        valid = super().validate(extra_validators)
        if self.blank or not valid:
            return valid
        if not self.words.data:
            self.words.errors = ["请写明承诺了什么；不需要这项承诺请把期限清空。"]
        if not self.due_on.data:
            self.due_on.errors = ["请选择什么时候兑现。"]
        return bool(self.words.data and self.due_on.data)

    def promised(self) -> rules.Promised:
        """The promise as the action takes it."""
        return rules.Promised(
            self.words.data or "", self.due_on.data, clean(self.number.data or "")
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
