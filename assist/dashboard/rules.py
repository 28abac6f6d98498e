"""What waits for the reader of the dashboard, and what a step changed; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from statistics import median

from assist.lib.enums import Labelled
from assist.problems.states import Act

#: Said so often that one tap should do.
QUICK = ("请抓紧办理，按期反馈。", "请会商解决，结果报我。", "请到现场看一次。")


class Waiting(Labelled):
    """Why a problem waits for the reader's decision, and by which act it is decided."""

    act: Act

    def __init__(self, _code: str, _label: str, act: Act) -> None:
        """Keep the act beside the words."""
        self.act = act

    PRESENTED = "presented", "呈批", Act.INSTRUCT
    DISSATISFIED = "dissatisfied", "企业不满意", Act.DECIDE_CALL_BACK
    EXTENSION = "extension", "申请延期", Act.DECIDE_EXTENSION
    CLOSE = "close", "待销号", Act.CLOSE
    ASSIGN = "assign", "待交办", Act.ASSIGN


class Change(Labelled):
    """What has changed since somebody looked, in the order in which it is said."""

    NEW = "new", "新登记"
    ANSWERED = "answered", "已反馈"
    CLOSED = "closed", "已办结"
    BACK = "back", "退回或重办"
    ASKED = "asked", "请示、申请"
    MOVED = "moved", "其他进展"


CHANGES: Mapping[Act, Change] = {
    Act.RECORD: Change.NEW,
    Act.SOLVE_ON_SPOT: Change.CLOSED,
    Act.ANSWER: Change.ANSWERED,
    Act.CLOSE: Change.CLOSED,
    Act.REJECT: Change.CLOSED,
    Act.DIVERT: Change.CLOSED,
    Act.WITHDRAW: Change.CLOSED,
    Act.DISPUTE: Change.BACK,
    Act.RETURN_FOR_REWORK: Change.BACK,
    Act.REOPEN: Change.BACK,
    Act.ASK_EXTENSION: Change.ASKED,
    Act.PRESENT: Change.ASKED,
    Act.REPLY: Change.ANSWERED,
}


def change_of(act: Act) -> Change:
    """What an act changed, as a leader reads it."""
    return CHANGES.get(act, Change.MOVED)


def changes(counted: Mapping[Act, int]) -> list[tuple[Change, int]]:
    """How many steps of each kind there were."""
    found: dict[Change, int] = {}
    for act, number in counted.items():
        found[change_of(act)] = found.get(change_of(act), 0) + number
    return [(change, found[change]) for change in Change if change in found]


def middle(days: Iterable[int]) -> str:
    """The median of working days in words; nothing where there is none."""
    found = sorted(days)
    if not found:
        return ""
    value = median(found)
    return f"{value:g}"
