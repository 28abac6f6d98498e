"""Which period a cell of a superior's form is filled for."""

from __future__ import annotations

from datetime import date

from assist.lib.enums import Labelled
from assist.lib.periods import Period
from assist.reports.rules.periods import comparable


class FormPeriod(Labelled):
    """The period of a cell, against the one that is filled in."""

    THIS = "this", "本期"
    BEFORE = "before", "上期"
    YEAR_AGO = "year_ago", "上年同期"
    SO_FAR = "so_far", "年初至本期末"


def days_of(when: FormPeriod, period: Period) -> Period | None:
    """The days of the cell; None before the first day that is known."""
    if when is FormPeriod.BEFORE:
        return comparable(period)
    if when is FormPeriod.YEAR_AGO:
        return period.year_before() if comparable(period) else None
    if when is FormPeriod.SO_FAR:
        return Period(date(period.year, 1, 1), period.end, period.as_of)
    return period
