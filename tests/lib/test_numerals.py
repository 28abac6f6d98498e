"""Chinese numerals are read as people write them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.lib.numerals import arabic, chinese

DIGITS = "零一二三四五六七八九"


def written(number: int) -> str:
    """The numeral as a school book writes it, made independently of the reader."""
    if number >= 10_000:
        head, rest = divmod(number, 10_000)
        gap = "零" if rest and rest < 1000 else ""
        return written(head) + "万" + gap + (written(rest) if rest else "")
    text, gap, begun = "", False, False
    for scale, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // scale % 10
        if digit:
            text += ("零" if gap and begun else "") + DIGITS[digit] + name
            gap, begun = False, True
        else:
            gap = True
    return text or "零"


@given(st.integers(0, 99_999_999))
def test_a_numeral_reads_back_as_it_was_written(number: int) -> None:
    assert chinese(written(number)) == number
    assert chinese(written(number).replace("零", "〇")) == number


@given(st.integers(10, 19))
def test_ten_needs_no_one_before_it(number: int) -> None:
    assert chinese(written(number).removeprefix("一")) == number


@given(st.integers(1, 9_999), st.sampled_from(["万", "亿"]), st.integers(0, 99))
def test_digits_before_a_scale_are_multiplied(whole: int, scale: str, cents: int) -> None:
    factor = {"万": 10**4, "亿": 10**8}[scale]
    assert arabic(f"{whole}.{cents:02}{scale}") == Decimal(f"{whole}.{cents:02}") * factor
    assert arabic(f"{whole:,}{scale}") == whole * factor


@pytest.mark.parametrize(
    "text,value",
    [
        ("十", 10),
        ("十五", 15),
        ("两", 2),
        ("一百零三", 103),
        ("一百二", 120),
        ("三千五", 3500),
        ("两万三", 23_000),
        ("一〇三", 103),
        ("二〇二五", 2025),
        ("壹万陆仟贰佰叁拾贰", 16_232),
        ("一亿六千二百三十二万", 162_320_000),
        ("百", 100),
        ("百万", 1_000_000),
        ("七十九点一七", Decimal("79.17")),
    ],
)
def test_ways_of_writing(text: str, value: int | Decimal) -> None:
    assert chinese(text) == value


@pytest.mark.parametrize(
    "text", ["", "三五", "十四五", "点", "一点", "百百", "一零", "零万", "十百"]
)
def test_what_is_no_numeral(text: str) -> None:
    assert chinese(text) is None


@pytest.mark.parametrize(
    "text,value",
    [("１６，２３２", 16_232), ("10170万", 101_700_000), ("1.6亿", 160_000_000), ("5千", 5000)],
)
def test_digits_in_every_width(text: str, value: int) -> None:
    assert arabic(text) == value


def test_letters_are_no_digits() -> None:
    assert arabic("12a") is None
    assert arabic("1,23") is None
