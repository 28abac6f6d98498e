"""Working days of mainland China, make-up weekends and local differences included."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from datetime import MAXYEAR, MINYEAR, date, timedelta
from functools import cache
from types import MappingProxyType

NO_OVERRIDES: Mapping[date, bool] = MappingProxyType({})
_ONE_DAY = timedelta(days=1)
#: How many counts a calendar keeps: a list asks for the same days again and again.
COUNTED = 20_000


class WorkCalendar:
    """Tells and counts working days; ``overrides`` (day → is it worked) go before the notice.

    Days of a year are worked out once, so that counting over years costs a look-up a year.
    """

    def __init__(self, overrides: Mapping[date, bool] = NO_OVERRIDES) -> None:
        """Take the days that differ from the published calendar."""
        self._overrides = dict(overrides)
        self._years: dict[int, tuple[date, ...]] = {}
        self._counted: dict[tuple[date, date], int] = {}

    def is_workday(self, day: date) -> bool:
        """Tell whether people work on this day."""
        days = self._days(day.year)
        place = bisect_left(days, day)
        return place < len(days) and days[place] == day

    def add(self, day: date, n: int) -> date:
        """Give the n-th working day after ``day`` (before it for a negative n); 0 gives ``day``."""
        if n == 0:
            return day
        year = day.year
        days = self._days(year)
        place = bisect_right(days, day) + n - 1 if n > 0 else bisect_left(days, day) + n
        while place >= len(days):
            place -= len(days)
            year += 1
            days = self._days(year)
        while place < 0:
            year -= 1
            days = self._days(year)
            place += len(days)
        return days[place]

    def between(self, a: date, b: date) -> int:
        """Count the working days after ``a`` up to and with ``b``; negative where b is before a."""
        found = self._counted.get((a, b))
        if found is None:
            if len(self._counted) >= COUNTED:
                self._counted.clear()
            found = self._counted[a, b] = self._count(a, b)
        return found

    def _count(self, a: date, b: date) -> int:
        if b < a:
            return -self._count(b, a)
        until_a = bisect_right(self._days(a.year), a)
        until_b = bisect_right(self._days(b.year), b)
        return sum(len(self._days(year)) for year in range(a.year, b.year)) + until_b - until_a

    def published(self, year: int) -> bool:
        """Tell whether the year's holidays are known; where not, Monday to Friday is counted.

        A year also counts as published once the overrides hold a worked weekend of it: every
        notice of the State Council has one, and nobody enters one without the notice.
        """
        return _notice(year) is not None or any(
            worked and day.year == year and day.weekday() >= 5
            for day, worked in self._overrides.items()
        )

    def _days(self, year: int) -> tuple[date, ...]:
        """Give the year's working days in order."""
        if year not in self._years:
            if not MINYEAR <= year < MAXYEAR:
                raise ValueError("日期超出可计算的范围")
            self._years[year] = tuple(
                day for day in _all_days(year) if self._overrides.get(day, _is_worked(day))
            )
        return self._years[year]


def _is_worked(day: date) -> bool:
    differs = (_notice(day.year) or NO_OVERRIDES).get(day)
    return day.weekday() < 5 if differs is None else differs


@cache
def _notice(year: int) -> Mapping[date, bool] | None:
    """Give the days of the State Council's notice that differ from the week; None without one."""
    # The package takes 0.2 s to load, which commands that count no days need not pay.
    from holidays.countries.china import China

    calendar = China(years=year)
    worked = {day: True for day in calendar.weekend_workdays if day.year == year}
    if not worked:
        # Beyond the last notice the package guesses at the statutory days alone.
        return None
    return {day: False for day in calendar if day.year == year} | worked


def _all_days(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + n * _ONE_DAY for n in range((date(year + 1, 1, 1) - first).days)]
