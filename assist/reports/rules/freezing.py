"""What is frozen of an edition, written down once so that a hash can vouch for it; pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assist.lib.errors import Invalid, Refused
from assist.lib.figures import Figure, Value, json_value
from assist.lib.periods import Period
from assist.reports.rules.chapters import Chapter, ReportKind
from assist.reports.rules.marks import Mark

#: How long after today a report may be dated: it is signed some days later.
DATED_AHEAD = 31
#: The chapter that tells what entered the period before after its freeze.
NOTED_IN = {ReportKind.YEARLY: "service", ReportKind.QUARTERLY: "work"}


@dataclass(frozen=True)
class Kept:
    """A figure as it is frozen: its value as commands print it, its words, its records' numbers."""

    figure: str
    period: str
    label: str
    words: str
    value: str
    numbers: Sequence[str]


def stored(figure: Figure, value: Value) -> str:
    """A value as text, the same for the same value."""
    return json.dumps(json_value(figure, value), ensure_ascii=False)


def of_numbers(numbers: Iterable[str]) -> str:
    """A hash of record numbers, whatever their order."""
    return hashlib.sha256("\n".join(sorted(numbers)).encode()).hexdigest()


def digest(
    title: str, as_of: date, dated: date, chapters: Iterable[Chapter], figures: Iterable[Kept]
) -> str:
    """SHA-256 over everything that was frozen, in an order of its own."""
    lines = [["report", title, as_of.isoformat(), dated.isoformat()]]
    lines += [["chapter", one.key, one.title, one.text] for one in chapters]
    ordered = sorted(figures, key=lambda one: (one.figure, one.period))
    lines += [
        ["figure", one.figure, one.period, one.label, one.words, one.value, *one.numbers]
        for one in ordered
    ]
    text = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
    return hashlib.sha256(text.encode()).hexdigest()


def check_days(period: Period, dated: date, on: date) -> None:
    """Accounts are closed when the period is over, and dated no earlier than that."""
    if on < period.end:
        raise Refused(f"{period.label}还没有结束，不能封账。")
    if dated < period.end:
        raise Invalid("dated", "成文日期不能早于报告期间的最后一天。")
    if (dated - on).days > DATED_AHEAD:
        raise Invalid("dated", f"成文日期不能晚于今天以后 {DATED_AHEAD} 天。")


@dataclass(frozen=True)
class Difference:
    """A figure that counts otherwise than when it was frozen, and the records that made it so."""

    figure: str
    period: str
    label: str
    then: str
    now: str
    added: Sequence[str]
    removed: Sequence[str]
    #: How many more records came or went that the reader may not open.
    closed: int = 0

    def seen(self, numbers: Collection[str]) -> Difference:
        """The same with these records alone named, the others counted."""
        added = [number for number in self.added if number in numbers]
        removed = [number for number in self.removed if number in numbers]
        closed = len(self.added) + len(self.removed) - len(added) - len(removed)
        return replace(self, added=added, removed=removed, closed=closed)

    @property
    def moved(self) -> bool:
        """Whether the value itself is another; else only the records behind it are."""
        return self.then != self.now


def note(title: str, moved: Sequence[Difference]) -> str:
    """The line of the next report on what was entered after the freeze; empty where nothing was."""
    told = [
        f"{one.label}由{one.then}调整为{Mark(one.now, one.label, one.period)}"
        for one in moved
        if one.moved
    ]
    return f"上期报告《{title}》封账后有补录，{'，'.join(told)}。" if told else ""


def with_note(kind: ReportKind, chapters: Sequence[Chapter], words: str) -> list[Chapter]:
    """The chapters with the line at the end of the chapter that takes it."""
    return [
        Chapter(one.key, one.title, f"{one.text}\n{words}".strip("\n"))
        if words and one.key == NOTED_IN[kind]
        else one
        for one in chapters
    ]
