"""A chapter's text as a page shows it: paragraphs, run-in headings, marks in their places; pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assist.reports.rules.marks import Mark, pieces
from assist.reports.rules.moved import Placed

#: （一）…。 level 2, 1. level 3, （1） level 4.
_HEADINGS = (
    (2, re.compile(r"（[一二三四五六七八九十]+）")),
    (3, re.compile(r"\d+[.．]")),
    (4, re.compile(r"（\d+）")),
)


@dataclass(frozen=True)
class Paragraph:
    """A line of the text: its heading, if it begins with one, and the rest, marks among words."""

    level: int
    heading: Sequence[str | Placed]
    body: Sequence[str | Placed]


def paragraphs(text: str) -> list[Paragraph]:
    """The lines that say something."""
    found, at = [], 0
    for line in text.split("\n"):
        if not line.strip():
            continue
        parts: list[str | Placed] = []
        for piece in pieces(line):
            if isinstance(piece, Mark):
                parts.append(Placed(at, piece))
                at += 1
            else:
                parts.append(piece)
        found.append(_paragraph(line, parts))
    return found


def _paragraph(line: str, parts: list[str | Placed]) -> Paragraph:
    level = next((level for level, start in _HEADINGS if start.match(line)), 0)
    if not level:
        return Paragraph(0, [], parts)
    heading: list[str | Placed] = []
    for place, part in enumerate(parts):
        end = part.find("。") + 1 if isinstance(part, str) else 0
        if end:
            rest = [part[end:]] if part[end:] else []  # type: ignore[index]  # a text holds the stop
            return Paragraph(level, [*heading, part[:end]], [*rest, *parts[place + 1 :]])  # type: ignore[index]
        heading.append(part)
    return Paragraph(level, heading, [])
