"""What is counted of 清欠: the example year to the fen, and nothing void, foreign or too late."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from assist.arrears import actions
from assist.arrears.figures import FIGURES
from assist.arrears.models import Debt, Dispute, Repayment, Stock, Way
from assist.db import db
from assist.exchange.actions import Import
from assist.lib.figures import Value
from assist.lib.periods import Period
from tests.arrears.factories import DebtFactory
from tests.cadres.factories import office

ROOT = Path(__file__).resolve().parents[2]
BY_KEY = {figure.key: figure for figure in FIGURES}
YEAR = Period.of_year(2025)
ON = date(2025, 12, 31)
#: data/figures.md for examples/2025.xlsx, in 元.
GOLDEN: dict[str, Any] = {
    "arrears.base_count": 179,
    "arrears.base_amount": 162320000,
    "arrears.repaid_amount": 101700000,
    "arrears.balance": 60620000,
    "arrears.repaid_rate": 0.6265,
    "arrears.small_open_count": 0,
    "arrears.small_cleared_on": "2025-11-19",
    "arrears.plan_amount": 95000000,
    "arrears.plan_met_on": "2025-11-26",
}


def value(key: str, period: Period = YEAR) -> Value:
    return BY_KEY[f"arrears.{key}"].value(period)


def numbers(key: str, period: Period = YEAR) -> list[str]:
    return [record.number for record in BY_KEY[f"arrears.{key}"].records(period)]


def until(as_of: date) -> Period:
    return Period(date(2025, 1, 1), ON, as_of)


def repay(debt: Debt, day: date, amount: int, way: Way = Way.TRANSFER) -> Repayment:
    return actions.repay(
        by=office(), on=date(2026, 6, 30), debt=debt, day=day, amount=amount, way=way
    )


def reverse(repayment: Repayment, day: date) -> Repayment:
    clerk = office()
    return actions.reverse(
        by=clerk, on=date(2026, 6, 30), repayment=repayment, day=day, words="重复"
    )


def test_the_example_year_comes_out_to_the_fen(app: Flask) -> None:
    taken = Import((ROOT / "examples" / "2025.xlsx").read_bytes(), on=ON).take()
    assert taken.faults == []
    found = {key: json.loads(json.dumps(BY_KEY[key].as_json(YEAR))) for key in GOLDEN}
    assert {key: figure["value"] for key, figure in found.items()} == GOLDEN
    assert len(found["arrears.base_count"]["records"]) == 179
    assert value("new_overdue_count") == len(numbers("new_overdue_count")) == 2
    assert isinstance(substantive := value("substantive_amount"), int)
    assert 0 < substantive < 101_700_000_00
    for key in ("base_count", "small_open_count", "cleared_count", "added_count"):
        assert value(key) == len(numbers(key)), key


def test_void_found_late_and_new_debts_are_not_of_the_base(app: Flask) -> None:
    base = DebtFactory(dispute=Dispute.WHOLE, judicial=True)
    DebtFactory(void=True)
    DebtFactory(stock=Stock.ADDED)
    DebtFactory(stock=Stock.NEW, formed_on=date(2025, 2, 1))
    assert (value("base_count"), value("base_amount"), value("balance")) == (
        1,
        100_000_00,
        100_000_00,
    )
    assert numbers("base_amount") == [base.number]
    assert (value("added_count"), value("new_open_count"), value("disputed_count")) == (1, 1, 1)


def test_nothing_after_the_cut_off_counts(app: Flask) -> None:
    debt = DebtFactory()
    first = repay(debt, date(2025, 3, 31), 10_000_00)
    repay(debt, date(2025, 4, 1), 20_000_00)
    reverse(first, date(2025, 9, 1))
    repay(debt, date(2026, 1, 10), 50_000_00)
    db.session.commit()
    march, april = until(date(2025, 3, 31)), until(date(2025, 4, 1))
    assert [value("repaid_amount", one) for one in (march, april, YEAR)] == [
        10_000_00,
        30_000_00,
        20_000_00,
    ]
    assert [value("balance", one) for one in (march, april, YEAR)] == [
        90_000_00,
        70_000_00,
        80_000_00,
    ]
    assert numbers("repaid_amount", march) == ["HK-2025-0001"]
    assert len(numbers("repaid_amount")) == 3


def test_what_is_repaid_in_a_quarter_is_a_flow_of_its_own(app: Flask) -> None:
    debt = DebtFactory()
    first = repay(debt, date(2025, 3, 31), 10_000_00)
    reverse(first, date(2025, 4, 1))
    quarters = [value("repaid_in_period", Period.of_quarter(2025, n)) for n in (1, 2, 3)]
    assert quarters == [10_000_00, -10_000_00, 0]


def test_bills_and_goods_are_no_real_money(app: Flask) -> None:
    debt = DebtFactory()
    repay(debt, date(2025, 1, 5), 10_00)
    repay(debt, date(2025, 1, 6), 20_00, Way.BILL)
    goods = repay(debt, date(2025, 1, 7), 40_00, Way.IN_KIND)
    assert (value("repaid_amount"), value("substantive_amount")) == (70_00, 10_00)
    reverse(goods, date(2025, 1, 8))
    assert (value("repaid_amount"), value("substantive_amount")) == (30_00, 10_00)


def test_an_adjustment_moves_the_balance_and_is_no_repayment(app: Flask) -> None:
    debt, clerk = DebtFactory(), office()
    actions.adjust(
        by=clerk, on=ON, debt=debt, day=date(2025, 6, 1), amount=-30_000_00, reason="核减"
    )
    assert (value("repaid_amount"), value("balance"), value("base_amount")) == (
        0,
        70_000_00,
        100_000_00,
    )
    assert value("balance", until(date(2025, 5, 31))) == 100_000_00


def test_small_debts_are_cleared_on_the_day_of_the_last_one(app: Flask) -> None:
    one, two = DebtFactory(owed=50_000_000), DebtFactory(owed=1_00)
    DebtFactory(owed=50_000_001)
    repay(one, date(2025, 2, 1), 50_000_000)
    assert (value("small_open_count"), value("small_cleared_on")) == (1, None)
    assert numbers("small_open_count") == [two.number]
    wrong = repay(two, date(2025, 3, 1), 1_00)
    assert value("small_cleared_on") == date(2025, 3, 1)
    reverse(wrong, date(2025, 4, 1))
    assert value("small_cleared_on") is None
    assert value("small_cleared_on", until(date(2025, 3, 31))) == date(2025, 3, 1)
    repay(two, date(2025, 5, 1), 1_00)
    assert value("small_cleared_on") == date(2025, 5, 1)
    assert value("small_cleared_on", until(date(2025, 1, 31))) is None


def test_no_small_debts_no_day(app: Flask) -> None:
    DebtFactory(owed=50_000_001)
    assert (value("small_open_count"), value("small_cleared_on")) == (0, None)


def test_the_plan_is_cumulative_and_met_on_a_day(app: Flask) -> None:
    debt, clerk = DebtFactory(), office()
    for year, amount in ((2024, 10_000_00), (2025, 30_000_00), (2026, 1_00)):
        actions.set_plan(by=clerk, year=year, amount=amount)
    assert (value("plan_amount"), value("plan_met_on")) == (40_000_00, None)
    repay(debt, date(2024, 9, 1), 15_000_00)
    repay(debt, date(2025, 8, 1), 25_000_00)
    assert value("plan_met_on") == date(2025, 8, 1)
    assert value("plan_met_on", until(date(2025, 7, 31))) is None
    assert value("plan_met_on", Period.of_year(2024)) == date(2024, 9, 1)


def test_new_debts_past_their_day_stand_out(app: Flask) -> None:
    late = DebtFactory(
        stock=Stock.NEW, formed_on=date(2025, 2, 1), due_on=date(2025, 12, 30), owed=1_00
    )
    DebtFactory(stock=Stock.NEW, formed_on=date(2025, 2, 1), due_on=ON)
    assert numbers("new_overdue_count") == [late.number]
    assert value("disclosed_count") == 1
    assert value("disclosed_amount") == 1_00


@pytest.mark.parametrize("key", sorted(BY_KEY))
def test_an_empty_ledger_counts_nothing(app: Flask, key: str) -> None:
    figure = BY_KEY[key]
    assert figure.value(YEAR) in (0, None)
    assert figure.records(YEAR) == []


def test_cleared_debts_of_a_quarter(app: Flask) -> None:
    debt = DebtFactory(owed=10_00)
    wrong = repay(debt, date(2025, 2, 1), 10_00)
    first, second = Period.of_quarter(2025, 1), Period.of_quarter(2025, 2)
    assert (value("cleared_count", first), value("cleared_count", second)) == (1, 0)
    reverse(wrong, date(2025, 5, 1))
    repay(debt, date(2025, 6, 1), 10_00)
    assert (value("cleared_count", first), value("cleared_count", second)) == (1, 1)
    assert numbers("cleared_count") == [debt.number]
