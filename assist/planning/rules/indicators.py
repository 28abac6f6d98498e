"""Points for an indicator: numbers in hundredths, rounded once, half up."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from assist.lib.money import plain_number
from assist.lib.periods import Period
from assist.planning.models import Better

_WRITTEN = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,2})?")


def parse_number(text: str) -> int:
    """Read a number with at most two decimals as hundredths."""
    plain = unicodedata.normalize("NFKC", text).replace("−", "-").replace(",", "").strip()
    if not _WRITTEN.fullmatch(plain):
        raise ValueError("请填写数字，最多两位小数。")
    return int(Decimal(plain).scaleb(2))


def shown(hundredths: int | None) -> str:
    """Write hundredths for a page: no trailing zeros, — for none."""
    return "—" if hundredths is None else plain_number(Decimal(hundredths).scaleb(-2))


def from_exact(value: Decimal) -> int:
    """A counted value in hundredths."""
    return int(value.scaleb(2).quantize(Decimal(1), ROUND_HALF_UP))


def points(value: int, target: int, weight: int, better: Better) -> int:
    """Full points at the target or beyond, a share in proportion short of it, never below none."""
    if better is Better.HIGHER:
        short = Decimal(max(value, 0)) / target if target else Decimal(0)
        share = Decimal(1) if value >= target else short
    else:
        share = Decimal(1) if value <= target else Decimal(target) / value
    return int((share * weight).quantize(Decimal(1), ROUND_HALF_UP))


@dataclass(frozen=True)
class Total:
    """The points of a period: of those that are scored, and how many are not."""

    score: int
    weight: int
    scored: int
    unscored: int

    @property
    def words(self) -> str:
        """For instance 86.5 / 100 分."""
        return f"{shown(self.score)} / {shown(self.weight)} 分"


def total(parts: Iterable[tuple[int | None, int]]) -> Total:
    """Add (score, weight) up; what has no score counts in the weight alone."""
    rows = list(parts)
    return Total(
        score=sum(score for score, _ in rows if score is not None),
        weight=sum(weight for _, weight in rows),
        scored=sum(1 for score, _ in rows if score is not None),
        unscored=sum(1 for score, _ in rows if score is None),
    )


def scored_period(slug: str, on: date) -> Period:
    """The year or quarter of an address, known up to today; ValueError for any other period."""
    period = Period.parse(slug)
    if ".." in period.slug:
        raise ValueError("评分期间应为年度或季度。")
    if period.start > on:
        raise ValueError("这个期间还没有开始，不能评分。")
    return Period(period.start, period.end, min(period.end, on))


def run_of(period: Period, count: int = 6) -> list[Period]:
    """The periods that a trend shows, the oldest first, this one last."""
    found = [Period(period.start, period.end)]
    while len(found) < count and found[0].start.year > 1991:
        found.insert(0, found[0].before())
    return found
