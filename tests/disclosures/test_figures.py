"""What counts: void, unpublished, other-period and after-cut-off publications never do."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from flask import Flask

from assist.disclosures.figures import FIGURES
from assist.disclosures.models import Column, Secrecy
from assist.lib.figures import Value
from assist.lib.periods import Period
from assist.lib.standing import Standing
from tests.disclosures.factories import DisclosureFactory, reviewed

BY_KEY = {figure.key.removeprefix("disclosure."): figure for figure in FIGURES}
YEAR = Period.of_year(2025)
DAY = date(2025, 12, 5)


def value(key: str, period: Period = YEAR) -> Value:
    return BY_KEY[key].value(period)


def numbers(key: str, period: Period = YEAR) -> list[str]:
    return [record.number for record in BY_KEY[key].records(period)]


def test_only_valid_publications_of_the_period_count(app: Flask) -> None:
    counted = reviewed(published_on=DAY)
    reviewed(published_on=DAY, standing=Standing.VOID)
    reviewed(published_on=date(2026, 1, 1))
    reviewed(formed_on=date(2024, 12, 1), published_on=date(2024, 12, 30))
    DisclosureFactory()
    assert (value("published"), numbers("published")) == (1, [counted.number])
    assert value("published", Period.of_year(2025, date(2025, 12, 4))) == 0


@pytest.mark.parametrize(
    "key, column",
    [
        ("documents", Column.DOCUMENTS),
        ("personnel", Column.PERSONNEL),
        ("planning", Column.PLANNING),
        ("finance", Column.FINANCE),
        ("annual_report", Column.ANNUAL),
    ],
)
def test_each_column_counts_its_own(app: Flask, key: str, column: Column) -> None:
    row = reviewed(published_on=DAY, column=column)
    reviewed(published_on=DAY, column=Column.OTHER)
    assert (value(key), numbers(key)) == (1, [row.number])


def test_reviewed_is_the_share_with_all_reviews(app: Flask) -> None:
    whole = reviewed(published_on=DAY)
    reviewed(published_on=DAY, third_by="")
    reviewed(published_on=DAY, second_on=None)
    reviewed(published_on=DAY, secrecy=Secrecy.FAILED)
    assert value("reviewed_rate") == Decimal(1) / 4
    assert numbers("reviewed_rate") == [whole.number]
    assert value("reviewed_rate", Period.of_year(2024)) is None


def test_on_time_is_up_to_the_limit(app: Flask) -> None:
    in_time = reviewed(published_on=date(2025, 12, 29))
    reviewed(published_on=date(2025, 12, 30))
    assert value("on_time_rate") == Decimal(1) / 2
    assert numbers("on_time_rate") == [in_time.number]
