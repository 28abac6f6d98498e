"""The settings in force, read once a request and parsed once a change."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from flask import g
from sqlalchemy import Select, func, select

from assist.db import db
from assist.lib.workdays import WorkCalendar
from assist.settings.models import Setting, WorkdayOverride
from assist.settings.rules import BY_KEY, OPTIONS


class Settings:
    """Every option as an attribute, and the working-day calendar with its overrides."""

    def __init__(self, values: dict[str, Any], overrides: dict[date, bool]) -> None:
        self.values = {option.key: option.default for option in OPTIONS} | values
        # As attributes proper: a list asks for some with each of its rows.
        vars(self).update(self.values)
        self.calendar = WorkCalendar(overrides)

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...


#: Parsed settings by the stamp of what they were read from: a request costs one small query.
_parsed: dict[Any, Settings] = {}


def current() -> Settings:
    """The settings in force in this request or command."""
    here = g._get_current_object()
    if "settings" not in here:
        here.settings = _read()
    found: Settings = here.settings
    return found


def forget() -> None:
    """Read them anew: this transaction has changed them."""
    g.pop("settings", None)


@cache
def stamp_columns() -> tuple[Any, ...]:
    """What changes whenever a setting or a day does: a query made anyway may carry it along."""
    return tuple(
        select(told).scalar_subquery()
        for model in (Setting, WorkdayOverride)
        for told in (func.count(model.version), func.sum(model.version), func.max(model.updated_at))
    )


@cache
def _stamp() -> Select[Any]:
    return select(*stamp_columns())


def prime(stamp: tuple[Any, ...]) -> None:
    """Take the stamp that another query has carried along."""
    if "settings" not in g:
        g.settings = _read(stamp)


def _read(carried: tuple[Any, ...] | None = None) -> Settings:
    asked = carried or tuple(db.session.execute(_stamp()).one())
    stamp = (db.engine, *asked)
    found = _parsed.get(stamp)
    if found is None:
        rows = db.session.execute(select(Setting.key, Setting.value))
        values = {key: BY_KEY[key].read(value) for key, value in rows if key in BY_KEY}
        days = db.session.execute(select(WorkdayOverride.day, WorkdayOverride.is_workday))
        found = Settings(values, {row.day: row.is_workday for row in days})
        _parsed.clear()
        _parsed[stamp] = found
    return found


def version_of(rows: Iterable[Setting]) -> int:
    """What the settings page was drawn from, as one number: it grows with every change."""
    return sum(row.version for row in rows)


def version() -> int:
    """The number now."""
    return db.session.scalar(select(func.coalesce(func.sum(Setting.version), 0))) or 0


def texts() -> dict[str, str]:
    """Every option's value in force, as the page shows it."""
    found = current()
    return {option.key: option.show(found.values[option.key]) for option in OPTIONS}


def calendar_of(year: int) -> dict[str, Any]:
    """What the page of working days shows of a year: its overrides, and who is published."""
    statement = select(WorkdayOverride).where(
        WorkdayOverride.day.between(date(year, 1, 1), date(year, 12, 31))
    )
    calendar = current().calendar
    return {
        "year": year,
        "days": list(db.session.scalars(statement.order_by(WorkdayOverride.day))),
        "years": [(y, calendar.published(y)) for y in range(year - 1, year + 3)],
    }


def last_changed() -> datetime | None:
    """When a setting was changed last."""
    return db.session.scalar(select(func.max(Setting.updated_at)))
