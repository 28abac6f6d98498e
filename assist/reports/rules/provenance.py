"""Which figures a text tells, where, and in which words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assist.lib.figures import Figure
from assist.lib.periods import Period
from assist.reports.rules.chapters import Chapter
from assist.reports.rules.marks import MarkKind, marks


@dataclass(frozen=True)
class Told:
    """A figure told in a chapter, for a period, in certain words."""

    chapter: str
    words: str
    figure: Figure
    period: Period


def told(
    chapters: Sequence[Chapter], period: Period, by_label: Mapping[str, Figure]
) -> Iterator[Told]:
    """Every figure that the chapters tell, in order; the same words of the same figure once."""
    seen = set()
    for chapter in chapters:
        for mark in marks(chapter.text):
            figure = by_label.get(mark.name)
            if mark.kind is not MarkKind.FIGURE or figure is None:
                continue
            key = (figure.key, mark.period, mark.words)
            if key not in seen:
                seen.add(key)
                where = chapter.title or "导语"
                yield Told(where, mark.words, figure, period_of(mark.period, period))


def period_of(slug: str, own: Period) -> Period:
    """The period that a mark names; the report's own where it names none or a false one."""
    try:
        return Period.parse(slug) if slug else own
    except ValueError:
        return own
