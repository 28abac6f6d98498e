"""A whole year: the digest is said on each working day once and on no other."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask

from assist.cli.digest import say
from assist.db import db
from tests.cadres.factories import handler
from tests.notices.days import late

#: 国务院办公厅关于2025年、2026年部分节假日安排的通知: first and last day off, and weekends worked.
OFF = {
    2025: (
        ("01-01", "01-01"), ("01-28", "02-04"), ("04-04", "04-06"), ("05-01", "05-05"),
        ("05-31", "06-02"), ("10-01", "10-08"),
    ),
    2026: (
        ("01-01", "01-03"), ("02-15", "02-23"), ("04-04", "04-06"), ("05-01", "05-05"),
        ("06-19", "06-21"), ("09-25", "09-27"), ("10-01", "10-07"),
    ),
}  # fmt: skip
WORKED = {
    2025: ("01-26", "02-08", "04-27", "09-28", "10-11"),
    2026: ("01-04", "02-14", "02-28", "05-09", "09-20", "10-10"),
}


def published(year: int) -> list[date]:
    """The working days of a year, from the notice's own words."""

    def day(text: str) -> date:
        return date.fromisoformat(f"{year}-{text}")

    worked = {day(text) for text in WORKED[year]}
    spans = [(day(first), day(last)) for first, last in OFF[year]]
    every = [date(year, 1, 1) + timedelta(days=n) for n in range(365)]
    return [
        one
        for one in every
        if one in worked
        or (one.weekday() < 5 and not any(first <= one <= last for first, last in spans))
    ]


@pytest.mark.parametrize("year", [2025, 2026])
def test_each_working_day_of_the_published_calendar_is_said_once(app: Flask, year: int) -> None:
    late(handler(), due=date(year, 1, 1))
    said = []
    for number in range(365):
        on = date(year, 1, 1) + timedelta(days=number)
        for _twice in range(2):
            db.session.rollback()
            if say(on, told_day=True)["said"]:
                said.append(on)

    assert said == published(year)
