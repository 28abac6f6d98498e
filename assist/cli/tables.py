"""Tables for a terminal, in which a Chinese character is two columns wide."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from unicodedata import east_asian_width


def width(text: str) -> int:
    """How many columns the text takes."""
    return sum(2 if east_asian_width(character) in "WFA" else 1 for character in text)


def table(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    """The lines of a table, each column as wide as what stands in it."""
    lines = [[str(cell) for cell in line] for line in (headers, *rows)]
    widths = [max(width(line[place]) for line in lines) for place in range(len(headers))]
    return ["  ".join(_padded(line, widths)).rstrip() for line in lines]


def _padded(line: Sequence[str], widths: Sequence[int]) -> list[str]:
    return [cell + " " * (wide - width(cell)) for cell, wide in zip(line, widths, strict=True)]
