"""Form fields that web, workbook row and phone share, with their Chinese words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from flask_wtf import FlaskForm
from markupsafe import escape
from werkzeug.datastructures import MultiDict
from wtforms import (
    Field,
    FieldList,
    FormField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    Optional,
    StopValidation,
    ValidationError,
)
from wtforms.widgets import CheckboxInput, DateInput, ListWidget, NumberInput, TextInput
from wtforms.widgets.core import Input

from assist.lib import money
from assist.lib.days import parse_day
from assist.lib.enums import Labelled
from assist.lib.errors import Invalid
from assist.lib.text import clean, split_list
from assist.web.clock import today


def attributes(**values: Any) -> str:
    """What `wtforms.widgets.html_params` gives, in a sixth of the time: it fills in a template for
    each attribute, which was a quarter of what a long form cost."""
    parts = []
    for key, value in sorted(values.items()):
        if value is not False:
            name = key.rstrip("_")
            if name.startswith(("data_", "aria_")):
                name = name.replace("_", "-")
            text = str(escape(value)).replace('"', "&quot;")
            parts.append(name if value is True else f'{name}="{text}"')
    return " ".join(parts)


#: The widgets' own hook for how attributes are written.
Input.html_params = staticmethod(attributes)  # type: ignore[method-assign]


class Form(FlaskForm):
    """Chinese messages; every text field is cleaned before it is checked."""

    #: Which fields stand elsewhere on the page than where they were declared, each with the one
    #: behind which it stands; "" is before all. Faults are told in this order.
    behind: ClassVar[Mapping[str, str]] = {}

    class Meta(FlaskForm.Meta):
        locales = ["zh"]

        def bind_field(self, form: Any, unbound_field: Any, options: Any) -> Any:
            """Clean what people paste (control characters, stray spaces, decomposed letters)."""
            if issubclass(unbound_field.field_class, (StringField, TextAreaField)):
                own = unbound_field.kwargs.get("filters", ())
                options["filters"] = [clean_text, *own]
            return unbound_field.bind(form=form, **options)

    def __iter__(self) -> Iterator[Any]:
        """The fields in the order of the page."""
        names = list(self._fields)
        for name, before in self.behind.items():
            names.remove(name)
            names.insert(names.index(before) + 1 if before else 0, name)
        return iter([self._fields[name] for name in names])

    @classmethod
    def from_row(cls, values: Iterable[tuple[str, str]], **options: Any) -> Any:
        """The same form over the cells of a workbook row: no CSRF token, labels where the web sends
        codes."""
        return cls(formdata=MultiDict(list(values)), meta={"csrf": False}, **options)

    def take(self, error: Invalid) -> None:
        """Show an action's complaint beside the field it names."""
        self._fields[error.field].errors = [*self._fields[error.field].errors, str(error)]

    def faults(self) -> list[tuple[str, str]]:
        """Every error with the name of its field, those of repeated parts too, in the order of the
        form."""
        return [(name, message) for field in self for name, message in _faults_of(field)]


def _faults_of(field: Any) -> list[tuple[str, str]]:
    if isinstance(field, FormField):
        return [fault for inner in field.form for fault in _faults_of(inner)]
    entries = getattr(field, "entries", None)
    if entries is not None:
        own = [(field.name, error) for error in field.errors if isinstance(error, str)]
        return own + [fault for entry in entries for fault in _faults_of(entry)]
    return [(field.name, str(error)) for error in field.errors]


def clean_text(value: Any) -> Any:
    """`lib.text.clean` where there is a text at all."""
    return clean(value) if isinstance(value, str) else value


def required(message: str) -> InputRequired | DataRequired:
    """The field must hold something besides spaces; the message says what is missing."""
    return DataRequired(message)


class given:  # noqa: N801 - reads as the verb beside `required`
    """The field must hold a value, and 0 is one; spaces are none."""

    field_flags: ClassVar[dict[str, bool]] = {"required": True}

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, form: Any, field: Any) -> None:
        if field.data is None:
            raise StopValidation(self.message)


def optional() -> Optional:
    """Nothing is fine; what is there is still checked."""
    return Optional()


def at_most(limit: int) -> Length:
    """No longer than `limit` characters."""
    return Length(max=limit, message=f"最多 {limit} 个字。")


class TextField(StringField):
    """One line."""


class LongTextField(TextAreaField):
    """Free text of several lines."""


class _ParsedField(Field):
    """A value read by a pure function that raises ValueError with Chinese words; what was typed
    stays on the page."""

    widget: Any = TextInput()

    def parse(self, text: str) -> Any:
        raise NotImplementedError

    def show(self, value: Any) -> str:
        return str(value)

    def _value(self) -> str:
        if self.raw_data:
            return clean(str(self.raw_data[0]))
        return "" if self.data is None else self.show(self.data)

    def process_formdata(self, valuelist: list[Any]) -> None:
        text = clean(str(valuelist[0])) if valuelist else ""
        self.data = None
        if text:
            self.data = self.parse(text)

    def pre_validate(self, form: Any) -> None:
        if self.process_errors:  # "required" after "not a date" would be the wrong complaint
            raise StopValidation


class DayField(_ParsedField):
    """A calendar day; takes the written forms of `lib.days`."""

    widget = DateInput()

    def parse(self, text: str) -> date:
        return parse_day(text)

    def show(self, value: date) -> str:
        return value.isoformat()


def has_come(form: Any, field: Any) -> None:
    """A day that is not still to come, told with the form's other faults; in a workbook's row it is
    a finding of its sheet."""
    if form.meta.csrf and field.data and field.data > today():
        raise ValidationError(f"{field.label.text}不能晚于今天。")


class YuanField(_ParsedField):
    """Money: 元 with at most two decimals on the page, fen in the data."""

    def parse(self, text: str) -> int:
        return money.parse_yuan(text)

    def show(self, value: int) -> str:
        return f"{money.yuan(value):.2f}"


class CountField(_ParsedField):
    """A whole number from `least` to `largest`."""

    def __init__(
        self,
        label: str,
        validators: Any = None,
        largest: int = 1_000_000,
        least: int = 0,
        **options: Any,
    ) -> None:
        super().__init__(label, validators, **{"widget": NumberInput(min=least, step=1)} | options)
        self.least, self.largest = least, largest

    def parse(self, text: str) -> int:
        try:
            value = int(float(text)) if float(text).is_integer() else None
        except (ValueError, OverflowError):
            value = None
        if value is None or not self.least <= value <= self.largest:
            raise ValueError(f"请填写 {self.least} 到 {self.largest} 之间的整数。")
        return value


class CheckedField(_ParsedField):
    """A text that `check` normalises, or refuses with Chinese words (credit code, phone,
    account)."""

    def __init__(
        self, label: str, validators: Any = None, check: Callable[[str], str] = str, **options: Any
    ) -> None:
        super().__init__(label, validators, **options)
        self.check = check

    def parse(self, text: str) -> str:
        return self.check(text)


class YesField(_ParsedField):
    """A flag: a ticked box on the page, 是/否 in the workbook; blank is `default`."""

    widget = CheckboxInput()
    yes, no = {"是", "y", "1", "on", "true"}, {"否", "n", "0", "off", "false"}

    def parse(self, text: str) -> bool:
        if text.lower() in self.yes:
            return True
        if text.lower() in self.no:
            return False
        raise ValueError("请填写“是”或“否”。")

    def _value(self) -> str:
        return "y"


class EnumField(SelectField):
    """One member of a Labelled enum: its code from the page, its label from the workbook."""

    def __init__(
        self,
        label: str,
        validators: Any = None,
        kind: type[Labelled] = Labelled,
        blank: str | None = None,
        **options: Any,
    ) -> None:
        self.kind = kind
        super().__init__(
            label, validators, choices=_choices(kind, blank), coerce=self._member, **options
        )

    def _member(self, value: Any) -> Labelled | None:
        return _member_of(self.kind, value)

    def process_formdata(self, valuelist: list[Any]) -> None:
        if valuelist:
            super().process_formdata([valuelist[0]])

    def pre_validate(self, form: Any) -> None:
        typed = clean(str(self.raw_data[0])) if self.raw_data else ""
        if self.data is None and typed:
            raise StopValidation(f"“{typed[:40]}”不在可选范围内：{'、'.join(self.kind.labels())}。")


class EnumsField(SelectMultipleField):
    """Several members of a Labelled enum; in a workbook their labels with 、 between."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(
        self, label: str, validators: Any = None, kind: type[Labelled] = Labelled, **options: Any
    ) -> None:
        self.kind = kind
        super().__init__(label, validators, choices=_choices(kind), **options)

    def process_formdata(self, valuelist: list[Any]) -> None:
        parts = [part for value in valuelist for part in split_list(str(value))]
        members = [_member_of(self.kind, part) for part in parts]
        self.wrong = [part for part, member in zip(parts, members, strict=True) if member is None]
        self.data = list(dict.fromkeys(member for member in members if member is not None))

    def pre_validate(self, form: Any) -> None:
        if getattr(self, "wrong", None):
            raise StopValidation(
                f"“{'、'.join(self.wrong)}”不在可选范围内：{'、'.join(self.kind.labels())}。"
            )


class ListField(_ParsedField):
    """Several short texts in one cell, separated by 、 or the other separators of the workbook."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = [part for value in valuelist for part in split_list(str(value))]

    def show(self, value: list[str]) -> str:
        return "、".join(value)


class PartsField(FieldList[Any] if TYPE_CHECKING else FieldList):  # type: ignore[misc]
    """Repeated parts (`contacts-0-name`); an index that is no small number is nobody's field."""

    def _extract_indices(self, prefix: str, formdata: Any) -> Iterator[int]:
        start = f"{prefix}-"
        for key in formdata:
            number = key.removeprefix(start).split("-", 1)[0]
            if key.startswith(start) and number.isascii() and number.isdigit() and len(number) < 6:
                yield int(number)


class VersionField(HiddenField):
    """The version of the row that an edit began from."""

    def number(self) -> int:
        """The version as a number; 0, which matches no row, when it is missing or no number."""
        text = str(self.data or "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _choices(kind: type[Labelled], blank: str | None = None) -> list[SelectChoice]:
    first = [SelectChoice("", blank)] if blank is not None else []
    return first + [SelectChoice(value, label) for value, label in kind.choices()]


def _member_of(kind: type[Labelled], value: Any) -> Labelled | None:
    if isinstance(value, kind):
        return value
    text = clean(str(value or ""))
    for member in kind:
        if text in (member.value, member.label):
            return member
    return None
