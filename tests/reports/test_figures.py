"""The example year's figures are the values of the real report, on both engines."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from flask import Flask

from assist.lib.figures import Figure, display, display_with_unit, json_value
from assist.lib.parts import sums
from assist.lib.periods import Period
from assist.reports.catalogue import BY_KEY, FIGURES
from assist.reports.queries.tables import TABLES
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


@pytest.mark.usefixtures("year")
@pytest.mark.parametrize("slug", ["2025", "2025Q2"])
def test_the_parts_of_a_figure_make_the_whole(slug: str) -> None:
    """By each split: counts and sums add up; of a rate, the counts above and below the line."""
    period = Period.parse(slug)
    wrong = {}
    for figure in (one for one in FIGURES if one.splits):
        records = figure.records(period)
        for split in figure.splits:
            counted = sum(sums(records, split).values())
            base = sum(sums(figure.base(period), split).values()) if figure.base else 0
            made = Decimal(counted) / base if base else None if figure.base else counted
            if made != figure.value(period):
                wrong[figure.key, split] = made
    assert wrong == {}


@pytest.mark.usefixtures("year")
@pytest.mark.parametrize("slug", ["2025", "2025Q1", "2025Q4"])
def test_each_number_of_a_table_is_what_its_link_opens(slug: str, app: Flask) -> None:
    period = Period.parse(slug)
    seen = 0
    for name, make in TABLES.items():
        grid = make(period)
        for at, row in enumerate(grid.rows):
            for place, words in enumerate(row):
                href = grid.links.get((at, place), "")
                if not words.strip("万元件家次份场%0123456789.") and words != "—":
                    assert href, (name, row, place)
                if not href.startswith("/figures/"):
                    continue
                figure, days = opened(href)
                value = figure.value(days)
                assert words in (display(value, figure), display_with_unit(value, figure)), (
                    name,
                    row,
                    figure.key,
                )
                seen += 1
    assert seen > 60


def opened(href: str) -> tuple[Figure, Period]:
    """The figure and the days that an address of a figure's page asks for."""
    address = urlsplit(href)
    asked = parse_qs(address.query)
    key = unquote(address.path.removeprefix("/figures/"))
    part = f"（{asked['part'][0]}）" if "part" in asked else ""
    as_of = date.fromisoformat(asked["as_of"][0])
    return BY_KEY[key + part], Period.parse(asked["period"][0], as_of)


def test_no_label_looks_like_a_part_and_each_divided_rate_has_a_base() -> None:
    assert [figure.label for figure in FIGURES if "：" in figure.label] == []
    assert [one.key for one in FIGURES if one.rate and one.splits and one.base is None] == []
