"""The state machine as a table, and what the rules know of a problem and a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from assist.lib.errors import Refused
from assist.lib.workdays import WorkCalendar
from assist.problems.states import Act, Decision, ItemKind, State
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

#: More can be asked of whoever recorded it until there is an answer; it stays where it is.
for _state in (State.REGISTERED, State.ASSIGNED, State.HANDLING):
    for _act in (Act.ASK_BACK, Act.SUPPLEMENT):
        TRANSITIONS[_state, _act] = _state

#: The state in which an act has been done already.
AGAIN: Mapping[Act, State] = {
    Act.ASSIGN: State.ASSIGNED,
    Act.SIGN: State.HANDLING,
    Act.ANSWER: State.ANSWERED,
    Act.PARK: State.PARKED,
    Act.CLOSE: State.CLOSED,
    Act.REJECT: State.REJECTED,
}
#: What would bring about what is so already.
NOT_NEEDED = frozenset({(State.HANDLING, Act.RESUME), (State.HANDLING, Act.REOPEN)})

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
    Act.ASK_BACK: P.PROBLEM_ASSIGN,
}
#: What is asked in words and answered in words.
ANSWERABLE = frozenset(
    {ItemKind.INSTRUCTION, ItemKind.URGE, ItemKind.SUPERVISE, ItemKind.PRESENTED}
)
#: Which permissions open an act's door: to others its address is 403; whose it is, the guards say.
OPENS: Mapping[Act, tuple[P, ...]] = {
    **{act: (permission,) for act, permission in BY_PERMISSION.items()},
    **dict.fromkeys(OF_THE_UNIT, (P.PROBLEM_HANDLE, P.PROBLEM_HANDLE_ON_BEHALF)),
    Act.CO_ANSWER: (P.PROBLEM_HANDLE, P.PROBLEM_HANDLE_ON_BEHALF),
    Act.SOLVE_ON_SPOT: (P.PROBLEM_RECORD, P.PROBLEM_RECORD_ALL),
    Act.CALL_BACK: (P.PROBLEM_CALL_BACK, P.PROBLEM_CALL_BACK_ALL),
    Act.CLOSE: (P.PROBLEM_CLOSE, P.PROBLEM_CLOSE_BUREAU),
    Act.INSTRUCT: (P.PROBLEM_INSTRUCT, P.PROBLEM_HANDLE_ON_BEHALF),
    Act.REPLY: (P.PROBLEM_HANDLE, P.PROBLEM_ASSIGN),
    Act.SUPPLEMENT: (P.PROBLEM_RECORD, P.PROBLEM_RECORD_ALL),
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
    clock_due_on: Any
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
    stuck_days: int
    escalate_days: int
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
    #: Those of them that have not answered their part.
    co_open: frozenset[int] = frozenset()
    open_items: frozenset[ItemKind] = frozenset()
    disputed_units: frozenset[int] = frozenset()
    #: Whether the bureau that runs the campaign is itself the 主办.
    bureau_leads: bool = False
    recorded_by: int | None = None


def state_after(case: Case, act: Act, decision: Decision | None = None) -> State:
    """Where the act leads; Refused where the pair cannot happen.

    Without a 主办 (solved on the spot) nobody could rework it: it goes back to be assigned.
    """
    row = case.row
    if (row.state, act) not in TRANSITIONS:
        raise Refused(out_of_order(row.state, act))
    if act is Act.DECIDE_CALL_BACK and decision is Decision.UPHOLD:
        return State.ANSWERED
    after = TRANSITIONS[row.state, act]
    return State.REGISTERED if after is State.HANDLING and row.lead_unit_id is None else after


def out_of_order(state: State, act: Act) -> str:
    """Why a pair outside the table cannot happen: done before, not needed, or not its turn."""
    if AGAIN.get(act) is state:
        words = f"不能重复{act.doing}"
    elif (state, act) in NOT_NEEDED:
        words = f"不需要{act.doing}"
    else:
        words = f"不能{act.doing}"
    return f"问题处于“{state.label}”状态，{words}。"


def acts_of(state: State) -> Sequence[Act]:
    """Every act that the table knows for a state, in the order of the enum."""
    return [act for act in Act if (state, act) in TRANSITIONS]
