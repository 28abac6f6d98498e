from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.lib.money import parse_yuan, wan, yuan, yuan_json

fens = st.integers(-(10**14) + 1, 10**14 - 1)


@pytest.mark.parametrize(
    "text,fen",
    [
        ("12", 1200),
        ("12.5", 1250),
        ("12.50元", 1250),
        ("1,234,567.89", 123456789),
        ("１２３．４５", 12345),
        ("1，234.5", 123450),
        (" ￥ 8 元 ", 800),
        ("人民币8元", 800),
        ("-1000.5", -100050),
        ("−3", -300),
        ("0", 0),
        (".5", 50),
        (111187.51, 11118751),
        (0.1 + 0.2, 30),
        (12, 1200),
        (Decimal("0.01"), 1),
    ],
)
def test_parse_yuan(text, fen):
    assert parse_yuan(text) == fen


@pytest.mark.parametrize(
    "text,words",
    [
        ("", "请填写金额"),
        ("abc", "请填写金额"),
        ("1e5", "请填写金额"),
        ("nan", "请填写金额"),
        ("12,34", "请填写金额"),
        ("1.2.3", "请填写金额"),
        ("٣", "请填写金额"),
        (float("inf"), "请填写金额"),
        (True, "请填写金额"),
        ("1.005", "最多保留两位小数"),
        (1.005, "最多保留两位小数"),
        ("12万元", "以元为单位"),
        ("1" * 16, "金额过大"),
    ],
)
def test_what_is_no_amount_is_refused_in_words(text, words):
    with pytest.raises(ValueError, match=words):
        parse_yuan(text)


@given(fens)
def test_what_is_written_reads_back(fen):
    assert parse_yuan(str(yuan(fen))) == fen
    assert parse_yuan(f"{yuan(fen):,}元") == fen


@given(st.integers(-(10**13), 10**13))
def test_json_and_spreadsheet_numbers_read_back(fen):
    assert parse_yuan(yuan_json(fen)) == fen
    assert parse_yuan(float(yuan(fen))) == fen


@pytest.mark.parametrize(
    "fen,written",
    [
        (0, "0"),
        (16232000000, "16232"),
        (1017000000000, "1017000"),
        (11118751, "11.12"),
        (10000000, "10"),
        (12500000, "12.5"),
        (500000, "0.5"),
        (5000, "0.01"),  # half goes up
        (4999, "0"),
        (-4999, "0"),
        (-15000, "-0.02"),
    ],
)
def test_wan(fen, written):
    assert wan(fen) == written


@given(fens)
def test_wan_is_within_half_a_hundredth(fen):
    assert abs(Decimal(wan(fen)) - Decimal(fen) / 1_000_000) <= Decimal("0.005")


def test_yuan_has_two_decimals_and_json_whole_numbers_stay_whole():
    assert str(yuan(1200)) == "12.00"
    assert str(yuan(-5)) == "-0.05"
    assert yuan_json(16232000000) == 162320000
    assert isinstance(yuan_json(16232000000), int)
    assert yuan_json(11118751) == 111187.51
