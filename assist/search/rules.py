"""What was asked for, and which piece of a text shows it; pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assist.lib.phones import check_phone
from assist.lib.text import clean, shorten, words_of

#: One character stands in nearly everything.
LEAST, MOST = 2, 100
#: More than these are not counted.
COUNTED = 100
#: So many words are offered one by one.
APART = 5
#: How much of a long text stands before and in all.
BEFORE, WIDE = 14, 72


@dataclass(frozen=True)
class Asked:
    """The words of the box; `phone` where they are one whole number, which is looked for apart."""

    words: str = ""
    phone: str = ""

    @property
    def too_short(self) -> bool:
        """Whether something was typed, but not enough to look for."""
        return 0 < len(self.words) < LEAST

    @property
    def looks(self) -> bool:
        """Whether there is something to look for."""
        return len(self.words) >= LEAST

    @property
    def apart(self) -> list[str]:
        """The words one by one, where they are several: each has to be found."""
        parts = list(dict.fromkeys(self.words.split()))
        return [part for part in parts if len(part) >= LEAST][:APART] if len(parts) > 1 else []


def read(text: str) -> Asked:
    """What the box holds, as lists compare it."""
    words = " ".join(clean(text).split())[:MOST]
    try:
        return Asked(words, check_phone(words) if words else "")
    except ValueError:
        return Asked(words)


@dataclass(frozen=True)
class Piece:
    """A part of a text, and whether it is what was looked for."""

    text: str
    hit: bool = False


def pieces(text: str, words: str) -> list[Piece]:
    """The text cut at every place that says a word; a long one begins shortly before the first.

    Only what is as long in lower case is compared, so that places stay places.
    """
    line = shorten(text, 10_000)
    low, wanted = line.lower(), sorted(words_of(words.lower()), key=len, reverse=True)
    any_word = re.compile("|".join(map(re.escape, wanted)))
    first = any_word.search(low) if wanted and len(low) == len(line) else None
    if first is None:
        return [Piece(shorten(line, WIDE))]
    start = max(first.start() - BEFORE, 0) if len(line) > WIDE else 0
    shown = ("…" if start else "") + shorten(line[start:], WIDE)
    found: list[Piece] = []
    place = 0
    for one in any_word.finditer(shown.lower()):
        found += [
            Piece(shown[place : one.start()]),
            Piece(shown[one.start() : one.end()], hit=True),
        ]
        place = one.end()
    return [piece for piece in (*found, Piece(shown[place:])) if piece.text]


@dataclass(frozen=True)
class Hit:
    """One record: its name, what is said of it, and its page."""

    title: list[Piece]
    href: str | None
    note: list[Piece]
    aside: str = ""


@dataclass(frozen=True)
class Group:
    """What was found of one kind, and the list that shows all of it."""

    key: str
    label: str
    count: int
    hits: Sequence[Hit]
    href: str | None
    #: Whether more is stored than was looked at.
    partly: bool = False

    @property
    def count_text(self) -> str:
        """12, or 100 以上."""
        return f"{COUNTED} 条以上" if self.count > COUNTED else f"{self.count} 条"
