"""What the calendar holds, how it stands, and how points are worked out."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assist.lib.deadlines import Light
from assist.lib.errors import Invalid
from assist.lib.periods import Period
from assist.lib.workdays import WorkCalendar
from assist.petitions.rules import Clock
from assist.planning.models import Better, TaskState
from assist.planning.rules import duties
from assist.planning.rules.indicators import (
    from_exact,
    parse_number,
    points,
    run_of,
    scored_period,
    shown,
    total,
)
from assist.planning.rules.tasks import TaskFacts, check_facts, checked_percent, next_years

CALENDAR = WorkCalendar()
DAYS = st.dates(date(2000, 1, 1), date(2040, 12, 31))
HUNDREDTHS = st.integers(0, 10**9)


def test_the_law_gives_four_days_of_a_year() -> None:
    found = [
        (entry.due, entry.title) for entry in duties.yearly(date(2026, 1, 1), date(2026, 12, 31))
    ]

    assert found == [
        (date(2026, 1, 31), "发布2025年政府信息公开工作年度报告"),
        (date(2026, 3, 1), "报送2025年法治政府建设年度报告"),
        (date(2026, 3, 31), "公示2025年逾期未支付中小企业款项的合同数量和金额"),
        (date(2026, 4, 1), "向社会公开2025年法治政府建设年度报告"),
    ]


@settings(deadline=None)  # the first look at a year reads its holidays
@given(first=DAYS, length=st.integers(0, 800))
def test_a_window_holds_each_duty_that_falls_due_in_it_once(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    found = [*duties.yearly(first, last), *duties.power_checks(first, last, [])]

    assert all(first <= entry.due <= last for entry in found)
    assert len({entry.key for entry in found}) == len(found)
    assert all(duties.year_of(entry.key) == entry.due.year for entry in found)
    ends = {first + timedelta(days=n) for n in range(length + 1)}
    months = {day for day in ends if (day + timedelta(days=1)).day == 1}
    assert {entry.due for entry in found if entry.key.startswith("power")} == months


@given(held=st.lists(st.dates(date(2025, 1, 1), date(2025, 12, 31)), max_size=40))
def test_a_month_is_done_on_the_day_of_its_second_check(held: list[date]) -> None:
    entries = list(duties.power_checks(date(2025, 1, 1), date(2025, 12, 31), held))

    for entry in entries:
        in_month = sorted(day for day in held if day.month == entry.due.month)
        assert entry.done_on == (in_month[1] if len(in_month) > 1 else None)
        assert entry.words == f"当月已检查{len(in_month)}次"


@settings(deadline=None)  # the first look at a year reads its holidays
@given(due=DAYS, on=DAYS)
def test_what_is_late_is_red_and_what_is_done_has_no_light(due: date, on: date) -> None:
    entry = duties.task_due(1, "任务", due, "")

    assert (entry.light(on, CALENDAR) is Light.RED) == (on > due)
    assert entry.clock(on, CALENDAR).startswith("超期") == (on > due)
    done = duties.with_tick(
        duties.YEARLY[0].of(due.year), {f"annual-{due.year}": duties.Tick(on, "已发", "张三")}
    )
    assert done.light(on, CALENDAR) is Light.NONE
    assert done.clock(on, CALENDAR).endswith("超过期限") == (on > done.due)


@settings(deadline=None)  # the first look at a year reads its holidays
@given(due=DAYS, on=DAYS)
def test_a_petition_counts_the_days_of_the_calendar(due: date, on: date) -> None:
    entry = duties.petition_clock("XF-1", Clock("办结", due, Light.RED, ""), "张三", 5)
    left = (due - on).days
    words = f"超期{-left}天" if left < 0 else f"剩{left}天" if left else "今天到期"

    assert entry.clock(on, CALENDAR) == words
    assert not entry.tickable


@given(days=st.lists(DAYS, max_size=30), on=DAYS)
def test_groups_lose_nothing_and_order_by_day(days: list[date], on: date) -> None:
    entries = [duties.task_due(n, "任务", day, "") for n, day in enumerate(days)]
    found = duties.grouped(entries, on)
    every = [*found.late, *found.soon, *found.later]

    assert sorted(e.href for e in every) == sorted(e.href for e in entries)
    assert [e.due for e in every] == sorted(days)
    assert all(e.due < on for e in found.late)


def test_a_record_goes_before_a_tick() -> None:
    entry = duties.YEARLY[0].of(2026)
    by_record = duties.shown_by_records(entry, {"annual": {2026: date(2026, 1, 20)}})
    both = duties.with_tick(by_record, {entry.key: duties.Tick(date(2026, 1, 30), "已发", "")})

    assert both.done_on == date(2026, 1, 20)
    assert not both.ticked


@pytest.mark.parametrize("key", ["", "report", "report-0001", "report-20 26", "x" * 200])
def test_nonsense_names_no_year(key: str) -> None:
    assert duties.year_of(key) is None


def test_a_line_of_the_digest_says_what_when_and_who() -> None:
    entry = duties.YEARLY[1].of(2026)

    assert duties.line(entry, "李四", date(2026, 2, 27), CALENDAR) == (
        "报送2025年法治政府建设年度报告，2026年3月1日到期，剩1天，李四"
    )


@given(day=DAYS)
def test_next_years_day_is_the_like_day(day: date) -> None:
    later = next_years(day)

    assert (later.year, later.month) == (day.year + 1, day.month)
    assert later.day == day.day or (day.month, day.day, later.day) == (2, 29, 28)


@pytest.mark.parametrize(
    "state,percent,note,expected",
    [
        (TaskState.WAITING, None, "", 0),
        (TaskState.DOING, 40, "", 40),
        (TaskState.DONE, None, "", 100),
        (TaskState.DONE, 100, "", 100),
        (TaskState.CANCELLED, 30, "并入别的任务", 30),
    ],
)
def test_a_state_and_its_share(state: TaskState, percent: int, note: str, expected: int) -> None:
    assert checked_percent(state, percent, note) == expected


@pytest.mark.parametrize(
    "state,percent,field",
    [
        (TaskState.WAITING, 10, "percent"),
        (TaskState.DOING, 100, "percent"),
        (TaskState.DONE, 80, "percent"),
        (TaskState.CANCELLED, 0, "note"),
    ],
)
def test_what_does_not_fit_together(state: TaskState, percent: int, field: str) -> None:
    with pytest.raises(Invalid) as caught:
        checked_percent(state, percent, "")
    assert caught.value.field == field


@pytest.mark.parametrize("due", [date(2025, 12, 31), date(2027, 4, 1), date(2028, 1, 1)])
def test_a_task_ends_in_its_year_or_soon_after(due: date) -> None:
    with pytest.raises(Invalid):
        check_facts(TaskFacts(2026, "任务", "", 1, due))
    check_facts(TaskFacts(2026, "任务", "", 1, date(2027, 3, 31)))


@given(value=HUNDREDTHS, target=HUNDREDTHS, weight=st.integers(1, 10_000))
def test_points_lie_between_none_and_the_weight(value: int, target: int, weight: int) -> None:
    higher = points(value, target, weight, Better.HIGHER)
    lower = points(value, target, weight, Better.LOWER)

    assert 0 <= higher <= weight
    assert 0 <= lower <= weight
    assert higher == weight or value < target
    assert lower == weight or value > target
    assert points(value + 1, target, weight, Better.HIGHER) >= higher
    assert points(value + 1, target, weight, Better.LOWER) <= lower


@pytest.mark.parametrize(
    "value,target,better,expected",
    [
        (95_00, 95_00, Better.HIGHER, 10_00),
        (47_50, 95_00, Better.HIGHER, 5_00),
        (-5_00, 0, Better.HIGHER, 0),
        (-5_00, 10_00, Better.HIGHER, 0),
        (0, 0, Better.LOWER, 10_00),
        (1_00, 0, Better.LOWER, 0),
        (4_00, 2_00, Better.LOWER, 5_00),
    ],
)
def test_points_by_hand(value: int, target: int, better: Better, expected: int) -> None:
    assert points(value, target, 10_00, better) == expected


@given(number=st.integers(-(10**12), 10**12))
def test_a_number_is_read_as_it_was_shown(number: int) -> None:
    assert parse_number(shown(number)) == number


@pytest.mark.parametrize("text", ["", "十", "1.234", "1e5", "NaN", "--1", "9" * 20])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="请填写数字"):
        parse_number(text)


def test_an_exact_value_is_rounded_half_up_once() -> None:
    assert from_exact(Decimal("79.165")) == 79_17


def test_what_is_not_scored_weighs_all_the_same() -> None:
    found = total([(8_00, 10_00), (None, 5_00)])

    assert (found.words, found.scored, found.unscored) == ("8 / 15 分", 1, 1)


def test_years_and_quarters_that_have_begun_are_scored() -> None:
    on = date(2025, 5, 1)
    assert scored_period("2025", on) == Period.of_year(2025, on)
    assert scored_period("2025Q1", on) == Period.of_quarter(2025, 1, date(2025, 3, 31))
    for slug in ("2025Q3", "2025-01-01..2025-02-03", "soon"):
        with pytest.raises(ValueError, match=r"[\u4e00-\u9fff]"):
            scored_period(slug, on)
    run = [p.slug for p in run_of(Period.of_quarter(2025, 1, date(2025, 2, 1)))]
    assert run == ["2023Q4", "2024Q1", "2024Q2", "2024Q3", "2024Q4", "2025Q1"]
