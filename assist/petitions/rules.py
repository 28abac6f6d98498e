"""The clocks of the 信访工作条例 and of 12345, and what may be done to a matter now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from assist.lib.days import chinese_day
from assist.lib.deadlines import Light
from assist.lib.errors import Invalid, Refused
from assist.lib.standing import Standing
from assist.petitions.models import PetitionChannel

#: Whoever asked these ways is told within 15 days what becomes of it (§23).
TOLD = frozenset(
    {
        PetitionChannel.ASSIGNED,
        PetitionChannel.LETTER,
        PetitionChannel.VISIT,
        PetitionChannel.ONLINE,
    }
)
RESULTS = ("化解", "未化解")


def due_of(channel: PetitionChannel, since: date, settings: Any) -> date:
    """The day by which it is owed: 12345 in working days, 复查 30 (§35), all else 60 (§34)."""
    if channel is PetitionChannel.HOTLINE:
        day: date = settings.calendar.add(since, settings.hotline_days)
        return day
    days = settings.review_days if channel is PetitionChannel.REVIEW else settings.petition_days
    return since + timedelta(days=days)


def told_by(channel: PetitionChannel, received_on: date, settings: Any) -> date | None:
    """The last day to tell the petitioner; None where the channel has no such duty."""
    return received_on + timedelta(days=settings.told_days) if channel in TOLD else None


@dataclass(frozen=True)
class Clock:
    """What is owed next: by when, in which colour, and in words."""

    name: str
    due: date
    light: Light
    text: str


def clock(name: str, due: date, on: date, amber_days: int) -> Clock:
    """A clock in calendar days, as the 条例 counts; the due day itself is amber."""
    left = (due - on).days
    if left < 0:
        return Clock(name, due, Light.RED, f"超期{-left}天")
    text = f"剩{left}天" if left else "今天到期"
    return Clock(name, due, Light.AMBER if left <= amber_days else Light.GREEN, text)


def clocks_of(row: Any, on: date, settings: Any) -> list[Clock]:
    """The running clocks of a matter, the one that ends first before the other."""
    if row.done_on is not None or row.standing is not Standing.VALID:
        return []
    limit = row.extended_to or row.due_on
    running = [clock("办结", limit, on, settings.petition_amber_days)]
    told = told_by(row.channel, row.received_on, settings)
    if told is not None and row.told_on is None:
        running.append(clock("告知", told, on, settings.petition_amber_days))
    return sorted(running, key=lambda one: one.due)


def ended_words(row: Any) -> str:
    """How a matter ended: 作废, 按期办结 or 超期办结; "" while it runs."""
    if row.standing is not Standing.VALID:
        return Standing.VOID.label
    if row.done_on is None:
        return ""
    return "按期办结" if row.done_on <= (row.extended_to or row.due_on) else "超期办结"


def check_days(received_on: date, accepted_on: date | None, due_on: date, on: date) -> None:
    """A matter comes in before it is accepted and before it is due, and not tomorrow."""
    if received_on > on:
        raise Invalid("received_on", "收到日期不能晚于今天。")
    if accepted_on is not None and not received_on <= accepted_on <= on:
        raise Invalid("accepted_on", "受理日期应在收到日期之后，且不晚于今天。")
    if due_on < (accepted_on or received_on):
        raise Invalid("due_on", "办理期限早于收到或受理日期。")


def check_running(row: Any) -> None:
    """Refuse what can only be done to a valid matter that is not answered yet."""
    if row.standing is not Standing.VALID:
        raise Refused("这件信访已经作废。")
    if row.done_on is not None:
        raise Refused("这件信访已经办结。")


def check_act_day(name: str, label: str, day: date, row: Any, on: date) -> None:
    """An act lies between the matter's first day and today."""
    if not row.received_on <= day <= on:
        raise Invalid(name, f"{label}应在收到日期（{chinese_day(row.received_on)}）至今天之间。")


def may_extend(row: Any, on: date) -> bool:
    """Whether asking for more time can still be granted."""
    known = row.channel is not PetitionChannel.REVIEW and row.extended_to is None
    return known and row.done_on is None and on <= row.due_on


def check_review(row: Any, channel: PetitionChannel, received_on: date, answered: Any) -> None:
    """A review looks again at another matter that was there before it and counts."""
    if channel is not PetitionChannel.REVIEW:
        raise Invalid("answered", "渠道是复查的才填写原信访编号。")
    if answered.standing is not Standing.VALID:
        raise Invalid("answered", "原信访已经作废。")
    if answered.received_on > received_on:
        raise Invalid("answered", "原信访的收到日期晚于这件复查。")
    if row.id is not None and row.id in (answered.id, answered.answered_id):
        raise Invalid("answered", "原信访不能是这件复查自己，或者它的复查。")


#: Within how many days of the answer a review (复查) may be asked for (§35).
REVIEW_ASKED = 30


def review_by(row: Any, on: date) -> date | None:
    """The last day to ask for a review of the answer; None where it is over or never was."""
    if row.done_on is None or row.standing is not Standing.VALID:
        return None
    last: date = row.done_on + timedelta(days=REVIEW_ASKED)
    return last if row.channel is not PetitionChannel.REVIEW and on <= last else None


def check_extension(row: Any, to: date, on: date, settings: Any) -> None:
    """Once, before the limit has passed, by at most 30 days; 复查 knows none (§34, §35)."""
    check_running(row)
    if row.channel is PetitionChannel.REVIEW:
        raise Refused("复查应在收到申请之日起30日内提出意见，不能延期。")
    if row.extended_to is not None:
        raise Refused(f"已经延期至{chinese_day(row.extended_to)}，只能延期一次。")
    if on > row.due_on:
        raise Refused("办理期限已过，不能再延期。")
    last = row.due_on + timedelta(days=settings.extension_days)
    if not row.due_on < to <= last:
        raise Invalid(
            "extended_to",
            f"应在办理期限（{chinese_day(row.due_on)}）之后、{chinese_day(last)}以前。",
        )
