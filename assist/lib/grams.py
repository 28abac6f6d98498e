"""Pairs of neighbouring characters: whichever text holds a word holds all of the word's pairs.

A pair is kept as one integer, the first character above the second. The last character of a piece
between blanks stands alone, so that one character is found as the range of all that begin with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from assist.lib.text import half_width

_BITS = 21
#: So many pairs of a word are looked for.
MOST = 8
#: What some locales make of I and its dots in lower case, which the others do not.
_DOTS = {0x0307: None, 0x0131: "i"}


def _pieces(text: str) -> list[str]:
    """The text as it is compared, cut at blanks.

    Each character is changed by itself, and to the same whether or not a database has put it into
    lower case before: what a text holds, it still holds when both are changed.
    """
    return half_width(text).casefold().translate(_DOTS).split()


def grams(texts: Iterable[str]) -> set[int]:
    """What these texts are found by."""
    found: set[int] = set()
    for text in texts:
        for piece in _pieces(text):
            codes = [ord(character) for character in piece]
            found.update(
                first << _BITS | second
                for first, second in zip(codes, [*codes[1:], 0], strict=True)
            )
    return found


def ranges(word: str) -> list[tuple[int, int]]:
    """The pairs that a text with this word has, each as a range; of a long word some, spread."""
    found: dict[tuple[int, int], None] = {}
    for piece in _pieces(word):
        codes = [ord(character) for character in piece]
        for first, second in pairwise(codes):
            found[first << _BITS | second, first << _BITS | second] = None
        if len(codes) == 1:
            found[codes[0] << _BITS, (codes[0] + 1 << _BITS) - 1] = None
    return list(found)[:: -(-len(found) // MOST) or 1]
