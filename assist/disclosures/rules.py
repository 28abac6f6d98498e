"""Three reviews by three people, 保密审查 by another than the author, 20 working days."""

from __future__ import annotations

from datetime import date
from typing import Any

from assist.disclosures.models import REVIEWS, Column, Disclosure, DisclosureAct, Secrecy
from assist.lib.days import chinese_day
from assist.lib.deadlines import Light, clock_text, light
from assist.lib.errors import Invalid, Refused
from assist.lib.standing import Standing


def due_of(column: Column, formed_on: date, settings: Any) -> date:
    """The last day to publish: 20 working days (§26); for 年报 31 January (§49).

    A yearly report formed in the second half of a year is that year's, due in the next.
    """
    if column is Column.ANNUAL:
        year = formed_on.year + (formed_on.month > 6)
        return date(year, 1, 31)
    day: date = settings.calendar.add(formed_on, settings.disclosure_days)
    return day


def clock_of(row: Any, on: date, settings: Any) -> tuple[Light, str]:
    """How the clock stands; NONE with a word once it is published or void."""
    if row.standing is not Standing.VALID:
        return Light.NONE, Standing.VOID.label
    if row.published_on is not None:
        late = row.published_on > row.due_on
        return Light.NONE, "超期发布" if late else "按期发布"
    return clock(row.due_on, on, settings)


def clock(due: date, on: date, settings: Any) -> tuple[Light, str]:
    """A clock in working days, as the 条例 counts."""
    calendar = settings.calendar
    return light(due, on, calendar, amber_days=settings.amber_days), clock_text(due, on, calendar)


def check_unpublished(row: Disclosure) -> None:
    """Refuse what can only be done before it is published."""
    if row.standing is not Standing.VALID:
        raise Refused("这条信息已经作废。")
    if row.published_on is not None:
        raise Refused("这条信息已经发布。")


def check_review(row: Disclosure, name: str, day: date, on: date) -> DisclosureAct:
    """Which review this is; somebody who reviewed already does not do it again."""
    check_unpublished(row)
    act = row.next_review
    if act is None:
        raise Refused("三审已经完成。")
    earlier = [review for review in REVIEWS if getattr(row, f"{review.value}_by")]
    for review in earlier:
        if getattr(row, f"{review.value}_by") == name:
            raise Invalid("name", f"{name}已经是{review.label}人，三审应由三个人分别进行。")
    days = [getattr(row, f"{review.value}_on") for review in earlier]
    first = max([row.formed_on, *(one for one in days if one)])
    _check_day("day", day, first, on)
    return act


def check_secrecy(row: Disclosure, name: str, day: date, on: date) -> None:
    """保密审查 is not the author's own."""
    check_unpublished(row)
    if row.secrecy is Secrecy.PASSED:
        raise Refused("保密审查已经通过。")
    if name == row.author:
        raise Invalid("name", f"{name}是拟稿人，保密审查应由其他人进行。")
    _check_day("day", day, row.formed_on, on)


def _check_day(name: str, day: date, first: date, on: date) -> None:
    if not first <= day <= on:
        raise Invalid(name, f"日期应在{chinese_day(first)}至今天之间。")


def missing_of(row: Any) -> list[str]:
    """What is still owed before it may be published, in words."""
    found = [
        act.label
        for act in REVIEWS
        if not (getattr(row, f"{act.value}_by") and getattr(row, f"{act.value}_on"))
    ]
    return found if row.secrecy is Secrecy.PASSED else [*found, "保密审查"]


def next_words(row: Any) -> str:
    """What comes next, to be said after each review."""
    missing = missing_of(row)
    return f"还差{'、'.join(missing)}。" if missing else "三审和保密审查都已完成，可以登记发布。"


def returned(row: Any) -> Any:
    """The step by which the draft was sent back, while no review has followed; else None."""
    last = row.steps[-1] if row.steps else None
    return last if last is not None and last.act is DisclosureAct.SEND_BACK else None


def check_publication(row: Disclosure, day: date, on: date) -> None:
    """Nothing is published without three reviews and 保密审查 通过."""
    check_unpublished(row)
    if missing := missing_of(row):
        raise Refused(f"还没有完成{'、'.join(missing)}，不能发布。")
    days = [row.first_on, row.second_on, row.third_on, row.secrecy_on]
    _check_day("published_on", day, max([row.formed_on, *(one for one in days if one)]), on)


#: What the reviewers have read; a change after a review begins the reviews anew.
REVIEWED = ("column", "title", "formed_on", "content")


def clear_reviews(row: Disclosure) -> bool:
    """Take back every review and 保密审查; whether there was one."""
    had = bool(row.first_by) or row.secrecy is not Secrecy.PENDING
    for act in REVIEWS:
        setattr(row, f"{act.value}_by", "")
        setattr(row, f"{act.value}_on", None)
    row.secrecy, row.secrecy_by, row.secrecy_on = Secrecy.PENDING, "", None
    return had
