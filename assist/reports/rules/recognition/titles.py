"""Emergency plans that a text tells by their names, where another report tells their number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from assist.lib.text import half_width
from assist.reports.rules.recognition.phrases import coming

#: The figure that counts what the names name.
PLANS = "emergency.plans"
_TITLE = r"《[^《》\n]{2,60}》"
_LIST = re.compile(rf"{_TITLE}(?:(?:[、,和及与]|以及)?{_TITLE})+")
_NAME = re.compile(_TITLE)
#: So far behind the list it may be said what is listed: 等应急预案管理制度.
_BEHIND = 14
#: So far before it, that they were made.
REACH = 40
#: A number of its own behind the list says how many there are, so that the names need not be all.
_COUNTED = re.compile(r"^(?:等)?(?:共计?)?[0-9一二两三四五六七八九十]+[个项部份]")
#: Before it, that these are what there is: 先后制定了.
_MADE = re.compile(r"(?:制定|制订|印发|建立|编制|出台|形成|健全)[^。;\n]{0,12}$")
#: How like two names have to be for one to be a slip of the pen for the other.
LIKE = 0.6


@dataclass(frozen=True)
class Title:
    """A name with its brackets where it stands in the text."""

    text: str
    start: int
    end: int

    @property
    def name(self) -> str:
        """The name alone, as names are compared."""
        return plain_name(self.text[1:-1])


@dataclass(frozen=True)
class Listed:
    """Names in a row; `all` where they claim to be what there is: made, and no number of its own
    behind them says how many there are."""

    text: str
    start: int
    titles: Sequence[Title]
    all: bool

    @property
    def end(self) -> int:
        """Behind the last name."""
        return self.start + len(self.text)


def plain_name(name: str) -> str:
    """A name without spaces and without regard to the width of its signs."""
    return re.sub(r"\s", "", half_width(name))


def lists(text: str) -> Iterator[Listed]:
    """Every row of names of emergency plans, in order; work to come names none that are there."""
    plain = half_width(text)
    spans = coming(plain)
    for found in _LIST.finditer(plain):
        behind = re.split("[,。;\n]", plain[found.end() : found.end() + _BEHIND])[0]
        names = _NAME.findall(found[0])
        plans = sum("预案" in name for name in names)
        told = "预案" in behind or plans * 2 >= len(names)
        if not told or any(start <= found.start() < end for start, end in spans):
            continue
        titles = [
            Title(text[at.start() : at.end()], at.start(), at.end())
            for at in _NAME.finditer(plain, found.start(), found.end())
        ]
        listed = text[found.start() : found.end()]
        made = _MADE.search(plain, max(0, found.start() - REACH), found.start())
        yield Listed(listed, found.start(), titles, bool(made) and not _COUNTED.match(behind))


def nearest(title: Title, names: Sequence[str]) -> str:
    """The name that was probably meant; empty where none is like it."""
    by_plain = {plain_name(name): name for name in names}
    found = get_close_matches(title.name, list(by_plain), n=1, cutoff=LIKE)
    return by_plain[found[0]] if found else ""
