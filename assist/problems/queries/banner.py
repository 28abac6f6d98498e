"""What a page says over a clock that presses: what can still be done about it, and by which act."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from assist.lib.deadlines import Light, days_left
from assist.problems.models import Problem
from assist.problems.standing import open_item
from assist.problems.states import Act, ItemKind, State
from assist.settings import current


@dataclass(frozen=True)
class Banner:
    """The words, their tone, and the acts that are offered in it."""

    tone: str
    words: str
    acts: Sequence[Act]


#: What helps a problem that is late, in this order; offered to whoever may do it.
HELP: Mapping[State, Sequence[Act]] = {
    State.REGISTERED: (Act.ASSIGN,),
    State.ASSIGNED: (Act.SIGN, Act.URGE),
    State.HANDLING: (
        Act.DECIDE_EXTENSION, Act.MEASURE, Act.CO_ANSWER, Act.ANSWER,
        Act.URGE, Act.PARK, Act.ESCALATE,
    ),
    State.ANSWERED: (Act.DECIDE_CALL_BACK, Act.CALL_BACK, Act.CLOSE),
}  # fmt: skip
LATE: Mapping[State, str] = {
    State.REGISTERED: "还没有交办。",
    State.ASSIGNED: "主办单位还没有签收。",
    State.HANDLING: "",
    State.ANSWERED: "还没有回访销号。",
}
TOO_LATE = (
    "延期须在到期前至少 1 个工作日申请，现在已不能申请。可以写明措施和卡点，或者反馈办理结果；"
    "确实办不了的，请送解优办研判挂账或提级。"
)
ASKED = "已申请延期，等待审批；同意后超期即解除。"


def banner_of(problem: Problem, acts: Collection[Act], light: str, on: date) -> Banner | None:
    """The banner of a clock that is red or amber; nothing where nothing presses."""
    due = problem.clock_due_on
    if due is None or light not in {Light.RED.value, Light.AMBER.value}:
        return None
    left = days_left(due, on, current().calendar)
    asked = open_item(problem, ItemKind.EXTENSION) is not None
    if light == Light.RED.value:
        why = LATE[problem.state]
        if problem.state is State.HANDLING:
            why = ASKED if asked else TOO_LATE
        offered = [act for act in HELP[problem.state] if act in acts]
        return Banner("danger", f"已超期 {-left} 个工作日。{why}", offered[:4])
    if problem.state is not State.HANDLING:
        return None
    return Banner(
        "warning", _soon(_when(left, due, on), asked, acts), [a for a in SOON if a in acts]
    )


SOON = (Act.DECIDE_EXTENSION, Act.ASK_EXTENSION, Act.ANSWER, Act.CO_ANSWER)


def _when(left: int, due: date, on: date) -> str:
    """How the clock stands; where only days off lie between, it is not today either."""
    if left:
        return f"还剩 {left} 个工作日到期。"
    return "今天到期。" if due == on else f"{due.month}月{due.day}日到期，之前没有工作日了。"


def _soon(when: str, asked: bool, acts: Collection[Act]) -> str:
    if asked:
        return f"{when}已申请延期，等待审批。"
    if Act.ASK_EXTENSION in acts:
        return f"{when}按时办不了的，现在就申请延期。"
    if Act.ANSWER in acts:
        return f"{when}延期须在到期前至少 1 个工作日申请，现在已不能申请。"
    return when
