"""Lines broken at the edge of a page, as a PDF or a mail gives them, made whole again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from unicodedata import east_asian_width

from assist.reports.rules.numbers.reading import Number

#: In half widths: a narrower text is a list, a wider one has a paragraph a line.
NARROWEST, WIDEST = 36, 120
#: So much of the widest line is filled by a line that goes on in the next.
FILLED = 0.85
_ENDED = re.compile("[。！？；：!?;:…]$")
_BEGINS = re.compile(
    r"[ 　\t]|[一二三四五六七八九十]+[、是]|[(（][一二三四五六七八九十0-9]+[)）]"
    r"|[0-9]{1,2}[.、](?![0-9])|第.{1,3}[章条]"
)


def unwrapped(text: str) -> tuple[str, list[int]]:
    """The text without such breaks, and where each of its characters stood; none if unbroken."""
    lines = text.split("\n")
    widths, longest = [_width(line) for line in lines], max(len(line) for line in lines)
    widest = max(widths)
    if not NARROWEST <= widest <= WIDEST or len(lines) < 3:
        return text, []
    kept: list[int] = []
    at = 0
    for place, line in enumerate(lines):
        kept += range(at, at + len(line))
        at += len(line)
        full = widths[place] >= FILLED * widest or len(line) >= FILLED * longest
        if place + 1 < len(lines) and not (full and _goes_on(line, lines[place + 1])):
            kept.append(at)
        at += 1
    return ("".join(text[one] for one in kept), kept) if len(kept) < len(text) else (text, [])


def _goes_on(line: str, further: str) -> bool:
    if not further.strip() or "\t" in line + further:
        return False
    return not _ENDED.search(line.rstrip()) and not _BEGINS.match(further)


def _width(line: str) -> int:
    return sum(2 if east_asian_width(one) in "WFA" else 1 for one in line)


def moved(number: Number, text: str, kept: Sequence[int]) -> Number:
    """The number where it stands in the text that was broken."""
    if not kept:
        return number
    start, end = kept[number.start], kept[number.end - 1] + 1
    return replace(number, text=text[start:end], start=start, end=end)
