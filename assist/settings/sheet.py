"""The sheet 设置: the names and limits that a workbook carries, one a row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import g
from sqlalchemy import select

from assist.db import Origin, db
from assist.lib import money
from assist.settings.models import Setting
from assist.settings.rules import BY_KEY, BY_SHEET, OPTIONS, Option
from assist.web.access import Permission
from assist.web.forms import Form, TextField, at_most, required
from assist.web.sheet import Book, Column, Finding, Incoming, Key, Row, Sheet

#: By the name in the sheet: the workbook's own names first, else the label on the settings page.
NAMED: Mapping[str, Option] = {option.sheet or option.label: option for option in OPTIONS}


class SettingRow(Form):
    """A row of 设置."""

    item = TextField("项目", [required("请填写项目。")])
    value = TextField("值", [required("请填写值。"), at_most(500)])


@dataclass(frozen=True)
class Kept:
    """A setting in force as the sheet shows it."""

    option: Option
    text: str

    @property
    def item(self) -> str:
        """Its name in the sheet."""
        return self.option.sheet or self.option.label

    @property
    def value(self) -> Any:
        """A day as a day, money as a number, everything else in words."""
        value = self.option.read(self.text)
        if self.option.read is money.parse_yuan:
            return money.yuan_json(value)
        return value if self.option.key == "base_date" else self.option.show(value)


def existing(keys: Sequence[str]) -> Mapping[Key, Kept]:
    """The stored values of these names."""
    rows = db.session.execute(select(Setting.key, Setting.value))
    stored = {key: value for key, value in rows if key in BY_KEY}
    found = (NAMED[name] for name in keys if name in NAMED)
    return {o.sheet or o.label: Kept(o, stored[o.key]) for o in found if o.key in stored}


def records() -> Iterator[Kept]:
    """The workbook's own settings, then those that differ from their default."""
    stored: dict[str, str] = {row.key: row.value for row in db.session.scalars(select(Setting))}
    for option in OPTIONS:
        if option.key in stored:
            yield Kept(option, stored[option.key])
        elif option.sheet:
            yield Kept(option, _written(option, option.default))


def _written(option: Option, value: Any) -> str:
    """The text from which `option.read` makes the value again."""
    return option.show(value)


def check(row: Row, _book: Book) -> Iterable[Finding]:
    """Known names with values that can be read."""
    option = NAMED.get(row.values.get("item") or "")
    if option is None:
        names = "、".join(BY_SHEET)
        yield Finding("item", f"没有这个设置项目，可填：{names}。")
        return
    text = row.values.get("value")
    if text is None:
        return
    try:
        row.values["value"] = Kept(option, _written(option, option.read(text))).value
    except ValueError as error:
        del row.values["value"]  # other sheets ask for it and take what stands for readable
        yield Finding("value", str(error))


def take_over(*, incoming: Sequence[Incoming], book: Book, by: Any) -> None:
    """Set the values."""
    stored = {row.key: row for row in db.session.scalars(select(Setting))}
    for one in incoming:
        option = NAMED[str(one.row.key)]
        text = _written(option, option.read(str(one.row.values["value"])))
        setting = stored.get(option.key)
        if setting is None:
            setting = Setting(key=option.key, origin=Origin.WORKBOOK, created_by_id=by and by.id)
            db.session.add(setting)
        setting.value = text
    db.session.flush()
    g.pop("settings", None)


SETTINGS = Sheet(
    title="设置",
    kind="setting",
    form=SettingRow,
    key=("item",),
    columns=(
        Column(
            "item",
            lambda row: row.item,
            width=24,
            example="单位全称",
            note="系统中用到的名称和限额。",
            choices=tuple(BY_SHEET),
        ),
        Column("value", lambda row: row.value, width=40, example="某区科技和工业信息化局"),
    ),
    door=Permission.SETTING_MANAGE,
    existing=existing,
    records=records,
    take_over=take_over,
    check=check,
)
