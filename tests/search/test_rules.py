"""What the box holds, and which piece of a text shows it."""

from __future__ import annotations

import pytest

from assist.search.rules import pieces, read


@pytest.mark.parametrize(
    "typed, words, phone",
    [
        ("  示范   企业 ", "示范 企业", ""),
        ("", "", ""),
        ("136 1234 5678", "136 1234 5678", "13612345678"),
        ("0745-7623456", "0745-7623456", "0745-7623456"),
        ("13612", "13612", ""),
        ("长" * 500, "长" * 100, ""),
    ],
)
def test_the_box_is_read_as_lists_compare_it(typed: str, words: str, phone: str) -> None:
    asked = read(typed)

    assert (asked.words, asked.phone) == (words, phone)


def test_one_character_is_not_looked_for() -> None:
    assert read("企").too_short
    assert not read("企").looks
    assert not read("").too_short
    assert read("企业").looks


def cut(text: str, words: str) -> list[tuple[str, bool]]:
    return [(piece.text, piece.hit) for piece in pieces(text, words)]


def test_a_text_is_cut_at_every_place_that_says_the_words() -> None:
    assert cut("融资难，融资贵", "融资") == [
        ("融资", True),
        ("难，", False),
        ("融资", True),
        ("贵", False),
    ]
    assert cut("ABC公司", "abc") == [("ABC", True), ("公司", False)]
    assert cut("玉泉路口积水", "积水 玉泉") == [("玉泉", True), ("路口", False), ("积水", True)]
    assert cut("没有这个词", "%") == [("没有这个词", False)]


def test_a_long_text_begins_shortly_before_the_words() -> None:
    shown = cut("前" * 200 + "融资" + "后" * 200, "融资")

    assert shown[0] == ("…" + "前" * 14, False)
    assert shown[1] == ("融资", True)
    assert len("".join(text for text, _hit in shown)) <= 74


def test_letters_that_grow_in_lower_case_are_left_as_they_are() -> None:
    assert cut("İstanbul融资", "融资") == [("İstanbul融资", False)]
