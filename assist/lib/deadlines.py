"""Lights and clocks: how a due day stands, in working days."""

from datetime import date

from assist.lib.enums import Labelled
from assist.lib.workdays import WorkCalendar


class Light(Labelled):
    """The colour of a clock; ``word`` is what stands beside it, since colour alone says nothing."""

    word: str

    def __init__(self, _code: str, _label: str, word: str) -> None:
        """Keep the word that a user reads beside the colour."""
        self.word = word

    GREEN = "green", "绿", "正常"
    AMBER = "amber", "黄", "临期"
    RED = "red", "红", "超期"
    GREY = "grey", "灰", "挂账"
    NONE = "none", "无", "无时限"


def light(
    due: date | None,
    on: date,
    calendar: WorkCalendar,
    parked: bool = False,
    amber_days: int = 2,
) -> Light:
    """Give the light of something due on ``due`` as seen on ``on``; the due day itself is amber."""
    if parked:
        return Light.GREY
    if due is None:
        return Light.NONE
    if on > due:
        return Light.RED
    return Light.AMBER if calendar.between(on, due) <= amber_days else Light.GREEN


def days_left(due: date, on: date, calendar: WorkCalendar) -> int:
    """Count the working days left; negative once overdue, from the very next day on.

    A weekend after the due day holds no working day, yet the thing is late: it counts as one.
    """
    left = calendar.between(on, due)
    return min(left, -1) if on > due else left


def clock_text(due: date | None, on: date, calendar: WorkCalendar, parked: bool = False) -> str:
    """Say in a few words how the clock stands, in working days."""
    if due is None:
        return Light.GREY.word if parked else Light.NONE.word
    left = days_left(due, on, calendar)
    if parked:
        return f"{due.month}月{due.day}日研判"
    if left < 0:
        return f"超期{-left}天"
    if due == on:
        return "今天到期"
    if left == 0:
        # Only days off lie between: no working day is left, but it is not today either.
        return f"{due.month}月{due.day}日到期"
    return f"剩{left}天"
