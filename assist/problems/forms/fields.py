"""Fields of a problem's forms: words, one of a few members, the 主办, the class."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from wtforms import SelectField
from wtforms.fields.choices import (  # type: ignore[attr-defined]  # newer than its stubs
    Choice,
    SelectChoice,
)
from wtforms.validators import AnyOf, StopValidation

from assist.accounts.policy import Role
from assist.cadres.forms import PersonField, UnitField
from assist.cadres.queries import holders
from assist.lib.text import clean
from assist.problems import queries
from assist.web.forms import EnumField, LongTextField, at_most, optional, required

WORDS = 4000


def words_field(label: str, missing: str = "", hint: str = "") -> LongTextField:
    """`words`, required where the contract says so: `missing` is what to say then."""
    first = required(missing) if missing else optional()
    return LongTextField(label, [first, at_most(WORDS)], description=hint, render_kw={"rows": 3})


def some(label: str, missing: str, kind: Any, choices: tuple[Any, ...] = ()) -> EnumField:
    """One member, of these only where not all of them can be chosen here."""
    offered = choices or tuple(kind)
    wrong = f"请选择{'、'.join(choice.label for choice in offered)}之一。"
    return OneOf(label, [required(missing), AnyOf(offered, message=wrong)], kind, offered)


class OneOf(EnumField):
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


class LeaderField(PersonField):
    """The leader in whose name the office enters a line."""

    def __init__(self, label: str, validators: Any = None, **options: Any) -> None:
        super().__init__(label, validators, people=lambda: holders(Role.LEADER), **options)


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
