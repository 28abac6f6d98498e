"""Periods of a report: a year, a quarter, or any two days."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
from typing import Self

from assist.lib.days import FIRST_DAY, LAST_DAY, chinese_day, parse_day

_YEAR = re.compile(r"[0-9]{4}")
_QUARTER = re.compile(r"([0-9]{4})[Qq]([1-4])")

#: How many years, this one first, a page offers to choose from.
YEARS_OFFERED = 3


@dataclass(frozen=True)
class Period:
    """The days from ``start`` to ``end``, as they stood at the end of ``as_of``."""

    start: date
    end: date
    as_of: date | None = None

    def __post_init__(self) -> None:
        """Refuse a period that runs backwards."""
        if self.end < self.start:
            raise ValueError("结束日期不能早于开始日期")

    @classmethod
    def of_year(cls, year: int, as_of: date | None = None) -> Self:
        """Make a calendar year."""
        _check_year(year)
        return cls(date(year, 1, 1), date(year, 12, 31), as_of)

    @classmethod
    def of_quarter(cls, year: int, quarter: int, as_of: date | None = None) -> Self:
        """Make one of a year's four quarters."""
        _check_year(year)
        if quarter not in range(1, 5):
            raise ValueError("季度应为1至4")
        return cls(date(year, 3 * quarter - 2, 1), _month_end(year, 3 * quarter), as_of)

    @classmethod
    def parse_quarter(cls, text: str, as_of: date | None = None) -> Self:
        """Read ``2025Q4``."""
        match = _QUARTER.fullmatch(text.strip())
        if match is None:
            raise ValueError("季度应写作2025Q4")
        return cls.of_quarter(int(match[1]), int(match[2]), as_of)

    @classmethod
    def parse(cls, slug: str, as_of: date | None = None) -> Self:
        """Read what ``slug`` writes: 2025, 2025Q4 or 2025-01-01..2025-03-04."""
        text = slug.strip()
        if _YEAR.fullmatch(text):
            return cls.of_year(int(text), as_of)
        if _QUARTER.fullmatch(text):
            return cls.parse_quarter(text, as_of)
        start, dots, end = text.partition("..")
        if not dots:
            raise ValueError("期间应写作2025、2025Q4或2025-01-01..2025-03-04")
        return cls(parse_day(start), parse_day(end), as_of)

    @property
    def cut_off(self) -> date:
        """The last day whose acts are known: ``as_of``, or the last day of the period."""
        return self.as_of or self.end

    @property
    def last(self) -> date:
        """The last day that can count as inside the period: nothing after the cut-off does."""
        return min(self.end, self.cut_off)

    @property
    def year(self) -> int:
        """The year the period ends in, by which yearly plans and lists are chosen."""
        return self.end.year

    def contains(self, day: date | None) -> bool:
        """Tell whether something dated ``day`` happened in the period and by the cut-off."""
        return day is not None and self.start <= day <= self.last

    def months(self) -> list["Period"]:
        """Split into calendar months; the first and the last may be parts of one."""
        months = []
        start = self.start
        while start <= self.end:
            end = min(_month_end(start.year, start.month), self.end)
            months.append(Period(start, end, self.as_of))
            start = end + timedelta(days=1)
        return months

    @cached_property
    def label(self) -> str:
        """The period in words."""
        if self._whole_months == 12 and self.start.month == 1:
            return f"{self.start.year}年"
        if self._quarter:
            return f"{self.start.year}年第{self._quarter}季度"
        if self._whole_months == 1:
            return f"{self.start.year}年{self.start.month}月"
        if self.start == self.end:
            return chinese_day(self.start)
        return f"{chinese_day(self.start)}至{chinese_day(self.end)}"

    @cached_property
    def slug(self) -> str:
        """The period for an address; ``parse`` reads it back (``as_of`` travels apart)."""
        if self._whole_months == 12 and self.start.month == 1:
            return f"{self.start.year}"
        if self._quarter:
            return f"{self.start.year}Q{self._quarter}"
        return f"{self.start.isoformat()}..{self.end.isoformat()}"

    def before(self) -> "Period":
        """Give the period of the same kind just before this one, cut off at the like day."""
        if self._whole_months:
            return self._moved_by_months(-self._whole_months)
        length = self.end - self.start + timedelta(days=1)
        as_of = self.as_of - length if self.as_of else None
        return Period(self.start - length, self.end - length, as_of)

    def year_before(self) -> "Period":
        """Give the same period of the year before."""
        return self._moved_by_months(-12)

    @property
    def _whole_months(self) -> int:
        """How many calendar months the period is made of; 0 where it cuts through one."""
        if self.start.day != 1 or self.end != _month_end(self.end.year, self.end.month):
            return 0
        return 12 * (self.end.year - self.start.year) + self.end.month - self.start.month + 1

    @property
    def _quarter(self) -> int:
        """Which quarter the period is; 0 where it is none."""
        if self._whole_months != 3 or self.start.month % 3 != 1:
            return 0
        return (self.start.month + 2) // 3

    def _moved_by_months(self, months: int) -> "Period":
        to_month_end = bool(self._whole_months)
        end = _moved(self.end, months)
        if to_month_end:
            end = _month_end(end.year, end.month)
        as_of = _moved(self.as_of, months) if self.as_of else None
        if self.as_of == self.end:
            as_of = end
        return Period(_moved(self.start, months), end, as_of)


def offered(on: date) -> list[Period]:
    """The periods a page offers: this year and its quarters, then the years before with theirs."""
    return list(_offered(on))


@lru_cache(8)
def _offered(on: date) -> tuple[Period, ...]:
    years = [year for year in range(on.year, on.year - YEARS_OFFERED, -1) if year >= FIRST_DAY.year]
    found = []
    for year in years:
        quarters = [Period.of_quarter(year, number) for number in range(4, 0, -1)]
        found += [Period.of_year(year), *(part for part in quarters if part.start <= on)]
    return tuple(found)


def _check_year(year: int) -> None:
    if not FIRST_DAY.year <= year <= LAST_DAY.year:
        raise ValueError(f"年度应在{FIRST_DAY.year}至{LAST_DAY.year}之间")


def _month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _moved(day: date, months: int) -> date:
    """Move a day by months; the 31st becomes the last day of a shorter month."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))
