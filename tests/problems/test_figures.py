"""What is counted at which moment (data/figures.md), on both engines."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from assist.db import db
from assist.lib.figures import Figure
from assist.lib.periods import Period
from assist.problems.figures import FIGURES, declared
from assist.problems.models import Item, Problem, Step
from assist.problems.states import Act, ItemKind, Outcome, Satisfaction, State
from assist.settings import current
from tests.problems.factories import ProblemFactory

YEAR = Period.of_year(2025)


def figure(key: str) -> Figure:
    return next(one for one in FIGURES if one.key == f"problem.{key}")


def value(key: str, period: Period = YEAR) -> Any:
    return figure(key).value(period)


def numbers(key: str, period: Period = YEAR) -> list[str]:
    return [record.number for record in figure(key).records(period)]


def solved(on: date, **values: Any) -> Problem:
    first = {"outcome": Outcome.SOLVED, "state": State.ANSWERED, "solved_on": on, "answered_on": on}
    return ProblemFactory(**first | values)


def closed(on: date, **values: Any) -> Problem:
    return solved(on, **{"state": State.CLOSED, "closed_on": on, "clock_due_on": None} | values)


def test_collected_is_registered_in_the_period_and_taken(app: Flask) -> None:
    kept = ProblemFactory(registered_on=date(2025, 1, 1))
    ProblemFactory(registered_on=date(2024, 12, 31))
    for outcome in (Outcome.NOT_ACCEPTED, Outcome.DIVERTED, Outcome.WITHDRAWN):
        ProblemFactory(state=State.REJECTED, outcome=outcome, closed_on=date(2025, 12, 5))
    assert value("collected") == 1
    assert numbers("collected") == [kept.number]


def test_what_was_turned_away_later_still_counted_at_the_cut_off(app: Flask) -> None:
    ProblemFactory(state=State.REJECTED, outcome=Outcome.NOT_ACCEPTED, closed_on=date(2025, 12, 20))
    assert value("collected", Period.of_year(2025, as_of=date(2025, 12, 10))) == 1
    assert value("collected") == 0


def test_registered_after_the_cut_off_does_not_count(app: Flask) -> None:
    ProblemFactory(registered_on=date(2025, 12, 1))
    assert value("collected", Period.of_year(2025, as_of=date(2025, 11, 30))) == 0


def test_solved_is_by_its_day_whenever_registered(app: Flask) -> None:
    old = closed(date(2025, 2, 1), registered_on=date(2024, 12, 1))
    spot = closed(date(2025, 3, 1), registered_on=date(2025, 3, 1), outcome=Outcome.SOLVED_ON_SPOT)
    closed(date(2024, 12, 30), registered_on=date(2024, 12, 1))
    ProblemFactory(state=State.ANSWERED, outcome=Outcome.PARTLY_SOLVED)
    assert (value("solved"), value("solved_on_spot")) == (2, 1)
    assert numbers("solved") == [old.number, spot.number]
    assert value("solved", Period.of_year(2025, as_of=date(2025, 2, 28))) == 1


def test_rates_are_of_what_was_collected(app: Flask) -> None:
    closed(date(2025, 12, 10))
    closed(date(2025, 12, 10), outcome=Outcome.EXPLAINED, solved_on=None)
    ProblemFactory()
    closed(date(2025, 12, 10), registered_on=date(2024, 12, 1))
    assert value("resolution_rate") == Decimal(1) / 3
    assert value("closure_rate") == Decimal(2) / 3
    assert len(numbers("resolution_rate")) == 1
    assert len(numbers("closure_rate")) == 2


def test_a_rate_stands_as_it_stood_at_the_cut_off(app: Flask) -> None:
    closed(date(2025, 12, 10), called_back_on=date(2025, 12, 10), satisfaction="satisfied")
    before = Period.of_year(2025, as_of=date(2025, 12, 9))
    assert (value("resolution_rate", before), value("closure_rate", before)) == (0, 0)
    assert value("satisfaction_rate", before) is None
    assert (value("resolution_rate"), value("satisfaction_rate")) == (1, 1)


def test_a_rate_over_nothing_is_none(app: Flask) -> None:
    for key in ("resolution_rate", "closure_rate", "satisfaction_rate"):
        assert value(key) is None


def test_whoever_was_not_reached_is_outside_the_base(app: Flask) -> None:
    for satisfaction in Satisfaction:
        closed(date(2025, 12, 10), satisfaction=satisfaction)
    assert value("satisfaction_rate") == Decimal(2) / 3
    assert len(numbers("satisfaction_rate")) == 2


def test_partly_solved_counts_only_where_the_bureau_says_so(app: Flask) -> None:
    closed(date(2025, 12, 10), outcome=Outcome.PARTLY_SOLVED, solved_on=None)
    assert value("resolution_rate") == 0
    current().partly_counts = True
    try:
        assert value("resolution_rate") == 1
    finally:
        current().partly_counts = False


PARTS = ("collected_on_spot", "assigned", "unassigned")
ENDS = ("solved", "partly", "explained", "handling", "parked")


def test_what_was_collected_falls_into_parts_that_add_up(app: Flask) -> None:
    on, later = date(2025, 12, 10), {"assigned_on": date(2025, 12, 3)}
    closed(on, outcome=Outcome.SOLVED_ON_SPOT)
    closed(on, **later)
    closed(on, outcome=Outcome.PARTLY_SOLVED, solved_on=None, **later)
    closed(on, outcome=Outcome.EXPLAINED, solved_on=None, **later)
    ProblemFactory(state=State.HANDLING, **later)
    ProblemFactory(state=State.PARKED, outcome=Outcome.PARKED, **later)
    ProblemFactory()
    ProblemFactory(state=State.REJECTED, outcome=Outcome.WITHDRAWN, closed_on=on)
    before = Period.of_year(2025, as_of=date(2025, 12, 2))

    assert [value(key) for key in PARTS] == [1, 5, 1]
    assert [value(f"assigned_{key}") for key in ENDS] == [1, 1, 1, 1, 1]
    assert (value("unsolved"), value("not_taken")) == (3, 1)
    assert [value(key, before) for key in PARTS] == [0, 0, 8]
    for one in FIGURES:
        if one.unit == "件":
            assert len(one.records(YEAR)) == one.value(YEAR), one.key


def test_how_fast_problems_were_signed_and_answered(app: Flask) -> None:
    on = {"assigned_on": date(2025, 12, 3), "due_on": date(2025, 12, 12)}
    closed(date(2025, 12, 12), signed_on=date(2025, 12, 4), **on)
    late = closed(date(2025, 12, 15), signed_on=date(2025, 12, 8), **on)
    waiting = ProblemFactory(state=State.ASSIGNED, **on)

    assert value("response_rate") == value("on_time_rate") == Decimal(1) / 3
    assert numbers("overdue") == [waiting.number]
    assert value("average_days") == Decimal(9 + 10) / 2
    assert late.number not in numbers("on_time_rate")
    assert value("on_time_rate", Period.of_year(2024)) is None


def test_urging_and_raising_count_as_acts_of_the_period(app: Flask) -> None:
    problem = ProblemFactory()
    now = datetime(2025, 12, 9, tzinfo=UTC)
    said = {"problem_id": problem.id, "act": Act.ESCALATE, "at": now}
    db.session.add_all(
        [
            Item(problem_id=problem.id, kind=ItemKind.URGE, asked_on=date(2025, 12, 9)),
            Item(problem_id=problem.id, kind=ItemKind.INSTRUCTION, asked_on=date(2025, 12, 9)),
            Step(on=date(2025, 12, 9), after=State.REGISTERED, **said),
            Step(on=date(2026, 1, 9), after=State.REGISTERED, **said),
        ]
    )
    db.session.flush()
    assert (value("urged"), value("escalated")) == (1, 1)
    assert numbers("urged") == numbers("escalated") == [problem.number]


@pytest.mark.parametrize("one", declared.FIGURES, ids=lambda one: one.key)
def test_records_lead_to_their_pages(app: Flask, one: Figure) -> None:
    found = closed(
        date(2025, 12, 10), outcome=Outcome.SOLVED_ON_SPOT, satisfaction=Satisfaction.SATISFIED
    )
    assert [record.href for record in one.records(YEAR)] == [f"/problems/{found.number}"]
