"""The clocks: calendar days by the 条例, working days for 12345, once and at most 30 more."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.lib.deadlines import Light
from assist.lib.errors import Invalid, Refused
from assist.lib.standing import Standing
from assist.lib.workdays import WorkCalendar
from assist.petitions import rules
from assist.petitions.models import PetitionChannel as Channel

LIMITS = SimpleNamespace(
    hotline_days=5, told_days=15, petition_days=60, extension_days=30, review_days=30,
    petition_amber_days=3, calendar=WorkCalendar(),
)  # fmt: skip
DAYS = st.dates(date(2020, 1, 1), date(2026, 6, 1))


def matter(**values: Any) -> SimpleNamespace:
    given_ = {
        "channel": Channel.VISIT,
        "received_on": date(2025, 12, 1),
        "due_on": date(2026, 1, 30),
        "extended_to": None,
        "told_on": None,
        "done_on": None,
        "standing": Standing.VALID,
    }
    return SimpleNamespace(**given_ | values)


@given(DAYS)
def test_limits_are_those_of_the_channel(day: date) -> None:
    assert rules.due_of(Channel.LETTER, day, LIMITS) == day + timedelta(days=60)
    assert rules.due_of(Channel.REVIEW, day, LIMITS) == day + timedelta(days=30)
    hotline = rules.due_of(Channel.HOTLINE, day, LIMITS)
    assert LIMITS.calendar.between(day, hotline) == 5
    assert LIMITS.calendar.is_workday(hotline)


def test_the_hotline_is_not_owed_on_a_holiday() -> None:
    assert rules.due_of(Channel.HOTLINE, date(2025, 9, 29), LIMITS) == date(2025, 10, 13)


def test_only_direct_and_forwarded_matters_are_told_within_15_days() -> None:
    day = date(2025, 12, 1)
    found = {channel: rules.told_by(channel, day, LIMITS) for channel in Channel}
    assert found[Channel.HOTLINE] is None
    assert found[Channel.REVIEW] is None
    assert found[Channel.ONLINE] == date(2025, 12, 16)


@given(DAYS, st.integers(-400, 400))
def test_a_clock_always_says_in_words_what_its_colour_says(due: date, shift: int) -> None:
    clock = rules.clock("办结", due, due - timedelta(days=shift), 3)
    if shift < 0:
        assert (clock.light, clock.text) == (Light.RED, f"超期{-shift}天")
    elif shift == 0:
        assert (clock.light, clock.text) == (Light.AMBER, "今天到期")
    else:
        assert clock.light is (Light.AMBER if shift <= 3 else Light.GREEN)
        assert clock.text == f"剩{shift}天"


def test_the_clock_that_ends_first_stands_first_and_ends_when_told() -> None:
    on = date(2025, 12, 20)
    assert [one.name for one in rules.clocks_of(matter(), on, LIMITS)] == ["告知", "办结"]
    told = matter(told_on=date(2025, 12, 5))
    assert [one.text for one in rules.clocks_of(told, on, LIMITS)] == ["剩41天"]
    assert rules.clocks_of(matter(done_on=on), on, LIMITS) == []
    assert rules.clocks_of(matter(standing=Standing.VOID), on, LIMITS) == []


def test_an_extension_ends_the_red_light() -> None:
    late = matter(extended_to=date(2026, 2, 20), told_on=date(2025, 12, 2))
    assert rules.clocks_of(late, date(2026, 2, 1), LIMITS)[0].light is Light.GREEN
    assert rules.ended_words(matter(done_on=date(2026, 2, 1))) == "超期办结"
    assert rules.ended_words(matter(done_on=date(2026, 2, 1), extended_to=date(2026, 2, 1))) == (
        "按期办结"
    )


@given(st.integers(-5, 60))
def test_an_extension_is_at_most_30_days(days: int) -> None:
    row, on = matter(), date(2025, 12, 20)
    to = row.due_on + timedelta(days=days)
    if 0 < days <= 30:
        rules.check_extension(row, to, on, LIMITS)
    else:
        with pytest.raises(Invalid):
            rules.check_extension(row, to, on, LIMITS)


@pytest.mark.parametrize(
    "values, on, reason",
    [
        ({"extended_to": date(2026, 2, 10)}, date(2025, 12, 20), "只能延期一次"),
        ({"channel": Channel.REVIEW}, date(2025, 12, 20), "不能延期"),
        ({}, date(2026, 1, 31), "期限已过"),
        ({"done_on": date(2025, 12, 9)}, date(2025, 12, 20), "已经办结"),
        ({"standing": Standing.VOID}, date(2025, 12, 20), "已经作废"),
    ],
)
def test_what_cannot_be_extended_says_why(values: dict[str, Any], on: date, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        rules.check_extension(matter(**values), date(2026, 2, 15), on, LIMITS)
