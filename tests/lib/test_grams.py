"""Whichever text holds a word holds the word's pairs, however a database compares the two."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.lib.grams import MOST, grams, ranges
from assist.lib.text import folded

#: What the different engines and locales make of letters.
LOWER: tuple[Callable[[str], str], ...] = (
    str,
    str.lower,
    folded,
    lambda text: "".join(character.lower()[0] for character in text),
    lambda text: text.replace("I", "ı").replace("İ", "i").lower(),
)
LETTERS = st.text(
    st.one_of(
        st.sampled_from("水电企业接Aa１1-İıIßẞΣσςé\u0307 \n%_😀"), st.characters(codec="utf-8")
    )
)


def leads(word: str, text: str) -> bool:
    """Whether the text is among what the index gives for the word."""
    had = grams([text])
    return all(any(low <= one <= high for one in had) for low, high in ranges(word))


@given(before=LETTERS, word=LETTERS, after=LETTERS)
@pytest.mark.parametrize("lower", LOWER)
def test_a_text_that_holds_the_word_is_led_to(
    lower: Callable[[str], str], before: str, word: str, after: str
) -> None:
    text = before + word + after
    assert leads(word, text)
    assert leads(lower(word), text)
    assert leads(word, lower(text))


def test_no_letter_of_any_script_is_lost_in_lower_case() -> None:
    every = [chr(point) for point in range(1, 0x1FFFF) if not 0xD800 <= point < 0xE000]
    changed = [(c, lower(c)) for lower in LOWER for c in every if lower(c) != c]
    assert len(changed) > 4000
    assert [c for c, low in changed if not leads(f"水{low}电", f"水{c}电")] == []


@pytest.mark.parametrize(
    "word, text, found",
    [
        ("停电", "昨夜停电", True),
        ("停电", "停水，来电", False),
        ("电", "昨夜停电", True),
        ("夜", "昨夜停电", True),
        ("水", "昨夜停电", False),
        ("ＡＢ", "abc", True),
        ("ac", "abc", False),
        ("停 电", "停 电", True),
        ("夜停", "昨夜\n停电", False),
        ("\u0307", "昨夜停电", True),
    ],
)
def test_pairs_are_neighbours(word: str, text: str, found: bool) -> None:
    assert leads(word, text) is found


def test_a_long_word_is_looked_for_by_some_of_its_pairs() -> None:
    for length in range(2, 120):
        word = "".join(chr(0x4E00 + place) for place in range(length))
        found = ranges(word)
        assert 0 < len(found) <= MOST
        assert found[0][0] == 0x4E00 << 21 | 0x4E01
