from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.lib.days import EXCEL_EPOCH, FIRST_DAY, LAST_DAY, chinese_day, parse_day

DAY = date(2025, 3, 4)


@pytest.mark.parametrize(
    "value",
    [
        DAY,
        datetime(2025, 3, 4, 23, 59, tzinfo=UTC),
        "2025-03-04",
        "2025-3-4",
        "2025.3.4",
        "2025/3/4",
        "2025年3月4日",
        " ２０２５年３月４日 ",
        "2025-03-04 00:00:00",
        "2025-03-04T10:30",
        45720,
        45720.75,
    ],
)
def test_parse_day_reads_every_way_of_writing(value):
    assert parse_day(value) == DAY


@pytest.mark.parametrize(
    "value,words",
    [
        ("", "请填写日期"),
        ("三月四日", "请填写日期"),
        ("2025-03", "请填写日期"),
        ("2025-3.4", "请填写日期"),
        ("20250304", "请填写日期"),
        (None, "请填写日期"),
        (True, "请填写日期"),
        (float("nan"), "请填写日期"),
        (1e300, "请填写日期"),
        ("2025-02-29", "没有“2025-02-29”这一天"),
        ("2025-13-01", "没有"),
        ("0000-01-01", "没有"),
        ("1989-12-31", "1990年至2100年之间"),
        ("2101-01-01", "1990年至2100年之间"),
        (12.0, "1990年至2100年之间"),
    ],
)
def test_what_is_no_day_is_refused_in_words(value, words):
    with pytest.raises(ValueError, match=words):
        parse_day(value)


@given(st.dates(FIRST_DAY, LAST_DAY))
def test_every_written_form_reads_back(day):
    assert parse_day(chinese_day(day)) == day
    assert parse_day(day.isoformat()) == day
    assert parse_day(float((day - EXCEL_EPOCH).days)) == day


def test_chinese_day_has_no_leading_zeros():
    assert chinese_day(DAY) == "2025年3月4日"
