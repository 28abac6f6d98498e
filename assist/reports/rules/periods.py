"""Which period somebody asks for, and which periods stand beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from assist.lib.days import FIRST_DAY, LAST_DAY, parse_day
from assist.lib.periods import Period


@dataclass(frozen=True)
class Asked:
    """A period as it was asked for, in the words of an address or a command; each may be empty."""

    year: str = ""
    quarter: str = ""
    start: str = ""
    end: str = ""
    as_of: str = ""
    slug: str = ""

    @classmethod
    def of(cls, args: Mapping[str, str]) -> Asked:
        """Read the query string of a page."""
        names = {"start": "from", "end": "to", "slug": "period"}
        fields = ("year", "quarter", "start", "end", "as_of", "slug")
        return cls(**{name: args.get(names.get(name, name), "").strip() for name in fields})

    @property
    def nothing(self) -> bool:
        """Whether no period was named at all."""
        return not (self.year or self.quarter or self.start or self.end or self.slug)

    def period(self) -> Period:
        """The period asked for; ValueError says in Chinese what is wrong."""
        period = self._period()
        if not self.as_of:
            return period
        as_of = _day(self.as_of, "截至日期")
        if as_of < period.start:
            raise ValueError("截至日期不能早于期间的开始日期。")
        return replace(period, as_of=as_of)

    def _period(self) -> Period:
        if self.start or self.end:
            if self.year or self.quarter:
                raise ValueError("年度、季度、起止日期只能选择一种。")
            if not (self.start and self.end):
                raise ValueError("起止日期须同时填写。")
            return _sentence(
                lambda: Period(_day(self.start, "开始日期"), _day(self.end, "结束日期"))
            )
        if sum(map(bool, (self.year, self.quarter, self.slug))) != 1:
            raise ValueError("请指定年度、季度或起止日期中的一种。")
        if self.quarter:
            return _sentence(lambda: Period.parse_quarter(self.quarter))
        if self.year:
            return _year(self.year)
        return _sentence(lambda: Period.parse(self.slug))


def _year(text: str) -> Period:
    if not (text.isascii() and text.isdigit() and len(text) == 4):
        raise ValueError("年度应写作2025。")
    return _sentence(lambda: Period.of_year(int(text)))


def _day(text: str, what: str) -> date:
    try:
        return parse_day(text)
    except ValueError as error:
        raise ValueError(f"{what}有误：{str(error).rstrip('。')}。") from None


def _sentence(make: Callable[[], Period]) -> Period:
    """What `make` complains of, ended as a sentence."""
    try:
        return make()
    except ValueError as error:
        raise ValueError(str(error).rstrip("。") + "。") from None


def comparable(period: Period) -> Period | None:
    """The period of the same kind before this one; None before the first day that is known."""
    length = period.end - period.start
    if period.start - FIRST_DAY < length or period.end > LAST_DAY:
        return None
    return period.before()


def year_ago(period: Period) -> Period | None:
    """The same period of the year before; None where that is `comparable` already, or unknown."""
    before = comparable(period)
    if before is None or period.start.year - 1 < FIRST_DAY.year:
        return None
    found = period.year_before()
    return None if found == before else found


def whole(period: Period) -> Period:
    """The period up to its own end: a text names another period by its slug, without a cut-off."""
    return Period(period.start, period.end)
