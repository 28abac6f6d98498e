"""The settings in force, read once a request and parsed once a change."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask import g
from sqlalchemy import func, literal, select, union_all

from assist.db import db
from assist.lib.workdays import WorkCalendar
from assist.settings.models import Setting, WorkdayOverride
from assist.settings.rules import BY_KEY, OPTIONS


class Settings:
    """Every option of `rules.OPTIONS` as an attribute, and the working-day calendar with its overrides."""

    def __init__(self, values: dict[str, Any], overrides: dict[date, bool]) -> None:
        self.values = {option.key: option.default for option in OPTIONS} | values
        self.calendar = WorkCalendar(overrides)

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["values"][name]
        except KeyError:
            raise AttributeError(name) from None


#: Parsed settings by the stamp of what they were read from: a request costs one small query, not two tables.
_parsed: dict[Any, Settings] = {}


def current() -> Settings:
    """The settings in force in this request or command."""
    if "settings" not in g:
        g.settings = _read()
    found: Settings = g.settings
    return found


def forget() -> None:
    """Read them anew: this transaction has changed them."""
    g.pop("settings", None)


def _stamp() -> tuple[Any, ...]:
    parts = [
        select(literal(name), func.count(), func.sum(model.version), func.max(model.updated_at))
        for name, model in (("setting", Setting), ("day", WorkdayOverride))
    ]
    return (str(db.engine.url), *(tuple(row) for row in db.session.execute(union_all(*parts))))


def _read() -> Settings:
    stamp = _stamp()
    found = _parsed.get(stamp)
    if found is None:
        rows = db.session.execute(select(Setting.key, Setting.value))
        values = {key: BY_KEY[key].read(value) for key, value in rows if key in BY_KEY}
        days = db.session.execute(select(WorkdayOverride.day, WorkdayOverride.is_workday))
        found = Settings(values, {day: is_workday for day, is_workday in days})
        _parsed.clear()
        _parsed[stamp] = found
    return found


def last_changed() -> datetime | None:
    """When a setting was changed last."""
    return db.session.scalar(select(func.max(Setting.updated_at)))
