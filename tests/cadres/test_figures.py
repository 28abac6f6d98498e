"""Cadres who passed their examination, and the rescue team as it stands."""

from __future__ import annotations

from datetime import date

from flask import Flask

from assist.cadres.figures import FIGURES
from assist.lib.periods import Period
from tests.cadres.factories import cadre

BY_KEY = {figure.key: figure for figure in FIGURES}
YEAR = Period.of_year(2025)


def test_only_examinations_of_the_period_count(app: Flask) -> None:
    passed = cadre(exam_passed_on=date(2025, 2, 13))
    cadre(exam_passed_on=date(2024, 11, 27))
    cadre(exam_passed_on=date(2026, 1, 4))
    cadre()
    figure = BY_KEY["enforcement.exam_passed"]
    assert figure.value(YEAR) == 1
    assert [record.number for record in figure.records(YEAR)] == [passed.account]


def test_who_left_is_no_longer_in_the_team(app: Flask) -> None:
    kept = cadre(rescue_team=True)
    cadre(rescue_team=True, on_duty=False)
    cadre()
    figure = BY_KEY["emergency.team"]
    assert (figure.value(YEAR), [one.number for one in figure.records(YEAR)]) == (1, [kept.account])
