"""Pinyin initials, so that a name is found by typing its first letters."""

from collections.abc import Sequence

from assist.lib.text import folded, half_width


def initials(name: str) -> str:
    """Give the lower-case pinyin initials of a name; ASCII letters and digits stay."""
    # pypinyin reads its dictionaries on import (0.2 s), which only a write of a name needs.
    from pypinyin import Style, lazy_pinyin

    letters = lazy_pinyin(half_width(name), style=Style.FIRST_LETTER, errors=_ascii_only)
    return "".join(letters).lower()


def found_by(named: Sequence[str], others: Sequence[str]) -> str:
    """All that finds a thing, one a line: as it is named, its other names, and their initials.

    Where there are no other names, no dictionary is read.
    """
    words = [*named, *others, *(initials(other) for other in others)]
    return "\n".join(dict.fromkeys(folded(word) for word in words if word))


def full(name: str) -> str:
    """Give the whole pinyin of a name in lower-case, without tones or blanks."""
    from pypinyin import lazy_pinyin

    return "".join(lazy_pinyin(half_width(name), errors=_ascii_only)).lower()


def _ascii_only(rest: str) -> str:
    return "".join(c for c in rest if c.isascii() and c.isalnum())
