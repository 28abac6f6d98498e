"""Balances, clearing days, due days, interest, plans: the arithmetic of money."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.arrears import rules

START = date(2024, 6, 30)


@dataclass(frozen=True)
class Move:
    on: date
    effect: int


days = st.integers(0, 700).map(lambda n: START + timedelta(days=n))
moves = st.lists(st.builds(Move, days, st.integers(-(10**12), 10**12)), max_size=30)
owed_amounts = st.integers(1, 10**13)


@given(owed_amounts, moves, days)
def test_the_balance_of_a_day_is_the_last_point_before_it(
    owed: int, moved: list[Move], on: date
) -> None:
    points = [point for point in rules.run(owed, moved) if point.on <= on]
    assert rules.balance_on(owed, moved, on) == (points[-1].balance if points else owed)


@given(owed_amounts, moves)
def test_below_zero_is_found_exactly_when_some_day_is(owed: int, moved: list[Move]) -> None:
    found = rules.first_below_zero(owed, moved)
    below = [day for day in {m.on for m in moved} if rules.balance_on(owed, moved, day) < 0]
    assert (found.on if found else None) == min(below, default=None)


@given(owed_amounts, st.lists(st.tuples(days, st.integers(1, 10**9)), max_size=20))
def test_cleared_is_the_first_day_of_the_last_stretch_at_zero(
    owed: int, paid: list[tuple[date, int]]
) -> None:
    moved = [Move(day, -amount) for day, amount in paid]
    rest = owed - sum(amount for _, amount in paid)
    moved.append(Move(START + timedelta(days=701), -rest))
    if rules.first_below_zero(owed, moved):
        return
    cleared = rules.cleared_on(owed, moved, date(2030, 1, 1))
    assert cleared is not None
    assert rules.balance_on(owed, moved, cleared) == 0
    assert rules.balance_on(owed, moved, cleared - timedelta(days=1)) > 0


def test_a_debt_reopened_by_a_reversal_is_cleared_when_it_is_paid_again() -> None:
    moved = [
        Move(date(2025, 1, 5), -100),
        Move(date(2025, 2, 1), 100),
        Move(date(2025, 3, 1), -100),
    ]
    assert rules.cleared_on(100, moved, date(2025, 1, 31)) == date(2025, 1, 5)
    assert rules.cleared_on(100, moved, date(2025, 2, 10)) is None
    assert rules.cleared_on(100, moved, date(2025, 12, 31)) == date(2025, 3, 1)


@pytest.mark.parametrize(
    "public, agreed, expected",
    [
        (True, None, date(2025, 1, 31)),
        (False, None, date(2025, 3, 2)),
        (True, 45, date(2025, 2, 15)),
        (True, 90, date(2025, 3, 2)),
        (False, 90, date(2025, 4, 1)),
    ],
)
def test_due_day_by_article_9(public: bool, agreed: int | None, expected: date) -> None:
    due = rules.due(
        public=public, delivered=date(2025, 1, 1), accepted=None, settled=None, agreed=agreed
    )
    assert due is not None
    assert (due.day, due.event) == (expected, "交付日")
    assert due.capped == (public and agreed == 90)


def test_due_day_runs_from_acceptance_by_article_10_and_needs_a_beginning() -> None:
    accepted = rules.due(
        public=True,
        delivered=date(2025, 1, 1),
        accepted=date(2025, 1, 11),
        settled=None,
        agreed=None,
    )
    assert accepted is not None
    assert (accepted.day, accepted.event) == (date(2025, 2, 10), "验收日")
    assert rules.due(public=True, delivered=None, accepted=None, settled=None, agreed=30) is None


BASE_DAY = date(2024, 6, 30)


@pytest.mark.parametrize(
    "stock, formed, right",
    [
        ("base", BASE_DAY, True),
        ("added", BASE_DAY, True),
        ("new", BASE_DAY, False),
        ("new", BASE_DAY + timedelta(1), True),
        ("base", BASE_DAY + timedelta(1), False),
        ("added", BASE_DAY + timedelta(1), False),
        ("new", None, True),
    ],
)
def test_the_base_day_parts_old_debts_from_new_ones(
    stock: str, formed: date | None, right: bool
) -> None:
    assert (rules.stock_fault(stock, formed, BASE_DAY) is None) == right


def test_interest_is_five_ten_thousandths_a_day_on_what_is_left() -> None:
    paid = [Move(date(2025, 1, 11), -40_000_00)]
    found = rules.interest(
        owed=100_000_00,
        movements=paid,
        due=date(2025, 1, 1),
        agreed_rate=None,
        on=date(2025, 1, 21),
    )
    assert found is not None
    # 10 days on 100 000 元 and 10 days on 60 000 元, at 0.0005 a day: 500 + 300 元.
    assert (found.fen, found.days, found.statutory) == (800_00, 20, True)
    assert [part[2:] for part in found.parts] == [(100_000_00, 10), (60_000_00, 10)]


def test_interest_at_an_agreed_rate_is_a_year_of_365_days() -> None:
    found = rules.interest(
        owed=365_000_00, movements=[], due=date(2025, 1, 1), agreed_rate=345, on=date(2025, 1, 11)
    )
    assert found is not None
    assert (found.fen, found.daily) == (345_00, Decimal(345) / 10_000 / 365)


def test_nothing_overdue_no_interest() -> None:
    assert rules.interest(owed=1, movements=[], due=None, agreed_rate=None, on=START) is None
    assert rules.interest(owed=1, movements=[], due=START, agreed_rate=None, on=START) is None


@given(owed_amounts, st.lists(st.tuples(days, st.integers(1, 10**9)), max_size=20), days)
def test_interest_never_exceeds_that_of_the_untouched_debt(
    owed: int, paid: list[tuple[date, int]], on: date
) -> None:
    moved = [Move(day, -amount) for day, amount in paid]
    whole = rules.interest(owed=owed, movements=[], due=START, agreed_rate=None, on=on)
    part = rules.interest(owed=owed, movements=moved, due=START, agreed_rate=None, on=on)
    assert (part is None) == (whole is None)
    if whole and part:
        assert 0 <= part.fen <= whole.fen


def test_the_plan_is_met_on_the_day_the_running_sum_reaches_it() -> None:
    repaid = [
        (date(2025, 3, 1), 40),
        (date(2025, 5, 1), 70),
        (date(2025, 5, 2), -30),
        (date(2025, 9, 1), 20),
    ]
    assert rules.plan_met_on(100, repaid) == date(2025, 5, 1)
    assert rules.plan_met_on(111, repaid) is None
    assert rules.plan_met_on(0, repaid) is None


def test_forecast_goes_on_at_the_present_pace() -> None:
    year = {"start": date(2025, 1, 1), "end": date(2025, 12, 31)}
    assert rules.forecast(repaid=50, on=date(2025, 7, 2), **year) == 99
    assert rules.forecast(repaid=50, on=date(2025, 12, 31), **year) == 50
