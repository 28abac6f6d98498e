"""Which period an address or a command asks for."""

from __future__ import annotations

import re
from datetime import date

import pytest

from assist.lib.periods import Period, offered
from assist.reports.rules import Asked, comparable


@pytest.mark.parametrize(
    "asked,expected",
    [
        ({"year": "2025"}, Period.of_year(2025)),
        ({"quarter": "2025Q4"}, Period.of_quarter(2025, 4)),
        ({"period": "2025Q4"}, Period.of_quarter(2025, 4)),
        ({"period": "2025"}, Period.of_year(2025)),
        ({"from": "2025-03-04", "to": "2025年3月9日"}, Period(date(2025, 3, 4), date(2025, 3, 9))),
        (
            {"from": "2025-03-04", "to": "2025-03-09", "period": "2024"},
            Period(date(2025, 3, 4), date(2025, 3, 9)),
        ),
        ({"year": "2025", "as_of": "2025-06-30"}, Period.of_year(2025, date(2025, 6, 30))),
    ],
)
def test_a_period_is_read_from_its_words(asked: dict[str, str], expected: Period) -> None:
    assert Asked.of(asked).period() == expected


@pytest.mark.parametrize(
    "asked,words",
    [
        ({}, "请指定年度、季度或起止日期中的一种。"),
        ({"year": "二〇二五"}, "年度应写作2025。"),
        ({"year": "1900"}, "年度应在1990至2100之间。"),
        ({"year": "2025", "quarter": "2025Q1"}, "请指定年度、季度或起止日期中的一种。"),
        ({"year": "2025", "from": "2025-01-01"}, "年度、季度、起止日期只能选择一种。"),
        ({"quarter": "2025Q5"}, "季度应写作2025Q4。"),
        ({"from": "2025-01-01"}, "起止日期须同时填写。"),
        ({"from": "2025-02-30", "to": "2025-03-01"}, "开始日期有误：没有“2025-02-30”这一天。"),
        ({"from": "2025-02-03", "to": "2025-02-01"}, "结束日期不能早于开始日期。"),
        ({"year": "2025", "as_of": "2024-12-31"}, "截至日期不能早于期间的开始日期。"),
        ({"year": "2025", "as_of": "昨天"}, "截至日期有误：请填写日期，例如2025-03-04。"),
    ],
)
def test_nonsense_is_named_in_words(asked: dict[str, str], words: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(words)}$"):
        Asked.of(asked).period()


def test_what_is_offered_begins_with_this_year_and_leaves_out_quarters_to_come() -> None:
    labels = [period.label for period in offered(date(2025, 5, 1))]

    assert labels[:4] == ["2025年", "2025年第2季度", "2025年第1季度", "2024年"]


def test_the_first_known_year_is_compared_with_nothing() -> None:
    assert comparable(Period.of_year(1990)) is None
    assert comparable(Period.of_year(2025)) == Period.of_year(2024)
