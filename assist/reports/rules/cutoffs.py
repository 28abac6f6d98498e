"""Which period is looked at as of which two days; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from assist.lib.days import parse_day
from assist.lib.periods import Period


@dataclass(frozen=True)
class CutOffs:
    """A period, and the two days at whose end it is looked at."""

    period: Period
    first: date
    second: date

    @classmethod
    def of(cls, args: Mapping[str, str], on: date) -> CutOffs:
        """Read an address; by default this year now and a month ago; ValueError says why not."""
        try:
            period = Period.parse(args.get("period") or str(on.year))
        except ValueError as error:
            raise ValueError(f"{str(error).rstrip('。')}。") from None
        second = _day(args.get("second"), "后一日期") or max(min(on, period.end), period.start)
        first = _day(args.get("first"), "前一日期") or max(
            second - timedelta(days=30), period.start
        )
        if first < period.start:
            raise ValueError("前一日期不能早于期间的开始日期。")
        if first > second:
            raise ValueError("前一日期不能晚于后一日期。")
        return cls(period, first, second)

    @property
    def then(self) -> Period:
        """The period as of the first day."""
        return replace(self.period, as_of=self.first)

    @property
    def now(self) -> Period:
        """The period as of the second."""
        return replace(self.period, as_of=self.second)


def _day(text: str | None, what: str) -> date | None:
    if not text:
        return None
    try:
        return parse_day(text.strip())
    except ValueError as error:
        raise ValueError(f"{what}有误：{str(error).rstrip('。')}。") from None
