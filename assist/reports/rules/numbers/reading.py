"""Every number of a text where it stands, with its unit and the words that make it rough."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from assist.lib.enums import Labelled
from assist.lib.numerals import DIGITS, LETTERS, LONGEST, chinese
from assist.lib.text import half_width
from assist.reports.rules.numbers.amounts import Span, core, span


class NumberKind(Labelled):
    """What a number is by the way it is written."""

    COUNT = "count", "数量"
    MONEY = "money", "金额"
    RATE = "rate", "百分比"
    DAY = "day", "日期"
    MONTHS = "months", "月份"
    NAME = "name", "编号或名称"
    #: Names that are told instead of their number; `read` finds none of them.
    TITLE = "title", "名称"


@dataclass(frozen=True)
class Number:
    """A number in a text: ``text == source[start:end]``; money is in 元, a rate 1 is 100%."""

    text: str
    start: int
    end: int
    kind: NumberKind
    unit: str = ""
    span: Span | None = None
    months: frozenset[int] = frozenset()
    year: int | None = None
    #: Month and day of a date; its year may be unsaid.
    month: int = 0
    day: int = 0

    @property
    def on(self) -> date | None:
        """The day, where it is one with its year; 2月30日 is none."""
        try:
            return date(self.year, self.month, self.day) if self.year and self.day else None
        except ValueError:
            return None


_UNITS = re.findall(
    r"\S+",
    "家次 户次 人/次 人次 场次 批次 台次 车次 项次 万元 亿元 千元 元 个百分点 百分点 个工作日 "
    "工作日 个月 小时 分钟 平方米 公里 千瓦 家 户 个 名 人 位 条 项 件 起 笔 份 篇 场 期 批 支 宗 "
    "处 部 本 册 套 台 块 辆 天 日 年 周 岁 亩 吨 倍 成 栋 间 只 张 页 次 趟 轮 桩 万 亿",
)
#: What behind a unit makes it the beginning of another word: 一次性, 三部门, 两会.
_NO_UNIT = {"次": "性", "部": "分门署委队", "个": "别性体", "起": "来草", "人": "民", "名": "单额"}
_NO_UNIT |= {"家": "庭", "条": "例款", "项": "目", "期": "间", "件": "套", "处": "理置", "份": "额"}
_UNIT = "|".join(
    f"{unit}(?![{_NO_UNIT[unit]}])" if unit in _NO_UNIT else re.escape(unit) for unit in _UNITS
)
_ARABIC = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?"
#: 1亿零170万: what follows a myriad and belongs to it.
_FURTHER = rf"(?:(?<=[万亿])零?{_ARABIC}[千百]?万?)?"
_CHINESE = f"[{LETTERS}]+(?:点[零〇一二三四五六七八九]+)?"
_BEFORE = (
    "将近|接近|大约|超过|超出|突破|至少|不少于|不低于|最少|多于|高于|不足|不到|少于|低于|"
    "(?<![签预节制契条合履违特公])约|(?<![附最临靠亲相])近|超|逾|(?:上|数|几)(?=[十百千万亿])"
)
_AFTER = r"(?:[(]含[^()]{0,6}[)])?(?P<after>及以上|以上|及以下|以下|以内|左右|上下|之多)"
_MORE = "[余多](?![额下种方样])(?!元[^,，。;；]{0,2}(?:化|发展|投入|文化|主体))"
_QUANTITY = re.compile(
    rf"(?:(?P<before>{_BEFORE})了?)?[ ]?(?P<rate>百分之)?"
    rf"(?P<core>{_ARABIC}[ ]?[十百千万亿]*{_FURTHER}|{_CHINESE})"
    rf"(?P<more>{_MORE}|(?<=[十百千万])[几来])?[ ]?(?P<scale>(?<=[余多几])[万亿])?"
    rf"(?P<late>(?<=[万亿]){_MORE})?[ ]?"
    rf"(?:(?P<percent>%)|(?P<unit>{_UNIT}))?(?P<last>(?<=元){_MORE})?(?:{_AFTER})?"
)
#: 13月 is read too, so that a slip of the finger is not taken for another number.
_M = r"(?:[0-9]{1,2}|十[一二]?|[一二三四五六七八九])"
_DATE = re.compile(
    r"(?:(?P<year>[0-9]{4}|[〇零一二三四五六七八九]{4})年)?"
    rf"(?<![0-9])(?P<month>{_M})月(?P<day>[0-9][0-9]?|[一二三]?十?[一二三四五六七八九十])日"
    r"|(?P<y>[0-9]{4})(?P<sep>[-./])(?P<m>[0-9]{1,2})(?P=sep)(?P<d>[0-9]{1,2})(?![0-9])"
)
_MONTHS = re.compile(
    rf"(?:(?P<year>[0-9]{{4}}|[〇零一二三四五六七八九]{{4}})年)?(?<![0-9])"
    rf"(?P<list>{_M}(?:月份?)?(?:[、,和及与]{_M}(?:月份?)?){{0,23}})(?<=[0-9一二三四五六七八九十月份])"
    r"(?:(?<=月)|(?<=月份)|月份?)(?![0-9])"
)
_MONTH = re.compile(_M)
#: The year of months, which is a name of its own.
_YEAR = re.compile("([0-9]{4}|[〇零一二三四五六七八九]{4})年$")
#: Years, ranges of months, article and document numbers, codes, hot lines: names, not figures.
_NAME = re.compile(
    r"[〔\[(]?[0-9]{4}[〕\])]第?[0-9]+号|[0-9]{4}[Qq][1-4]"
    r"|[0-9]{4}(?:年?[-—–~至到][0-9]{4})?(?:年|(?=学年))(?:度)?"
    r"|[0-9]{1,2}月?[-—–~至到][0-9]{1,2}月份?"
    rf"|第[ ]?(?:[0-9]+|[{LETTERS}]+)(?:[-—–~至、](?:[0-9]+|[{LETTERS}]+))*"
    r"(?:个(?:五年)?|[条款项届次季章节号期批])?"
    r"|[0-9]{1,2}·[0-9]{1,2}|[0-9]{1,2}:[0-9]{2}"
    r"|[A-Za-z][A-Za-z0-9/]{0,40}[-. ]?[0-9][A-Za-z0-9./-]*"
    r"|[0-9]+(?:-[0-9]+)+(?![0-9])|[0-9]+[A-Za-z]\w*"
    r"|(?<![0-9])(?:12345|12348|12315|12333|12368|12350|110|119|120)(?=(?:政务|市民|便民|服务|公共)"
    r"*(?:热线|平台|工单))|[0-9]+号(?!召)|[二三四五六七八九十]+(?:届|中全会|大(?=[和及、以报精]))"
)
#: Numbering at the beginning of a line or in brackets.
_CLAUSE = re.compile(
    rf"(?m)^[ 　]*(?:[(（](?:[0-9]{{1,2}}|[{LETTERS}]{{1,3}})[)）]|[{LETTERS}]{{1,3}}、"
    r"|[0-9]{1,2}[、.](?![0-9]))|[(（][0-9]{1,2}[)）]"
)
_RANGE = re.compile(
    rf"(?P<low>{_ARABIC}|{_CHINESE})(?P<scale>[万亿])?(?P<same>%|{_UNIT})?[-—–~至到]{{1,2}}"
    rf"(?P<high>{_ARABIC}|{_CHINESE})(?P<more>[万亿])?(?P<unit>%|{_UNIT})"
)
#: 2025-2027年 and 1-3日 say when; they measure nothing.
_WHEN = frozenset({"年", "日", "周", "期", "号"})
#: Two digits in a row: 两三家 is two or three, 十五六 fifteen or sixteen, 三四十 thirty to forty.
_TWO = re.compile(
    "(?P<head>.*?)(?P<low>[一两二三四五六七八])(?P<high>[二三四五六七八九])(?P<tail>[十百千万亿]*)"
)
#: Rows of signs, which nobody reads as a number.
_ENDLESS = re.compile(rf"[{LETTERS}]{{{LONGEST + 1},}}|[0-9][0-9,.]{{{LONGEST},}}")
_TITLE = re.compile("《[^《》\n]*》")
#: A numeral after these belongs to a word: 每一家, 同一件, 统一, 唯一.
_WORDS = frozenset("每同任逐唯统单哪这那某第之其专归清万")
_AT_LEAST = re.compile(r"(?:至少|不少于|不低于|最少)[^,，;；。、0-9]{0,14}$")
_START = re.compile(f"[0-9第〔]|[A-Za-z][A-Za-z0-9/.-]{{0,40}}[0-9]|百分之|[{LETTERS}]")


def read(text: str) -> list[Number]:
    """Every number of the text in order; numbering and names in characters (二十届) are none."""
    plain = half_width(text)
    names = sorted(span for one in (_TITLE, _CLAUSE, _ENDLESS) for span in _spans(one, plain))
    return [number for number in _numbers(text, plain, names) if _counts(number)]


def _spans(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    return (found.span() for found in pattern.finditer(text))


def _counts(number: Number) -> bool:
    """Names are listed where they have digits that somebody could take for a figure."""
    return number.kind is not NumberKind.NAME or any(
        letter.isdigit() and letter.isdecimal() for letter in number.text
    )


def _numbers(text: str, plain: str, names: list[tuple[int, int]]) -> Iterator[Number]:
    at, ended, upcoming = 0, 0, iter([*names, (len(text) + 1, len(text) + 1)])
    low, high = next(upcoming)
    while found := _START.search(plain, at):
        at = found.start()
        while high <= at:
            low, high = next(upcoming)
        number = _name(text, plain, at, high) if low <= at else _at(text, plain, at, ended)
        if number:
            yield number
            ended = number.end
        at = max(ended, at + 1)


def _name(text: str, plain: str, at: int, end: int) -> Number | None:
    """Digits inside a title or a numbering."""
    found = re.compile("[0-9][0-9年-]*").match(plain, at, end)
    return found and Number(text[at : found.end()], at, found.end(), NumberKind.NAME)


def _at(text: str, plain: str, at: int, ended: int) -> Number | None:
    for pattern, make in _WAYS:
        found = pattern.match(plain, at)
        number = found and make(text, plain, found)
        if number:
            return number
    return _quantity(text, plain, at, ended)


def _day(text: str, plain: str, found: re.Match[str]) -> Number | None:
    year = found["year"] or found["y"]
    month, day = _small(found["month"] or found["m"]), _small(found["day"] or found["d"])
    of = _small(year) if year else None
    start, end = found.span()
    return Number(text[start:end], start, end, NumberKind.DAY, year=of, month=month, day=day)


def _months(text: str, plain: str, found: re.Match[str]) -> Number | None:
    start, end = found.span()
    months = frozenset(_small(part) for part in _MONTH.findall(found["list"]))
    before = _YEAR.search(plain[max(0, start - 5) : start])
    said = found["year"] or (before[1] if before else "")
    year = _small(said) if said else None
    return Number(text[start:end], start, end, NumberKind.MONTHS, "月", months=months, year=year)


def _small(text: str) -> int:
    return int(text) if text.isdigit() and text.isascii() else int(chinese(text) or 0)


def _named(text: str, plain: str, found: re.Match[str]) -> Number | None:
    start, end = found.span()
    return Number(text[start:end], start, end, NumberKind.NAME)


def _between(text: str, plain: str, found: re.Match[str]) -> Number | None:
    """3至5次: from, to; the scale of the second holds for both."""
    if found["unit"] in _WHEN or found["same"] not in (None, found["unit"]):
        return None
    low = core(found["low"] + (found["scale"] or found["more"] or ""))
    high = core(found["high"] + (found["more"] or ""))
    if low is None or high is None or low[0] >= high[0]:
        return None
    (start, end), factor, kind = found.span(), *_measured(found["unit"])
    limits = Span(low[0] * factor, high[0] * factor, low[1] * factor)
    return Number(text[start:end], start, end, kind, _unit(found["unit"]), limits)


_WAYS = (
    (_DATE, _day),
    (_RANGE, _between),
    (_NAME, _named),
    (_MONTHS, _months),
)
_SCALED = {"万元": 10**4, "亿元": 10**8, "千元": 10**3, "元": 1}


def _measured(unit: str) -> tuple[Decimal, NumberKind]:
    """By what a number in this unit is multiplied, and what kind that makes it."""
    if unit == "%":
        return Decimal("0.01"), NumberKind.RATE
    if unit in _SCALED:
        return Decimal(_SCALED[unit]), NumberKind.MONEY
    return Decimal(1), NumberKind.COUNT


def _unit(unit: str) -> str:
    return "元" if unit in _SCALED else unit


def _quantity(text: str, plain: str, at: int, ended: int) -> Number | None:
    rough = (_rough(plain, at - back, at) for back in range(5, 0, -1) if at - back >= ended)
    found = next(filter(None, rough), None) or _QUANTITY.match(plain, at)
    if found is None or not _is_number(plain, at, found):
        return None
    written = found["core"].replace(" ", "")
    value = core(written)
    two = _two(written) if value is None else None
    if value is None and two is None:
        return None
    unit = "%" if found["rate"] or found["percent"] else found["unit"] or ""
    factor, kind = _measured(unit)
    if found["scale"]:
        factor *= 10**4 if found["scale"] == "万" else 10**8
    limits = two and Span(two[0] * factor, two[1] * factor, Decimal(0))
    if value is not None:
        words = _words(plain, at, found)
        limits = span(written, value[0] * factor, value[1] * factor, words)
    start, end = found.span()
    return Number(text[start:end], start, end, kind, _unit(unit), limits)


def _two(written: str) -> tuple[Decimal, Decimal] | None:
    """From and to of two digits in a row, which are no numeral: 两三, 十五六, 三四百."""
    found = _TWO.fullmatch(written)
    if found is None or DIGITS[found["high"]] != DIGITS[found["low"]] + 1:
        return None
    low = chinese(found["head"] + found["low"] + found["tail"])
    high = chinese(found["head"] + found["high"] + found["tail"])
    return None if low is None or high is None else (low, high)


def _rough(plain: str, start: int, at: int) -> re.Match[str] | None:
    """The number at `at` with 近 or 超过 before it, where that stands there."""
    found = _QUANTITY.match(plain, start)
    starts = found and found["before"] and (found.start("rate"), found.start("core"))
    return found if starts and at in starts else None


def _words(plain: str, at: int, found: re.Match[str]) -> frozenset[str]:
    words = {found[name] for name in ("more", "late", "last", "after") if found[name]}
    before = found["before"]
    words |= {"数" if before == "几" else before} if before else set()
    least = _AT_LEAST.search(plain, max(0, at - 20), at)
    return frozenset(words | ({"至少"} if least else set()))


def _is_number(plain: str, at: int, found: re.Match[str]) -> bool:
    """Digits always are; characters only with a unit or a rough word, or from eleven on."""
    written = found["core"]
    if written[0].isascii() or found["rate"]:
        return True
    rough = found["before"] or found["more"]
    if plain[at - 1 : at] in _WORDS and not found["before"]:
        return False
    if not set(written) - set("百千万亿"):
        return bool(rough)
    if (
        found["unit"] == "起"
        and written == "一"
        and not re.search("[查立发]", plain[max(0, at - 6) : at])
    ):
        return False
    value = chinese(written)
    if value is None:
        return bool(found["unit"]) and _two(written) is not None
    return bool(found["unit"] or rough) or value > 10
