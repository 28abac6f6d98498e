from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.lib.periods import Period

YEAR = Period.of_year(2025)
Q4 = Period.of_quarter(2025, 4)
SPAN = Period(date(2025, 1, 1), date(2025, 3, 4))


@pytest.mark.parametrize(
    "period,label,slug",
    [
        (YEAR, "2025年", "2025"),
        (Q4, "2025年第4季度", "2025Q4"),
        (SPAN, "2025年1月1日至2025年3月4日", "2025-01-01..2025-03-04"),
        (
            Period(date(2025, 2, 1), date(2025, 2, 28)),
            "2025年2月",
            "2025-02-01..2025-02-28",
        ),
        (
            Period(date(2025, 2, 1), date(2025, 4, 30)),  # three months that are no quarter
            "2025年2月1日至2025年4月30日",
            "2025-02-01..2025-04-30",
        ),
        (
            Period(date(2024, 7, 1), date(2025, 6, 30)),  # twelve months that are no year
            "2024年7月1日至2025年6月30日",
            "2024-07-01..2025-06-30",
        ),
        (Period(date(2025, 3, 4), date(2025, 3, 4)), "2025年3月4日", "2025-03-04..2025-03-04"),
    ],
)
def test_label_and_slug(period, label, slug):
    assert period.label == label
    assert period.slug == slug
    assert Period.parse(slug) == period


def test_bounds():
    assert (YEAR.start, YEAR.end) == (date(2025, 1, 1), date(2025, 12, 31))
    assert (Q4.start, Q4.end) == (date(2025, 10, 1), date(2025, 12, 31))
    assert Period.parse_quarter("2024q1").end == date(2024, 3, 31)
    assert Q4.year == 2025


def test_cut_off_is_the_last_day_unless_given():
    assert YEAR.cut_off == date(2025, 12, 31)
    assert Period.of_year(2025, as_of=date(2025, 11, 30)).cut_off == date(2025, 11, 30)


def test_contains_nothing_after_the_cut_off():
    cut = Period.of_year(2025, as_of=date(2025, 11, 30))
    assert cut.contains(date(2025, 1, 1))
    assert cut.contains(date(2025, 11, 30))
    assert not cut.contains(date(2025, 12, 1))
    assert not cut.contains(date(2024, 12, 31))
    assert not cut.contains(None)


def test_a_later_cut_off_does_not_lengthen_the_period():
    later = Period.of_year(2025, as_of=date(2026, 3, 1))
    assert later.contains(date(2025, 12, 31))
    assert not later.contains(date(2026, 1, 1))


def test_before_is_the_period_of_the_same_kind():
    assert YEAR.before() == Period.of_year(2024)
    assert Period.of_quarter(2025, 1).before() == Period.of_quarter(2024, 4)
    assert Period(date(2025, 3, 1), date(2025, 3, 31)).before().label == "2025年2月"
    assert Period(date(2025, 3, 5), date(2025, 3, 11)).before() == Period(
        date(2025, 2, 26), date(2025, 3, 4)
    )


def test_before_is_cut_off_at_the_like_day():
    assert Period.of_quarter(2025, 4, as_of=date(2025, 11, 15)).before() == Period.of_quarter(
        2025, 3, as_of=date(2025, 8, 15)
    )
    assert Period.of_quarter(2025, 2, as_of=date(2025, 6, 30)).before().as_of == date(2025, 3, 31)


def test_year_before():
    assert Q4.year_before() == Period.of_quarter(2024, 4)
    assert Period(date(2025, 2, 1), date(2025, 2, 28)).year_before().end == date(2024, 2, 29)
    assert Period(date(2024, 2, 29), date(2024, 3, 5)).year_before().start == date(2023, 2, 28)


def test_months_cut_at_both_ends():
    months = Period(date(2024, 12, 15), date(2025, 2, 3)).months()
    assert [(month.start, month.end) for month in months] == [
        (date(2024, 12, 15), date(2024, 12, 31)),
        (date(2025, 1, 1), date(2025, 1, 31)),
        (date(2025, 2, 1), date(2025, 2, 3)),
    ]
    assert len(YEAR.months()) == 12


@pytest.mark.parametrize(
    "text,words",
    [
        ("2025Q5", "期间应写作"),
        ("Q4", "期间应写作"),
        ("25", "期间应写作"),
        ("", "期间应写作"),
        ("1800", "年度应在1990至2100之间"),
        ("2025-03-04..2025-03-01", "结束日期不能早于开始日期"),
        ("2025-02-30..2025-03-01", "没有“2025-02-30”这一天"),
    ],
)
def test_unreadable_periods_are_refused_in_words(text, words):
    with pytest.raises(ValueError, match=words):
        Period.parse(text)


def test_parse_quarter_takes_quarters_only():
    with pytest.raises(ValueError, match="季度应写作2025Q4"):
        Period.parse_quarter("2025")
    with pytest.raises(ValueError, match="季度应为1至4"):
        Period.of_quarter(2025, 0)


days = st.dates(date(1995, 1, 1), date(2095, 12, 31))


@given(a=days, b=days)
def test_slug_reads_back_and_months_cover_every_day_once(a, b):
    period = Period(min(a, b), max(a, b))
    assert Period.parse(period.slug) == period
    months = period.months()
    assert sum((month.end - month.start).days + 1 for month in months) == (
        (period.end - period.start).days + 1
    )
    assert period.before().end < period.start
