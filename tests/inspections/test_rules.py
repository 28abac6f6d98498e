"""Stages of a hazard, months of power enforcement, what is said before an inspection is written."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.inspections import rules
from assist.inspections.rules import Stage
from assist.lib.periods import Period

DAYS = st.dates(date(2024, 1, 1), date(2026, 12, 31))
MAYBE = st.none() | DAYS


@pytest.mark.parametrize(
    "due, done, again, found, words",
    [
        (None, None, None, Stage.OPEN, "整改中"),
        (date(2025, 5, 10), None, None, Stage.OPEN, "整改中，今天到期"),
        (date(2025, 5, 13), None, None, Stage.OPEN, "整改中，剩 3 天"),
        (date(2025, 5, 9), None, None, Stage.OVERDUE, "超期 1 天"),
        (date(2025, 5, 9), date(2025, 5, 10), None, Stage.RECTIFIED, "待复查"),
        (date(2025, 5, 9), date(2025, 5, 8), date(2025, 5, 9), Stage.RECHECKED, "已复查"),
        (date(2025, 6, 9), None, date(2025, 5, 9), Stage.OPEN, "整改中，剩 30 天"),
    ],
)
def test_a_hazard_stands_where_its_days_say(
    due: date | None, done: date | None, again: date | None, found: Stage, words: str
) -> None:
    on = date(2025, 5, 10)
    assert rules.stage(due, done, again, on) is found
    assert rules.stage_words(found, due, on) == words


@given(held=DAYS, due=MAYBE, done=MAYBE, again=MAYBE)
def test_days_in_order_are_the_ones_without_a_fault(
    held: date, due: date | None, done: date | None, again: date | None
) -> None:
    fine = (
        (due is None or due >= held)
        and (done is None or done >= held)
        and (again is None or again >= (done or held))
    )
    assert (rules.order_faults(held, due, done, again) == []) is fine


def test_a_month_fails_only_when_it_is_over() -> None:
    months = rules.months_of(2025, [2, 1, 0, 1, *[0] * 8], date(2025, 4, 10), least=2)
    assert [(one.count, one.short) for one in months] == [
        (2, False),
        (1, True),
        (0, True),
        (1, False),
    ]
    assert rules.failing_words(months) == [
        "2025年3月没有登记，少于每月 2 次。",
        "2025年2月只有 1 次，少于每月 2 次。",
        "2025年4月已有 1 次，月底前还差 1 次。",
    ]


def test_months_that_failed_alike_are_named_together() -> None:
    months = rules.months_of(2024, [0, 2, 1, 0, 1, *[2] * 7], date(2025, 4, 18), least=2)
    assert rules.failing_words(months) == [
        "2024年1月、4月都没有登记，少于每月 2 次。",
        "2024年3月、5月都只有 1 次，少于每月 2 次。",
    ]


def test_a_year_that_has_not_begun_has_no_months() -> None:
    assert rules.months_of(2026, [0] * 12, date(2025, 1, 30), least=2) == []


@given(start=DAYS, length=st.integers(0, 500), cut=st.none() | st.integers(-30, 600))
def test_ended_months_are_whole_and_over(start: date, length: int, cut: int | None) -> None:
    end = start + timedelta(days=length)
    period = Period(start, end, None if cut is None else start + timedelta(days=cut))
    for one in rules.ended_months(period):
        assert one.start.day == 1
        assert (one.end + timedelta(days=1)).day == 1
        assert period.start <= one.start
        assert one.end <= min(period.end, period.cut_off)


def test_warnings_say_who_is_inspected_too_often_and_what_is_missing() -> None:
    assert rules.cap_warnings({"甲公司": 2, "乙公司": 1}, 2025, 2) == [
        "甲公司2025年已检查 2 次，这次是第 3 次，超过年度频次上限 2 次。"
    ]
    assert rules.plan_warning("防火", ["防火"], 2025) is None
    assert rules.plan_warning("防火", [], 2025) == "还没有登记2025年的检查计划，无计划不检查。"
    assert rules.plan_warning("防火", ["防汛"], 2025) == "“防火”不在2025年的检查计划内。"
    assert rules.plan_warning("", ["防汛"], 2025) == "没有填写检查计划项，2025年检查计划共 1 项。"
    assert rules.officer_warning(2) is None
    assert "不足 2 人" in (rules.officer_warning(1) or "")
    assert "没有填写" in (rules.officer_warning(None) or "")
