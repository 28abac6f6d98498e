"""Marks whose words no longer agree with their figure, and the words that would; pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from assist.lib.figures import Figure, Value, display, display_unit
from assist.reports.rules.marks import Mark, MarkKind, pieces
from assist.reports.rules.numbers import agrees

#: A number as somebody writes it, and what they put behind it.
_COUNTED = re.compile(r"[\d０-９.．零〇一二三四五六七八九十百千万两余多]+([^\d]*)")


@dataclass(frozen=True)
class Placed:
    """A mark and which of its text's marks it is, from 0."""

    at: int
    mark: Mark


@dataclass(frozen=True)
class Counted:
    """A mark whose figure is known: its value now, and the words for it."""

    placed: Placed
    figure: Figure
    value: Value
    #: The words that agree with the value; the mark's own where they still do.
    words: str

    @property
    def moved(self) -> bool:
        """已变动: the words no longer agree with the value."""
        return self.words != self.placed.mark.words


def placed(text: str) -> Iterator[Placed]:
    """Every mark of the text with its place among them."""
    found = (piece for piece in pieces(text) if isinstance(piece, Mark))
    for at, mark in enumerate(found):
        yield Placed(at, mark)


def counted(
    text: str,
    figure_of: Callable[[str], Figure | None],
    value_of: Callable[[Figure, Mark], Value],
) -> dict[int, Counted]:
    """The marks of figures by their place, each with its value now."""
    found = {}
    for one in placed(text):
        figure = figure_of(one.mark.name) if one.mark.kind is MarkKind.FIGURE else None
        if figure is None:
            continue
        value = value_of(figure, one.mark)
        same = agrees(one.mark.words, figure, value)
        words = one.mark.words if same else new_words(one.mark.words, figure, value)
        found[one.at] = Counted(one, figure, value, words)
    return found


def new_words(old: str, figure: Figure, value: Value) -> str:
    """The value in the way the old words were written: with the unit that stood there, or none."""
    shown, unit = display(value, figure), display_unit(value, figure)
    written = _COUNTED.fullmatch(old)
    if not unit or written is None or figure.money:
        return shown + unit
    return shown + written[1]


def with_words(text: str, at: int, words: str) -> str:
    """The text with the words of one mark replaced; everything else stays as it is."""
    parts, place = [], -1
    for piece in pieces(text):
        if isinstance(piece, Mark):
            place += 1
            if place == at:
                piece = Mark(words, piece.name, piece.period)
        parts.append(str(piece))
    return "".join(parts)
