"""A number as written becomes the range in which a true value lies: 百余, 近百, 1.6亿, 100%."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext

from assist.lib.numerals import LONGEST, MYRIADS, SCALES, arabic, chinese, scale_of

#: How far 约 and 近 reach.
ABOUT, NEARLY = Decimal("0.05"), Decimal("0.1")
#: Behind the numeral: a little more than it; 数 before it (数百, 几十) stands for two to nine.
MORE = ("余", "多", "几", "来")
ABOVE = ("超过", "超出", "超", "逾", "突破", "多于", "高于", "以上", "及以上", "之多")
AT_LEAST = ("至少", "不少于", "不低于", "最少")
BELOW = ("不足", "不到", "少于", "低于", "以下", "及以下", "以内")
NEAR = ("约", "大约", "左右", "上下")
SHORT = ("近", "将近", "接近")
#: 1亿零170万, 3万5000
_PARTED = re.compile("(?P<high>[0-9][0-9.,]*[十百千]?[万亿])零?(?P<low>[0-9][0-9.,]*[十百千万]*)")
_BARE = re.compile("[十百千万亿]+")


@dataclass(frozen=True)
class Span:
    """What a true value may be: rounded to `step`, from `low` to `high`, ends as they say."""

    low: Decimal
    high: Decimal | None
    step: Decimal
    with_low: bool = True
    with_high: bool = True

    def holds(self, value: Decimal) -> bool:
        """Whether the value lies in the range once it is rounded as the number is written."""
        exact = self.low == self.high
        if exact and self.step:
            with localcontext(prec=3 * LONGEST):  # nobody writes so many places, but a text may
                value = (value / self.step).quantize(Decimal(1), ROUND_HALF_UP) * self.step
        if value < self.low or (value == self.low and not self.with_low):
            return False
        return self.high is None or value < self.high or (value == self.high and self.with_high)


def core(text: str) -> tuple[Decimal, Decimal] | None:
    """The value of a bare numeral and the worth of its last digit: 1.6亿 gives 10 million."""
    if parted := _PARTED.fullmatch(text):
        high, low = core(parted["high"]), core(parted["low"])
        if high is None or low is None or low[0] >= scale_of(parted["high"][-1]):
            return None
        return high[0] + low[0], low[1]
    scales = _BARE.search(text) if text[:1].isdigit() and text[:1].isascii() else None
    if text[:1].isascii():
        found = arabic(text)
        if found is None:
            return None
        decimals = len(re.sub(r"[^0-9]", "", text.partition(".")[2]))
        scale = scale_of(scales[0]) if scales else 1
        return found, Decimal(scale).scaleb(-decimals)
    found = chinese(text)
    decimals = len(text.partition("点")[2])
    return None if found is None else (found, Decimal(1).scaleb(-decimals))


def rough_step(text: str, last: Decimal) -> Decimal:
    """Up to where 余 may reach: 1000余 below 2000, 130余 below 140, 1.6亿余 below 1.7亿."""
    digits = re.sub("[^0-9.,]", "", text)
    if digits:
        if "." in digits:
            return last
        zeros = len(digits) - len(digits.rstrip("0"))
        return last.scaleb(min(zeros, len(digits) - 1))
    ending = text[-1:]
    for scales in (SCALES, MYRIADS):
        if ending in scales:
            return last * scales[ending]
    return last


def span(text: str, value: Decimal, last: Decimal, words: frozenset[str]) -> Span:
    """The range of a numeral with the words around it that make it rough."""
    if "数" in words:
        return Span(2 * value, 10 * value, last, with_high=False)
    step = rough_step(text, last)
    if "上" in words:
        return Span(value, value + step, last, with_high=False)
    if words & set(AT_LEAST):
        return Span(value, None, last)
    if words & set(MORE):
        return Span(value, value + step, last, False, False)
    return _bounded(value, step, last, words)


def _bounded(value: Decimal, step: Decimal, last: Decimal, words: frozenset[str]) -> Span:
    if words & set(ABOVE):
        with_low = bool(words & {"以上", "及以上", "之多"})
        return Span(value, value + step, last, with_low, with_high=False)
    if words & set(BELOW):
        low = max(value - step, Decimal(0)) if words & {"不足", "不到"} else Decimal(0)
        return Span(low, value, last, with_high=bool(words & {"以下", "及以下", "以内"}))
    if words & set(SHORT):
        return Span(value * (1 - NEARLY), value, last)
    if words & set(NEAR):
        return Span(value * (1 - ABOUT), value * (1 + ABOUT), last)
    return Span(value, value, last)
