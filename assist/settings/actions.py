"""Changing what can be set, and the days that differ from the published calendar."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from assist import audit
from assist.db import db, lock
from assist.lib.days import chinese_day
from assist.lib.errors import Invalid
from assist.settings import queries
from assist.settings.models import Setting, WorkdayOverride
from assist.settings.rules import BY_KEY
from assist.web.errors import Conflict


def amend(*, by: Any, version: int, texts: Mapping[str, str]) -> None:
    """Store the values that differ from those in force; Conflict where these changed meanwhile."""
    lock("settings")
    stored = {row.key: row for row in db.session.scalars(select(Setting))}
    held = {key: _written(key, stored.get(key)) for key in texts}
    changed = {key: text for key, text in texts.items() if text != held[key]}
    if changed and queries.version_of(stored.values()) != version:
        fields = [(BY_KEY[key].label, held[key], text) for key, text in changed.items()]
        raise Conflict("系统设置", fields, "/admin/settings")
    for key, text in changed.items():
        if key in stored:
            stored[key].value = text
        else:
            db.session.add(Setting(key=key, value=text, created_by_id=by.id))
    db.session.flush()
    queries.forget()
    if changed:
        _record(by, changed, held)


def _written(key: str, row: Setting | None) -> str:
    option = BY_KEY[key]
    return option.show(option.read(row.value) if row else option.default)


def _record(by: Any, changed: Mapping[str, str], held: Mapping[str, str]) -> None:
    names = "、".join(BY_KEY[key].label for key in changed)
    audit.record(
        verb="setting.amend",
        kind="setting",
        key="-" if len(changed) > 1 else next(iter(changed)),
        sentence=f"修改了设置：{names}",
        changes=[audit.Change(BY_KEY[key].label, held[key], new) for key, new in changed.items()],
        by=by,
    )


def set_day(*, by: Any, day: date, is_workday: bool, note: str = "") -> None:
    """Say that a day is, or is not, a working day, whatever the published calendar says."""
    if db.session.get(WorkdayOverride, day) is not None:
        raise Invalid("day", "这一天已经登记过，请先删除再重新添加。")
    db.session.add(WorkdayOverride(day=day, is_workday=is_workday, note=note, created_by_id=by.id))
    db.session.flush()
    queries.forget()
    word = "上班" if is_workday else "放假"
    _record_day(by, "workday.add", day, f"登记{chinese_day(day)}{word}")


def drop_day(*, by: Any, day: date) -> None:
    """Let the published calendar speak for the day again; a day that is not there is no error."""
    row = db.session.get(WorkdayOverride, day)
    if row is None:
        return
    db.session.delete(row)
    db.session.flush()
    queries.forget()
    _record_day(by, "workday.drop", day, f"删除了{chinese_day(day)}的工作日登记")


def _record_day(by: Any, verb: str, day: date, sentence: str) -> None:
    audit.record(verb=verb, kind="workday", key=day.isoformat(), sentence=sentence, by=by)
