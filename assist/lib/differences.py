"""Two texts side by side: which lines differ, and within them which characters; pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from assist.lib.enums import Labelled

#: Lines that share less than this are another line, not a changed one.
ALIKE = 0.4
#: So few characters that two changes have between them by chance belong to both.
CHANCE = 1


class Change(Labelled):
    """What became of a part of a text."""

    SAME = "same", "未变"
    GONE = "gone", "删去"
    NEW = "new", "新增"


Part = tuple[Change, str]


@dataclass(frozen=True)
class Line:
    """A line of the comparison with its parts in order."""

    parts: Sequence[Part]

    @property
    def same(self) -> bool:
        """Whether nothing of it changed."""
        return all(change is Change.SAME for change, _ in self.parts)


def compared(old: str, new: str) -> list[Line]:
    """The new text line by line with what it lost and gained."""
    before, after = old.split("\n"), new.split("\n")
    if old == "":
        before = []
    if new == "":
        after = []
    found: list[Line] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            found += [Line([(Change.SAME, line)]) for line in before[i1:i2]]
        else:
            found += _changed(before[i1:i2], after[j1:j2])
    return found


def _changed(gone: Sequence[str], new: Sequence[str]) -> Iterator[Line]:
    """Lines in place of others: pairs that are alike are compared by characters."""
    for old, now in zip(gone, new, strict=False):
        matcher = SequenceMatcher(None, old, now, autojunk=False)
        if matcher.ratio() >= ALIKE:
            yield Line(list(_parts(old, now, matcher)))
        else:
            yield from _whole([old], [now])
    yield from _whole(gone[len(new) :], new[len(gone) :])


def _whole(gone: Sequence[str], new: Sequence[str]) -> Iterator[Line]:
    yield from (Line([(Change.GONE, line)]) for line in gone)
    yield from (Line([(Change.NEW, line)]) for line in new)


def stretches(old: str, new: str) -> list[Part]:
    """A short text with what it lost and gained; one that is not alike is another one."""
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    found = [(Change.GONE, old), (Change.NEW, new)]
    if matcher.ratio() >= ALIKE:
        found = list(_parts(old, new, matcher))
    return _joined([part for part in found if part[1]])


def _joined(parts: Sequence[Part]) -> list[Part]:
    """The same with every change in one piece: what it lost before what it gained."""
    found: list[Part] = []
    gone = new = ""
    for place, (change, words) in enumerate(parts):
        between = 0 < place < len(parts) - 1 and len(words) <= CHANCE
        if change is not Change.NEW and (change is Change.GONE or between):
            gone += words
        if change is not Change.GONE and (change is Change.NEW or between):
            new += words
        if change is Change.SAME and not between:
            found += [(Change.GONE, gone), (Change.NEW, new), (change, words)]
            gone = new = ""
    found += [(Change.GONE, gone), (Change.NEW, new)]
    return [part for part in found if part[1]]


def _parts(old: str, new: str, matcher: SequenceMatcher[str]) -> Iterator[Part]:
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            yield Change.SAME, old[i1:i2]
            continue
        if i2 > i1:
            yield Change.GONE, old[i1:i2]
        if j2 > j1:
            yield Change.NEW, new[j1:j2]


def changes(old: str, new: str) -> int:
    """How many lines differ."""
    return sum(not line.same for line in compared(old, new))
