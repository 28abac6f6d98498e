"""Decisions about visits, without a database."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from assist.lib.deadlines import Light
from assist.visits import rules

ON = date(2025, 12, 31)


@pytest.mark.parametrize(
    "day, fault",
    [
        (ON, None),
        (ON + timedelta(days=1), "今天"),
        (date(2000, 1, 1), None),
        (date(1999, 12, 31), "2000年"),
    ],
)
def test_the_day_of_a_visit(day: date, fault: str | None) -> None:
    found = rules.fault_of_day(day, ON)
    assert found is None if fault is None else fault in str(found)


@pytest.mark.parametrize(
    "days, light",
    [(0, Light.GREEN), (60, Light.GREEN), (61, Light.AMBER), (90, Light.AMBER), (91, Light.RED)],
)
def test_silence_turns_amber_and_red(days: int, light: Light) -> None:
    assert rules.silence(ON - timedelta(days=days), ON, 90).light is light


def test_never_contacted_is_red() -> None:
    assert rules.silence(None, ON, 90) == rules.Silence(None, "还没有联系记录", Light.RED)


@pytest.mark.parametrize(
    "theirs, office, void, age, allowed",
    [
        (True, False, False, 7, True),
        (True, False, False, 8, False),
        (False, False, False, 0, False),
        (False, True, False, 999, True),
        (True, True, True, 0, False),
    ],
)
def test_who_may_amend(theirs: bool, office: bool, void: bool, age: int, allowed: bool) -> None:
    reason = rules.why_not_amend(
        is_theirs=theirs,
        is_office=office,
        is_void=void,
        since=ON - timedelta(days=age),
        on=ON,
        days=7,
    )
    assert (reason is None) is allowed


def test_a_visit_with_problems_alone_says_which() -> None:
    assert rules.said("", ["续贷慢", "缺焊工"]) == "企业反映：续贷慢；缺焊工"
    assert rules.said("都好", ["续贷慢"]) == "都好"
    assert rules.said("", []) == ""
