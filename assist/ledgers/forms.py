"""A kind's form, made from its labelled columns: for the page and for a row of the workbook."""

from __future__ import annotations

from functools import cache
from typing import Any, cast

from sqlalchemy import BigInteger, Boolean, Date, Enum, Integer, Text
from wtforms.validators import ValidationError

from assist.enterprises.queries import named
from assist.ledgers.models import Kind
from assist.lib.enums import Labelled
from assist.lib.standing import Standing
from assist.lib.text import code
from assist.web.forms import (
    CheckedField,
    CountField,
    DayField,
    EnumField,
    Form,
    ListField,
    LongTextField,
    TextField,
    VersionField,
    YesField,
    YuanField,
    at_most,
    has_come,
    required,
)

#: Signs that would break the address of a record whose number is typed.
NOT_IN_NUMBERS = frozenset("/\\?#%")


def record_number(text: str) -> str:
    """A number that can stand in an address."""
    if NOT_IN_NUMBERS & set(text) or len(text) > 100 or len(text.splitlines()) > 1:
        raise ValueError("最多 100 个字，且不能含有 / \\ ? # % 等符号和换行。")
    return text


class EnterpriseCodesField(ListField):
    """Several enterprises by credit code; `data` are the codes, in one form."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        self.data = [code(part) if part.isascii() else part for part in self.data]

    def show(self, value: Any) -> str:
        return "、".join(getattr(one, "code", one) for one in value)


class OffersField(ListField):
    """Some of the texts that a kind offers to tick; others may be typed beside them."""

    several = True


class OneOfField(CheckedField):
    """One of the texts that a kind allows, and no other."""

    one_of = True

    def __init__(
        self, label: str, validators: list[Any], allowed: tuple[str, ...], **options: Any
    ) -> None:
        super().__init__(label, validators, check=self._allowed, **options)
        self.allowed = allowed

    def _allowed(self, text: str) -> str:
        if text not in self.allowed:
            raise ValueError(f"“{text[:40]}”不在可选范围内：{'、'.join(self.allowed)}。")
        return text


def _choice(label: str, validators: list[Any], column: Any) -> Any:
    info = column.info
    if info.get("several"):
        return OffersField(label, validators)
    if "only" in info:
        usual = column.default.arg if column.default is not None else None
        return OneOfField(label, validators, allowed=info["only"], default=usual)
    return TextField(label, [*validators, at_most(200)])


def _field(column: Any, label: str) -> Any:
    """The field for one column, by its type; a column that cannot be empty is required."""
    info, kind = column.info, column.type
    needed = not column.nullable and column.default is None
    if isinstance(kind, Boolean):
        return YesField(label)
    validators = [required(f"请填写{label}。")] if needed else []
    if isinstance(kind, Enum):
        return EnumField(
            label,
            validators,
            kind=cast(type[Labelled], kind.enum_class),
            blank=None if needed else "未填",
        )
    if isinstance(kind, Date):
        return DayField(label, [*validators, has_come] if column.name == "held_on" else validators)
    if info.get("money"):
        return YuanField(label, validators, description="单位：元。")
    if isinstance(kind, (Integer, BigInteger)):
        return CountField(label, validators)
    if "offers" in info or "only" in info:
        return _choice(label, validators, column)
    if isinstance(kind, Text):
        return LongTextField(label, [*validators, at_most(5000)])
    return TextField(label, [*validators, at_most(kind.length or 200)])


@cache
def form_of(kind: Kind) -> type[Form]:
    """The kind's form class: its columns in order, then 状态, 作废原因 and 备注."""
    fields: dict[str, Any] = {"version": VersionField()}
    for name, label in kind.labels.items():
        attribute = getattr(kind.model, name).property
        if hasattr(attribute, "mapper"):
            fields[name] = EnterpriseCodesField(label)
        elif name == "number":
            needed = [] if kind.prefix else [required(f"请填写{label}。")]
            fields[name] = CheckedField(label, needed, check=record_number)
        elif name == "standing":
            fields[name] = EnumField(label, kind=Standing)
        else:
            fields[name] = _field(attribute.columns[0], label)
    return type(f"{kind.model.__name__}Form", (_RecordForm,), fields)


class _RecordForm(Form):
    """What the page checks beyond the fields themselves."""

    def validate_enterprises(self, field: Any) -> None:
        """Codes, names or short names from the page become codes; a workbook's the exchange
        checks."""
        if not self.meta.csrf:
            return
        found, wrong = named(field.data)
        if wrong:
            words = "、".join(part[:40] for part in wrong[:5])
            raise ValidationError(f"找不到企业，或者简称不止一家在用：{words}。")
        field.data = [one.code for one in found]


class VoidForm(Form):
    """Why a record no longer counts."""

    words = TextField("作废原因", [required("请填写作废原因。"), at_most(300)])
