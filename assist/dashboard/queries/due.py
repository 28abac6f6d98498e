"""What of the calendar presses, for the office's home."""

from __future__ import annotations

from dataclasses import dataclass

from assist.dashboard.queries.shown import View
from assist.planning.queries import calendar

#: So many lines fit the card; the calendar itself has all.
MOST = 4


@dataclass(frozen=True)
class Due:
    """A duty as the card shows it."""

    title: str
    href: str
    light: str
    clock: str
    who: str


def due(view: View) -> tuple[int, list[Due]] | None:
    """How many duties are late or nearly so, and the first of them; only for the office."""
    return view.keep("due", lambda: _due(view)) if view.assigns else None


def _due(view: View) -> tuple[int, list[Due]]:
    found, entries = calendar.pressing(view.user, view.on)
    shown = [
        Due(one.title, one.href, found.light(one), found.clock(one), found.who(one))
        for one in entries[:MOST]
    ]
    return len(entries), shown
