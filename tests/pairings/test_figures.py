"""Key enterprises and how many of them are paired."""

from __future__ import annotations

from datetime import date
from typing import Any

from assist.enterprises.figures import FIGURES as ENTERPRISES
from assist.lib.periods import Period
from assist.pairings.figures import FIGURES as PAIRINGS
from tests.cadres.factories import cadre, leader
from tests.enterprises.factories import EnterpriseFactory, PairingFactory, paired


def read(figure: Any, period: Period) -> tuple[Any, list[str]]:
    return figure.value(period), [record.number for record in figure.records(period)]


def test_counts_are_of_the_year_the_period_ends_in_and_of_its_last_known_day(app: Any) -> None:
    (key,), (covered, _, _) = ENTERPRISES, PAIRINGS
    first, second = EnterpriseFactory(years=(2024, 2025)), EnterpriseFactory(years=(2025,))
    EnterpriseFactory(years=(2024,))
    EnterpriseFactory(years=(2025,), withdrawn=True)
    PairingFactory(enterprise=first, start_on=date(2025, 1, 1), end_on=date(2025, 6, 30))
    PairingFactory(enterprise=second, start_on=date(2025, 4, 1))
    both = sorted([first.code, second.code])
    assert read(key, Period.of_year(2025)) == (2, both)
    assert key.value(Period.of_year(2024)) == 2
    assert read(covered, Period.of_quarter(2025, 1)) == (1, [first.code])
    assert read(covered, Period.of_quarter(2025, 2)) == (2, both)
    assert read(covered, Period.of_year(2025)) == (1, [second.code])
    assert covered.value(Period.of_year(2025, as_of=date(2025, 6, 30))) == 2
    assert covered.value(Period.of_year(2023)) == 0
    assert key.records(Period.of_year(2025))[0].href == f"/enterprises/{both[0]}"


def test_people_are_counted_once_however_many_they_help(app: Any) -> None:
    _, leaders, liaisons = PAIRINGS
    head, first, second, gone = leader(), cadre(), cadre(), cadre()
    paired(first, leader=head)
    paired(first, second, leader=head)
    paired(gone, leader=leader(), end_on=date(2025, 6, 30))
    paired(cadre(), enterprise=EnterpriseFactory(years=(2024,)))

    assert read(leaders, Period.of_year(2025)) == (1, [head.account])
    assert read(liaisons, Period.of_year(2025)) == (2, sorted([first.account, second.account]))
    assert liaisons.value(Period.of_quarter(2025, 1)) == 3
