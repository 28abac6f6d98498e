"""How a task goes on: what may be said of it, by whom, and how it passes to a new year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assist.lib.errors import Invalid
from assist.planning.models import TaskState

FULL = 100


@dataclass(frozen=True)
class TaskFacts:
    """What a form says of a task."""

    year: int
    title: str
    detail: str
    owner_id: int
    due_on: date


def check_facts(facts: TaskFacts) -> None:
    """A task ends in its own year, or in the first quarter after it."""
    if not facts.year <= facts.due_on.year <= facts.year + 1:
        raise Invalid("due_on", f"完成期限应在{facts.year}年或次年第一季度内。")
    if facts.due_on.year == facts.year + 1 and facts.due_on.month > 3:
        raise Invalid("due_on", f"完成期限应在{facts.year}年或次年第一季度内。")


def checked_percent(state: TaskState, percent: int | None, note: str) -> int:
    """The share that goes with a state; Invalid says what does not fit together."""
    if state is TaskState.CANCELLED and not note:
        raise Invalid("note", "取消任务请说明原因。")
    if state is TaskState.DONE:
        if percent not in (None, FULL):
            raise Invalid("percent", "已完成的任务，完成比例应为 100。")
        return FULL
    if state is TaskState.WAITING:
        if percent:
            raise Invalid("percent", "未开始的任务，完成比例应为 0。")
        return 0
    if percent == FULL and state is TaskState.DOING:
        raise Invalid("percent", "完成比例为 100 的任务，请选择“已完成”。")
    return percent or 0


def next_years(day: date) -> date:
    """The like day a year later; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)
