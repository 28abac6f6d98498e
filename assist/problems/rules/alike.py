"""How alike two titles are, by the pairs of neighbouring characters that they share."""

from __future__ import annotations

import re


def pairs_of(text: str) -> frozenset[str]:
    """The pairs of neighbouring characters, without signs and spaces."""
    plain = re.sub(r"[\W_]+", "", text.lower())
    return frozenset(plain[at : at + 2] for at in range(len(plain) - 1))


def alike(one: str, other: str) -> float:
    """From 0, nothing in common, to 1, the same pairs (Dice)."""
    first, second = pairs_of(one), pairs_of(other)
    if not first or not second:
        return 0.0
    return 2 * len(first & second) / (len(first) + len(second))
