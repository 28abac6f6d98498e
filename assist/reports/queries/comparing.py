"""A period's figures as of two days, and the records that came and went between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assist.accounts.models import User
from assist.lib.figures import Figure, Record, display_with_unit
from assist.reports.catalogue import BY_KEY, GROUPS
from assist.reports.queries.figures import closed_kind, href_of, open_petitions, value_of
from assist.reports.rules.cutoffs import CutOffs


@dataclass(frozen=True)
class Line:
    """A figure as of two days, each with the page of its records."""

    figure: Figure
    then: str
    now: str
    then_href: str
    now_href: str

    @property
    def same(self) -> bool:
        """Whether both days show the same."""
        return self.then == self.now


def lines(asked: CutOffs) -> list[tuple[str, list[Line]]]:
    """Every figure by group."""
    return [(group.title, [_line(one, asked) for one in group.figures]) for group in GROUPS]


def _line(figure: Figure, asked: CutOffs) -> Line:
    then, now = (
        display_with_unit(value_of(figure, days), figure) for days in (asked.then, asked.now)
    )
    return Line(figure, then, now, href_of(figure, asked.then), href_of(figure, asked.now))


@dataclass(frozen=True)
class Opened:
    """One figure between the two days: its records that came, and those that went."""

    figure: Figure
    added: Sequence[Record]
    removed: Sequence[Record]
    #: How many more came or went that the reader may not open.
    closed: int = 0


def opened(key: str, asked: CutOffs, user: User) -> Opened | None:
    """The figure of that key; None for nonsense."""
    figure = BY_KEY.get(key)
    if figure is None:
        return None
    then, now = figure.records(asked.then), figure.records(asked.now)
    before, after = {one.number for one in then}, {one.number for one in now}
    added = [one for one in now if one.number not in before]
    removed = [one for one in then if one.number not in after]
    if not closed_kind(key):
        return Opened(figure, added, removed)
    seen = open_petitions(user)
    came = [one for one in added if one.number in seen]
    went = [one for one in removed if one.number in seen]
    closed = len(added) + len(removed) - len(came) - len(went)
    return Opened(figure, came, went, closed)
