"""What is checked, and what a complaint says: the sentence, what is wrong, how to mend it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from assist.lib.figures import Figure, Value
from assist.lib.periods import Period
from assist.reports.rules.chapters import Chapter, ReportKind
from assist.reports.rules.marks import Mark, MarkKind, marks, plain
from assist.reports.rules.provenance import period_of

_SENTENCE = re.compile(r"[^。；\n]+[。；]?")


@dataclass(frozen=True)
class Fault:
    """A complaint; `words` stand in the `sentence`; one that `stops` has to be mended first."""

    chapter_key: str
    sentence: str
    words: str
    what: str
    fix: str
    stops: bool
    #: Whether a file that proves the words mends it.
    claim: bool = False


@dataclass(frozen=True)
class Checked:
    """A report with what has to be known to check it."""

    chapters: Sequence[Chapter]
    kind: ReportKind
    period: Period
    bureau: str
    by_label: Mapping[str, Figure]
    by_key: Mapping[str, Figure]
    value_of: Callable[[Figure, Period], Value]
    #: How many records stand behind a figure.
    counted: Callable[[Figure, Period], int]
    tables: Collection[str] = ()
    charts: Collection[str] = ()
    proved: Collection[str] = ()
    secret: Sequence[str] = ()
    #: Empty where they are not known, as in a text that was pasted.
    title: str = ""
    signer: str = ""

    def value(self, key: str) -> Value:
        """A figure's value in the report's period."""
        return self.value_of(self.by_key[key], self.period)


@dataclass(frozen=True)
class Sentence:
    """A sentence with its marks, and as it is printed."""

    chapter: Chapter
    raw: str

    @property
    def text(self) -> str:
        """As it is printed."""
        return plain(self.raw).strip()

    def fault(self, words: str, what: str, fix: str, *, stops: bool) -> Fault:
        """A complaint about words of this sentence."""
        return Fault(self.chapter.key, self.text or self.raw, words, what, fix, stops)


@dataclass(frozen=True)
class Said:
    """A figure told in a sentence."""

    sentence: Sentence
    mark: Mark
    figure: Figure
    period: Period


def sentences(checked: Checked) -> Iterator[Sentence]:
    """Every sentence, in order."""
    for chapter in checked.chapters:
        for found in _SENTENCE.finditer(chapter.text):
            yield Sentence(chapter, found[0])


def said(checked: Checked) -> list[Said]:
    """Every figure that is told, in order."""
    return [
        Said(sentence, mark, figure, period_of(mark.period, checked.period))
        for sentence in sentences(checked)
        for mark in marks(sentence.raw)
        if mark.kind is MarkKind.FIGURE and (figure := checked.by_label.get(mark.name))
    ]
