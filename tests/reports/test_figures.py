"""The example year's figures are the values of the real report, on both engines."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from flask import Flask

from assist.lib.figures import json_value
from assist.lib.periods import Period
from assist.reports.catalogue import BY_KEY, FIGURES
from tests.reports.example import HERE, take_example_year

EXPECTED = json.loads((HERE / "2025-figures.json").read_text(encoding="utf-8"))
#: Every figure of these is counted; others come with their ledgers.
OWED = (
    "enterprise.", "pairing.", "visit.", "policy.", "problem.", "petition.", "disclosure.",
)  # fmt: skip


@pytest.fixture
def year(app: Flask) -> None:
    """The example year, as the command takes it in."""
    take_example_year()


def counted(period: Period, expected: dict[str, Any]) -> dict[str, Any]:
    """What the catalogue says of the expected keys that it has."""
    keys = [key for key in expected if key in BY_KEY]
    return {key: json_value(BY_KEY[key], BY_KEY[key].value(period)) for key in keys}


def known(expected: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in expected.items() if key in BY_KEY}


@pytest.mark.usefixtures("year")
def test_year_and_quarters_are_those_of_the_report() -> None:
    found = {
        slug: counted(Period.parse(slug), expected)
        for slug, expected in EXPECTED["quarters"].items()
    }
    found["2025"] = counted(Period.of_year(2025), EXPECTED["figures"])

    expected = {slug: known(values) for slug, values in EXPECTED["quarters"].items()}
    assert found == expected | {"2025": known(EXPECTED["figures"])}


@pytest.mark.usefixtures("year")
def test_each_count_is_the_number_of_its_records() -> None:
    period = Period.of_year(2025)
    counts = {"visit.count", "visit.enterprises", "problem.collected", "problem.solved"}
    counts |= {"problem.solved_on_spot", "enterprise.key_count", "pairing.covered"}
    counts |= {"policy.deliveries"}

    found = {key: len(BY_KEY[key].records(period)) for key in counts}

    assert found == {key: EXPECTED["figures"][key] for key in counts}


@pytest.mark.usefixtures("year")
def test_nothing_dated_after_the_cut_off_counts() -> None:
    year = Period.of_year(2025, date(2025, 3, 31))
    quarter = Period.of_quarter(2025, 1)

    flows = ("visit.count", "visit.enterprises", "problem.solved", "policy.deliveries")
    assert {key: BY_KEY[key].value(year) for key in flows} == {
        key: BY_KEY[key].value(quarter) for key in flows
    }


def test_every_owed_key_is_counted() -> None:
    owed = {key for key in EXPECTED["figures"] if key.startswith(OWED)}

    assert owed - set(BY_KEY) == set()


def test_no_two_figures_share_a_key_and_each_says_what_it_counts() -> None:
    assert len(BY_KEY) == len(FIGURES)
    assert [figure.key for figure in FIGURES if len(figure.definition) < 8] == []
