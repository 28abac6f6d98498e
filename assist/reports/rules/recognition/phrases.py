"""The words around a number: its own phrase, what follows, and what came before."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assist.lib.text import half_width
from assist.reports.rules.numbers import Number, NumberKind

#: How far back a topic is looked for, and how long a phrase may be.
REACH, LONGEST = 200, 90
_HARD = re.compile(r"[,，;；。!！?？\n:：()（）]")
_STOP = re.compile(r"[,，;；。!！?？\n:：()（）、\t]")
_QUANTITIES = (NumberKind.COUNT, NumberKind.MONEY, NumberKind.RATE)
#: 50万以下 says of which debts, it counts none.
_LIMIT = re.compile("以下|以上|以内|个月$|年$|小时$|分钟$|工作日$")
#: A phrase of these alone goes on about what the number before it counted.
_JOINING = re.compile(
    r"(?:较|比|同比|环比|上季度|上一季度|上年同期|去年同期|上年|去年|前一季度|本季度|全年|今年|"
    r"其中|前?(?:[一二三四1-4][-—–~至到])?第?[一二三四1-4]季度|[上下]半年|当年|"
    r"及|和|与|至|的|共计|合计|总计|总|共|计|金额|涉及|资金|达到?|为|累计|分别|即|其中|占比?|平均|"
    r"增加|增长|上升|提高|减少|下降|回落|多|少|了|[、,，()（） ])*"
)
_SAME = re.compile("[)）]?[,，(（、]?$")
#: A heading of work to come; what stands below it counts nothing that has been.
_HEADING = re.compile(r"(?m)^[ 　]*[一二三四五六七八九十]+、[^。\n]{0,40}$")
_COMING = re.compile("打算|下步|下一步|工作计划|工作安排|思路|安排$|计划$")


@dataclass(frozen=True)
class Phrase:
    """What is said around a number; `follows` is true where it goes on about the one before."""

    number: Number
    own: str
    after: str
    before: str
    follows: bool
    coming: bool
    #: Whether the next number stands directly behind `after`, whose last words are then its own.
    runs_on: bool = False

    @property
    def around(self) -> str:
        """Both sides of the number, for a day that stands before what it dates."""
        return f"{self.own}□{self.after}"


def phrases(text: str, numbers: Sequence[Number]) -> Iterator[Phrase]:
    """The phrase of every number, in order."""
    plain = half_width(text)
    later = coming(plain)
    starts = [number.start for number in numbers if number.kind in _QUANTITIES]
    ended = 0
    for number in numbers:
        own_start = _begin(plain, number, ended)
        own = plain[own_start : number.start]
        follows = bool(
            ended
            and number.kind in _QUANTITIES
            and _JOINING.fullmatch(own)
            and _SAME.fullmatch(plain[ended:own_start])
        )
        quantity = number.kind in _QUANTITIES  # a day or months date what is counted behind them
        upto = _next_start(starts, number.start) if quantity else number.end + REACH
        after = _after(plain, number, upto)
        yield Phrase(
            number,
            own,
            after,
            plain[_paragraph(plain, own_start) : own_start],
            follows,
            any(start <= number.start < end for start, end in later),
            number.end + len(after) == upto,
        )
        if number.kind in _QUANTITIES and not _LIMIT.search(number.text):
            ended = number.end


def _begin(plain: str, number: Number, ended: int) -> int:
    """Behind the last sign or the number before, whichever is nearer; a bracket opens none."""
    low = max(ended, number.start - LONGEST, 0)
    signs = list(_HARD.finditer(plain, low, number.start))
    if signs and signs[-1][0] in "(（:：" and not plain[signs[-1].end() : number.start].strip():
        signs.pop()  # 上门走访（103家次）, 上门走访：103家次: the words stand before the sign
    return signs[-1].end() if signs else low


def _after(plain: str, number: Number, upto: int) -> str:
    """Up to the next sign or number; a day alone in its phrase dates the phrase behind it."""
    end = min(upto, number.end + 40, len(plain))
    stop = _STOP.search(plain, number.end, end)
    if stop is None:
        return plain[number.end : end]
    alone = stop.start() == number.end and number.kind not in _QUANTITIES
    if not alone or stop[0] not in ",，":
        return plain[number.end : stop.start()]
    further = _HARD.search(plain, stop.end(), end)
    return plain[stop.end() : further.start() if further else end]


def _next_start(starts: list[int], at: int) -> int:
    place = bisect_right(starts, at)
    return starts[place] if place < len(starts) else at + REACH


def _paragraph(plain: str, at: int) -> int:
    low = max(0, at - REACH)
    return max(plain.rfind("\n", low, at) + 1, low)


def coming(plain: str) -> list[tuple[int, int]]:
    """Where work to come is written about: from such a heading to the next."""
    heads = list(_HEADING.finditer(plain))
    ends = [head.start() for head in heads[1:]] + [len(plain)] * bool(heads)
    return [
        (head.end(), end) for head, end in zip(heads, ends, strict=True) if _COMING.search(head[0])
    ]
