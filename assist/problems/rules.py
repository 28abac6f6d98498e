"""The state machine, who may do what, who holds a problem and until when; pure (design 3 and 4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from assist.lib.deadlines import Light, light
from assist.lib.errors import Refused
from assist.lib.workdays import WorkCalendar
from assist.problems.states import (
    Act,
    Decision,
    Difficulty,
    Holder,
    ItemKind,
    Level,
    Outcome,
    Satisfaction,
    State,
)
from assist.web.access import Permission as P

#: What each act makes of each state; a pair that is not here cannot happen.
#: Two ends depend on more than the pair: see `state_after`.
TRANSITIONS: dict[tuple[State, Act], State] = {
    (State.REGISTERED, Act.SOLVE_ON_SPOT): State.ANSWERED,
    (State.REGISTERED, Act.ASSIGN): State.ASSIGNED,
    (State.ASSIGNED, Act.DISPUTE): State.REGISTERED,
    (State.ASSIGNED, Act.SIGN): State.HANDLING,
    (State.HANDLING, Act.MEASURE): State.HANDLING,
    (State.HANDLING, Act.CO_ANSWER): State.HANDLING,
    (State.HANDLING, Act.ASK_EXTENSION): State.HANDLING,
    (State.HANDLING, Act.DECIDE_EXTENSION): State.HANDLING,
    (State.HANDLING, Act.ANSWER): State.ANSWERED,
    (State.HANDLING, Act.PARK): State.PARKED,
    (State.ANSWERED, Act.RETURN_FOR_REWORK): State.HANDLING,
    (State.ANSWERED, Act.CALL_BACK): State.ANSWERED,
    (State.ANSWERED, Act.DECIDE_CALL_BACK): State.HANDLING,
    (State.ANSWERED, Act.PARK): State.PARKED,
    (State.ANSWERED, Act.CLOSE): State.CLOSED,
    (State.PARKED, Act.RESUME): State.HANDLING,
    (State.CLOSED, Act.REOPEN): State.HANDLING,
}
for _state in (State.REGISTERED, State.ASSIGNED, State.HANDLING):
    for _act in (Act.REJECT, Act.DIVERT, Act.WITHDRAW):
        TRANSITIONS[_state, _act] = State.REJECTED
for _state in State:
    for _act in (Act.ESCALATE, Act.PRESENT, Act.INSTRUCT, Act.URGE, Act.REPLY):
        if _state.is_open:
            TRANSITIONS[_state, _act] = _state

#: Acts of the unit that has the problem; the office may enter them on its behalf (代录).
OF_THE_UNIT = frozenset({Act.DISPUTE, Act.SIGN, Act.MEASURE, Act.ASK_EXTENSION, Act.ANSWER})
#: Acts that a permission alone decides.
BY_PERMISSION: Mapping[Act, P] = {
    Act.ASSIGN: P.PROBLEM_ASSIGN,
    Act.REJECT: P.PROBLEM_ASSIGN,
    Act.DIVERT: P.PROBLEM_ASSIGN,
    Act.WITHDRAW: P.PROBLEM_ASSIGN,
    Act.DECIDE_EXTENSION: P.PROBLEM_ASSIGN,
    Act.DECIDE_CALL_BACK: P.PROBLEM_ASSIGN,
    Act.RETURN_FOR_REWORK: P.PROBLEM_ASSIGN,
    Act.PARK: P.PROBLEM_ASSIGN,
    Act.RESUME: P.PROBLEM_ASSIGN,
    Act.REOPEN: P.PROBLEM_ASSIGN,
    Act.ESCALATE: P.PROBLEM_ASSIGN,
    Act.PRESENT: P.PROBLEM_PRESENT,
    Act.URGE: P.PROBLEM_URGE,
}
TRIES_TO_CLOSE = 3
NOT_YOURS = "您不能对这件问题做此操作。"


class Facts(Protocol):
    """What the rules read of a problem's row."""

    state: Any
    outcome: Any
    satisfaction: Any
    lead_unit_id: Any
    assigned_on: Any
    due_on: Any
    next_review_on: Any
    answered_by_id: Any
    tries: Any
    level: Any


class Days(Protocol):
    """The settings that the clocks read, in working days."""

    registered_days: int
    assigned_days: int
    ordinary_days: int
    complex_days: int
    co_days: int
    rework_days: int
    call_back_days: int
    close_days: int
    decision_days: int
    amber_days: int
    calendar: WorkCalendar


@dataclass(frozen=True)
class Who:
    """Whoever wants to act: what the roles grant, the unit, and how the problem is theirs."""

    id: int
    permissions: frozenset[P]
    unit_id: int | None = None
    #: 联络员, leader or lead unit's person of a pairing in force with the enterprise.
    paired: bool = False

    def may(self, permission: P) -> bool:
        """Whether one of the roles grants it."""
        return permission in self.permissions


@dataclass(frozen=True)
class Case:
    """A problem as the rules see it: the row, and what stands in its other tables."""

    row: Facts
    co_units: frozenset[int] = frozenset()
    open_items: frozenset[ItemKind] = frozenset()
    disputed_units: frozenset[int] = frozenset()
    #: Whether the bureau that runs the campaign is itself the 主办.
    bureau_leads: bool = False


def state_after(case: Case, act: Act, decision: Decision | None = None) -> State:
    """Where the act leads; Refused where the pair cannot happen.

    Without a 主办 (solved on the spot) nobody could rework it: it goes back to be assigned.
    """
    row = case.row
    if (row.state, act) not in TRANSITIONS:
        raise Refused(f"“{row.state.label}”的问题不能{act.label}。")
    if act is Act.DECIDE_CALL_BACK and decision is Decision.UPHOLD:
        return State.ANSWERED
    after = TRANSITIONS[row.state, act]
    return State.REGISTERED if after is State.HANDLING and row.lead_unit_id is None else after


def reason_against(act: Act, case: Case, who: Who, on: date, days: Days) -> str | None:
    """Why `who` may not do `act` on that day, in words for that person; None where nothing stands
    against it."""
    if (case.row.state, act) not in TRANSITIONS:
        return f"“{case.row.state.label}”的问题不能{act.label}。"
    return _not_theirs(act, case, who) or _not_now(act, case, who, on, days)


def _not_theirs(act: Act, case: Case, who: Who) -> str | None:
    if act in BY_PERMISSION:
        return None if who.may(BY_PERMISSION[act]) else NOT_YOURS
    if act in OF_THE_UNIT:
        return _not_the_units(act, case, who)
    check = {
        Act.SOLVE_ON_SPOT: _not_recorder,
        Act.CALL_BACK: _not_caller,
        Act.CLOSE: _not_closer,
        Act.INSTRUCT: _not_instructor,
        Act.REPLY: _not_replier,
        Act.CO_ANSWER: _not_co,
    }.get(act)
    return check(case, who) if check else NOT_YOURS


def _not_the_units(act: Act, case: Case, who: Who) -> str | None:
    if who.may(P.PROBLEM_HANDLE_ON_BEHALF) or is_lead(case, who):
        return None
    if act is Act.MEASURE and _not_co(case, who) is None:
        return None
    return "只有主办单位的承办人可以办理。"


def is_lead(case: Case, who: Who) -> bool:
    """Whether `who` handles for the 主办."""
    return (
        who.may(P.PROBLEM_HANDLE)
        and who.unit_id is not None
        and who.unit_id == case.row.lead_unit_id
    )


def _not_co(case: Case, who: Who) -> str | None:
    if who.may(P.PROBLEM_HANDLE) and who.unit_id in case.co_units:
        return None
    return "只有协办单位的承办人可以填写协办反馈。"


def _not_recorder(case: Case, who: Who) -> str | None:
    if who.may(P.PROBLEM_RECORD_ALL) or (who.may(P.PROBLEM_RECORD) and who.paired):
        return None
    return "只有结对的干部或送解优办可以登记现场解决。"


def _not_caller(case: Case, who: Who) -> str | None:
    """回访: own pairings; never one's own answer, never one's own unit's (design 3)."""
    if case.row.answered_by_id == who.id:
        return "本人办理的问题不能由本人回访。"
    if who.may(P.PROBLEM_CALL_BACK_ALL):
        return None
    if who.may(P.PROBLEM_HANDLE) and who.unit_id == case.row.lead_unit_id is not None:
        return "本单位主办的问题不能由本单位回访。"
    if not (who.may(P.PROBLEM_CALL_BACK) and who.paired):
        return "只有结对的联络员或送解优办可以回访。"
    return None


def _not_closer(case: Case, who: Who) -> str | None:
    """销号: not whoever answered; where the bureau itself is 主办, a leader or bureau leader."""
    if case.row.answered_by_id == who.id:
        return "反馈人不能销号自己办理的问题。"
    if case.bureau_leads:
        return None if who.may(P.PROBLEM_CLOSE_BUREAU) else "本局主办的问题由区领导或局领导销号。"
    return None if who.may(P.PROBLEM_CLOSE) else "只有送解优办或区领导可以销号。"


def _not_instructor(case: Case, who: Who) -> str | None:
    if who.may(P.PROBLEM_INSTRUCT) or who.may(P.PROBLEM_HANDLE_ON_BEHALF):
        return None
    return "只有区领导可以批示。"


def _not_replier(case: Case, who: Who) -> str | None:
    allowed = who.may(P.PROBLEM_ASSIGN) or is_lead(case, who) or _not_co(case, who) is None
    return None if allowed else "只有承办单位、送解优办或区领导可以答复。"


def _not_now(act: Act, case: Case, who: Who, on: date, days: Days) -> str | None:
    checks = {
        Act.DISPUTE: _no_dispute,
        Act.ASK_EXTENSION: _no_extension,
        Act.CLOSE: _no_close,
        Act.ESCALATE: _no_escalation,
    }
    if act in checks:
        return checks[act](case, on, days)
    wanted = {
        Act.DECIDE_EXTENSION: (ItemKind.EXTENSION, "没有待审批的延期申请。"),
        Act.DECIDE_CALL_BACK: (ItemKind.DISSATISFIED, "没有待研判的不满意回访。"),
    }.get(act)
    if wanted and wanted[0] not in case.open_items:
        return wanted[1]
    if act is Act.REPLY and not case.open_items & {
        ItemKind.INSTRUCTION,
        ItemKind.URGE,
        ItemKind.PRESENTED,
    }:
        return "没有待答复的批示、催办或呈批。"
    if act is Act.CALL_BACK and ItemKind.DISSATISFIED in case.open_items:
        return "企业不满意，正等待研判，研判后再回访。"
    return None


def _no_dispute(case: Case, on: date, days: Days) -> str | None:
    """异议 within one working day of being assigned, once per unit (practice of 泉州, domain
    1.4)."""
    if case.row.lead_unit_id in case.disputed_units:
        return "该单位已经提出过一次异议，不能再次退回。"
    if on > days.calendar.add(case.row.assigned_on, days.assigned_days):
        return f"已超过异议期限（交办后 {days.assigned_days} 个工作日）。"
    return None


def _no_extension(case: Case, on: date, days: Days) -> str | None:
    """延期 asked at least one working day before it is due (domain 1.4)."""
    if ItemKind.EXTENSION in case.open_items:
        return "已有一份延期申请等待审批。"
    if case.row.due_on is None or days.calendar.between(on, case.row.due_on) < 1:
        return "延期须在到期前至少 1 个工作日申请。"
    return None


def _no_close(case: Case, on: date, days: Days) -> str | None:
    """销号 needs a call-back, or three tries on different days; a dissatisfied one needs its
    decision."""
    if ItemKind.DISSATISFIED in case.open_items:
        return "企业不满意，须先研判，不能销号。"
    satisfaction = case.row.satisfaction
    if (satisfaction is not None and satisfaction.reached) or case.row.tries >= TRIES_TO_CLOSE:
        return None
    return f"尚未回访，不能销号（无法联系的须在不同日期回访满 {TRIES_TO_CLOSE} 次）。"


def _no_escalation(case: Case, on: date, days: Days) -> str | None:
    return "已经是省级，不能再提级。" if case.row.level is Level.PROVINCE else None


def holder(row: Facts) -> Holder:
    """Who has it: exactly one in every open state."""
    if row.state is State.ANSWERED:
        on_spot = row.outcome is Outcome.SOLVED_ON_SPOT
        return Holder.LIAISON if waits_for_call_back(row) and not on_spot else Holder.OFFICE
    return {
        State.REGISTERED: Holder.OFFICE,
        State.ASSIGNED: Holder.LEAD,
        State.HANDLING: Holder.LEAD,
        State.PARKED: Holder.OFFICE,
    }.get(row.state, Holder.NOBODY)


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


def next_level(level: Level) -> Level:
    """部门 → 区级 → 市级 → 省级."""
    levels = list(Level)
    return levels[min(levels.index(level) + 1, len(levels) - 1)]


def acts_of(state: State) -> Sequence[Act]:
    """Every act that the table knows for a state, in the order of the enum."""
    return [act for act in Act if (state, act) in TRANSITIONS]


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
