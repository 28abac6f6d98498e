import time
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assist.lib.workdays import WorkCalendar

CALENDAR = WorkCalendar()


def days_of(year, text):
    """Read `1/28-31 2/3` as days of a year."""
    days = set()
    for part in text.split():
        month, _, span = part.partition("/")
        first, _, last = span.partition("-")
        days |= {date(year, int(month), day) for day in range(int(first), int(last or first) + 1)}
    return days


# The State Council's notices: weekdays off, and weekends worked.
NOTICES = {
    2025: (
        "1/1 1/28-31 2/3-4 4/4 5/1-2 5/5 6/2 10/1-3 10/6-8",
        "1/26 2/8 4/27 9/28 10/11",
    ),
    2026: (
        "1/1-2 2/16-20 2/23 4/6 5/1 5/4-5 6/19 9/25 10/1-2 10/5-7",
        "1/4 2/14 2/28 5/9 9/20 10/10",
    ),
}


def all_days(year):
    return [date(year, 1, 1) + timedelta(days=n) for n in range(365)]


@pytest.mark.parametrize("year", NOTICES)
def test_every_day_of_a_published_year_agrees_with_the_notice(year):
    off, worked = (days_of(year, text) for text in NOTICES[year])
    expected = [
        day for day in all_days(year) if day in worked or (day.weekday() < 5 and day not in off)
    ]
    assert [day for day in all_days(year) if CALENDAR.is_workday(day)] == expected
    assert CALENDAR.published(year)


def test_year_without_a_notice_counts_monday_to_friday():
    assert not CALENDAR.published(2050)
    assert [day for day in all_days(2050) if CALENDAR.is_workday(day)] == [
        day for day in all_days(2050) if day.weekday() < 5
    ]


def test_overrides_go_before_the_notice():
    calendar = WorkCalendar({date(2025, 1, 1): True, date(2025, 3, 4): False})
    assert calendar.is_workday(date(2025, 1, 1))
    assert not calendar.is_workday(date(2025, 3, 4))
    assert calendar.between(date(2025, 3, 3), date(2025, 3, 5)) == 1


def test_year_counts_as_published_once_a_worked_weekend_of_it_is_entered():
    assert not WorkCalendar({date(2050, 3, 4): False}).published(2050)
    assert WorkCalendar({date(2050, 1, 8): True}).published(2050)


@pytest.mark.parametrize(
    "day,n,expected",
    [
        (date(2025, 1, 24), 1, date(2025, 1, 26)),  # a worked Sunday before Spring Festival
        (date(2025, 1, 27), 1, date(2025, 2, 5)),  # over the whole festival
        (date(2025, 2, 5), -1, date(2025, 1, 27)),
        (date(2025, 10, 1), 1, date(2025, 10, 9)),
        (date(2025, 12, 31), 1, date(2026, 1, 4)),  # over the year
        (date(2026, 1, 4), -1, date(2025, 12, 31)),
        (date(2025, 3, 8), 0, date(2025, 3, 8)),  # a Saturday stays
        (date(2025, 3, 7), 15, date(2025, 3, 28)),
    ],
)
def test_add(day, n, expected):
    assert CALENDAR.add(day, n) == expected


def test_between_counts_after_the_first_up_to_and_with_the_last():
    friday, saturday, monday = date(2025, 3, 7), date(2025, 3, 8), date(2025, 3, 10)
    assert CALENDAR.between(friday, friday) == 0
    assert CALENDAR.between(friday, saturday) == 0
    assert CALENDAR.between(friday, monday) == 1
    assert CALENDAR.between(monday, friday) == -1


any_day = st.dates(date(2005, 1, 1), date(2045, 12, 31))


@given(day=any_day, n=st.integers(1, 1500))
def test_between_undoes_add(day, n):
    later = CALENDAR.add(day, n)
    assert CALENDAR.is_workday(later)
    assert CALENDAR.between(day, later) == n


@given(day=any_day, n=st.integers(-1500, 1500))
def test_from_a_working_day_add_goes_there_and_back(day, n):
    assume(CALENDAR.is_workday(day))
    assert CALENDAR.add(CALENDAR.add(day, n), -n) == day
    assert CALENDAR.between(day, CALENDAR.add(day, n)) == n


@given(a=any_day, b=any_day, c=any_day)
def test_between_adds_up(a, b, c):
    assert CALENDAR.between(a, b) + CALENDAR.between(b, c) == CALENDAR.between(a, c)
    assert CALENDAR.between(a, b) == -CALENDAR.between(b, a)


@given(a=any_day, length=st.integers(0, 400))
def test_between_equals_counting_day_by_day(a, length):
    days = [a + timedelta(days=n) for n in range(1, length + 1)]
    assert CALENDAR.between(a, a + timedelta(days=length)) == sum(map(CALENDAR.is_workday, days))


def test_days_beyond_the_calendar_are_refused_in_words():
    with pytest.raises(ValueError, match="超出可计算的范围"):
        CALENDAR.add(date(9998, 12, 1), 1000)


def test_counting_over_years_does_not_go_day_by_day():
    CALENDAR.between(date(2010, 1, 1), date(2026, 12, 31))
    started = time.perf_counter()
    for _ in range(1000):
        CALENDAR.between(date(2010, 1, 1), date(2026, 12, 31))
    # 6,000 days a call would take seconds; the bound leaves room for a busy machine.
    assert time.perf_counter() - started < 0.5
