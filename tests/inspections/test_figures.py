"""What is counted: the example year and its quarters, and nothing void, foreign or too late."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from assist.db import db
from assist.exchange.actions import Import
from assist.inspections.figures import FIGURES
from assist.inspections.models import InspectionPlan
from assist.lib.figures import FigureKind, Value, json_value
from assist.lib.periods import Period
from assist.lib.standing import Standing
from assist.visits.figures import FIGURES as VISITS
from tests.inspections.factories import HazardFactory, InspectionFactory, PowerCheckFactory

ROOT = Path(__file__).resolve().parents[2]
EXPECTED = json.loads(
    (ROOT / "tests" / "reports" / "2025-figures.json").read_text(encoding="utf-8")
)
BY_KEY = {figure.key: figure for figure in FIGURES}
YEAR = Period.of_year(2025)
VOID = Standing.VOID


def value(key: str, period: Period = YEAR) -> Value:
    return BY_KEY[key].value(period)


def numbers(key: str, period: Period = YEAR) -> list[str]:
    return [record.number for record in BY_KEY[key].records(period)]


def test_the_example_year_and_its_quarters(app: Flask) -> None:
    content = (ROOT / "examples" / "2025.xlsx").read_bytes()
    assert Import(content, on=date(2025, 12, 31)).take().faults == []
    wanted = {"2025": EXPECTED["figures"], **EXPECTED["quarters"]}
    for slug, figures in wanted.items():
        period = Period.parse(slug)
        own = {key: expected for key, expected in figures.items() if key in BY_KEY}
        assert own, slug
        assert {key: json_value(BY_KEY[key], value(key, period)) for key in own} == own
    assert len(numbers("safety.inspections")) == 12
    assert len(numbers("safety.hazards")) == len(numbers("safety.rectified")) == 16
    assert len(numbers("power.checks")) == 26
    assert len(numbers("safety.enterprises")) == value("safety.enterprises")


def test_void_and_other_years_never_count(app: Flask) -> None:
    counted = HazardFactory()
    HazardFactory(inspection=counted.inspection, standing=VOID)
    HazardFactory(inspection=InspectionFactory(standing=VOID))
    HazardFactory(inspection=InspectionFactory(held_on=date(2024, 12, 31)), due_on=None)
    PowerCheckFactory()
    PowerCheckFactory(standing=VOID)
    PowerCheckFactory(held_on=date(2026, 1, 1))
    flows = ("safety.inspections", "safety.hazards", "safety.enterprises", "power.checks")
    assert {key: value(key) for key in flows} == dict.fromkeys(flows, 1)
    assert (value("safety.participants"), value("power.officers")) == (4, 2)
    assert numbers("safety.hazards") == [counted.number]
    assert value("safety.overdue") == 1


def test_nothing_after_the_cut_off_counts(app: Flask) -> None:
    row = InspectionFactory(held_on=date(2025, 3, 31))
    HazardFactory(inspection=row, due_on=date(2025, 4, 5), rectified_on=date(2025, 4, 10))
    InspectionFactory(held_on=date(2025, 4, 1))
    PowerCheckFactory(held_on=date(2025, 4, 1))
    march = Period(date(2025, 1, 1), date(2025, 12, 31), date(2025, 3, 31))
    assert (value("safety.inspections", march), value("power.checks", march)) == (1, 0)
    assert (value("safety.hazards", march), value("safety.rectified", march)) == (1, 0)
    assert value("safety.rectified_rate", march) == 0
    quarter = Period.of_quarter(2025, 1)
    assert value("safety.rectified", quarter) == 0
    later = Period(quarter.start, quarter.end, date(2025, 4, 10))
    assert value("safety.rectified", later) == value("safety.rectified_rate", later) == 1
    assert numbers("safety.rectified", later) == numbers("safety.hazards", later)
    mid = Period(quarter.start, quarter.end, date(2025, 4, 6))
    assert (value("safety.overdue", mid), value("safety.overdue", later)) == (1, 0)


def test_the_weakest_month_is_one_that_has_ended(app: Flask) -> None:
    for day in (date(2025, 1, 1), date(2025, 1, 31), date(2025, 2, 1), date(2025, 3, 1)):
        PowerCheckFactory(held_on=day)
    key = "power.min_per_month"
    assert value(key, Period.of_quarter(2025, 1)) == 1
    assert len(numbers(key, Period.of_quarter(2025, 1))) == 2
    assert value(key, Period(date(2025, 1, 1), date(2025, 12, 31), date(2025, 2, 27))) == 2
    assert value(key, Period(date(2025, 1, 1), date(2025, 12, 31), date(2025, 1, 30))) is None
    assert numbers(key, Period(date(2025, 1, 1), date(2025, 12, 31), date(2025, 1, 30))) == []
    assert value(key) == 0
    assert numbers(key) == []
    assert value(key, Period(date(2025, 1, 2), date(2025, 1, 31))) is None


def test_an_inspection_is_never_a_visit(app: Flask) -> None:
    InspectionFactory()
    PowerCheckFactory()
    flows = [figure for figure in VISITS if figure.kind is FigureKind.FLOW]
    assert {figure.key: figure.value(YEAR) or 0 for figure in flows} == {
        figure.key: 0 for figure in flows
    }


@pytest.mark.parametrize("key", sorted(BY_KEY))
def test_an_empty_ledger_counts_nothing(app: Flask, key: str) -> None:
    assert not BY_KEY[key].value(YEAR)
    assert BY_KEY[key].records(YEAR) == []


def test_the_items_of_the_years_plan_are_counted(app: Flask) -> None:
    db.session.add_all(
        [
            InspectionPlan(year=2025, item="工贸企业安全检查", filed="备〔2025〕1号"),
            InspectionPlan(year=2025, item="电力执法"),
            InspectionPlan(year=2024, item="电力执法"),
        ]
    )
    db.session.flush()

    assert value("safety.plan_items") == 2
    assert numbers("safety.plan_items") == ["工贸企业安全检查", "电力执法"]
