"""Whether words say what the ledger says."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from assist.lib.figures import Figure, Value
from assist.reports.rules.numbers.reading import Number, NumberKind, read

#: Units in which people write what a figure counts in its own.
KIN: dict[str, frozenset[str]] = {
    unit: frozenset(words.split())
    for unit, words in {
        "家次": "家次 户次 次 趟 场次 家",
        "家": "家 户 个",
        "件": "件 条 个 项 起 宗 桩",
        "条": "条 处 个 项 件 起",
        "起": "起 条 处 个 件 宗 项",
        "笔": "笔 个 项 件 宗",
        "次": "次 场 场次 批次 期 家次 条次 项次",
        "场次": "场次 场 次 期 批次",
        "份": "份 册 本 张 件",
        "人次": "人次 人/次 人 名",
        "人": "人 名 位",
        "名": "名 人 位 个",
        "个": "个 项 部 份 件 套",
        "篇": "篇 条 份 件 个 项",
        "月": "月 个月",
        "天": "天 日",
    }.items()
}
#: Words without a number that say none, all, or before its day.
NONE = re.compile("无|没有|未发生|清零|归零|为零")
ALL = re.compile("全部|全数|均已|全覆盖|无一")
EARLY = re.compile("提前|如期|按期|完成")


def kin(number: Number, figure: Figure) -> bool:
    """Whether the number can be one of the figure's at all, by kind and unit."""
    if figure.money:
        return number.kind is NumberKind.MONEY or (
            number.kind is NumberKind.COUNT and number.unit in ("", "万", "亿")
        )
    if figure.rate:
        return number.kind is NumberKind.RATE
    if not figure.unit:
        return number.kind is NumberKind.DAY or number.unit in KIN["天"]
    if figure.unit == "月":
        return number.kind is NumberKind.MONTHS
    own = KIN.get(figure.unit, frozenset({figure.unit}))
    return number.kind is NumberKind.COUNT and (number.unit in own or not number.unit)


def fits(number: Number, figure: Figure, value: Value) -> bool:
    """Whether the number says the figure's value: exactly, rounded as written, or in its range."""
    if not kin(number, figure) or value is None:
        return False
    if isinstance(value, list):
        return number.months == frozenset(value)
    if isinstance(value, date):
        return _same_day(number, value)
    if number.span is None:
        return False
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if figure.rate and number.span.low == number.span.high and number.span.low in (0, 1):
        return exact == number.span.low  # 99.6% is not 100%
    return number.span.holds(exact / 100 if figure.money else exact)


def _same_day(number: Number, value: date) -> bool:
    if number.kind is NumberKind.DAY:
        same = (number.month, number.day) == (value.month, value.day)
        return same and number.year in (None, value.year)
    early = Decimal((date(value.year, 12, 31) - value).days)
    return number.span is not None and number.span.holds(early)


def agrees(words: str, figure: Figure, value: Value) -> bool:
    """Whether words of a text say the figure's value; every number in them has to."""
    numbers = [number for number in read(words) if number.kind is not NumberKind.NAME]
    if numbers:
        return all(fits(number, figure, value) for number in numbers)
    if value is None or value == []:
        return bool(NONE.search(words)) or not words.strip("— 　")
    if isinstance(value, date):
        return bool(EARLY.search(words) or NONE.search(words))
    if isinstance(value, list):
        return False
    return bool(NONE.search(words)) if value == 0 else figure.rate and value == 1 and _all(words)


def _all(words: str) -> bool:
    return bool(ALL.search(words))
