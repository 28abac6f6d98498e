"""Who holds a problem, until when, and which light its clock shows (design 4)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from assist.lib.deadlines import Light, light
from assist.problems.rules.table import TRIES_TO_CLOSE, Days, Facts
from assist.problems.states import Difficulty, Holder, Level, Outcome, Satisfaction, State, StuckOn


def holder(row: Facts, state: State | None = None) -> Holder:
    """Who has it: exactly one in every open state; `state` where the row's own is no longer so."""
    state = state or row.state
    if state is State.ANSWERED:
        on_spot = row.outcome is Outcome.SOLVED_ON_SPOT
        return Holder.LIAISON if waits_for_call_back(row) and not on_spot else Holder.OFFICE
    return HOLDERS.get(state, Holder.NOBODY)


HOLDERS = {
    State.REGISTERED: Holder.OFFICE,
    State.ASSIGNED: Holder.LEAD,
    State.HANDLING: Holder.LEAD,
    State.PARKED: Holder.OFFICE,
}


def waits_for_call_back(row: Facts) -> bool:
    """Whether it is answered and nobody has yet heard from the enterprise."""
    reached = row.satisfaction is not None and row.satisfaction.reached
    return row.state is State.ANSWERED and not reached and row.tries < TRIES_TO_CLOSE


def clock_due(row: Facts, since: date, days: Days) -> date | None:
    """The day by which whoever holds it must have acted; None when nobody holds it."""
    add = days.calendar.add
    if row.state is State.REGISTERED:
        return add(since, days.registered_days)
    if row.state is State.ASSIGNED:
        return add(since, days.assigned_days)
    if row.state is State.HANDLING:
        return row.due_on  # type: ignore[no-any-return]
    if row.state is State.PARKED:
        return row.next_review_on  # type: ignore[no-any-return]
    if row.state is State.ANSWERED:
        if row.satisfaction is Satisfaction.DISSATISFIED:
            return add(since, days.decision_days)
        return add(since, days.call_back_days if waits_for_call_back(row) else days.close_days)
    return None


def handling_due(difficulty: Difficulty, on: date, days: Days) -> date:
    """The 主办's due day when assigned on `on`."""
    allowed = days.complex_days if difficulty is Difficulty.COMPLEX else days.ordinary_days
    return days.calendar.add(on, allowed)


def light_of(state: State, due: date | None, on: date, days: Days) -> Light:
    """The derived light of a clock."""
    if not state.is_open:
        return Light.NONE
    return light(due, on, days.calendar, parked=state is State.PARKED, amber_days=days.amber_days)


class Standing(NamedTuple):
    """How a problem stands on a day: a 挂账 whose 研判日 has come stands as if it had returned."""

    state: State
    since: date
    due: date | None
    #: Whether the row itself does not say so yet.
    returned: bool = False


def standing(row: Any, on: date, days: Days) -> Standing:
    """The state, since when and until when, of a row with its clock and `next_review_on`."""
    day = row.next_review_on
    if row.state is not State.PARKED or day is None or day > on:
        return Standing(row.state, row.clock_since_on, row.clock_due_on)
    state = State.REGISTERED if row.lead_unit_id is None else State.HANDLING
    count = days.registered_days if state is State.REGISTERED else days.rework_days
    return Standing(state, day, days.calendar.add(day, count), True)


class Used(NamedTuple):
    """Working days since it was registered: all of them, and without 挂账 and 等上级."""

    gross: int
    net: int


def used(row: Any, on: date, days: Days) -> Used:
    """How long a problem has taken, until it was done or until `on`."""
    between = days.calendar.between
    end = row.closed_on or on
    waited = row.waited_days
    if row.waiting_since_on is not None:
        back = row.next_review_on if row.state is State.PARKED else None
        waited += max(between(row.waiting_since_on, min(end, back or end)), 0)
    gross = max(between(row.registered_on, end), 0)
    return Used(gross, max(gross - waited, 0))


def waits(state: State, stuck_on: StuckOn) -> bool:
    """Whether the time is nobody's here: 挂账, or 等上级 while it is handled."""
    return state is State.PARKED or (state is State.HANDLING and stuck_on is StuckOn.SUPERIOR)


NOBODY_MOVES = "没人动"


def stuck(row: Any, on: date, days: Days, now: Standing | None = None) -> str:
    """The 卡点 of what is handled: what the unit said it waits for, or that nobody has moved it."""
    now = now or standing(row, on, days)
    if now.state is not State.HANDLING:
        return ""
    last = max(row.moved_on or now.since, now.since)
    if days.calendar.between(last, on) >= days.stuck_days:
        return NOBODY_MOVES
    stuck_on: StuckOn = row.stuck_on
    return "" if now.returned or stuck_on is StuckOn.NOTHING else stuck_on.label


def escalates(row: Facts, on: date, days: Days) -> bool:
    """Whether it goes up to 区级 by itself: red for the set number of working days."""
    due = row.clock_due_on
    if not row.state.is_open or row.state is State.PARKED or row.level is not Level.UNIT:
        return False
    return due is not None and days.calendar.between(due, on) >= days.escalate_days


def next_level(level: Level) -> Level:
    """部门 → 区级 → 市级 → 省级."""
    levels = list(Level)
    return levels[min(levels.index(level) + 1, len(levels) - 1)]


def state_of_history(
    *,
    closed: bool,
    outcome: Outcome | None,
    answered: bool,
    signed: bool,
    assigned: bool,
    not_taken: Iterable[Outcome],
) -> State:
    """The state that a taken-over record has by its days and outcome (data/workbook.md, sheet
    问题)."""
    if outcome in set(not_taken):
        return State.REJECTED
    for holds, state in (
        (closed, State.CLOSED),
        (outcome is Outcome.PARKED, State.PARKED),
        (answered, State.ANSWERED),
        (signed, State.HANDLING),
        (assigned, State.ASSIGNED),
    ):
        if holds:
            return state
    return State.REGISTERED
