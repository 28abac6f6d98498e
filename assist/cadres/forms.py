"""Fields by which web, workbook and phone name units and people; the forms of both."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from wtforms import SelectField, SelectMultipleField
from wtforms.fields.choices import (  # type: ignore[attr-defined]  # newer than its stubs
    Choice,
    SelectChoice,
)
from wtforms.validators import StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from assist.accounts.duties import Duty
from assist.accounts.policy import ALONE, BUSINESS, Role
from assist.cadres import queries
from assist.cadres.models import Cadre, Unit, UnitKind
from assist.cadres.rules import check_account, check_phone_or_mask, role_complaint
from assist.lib.text import clean, split_list
from assist.web.forms import (
    CheckedField,
    DayField,
    EnumField,
    EnumsField,
    Form,
    TextField,
    VersionField,
    YesField,
    at_most,
    optional,
    required,
)


class UnitField(SelectField):
    """One unit by its name, on the page and in a workbook; the data is the Unit or None.

    The choices are read only when the field is drawn: a row of a workbook does not pay for them.
    """

    def __init__(
        self,
        label: str,
        validators: Any = None,
        blank: str | None = "请选择单位",
        units: Callable[[], Iterable[Unit]] = queries.active_units,
        **options: Any,
    ) -> None:
        super().__init__(label, validators, choices=[], validate_choice=False, **options)
        self.blank = blank
        self.units = units
        self.typed = ""

    def iter_choices(self) -> Iterator[Choice]:
        chosen = self.data if isinstance(self.data, Unit) else None
        if self.blank is not None:
            yield Choice("", self.blank, chosen is None, {})
        offered = list(self.units())
        if chosen is not None and chosen not in offered:
            offered.append(chosen)  # a unit that was deactivated stays on the rows that name it
        for unit in offered:
            yield Choice(unit.name, unit.name, unit is chosen, {})

    def has_groups(self) -> bool:
        return False

    def process_data(self, value: Any) -> None:
        self.data = value if isinstance(value, Unit) else None

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = None
        self.typed = clean(str(valuelist[0])) if valuelist else ""
        if self.typed:
            self.data = queries.unit_named(self.typed)

    def pre_validate(self, form: Any) -> None:
        if self.data is None and self.typed:
            raise StopValidation(f"没有名为“{self.typed[:40]}”的单位。")


class UnitsField(SelectMultipleField):
    """Several units by name; in a workbook with 、 between. The data is a list of Unit."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(
        self,
        label: str,
        validators: Any = None,
        units: Callable[[], Iterable[Unit]] = queries.active_units,
        **options: Any,
    ) -> None:
        super().__init__(label, validators, choices=[], validate_choice=False, **options)
        self.units = units

    def iter_choices(self) -> Iterator[Choice]:
        chosen = self.data or []
        offered = list(self.units())
        offered += [unit for unit in chosen if unit not in offered]
        for unit in offered:
            yield Choice(unit.name, unit.name, unit in chosen, {})

    def has_groups(self) -> bool:
        return False

    def process_data(self, value: Any) -> None:
        self.data = list(value or [])

    def process_formdata(self, valuelist: list[Any]) -> None:
        names = list(dict.fromkeys(p for value in valuelist for p in split_list(str(value))))
        found = {name: queries.unit_named(name) for name in names[:MOST]}
        self.wrong = [name for name, unit in found.items() if unit is None] + names[MOST:]
        self.data = [unit for unit in found.values() if unit is not None]

    def pre_validate(self, form: Any) -> None:
        if getattr(self, "wrong", None):
            raise StopValidation(f"没有名为“{_short(self.wrong)}”的单位。")


#: More names than this in one cell are a mistake, and would cost a query each.
MOST = 100


def _short(names: Sequence[str]) -> str:
    text = "、".join(names)
    return text if len(text) <= 60 else text[:60] + "…"


class PeopleField(SelectMultipleField):
    """Several business people by account, in a workbook with 、 between; the data is a list.

    The page offers whom the view sets with `offer`; whoever is chosen already is always among them.
    With `by_name` a name that only one person on duty bears will do.
    """

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(
        self, label: str, validators: Any = None, by_name: bool = False, **options: Any
    ) -> None:
        super().__init__(label, validators, choices=[], validate_choice=False, **options)
        self.by_name = by_name
        self.offered: dict[str, str] = {}

    def offer(self, people: Mapping[str, str]) -> None:
        """Whom the page lets tick: words by account."""
        self.offered = dict(people)

    def iter_choices(self) -> Iterator[Choice]:
        offered = self.offered
        chosen = {
            person.account: offered.get(person.account) or described(person)
            for person in self.data or []
        }
        for account, words in (chosen | offered).items():
            yield Choice(account, words, account in chosen, {})

    def has_groups(self) -> bool:
        return False

    def process_data(self, value: Any) -> None:
        self.data = list(value or [])

    def process_formdata(self, valuelist: list[Any]) -> None:
        typed = list(dict.fromkeys(p for value in valuelist for p in split_list(str(value))))
        self.data, self.wrong = _people(typed[:MOST], self.by_name)
        self.wrong += typed[MOST:]

    def pre_validate(self, form: Any) -> None:
        if getattr(self, "wrong", None):
            raise StopValidation(_nobody(self.wrong, self.by_name))


class PersonField(SelectField):
    """One business person by account; the data is the Cadre or None; the view offers."""

    def __init__(
        self,
        label: str,
        validators: Any = None,
        blank: str | None = "请选择",
        people: Callable[[], Iterable[Cadre]] | None = None,
        **options: Any,
    ) -> None:
        super().__init__(label, validators, choices=[], validate_choice=False, **options)
        self.blank = blank
        self.people = people
        self.typed = ""
        self.offered: list[Cadre] = []

    def offer(self, people: Iterable[Cadre]) -> None:
        """Whom the page lets choose."""
        self.offered = list(people)

    def iter_choices(self) -> Iterator[Choice]:
        chosen = self.data if isinstance(self.data, Cadre) else None
        if self.blank is not None:
            yield Choice("", self.blank, chosen is None, {})
        offered = [*self.offered, *(self.people() if self.people else ())]
        for person in dict.fromkeys([*([chosen] if chosen else []), *offered]):
            yield Choice(person.account, described(person), person is chosen, {})

    def has_groups(self) -> bool:
        return False

    def process_data(self, value: Any) -> None:
        self.data = value if isinstance(value, Cadre) else None

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = None
        self.typed = clean(str(valuelist[0])) if valuelist else ""
        if self.typed:
            self.data = queries.cadre_by_account(self.typed)

    def pre_validate(self, form: Any) -> None:
        if self.data is None and self.typed:
            raise StopValidation(_nobody([self.typed], by_name=False))


def described(person: Cadre) -> str:
    """A name with the unit behind it, since names repeat."""
    return f"{person.name}（{person.unit.brief}）" if person.unit else person.name


def _people(typed: list[str], by_name: bool) -> tuple[list[Cadre], list[str]]:
    known = queries.cadres_by_account(typed) if typed else {}
    found: list[Cadre] = []
    wrong = []
    for words in typed:
        same = [known[words]] if words in known else queries.cadres_named(words) if by_name else []
        if len(same) == 1:
            found.append(same[0])
        else:
            wrong.append(words)
    return list(dict.fromkeys(found)), wrong


def _nobody(typed: Sequence[str], by_name: bool) -> str:
    hint = "，同名的请填账号" if by_name else ""
    return f"没有账号为“{_short(typed)}”的干部{hint}。"


class RolesField(EnumsField):
    """Roles of one kind of account: business people's, or those that stand alone."""

    def __init__(
        self, label: str, validators: Any = None, business: bool = True, **options: Any
    ) -> None:
        super().__init__(label, validators, kind=Role, **options)
        self.business = business
        offered = BUSINESS if business else tuple(role for role in Role if role in ALONE)
        self.choices: Any = [SelectChoice(role.value, role.label) for role in offered]

    def pre_validate(self, form: Any) -> None:
        super().pre_validate(form)
        complaint = role_complaint(self.data or [], business=self.business)
        if complaint:
            raise StopValidation(complaint)


class YesNoField(SelectField):
    """是 or 否 to choose from, where an unticked box would not tell "no" from "not said"."""

    def __init__(self, label: str, validators: Any = None, **options: Any) -> None:
        super().__init__(label, validators, choices=[], validate_choice=False, **options)

    def iter_choices(self) -> Iterator[Choice]:
        for word, value in (("是", True), ("否", False)):
            yield Choice(word, word, self.data is value, {})

    def has_groups(self) -> bool:
        return False

    def process_data(self, value: Any) -> None:
        self.data = value

    def process_formdata(self, valuelist: list[Any]) -> None:
        if valuelist:
            self.data = clean(str(valuelist[0])) in YesField.yes


class UnitForm(Form):
    """A unit."""

    name = TextField("单位名称", [required("请填写单位名称。"), at_most(100)])
    short_name = TextField("简称", [optional(), at_most(40)])
    kind = EnumField("类别", [required("请选择类别。")], kind=UnitKind, blank="请选择")
    version = VersionField()


class PersonForm(Form):
    """What an administrator may change of a cadre."""

    name = TextField("姓名", [required("请填写姓名。"), at_most(64)])
    unit = UnitField("单位", [required("请选择单位。")])
    post = TextField("职务", [optional(), at_most(64)])
    phone = CheckedField("手机", [optional()], check=check_phone_or_mask)
    roles = RolesField("角色", [required("请至少选择一个角色。")])
    duties = EnumsField(
        "分管台账", [optional()], kind=Duty, description="只分给业务专员，由其登记和修改。"
    )
    exam_passed_on = DayField("执法资格考试合格日期", [optional()])
    rescue_team = YesNoField("应急救援队员", default=False)
    on_duty = YesNoField("在岗", default=True)
    version = VersionField()


class NewPersonForm(PersonForm):
    """A cadre who is new; the account is not changed afterwards."""

    account = CheckedField("账号", [required("请填写账号。")], check=check_account)


class BareForm(Form):
    """What may be changed of an administrator's or auditor's account."""

    name = TextField("姓名", [required("请填写姓名。"), at_most(64)])
    roles = RolesField("角色", [required("请选择角色。")], business=False)
    version = VersionField()


class NewBareForm(BareForm):
    """An administrator or auditor who is new."""

    account = CheckedField("账号", [required("请填写账号。")], check=check_account)
