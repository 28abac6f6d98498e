"""Which period a phrase speaks of: 上季度, 去年同期, 9月, 截至11月30日, 今年以来."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date

from assist.lib.numerals import chinese
from assist.lib.periods import Period
from assist.reports.rules.periods import comparable

_TIME = re.compile(
    r"(?P<ago>上年同期|去年同期|上年同季|去年同季|同比)"
    r"|(?P<before>上季|上一季|前一季|环比|上期)"
    r"|(?P<last>去年|上年|上一年)"
    r"|(?P<sofar>今年以来|年初以来|年初至今|全年|今年|本年|当年)"
    r"|(?P<own>本季度?|当季|本期|期间)"
    r"|前(?P<first>[一二两三1-3](?:个)?(?:季度)|(?:[0-9]{1,2}|[一二两三四五六七八九十]{1,2})个月)"
    r"|(?<![一二三四1-4]、)(?P<since>[一二三1-3])(?:季度)?[-—–~至到、](?P<till>[二三四2-4])季度"
    r"|(?:(?P<year>[0-9]{4})年度?)?第?(?P<quarter>[一二三四1-4])季度"
    r"|(?P<half>上半年|下半年)"
    r"|(?:(?P<y>[0-9]{4})年)?(?P<from>1[0-2]|[1-9])月?[-—–~至到](?P<to>1[0-2]|[1-9])月"
    r"|(?:(?P<of>[0-9]{4})年)?(?<![0-9])(?P<month>1[0-2]|[1-9])月(?!均)"
    r"|(?P<whole>[0-9]{4})年"
)
_UPTO = re.compile(
    r"(?:截[至止]|(?<![0-9一二三四季月日])[至到])(?:(?P<year>[0-9]{4})年)?(?P<month>1[0-2]|0?[1-9])月(?:底|末|(?P<day>[0-9]{1,2})日)?"
)
_DAY = re.compile(r"(?:截[至止])?(?:[0-9]{4}年)?[0-9]{1,2}月[0-9]{1,2}日")
#: What happened on one day, or what there was by then.
_ON = re.compile(
    r"(?:(?P<year>[0-9]{4})年)?(?P<month>1[0-2]|0?[1-9])月(?P<day>[0-9]{1,2})日"
    r"(?!前|止|之前|以前|以来|起|至|到|[-—–~])"
)
#: 一、二季度分别: which number is whose cannot be told.
_EACH = re.compile("(?:季度|[0-9]月|半年|[0-9]{4}年).*分别")
#: What has not been yet.
_COMING = re.compile("力争|争取|预计|下季度|下一季度|明年|下一步|拟(?!定)|将(?:达|实现|完成|开展)")
_TITLE = re.compile("《[^》]*》")
DIFFERENCE = re.compile("(?:增加|增长|上升|提高|减少|下降|回落|多|少)(?:了)?$")
FEWER = re.compile("(?:减少|下降|回落|少)(?:了)?$")


@dataclass(frozen=True)
class When:
    """The period that a number belongs to, and where it is a difference, from which one."""

    period: Period
    against: Period | None = None
    fewer: bool = False
    #: Not the text's own period, where a ledger that holds nothing proves nothing.
    other: bool = False


def when(own: str, report: Period, base_day: date) -> When | None:
    """The period of the phrase; None where it cannot be told, or is still to come."""
    words = _TITLE.sub("", own)
    if _COMING.search(words) or _EACH.search(words):
        return None
    difference = DIFFERENCE.search(words)
    if difference:
        other = _named(words, report, comparing=True)
        return When(report, other, bool(FEWER.search(words)), other=True) if other else None
    upto = _upto(words, report, base_day)
    if upto is None:
        return None
    words = _UPTO.sub("", words)
    day = _on(words, report, base_day) if upto is report else None
    found = day or _named(_DAY.sub("", words), upto, comparing=False)
    if found is None or found.start > report.end:
        return None
    return When(found, other=found.start != report.start or found.end != report.end)


def _on(words: str, report: Period, base_day: date) -> Period | None:
    """The one day that the phrase names; with 累计 all that was by then."""
    found = _ON.search(words)
    if found is None:
        return None
    year = int(found["year"] or report.year)
    try:
        day = date(year, int(found["month"]), int(found["day"]))
    except ValueError:
        return None
    if day in (base_day, report.cut_off):
        return report
    if "累计" in words and report.start <= day <= report.end:
        return replace(report, as_of=day)
    return Period(day, day)


def _upto(words: str, report: Period, base_day: date) -> Period | None:
    """The report's period as it stood on a day that the phrase names."""
    found = _UPTO.search(words)
    if found is None:
        return report
    year, month = int(found["year"] or report.year), int(found["month"])
    try:
        day = date(year, month, int(found["day"] or monthrange(year, month)[1]))
    except ValueError:
        return None
    if day in (base_day, report.cut_off):
        return report
    return replace(report, as_of=day) if report.start <= day <= report.end else None


def _named(words: str, report: Period, *, comparing: bool) -> Period | None:
    """The period of the last word of time in the phrase; without one the report's own."""
    found = list(_TIME.finditer(words))
    if not found:
        return None if comparing else report
    return _period(found[-1], report)


def _period(found: re.Match[str], report: Period) -> Period | None:
    whole_year = report.start.month == 1 and report.end.month == 12
    if found["ago"]:
        return report.year_before()
    if found["before"]:
        return None if whole_year and "季" in found[0] else comparable(report)
    if found["last"]:
        return Period.of_year(report.year - 1)
    if found["own"]:
        return report
    if found["sofar"]:
        return Period(date(report.year, 1, 1), report.end, report.as_of)
    return _parts_of_a_year(found, report)


def _parts_of_a_year(found: re.Match[str], report: Period) -> Period | None:
    if found["half"]:
        start = 1 if found["half"] == "上半年" else 7
        return _months(report.year, start, start + 5, report)
    if found["first"] or found["since"]:
        return _several(found, report)
    if found["quarter"]:
        number = _count(found["quarter"])
        return _clipped(Period.of_quarter(int(found["year"] or report.year), number), report)
    if found["from"]:
        first, last = int(found["from"]), int(found["to"])
        return _months(int(found["y"] or report.year), first, last, report)
    if found["month"]:
        month = int(found["month"])
        return _months(int(found["of"] or report.year), month, month, report)
    return _year(found["whole"], report)


def _several(found: re.Match[str], report: Period) -> Period | None:
    """前三季度, 一至三季度, 前十一个月."""
    if found["since"]:
        first, last = (_count(found[name]) for name in ("since", "till"))
        return _months(report.year, 3 * first - 2, 3 * last, report)
    many = re.sub("个?(?:季度|月)$", "", found["first"])
    last = _count(many) * (3 if "季" in found["first"] else 1)
    return _months(report.year, 1, last, report)


def _count(text: str) -> int:
    return int(text) if text.isdigit() else int(chinese(text) or 0)


def _year(text: str, report: Period) -> Period | None:
    year = int(text)
    if year == report.year:
        return report
    return Period.of_year(year) if 1990 <= year <= 2100 else None


def _months(year: int, first: int, last: int, report: Period) -> Period | None:
    if not (1 <= first <= last <= 12 and 1990 <= year <= 2100):
        return None
    end = date(year, last, monthrange(year, last)[1])
    return _clipped(Period(date(year, first, 1), end), report)


def _clipped(period: Period, report: Period) -> Period:
    """Known only up to the report's cut-off."""
    return replace(period, as_of=report.cut_off) if period.end > report.cut_off else period
