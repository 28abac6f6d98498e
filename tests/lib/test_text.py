import re
import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.lib.text import (
    clean,
    code,
    is_masked,
    like_pattern,
    mask_phone,
    mask_phones_in,
    shorten,
    split_list,
)


@pytest.mark.parametrize(
    "raw,cleaned",
    [
        ("  走访\u3000", "走访"),
        ("一\r\n二\r三", "一\n二\n三"),
        ("a\tb", "a b"),
        ("a\x00b\x1b", "ab"),
        ("e\u0301", "é"),
        ("\ufeff编\u200b号", "编号"),
        ("\u202eabc\u2066", "abc"),
        ("a\ud800b\uffff", "ab"),
        ("👨‍👩‍👧", "👨‍👩‍👧"),
    ],
)
def test_clean(raw, cleaned):
    assert clean(raw) == cleaned


@given(st.text())
def test_clean_twice_is_clean_once_and_can_be_stored(raw):
    assert clean(clean(raw)) == clean(raw)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", clean(raw))
    clean(raw).encode()


def test_code_has_one_form():
    assert code(" ９１43\u3000１２００ma4l\n") == "91431200MA4L"


@pytest.mark.parametrize(
    "text,parts",
    [
        ("甲、乙，丙,丁；戊;己", ["甲", "乙", "丙", "丁", "戊", "己"]),
        (" 甲 、、 乙 ", ["甲", "乙"]),
        ("甲\n乙", ["甲", "乙"]),
        ("甲、甲", ["甲"]),
        ("、", []),
        ("", []),
    ],
)
def test_split_list(text, parts):
    assert split_list(text) == parts


word = st.text(st.characters(codec="utf-8", exclude_characters="、,，;；\n")).map(clean)
words = st.lists(word.filter(lambda text: text and "\n" not in text), unique=True)


@given(words, st.sampled_from("、,，;；"))
def test_split_list_undoes_joining(parts, separator):
    assert split_list(separator.join(parts)) == parts


@pytest.mark.parametrize(
    "phone,masked",
    [
        ("13812341234", "138****1234"),
        ("138 1234 1234", "138****1234"),
        ("+86 138-1234-1234", "138****1234"),
        ("１３８１２３４１２３４", "138****1234"),
        ("0745-7623456", "0745-****456"),
        ("07457623456", "0745-****456"),
        ("010-62345678-801", "010-****5678"),
        ("7623456", "****56"),
        ("138****1234", "138****1234"),
        ("", ""),
    ],
)
def test_mask_phone(phone, masked):
    assert mask_phone(phone) == masked
    assert is_masked(masked) == bool(masked)


def test_an_ordinary_text_is_no_mask():
    assert not is_masked("A*B**C")


@pytest.mark.parametrize(
    "text,masked",
    [
        ("请联系13812341234，或15900001111。", "请联系138****1234，或159****1111。"),
        ("tel13812341234", "tel138****1234"),
        ("+8613812341234", "+86138****1234"),
        ("138 1234 1234", "138****1234"),
        ("138-1234-1234", "138****1234"),
        ("１３８１２３４１２３４", "１３８****１２３４"),
        ("编号202513812341234567", "编号202513812341234567"),
        ("12812341234", "12812341234"),
        ("9100000000000012AA", "9100000000000012AA"),
    ],
)
def test_mask_phones_in(text, masked):
    assert mask_phones_in(text) == masked


@given(st.text(st.sampled_from("a%_\\")), st.text(st.sampled_from("a%_\\"), max_size=3))
def test_like_pattern_finds_what_in_finds(text, wanted):
    found = (
        sqlite3.connect(":memory:")
        .execute("select ? like ? escape '\\'", (text, like_pattern(wanted)))
        .fetchone()
    )
    assert bool(found[0]) == (wanted in text)


def test_no_search_is_longer_than_sqlite_takes():
    found = sqlite3.connect(":memory:").execute("select '' like ?", (like_pattern("长" * 30_000),))
    assert found.fetchone() == (0,)


def test_shorten_keeps_one_line_within_the_length():
    assert shorten("企业反映\n问题", 20) == "企业反映 问题"
    assert shorten("一二三四五六", 4) == "一二三…"
    assert shorten("一二三四", 4) == "一二三四"
