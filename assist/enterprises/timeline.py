"""One timeline of an enterprise, gathered from features that lie above this one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from assist.accounts.models import User
from assist.enterprises.models import Enterprise
from assist.lib.days import LAST_DAY

SHOWN = 30
#: As many as are read of one day that alone holds more than a page.
DAY_LIMIT = 500


@dataclass(frozen=True)
class Entry:
    """What happened on a day; `kind` is a word such as 走访, `tone` danger, warning, ok or None."""

    day: date
    title: str
    text: str = ""
    href: str | None = None
    kind: str = ""
    tone: str | None = None


#: (enterprise, reader, until, limit) -> at most `limit` entries up to and with `until`,
#: newest first.
Source = Callable[[Enterprise, User, date, int], list[Entry]]

#: Filled by the factory: one source a feature, which leaves out what the reader may not see.
sources: list[Source] = []


def entries(
    enterprise: Enterprise, user: User, until: date = LAST_DAY, shown: int = SHOWN
) -> tuple[list[Entry], date | None]:
    """The newest entries up to `until`, in whole days, and the day from which the rest goes on."""
    found = _read(enterprise, user, until, shown + 1)
    if len(found) <= shown:
        return found, None
    cut = found[shown].day
    whole = [entry for entry in found if entry.day > cut]
    if whole:
        return whole, cut
    day = [entry for entry in _read(enterprise, user, cut, DAY_LIMIT) if entry.day == cut]
    return day, cut - timedelta(days=1)


def _read(enterprise: Enterprise, user: User, until: date, limit: int) -> list[Entry]:
    found = [entry for source in sources for entry in source(enterprise, user, until, limit)]
    return sorted(found, key=lambda entry: entry.day, reverse=True)


@dataclass(frozen=True)
class Count:
    """A number on the enterprise's page that opens what it counts."""

    label: str
    value: int | str
    href: str
    note: str | None = None
    tone: str | None = None


#: Filled by the factory: (enterprise, reader, today) -> the numbers of one feature.
counts: list[Callable[[Enterprise, User, date], list[Count]]] = []

#: Filled by the factory: what is open with holder and clock, and the numbers beside it.
cases: list[Callable[[Enterprise, User, date], tuple[Sequence[Any], list[Count]]]] = []


@dataclass(frozen=True)
class Section:
    """A part of an enterprise's file on paper: what one feature has of it, as a table."""

    title: str
    headers: Sequence[str]
    rows: Sequence[Sequence[str]]
    #: What is said where there is nothing.
    none: str = "没有记录。"


#: As many rows as one part of the file holds, the newest.
SECTION_ROWS = 60

#: Filled by the factory: (enterprise, reader, today) -> the parts of one feature, without those
#: that the reader may not see.
sections: list[Callable[[Enterprise, User, date], list[Section]]] = []


def dossier(enterprise: Enterprise, user: User, on: date) -> list[Section]:
    """The whole file of an enterprise, part by part; a query or two a feature."""
    return [part for call in sections for part in call(enterprise, user, on)]
