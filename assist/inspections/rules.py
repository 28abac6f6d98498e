"""What holds of inspections, hazards and power checks: pure, given the day."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from assist.lib.days import chinese_day
from assist.lib.enums import Labelled
from assist.lib.periods import Period

#: 行政处罚法 §42: an officer alone may not enforce.
LEAST_OFFICERS = 2
TOO_FEW = f"执法人员不足 {LEAST_OFFICERS} 人（行政处罚法第四十二条）。"


class Stage(Labelled):
    """Where a hazard stands; derived from its days, never stored."""

    OPEN = "open", "整改中"
    OVERDUE = "overdue", "已超期"
    RECTIFIED = "rectified", "待复查"
    RECHECKED = "rechecked", "已复查"


class Verdict(Labelled):
    """What a re-check found."""

    PASSED = "passed", "整改到位"
    FAILED = "failed", "未整改到位"


def stage(
    due_on: date | None, rectified_on: date | None, rechecked_on: date | None, on: date
) -> Stage:
    """Where a hazard stands on that day; a re-check that it failed leaves it open."""
    if rectified_on is None:
        return Stage.OVERDUE if due_on is not None and due_on < on else Stage.OPEN
    return Stage.RECTIFIED if rechecked_on is None else Stage.RECHECKED


def light(found: Stage) -> str:
    """The colour of a stage; the word stands beside it."""
    return {Stage.OVERDUE: "red", Stage.OPEN: "amber", Stage.RECTIFIED: "amber"}.get(found, "green")


def stage_words(found: Stage, due_on: date | None, on: date) -> str:
    """The stage with its days: 超期 5 天, 整改中，剩 3 天, 待复查."""
    if found is Stage.OVERDUE and due_on is not None:
        return f"超期 {(on - due_on).days} 天"
    if found is Stage.OPEN and due_on is not None:
        return f"整改中，剩 {(due_on - on).days} 天" if due_on > on else "整改中，今天到期"
    return found.label


def progress(
    due_on: date | None, rectified_on: date | None, rechecked_on: date | None, on: date
) -> tuple[str, str]:
    """The colour and the words of where a hazard stands."""
    found = stage(due_on, rectified_on, rechecked_on, on)
    return light(found), stage_words(found, due_on, on)


def order_faults(
    held_on: date, due_on: date | None, rectified_on: date | None, rechecked_on: date | None
) -> list[tuple[str, str]]:
    """Field and message where the days of a hazard are out of order."""
    found = []
    day = chinese_day(held_on)
    if due_on is not None and due_on < held_on:
        found.append(("due_on", f"整改期限不能早于检查日期（{day}）。"))
    if rectified_on is not None and rectified_on < held_on:
        found.append(("rectified_on", f"整改完成日期不能早于检查日期（{day}）。"))
    if rechecked_on is not None and rechecked_on < (rectified_on or held_on):
        found.append(("rechecked_on", "复查日期不能早于整改完成日期。"))
    return found


def officer_warning(officers: int | None) -> str | None:
    """What to say where fewer than two certified officers took part, or nobody said how many."""
    if officers is None:
        return f"没有填写持证人数，持证执法人员应不少于 {LEAST_OFFICERS} 人。"
    return f"持证{TOO_FEW}" if officers < LEAST_OFFICERS else None


def cap_warnings(before: Mapping[str, int], year: int, cap: int) -> list[str]:
    """What to say of enterprises that were inspected as often as the year allows already."""
    return [
        f"{name}{year}年已检查 {count} 次，这次是第 {count + 1} 次，超过年度频次上限 {cap} 次。"
        for name, count in before.items()
        if count >= cap
    ]


def plan_warning(item: str, planned: Collection[str], year: int) -> str | None:
    """What to say of an inspection that the year's plan does not name (无计划不检查)."""
    if item in planned:
        return None
    if not planned:
        return f"还没有登记{year}年的检查计划，无计划不检查。"
    if not item:
        return f"没有填写检查计划项，{year}年检查计划共 {len(planned)} 项。"
    return f"“{item[:40]}”不在{year}年的检查计划内。"


@dataclass(frozen=True)
class Month:
    """One month of power enforcement, as it stands."""

    month: date
    count: int
    ended: bool
    least: int

    @property
    def short(self) -> bool:
        """Whether the month is over and had too few checks."""
        return self.ended and self.count < self.least

    @property
    def name(self) -> str:
        """For instance 2025年3月."""
        return f"{self.month.year}年{self.month.month}月"


def months_of(year: int, counts: Sequence[int], on: date, least: int) -> list[Month]:
    """The months of a year up to the one of `on`, with how many checks each had by then."""
    return [
        Month(one.start, count, one.end < on, least)
        for one, count in zip(Period.of_year(year).months(), counts, strict=True)
        if one.start <= on
    ]


def failing_words(months: Sequence[Month]) -> list[str]:
    """Which months failed, in one sentence for as few checks; then what the running one lacks."""
    short: dict[int, list[Month]] = {}
    for one in months:
        if one.short:
            short.setdefault(one.count, []).append(one)
    found = [
        f"{failed[0].month.year}年{'、'.join(f'{one.month.month}月' for one in failed)}"
        f"{_each(failed, count)}，少于每月 {failed[0].least} 次。"
        for count, failed in sorted(short.items())
    ]
    return found + [
        f"{one.name}已有 {one.count} 次，月底前还差 {one.least - one.count} 次。"
        for one in months
        if not one.ended and one.count < one.least
    ]


def _each(failed: Sequence[Month], count: int) -> str:
    several = len(failed) > 1
    if count:
        return f"{'都' if several else ''}只有 {count} 次"
    return f"{'都' if several else ''}没有登记"


def ended_months(period: Period) -> list[Period]:
    """The whole calendar months of a period that have ended by its cut-off."""
    found = []
    for one in period.months():
        whole = Period.of_year(one.end.year).months()[one.end.month - 1]
        if (one.start, one.end) == (whole.start, whole.end) and one.end <= period.cut_off:
            found.append(one)
    return found
