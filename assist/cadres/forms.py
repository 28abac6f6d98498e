"""Fields by which web, workbook and phone name units and people, and the form of one cadre."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from wtforms import SelectField, SelectMultipleField
from wtforms.fields.choices import Choice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from assist.cadres import queries
from assist.cadres.models import Cadre, Unit
from assist.lib.text import clean, split_list


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
        self.offered: list[Cadre] = []

    def offer(self, people: Iterable[Cadre]) -> None:
        """Whom the page lets tick."""
        self.offered = list(people)

    def iter_choices(self) -> Iterator[Choice]:
        chosen = self.data or []
        for person in dict.fromkeys([*chosen, *self.offered]):
            yield Choice(person.account, described(person), person in chosen, {})

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
