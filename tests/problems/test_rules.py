"""The table, the guards, the holders and the clocks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from assist.accounts.policy import Role, granted
from assist.lib.errors import Refused
from assist.problems import rules
from assist.problems.rules import Case, Who
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
from assist.settings.queries import Settings

DAYS = Settings({}, {})
ON = date(2025, 12, 1)


@dataclass
class Row:
    """A problem's row without a database."""

    state: State
    outcome: Outcome | None = None
    satisfaction: Satisfaction | None = None
    lead_unit_id: int | None = 7
    assigned_on: date | None = ON
    due_on: date | None = date(2025, 12, 10)
    next_review_on: date | None = date(2026, 2, 1)
    answered_by_id: int | None = None
    tries: int = 0
    level: Level = Level.UNIT
    clock_since_on: date = ON
    clock_due_on: date | None = date(2025, 12, 10)


def who(*roles: Role, unit: int | None = 7, paired: bool = False, id: int = 1) -> Who:
    return Who(id, granted(frozenset(roles)), unit, paired)


def against(act: Act, row: Row, person: Who, on: date = ON, **more: Any) -> str | None:
    return rules.reason_against(act, Case(row, **more), person, on, DAYS)


OFFICE, LEADER = who(Role.OFFICE, unit=99), who(Role.LEADER, unit=98)
HANDLER, CADRE = who(Role.HANDLER), who(Role.CADRE, unit=5, paired=True)

#: The design's table (section 4), written out once more: state → acts that lead somewhere.
DESIGN = {
    State.REGISTERED: {"solve_on_spot", "assign", "reject", "divert", "withdraw"},
    State.ASSIGNED: {"dispute", "sign", "reject", "divert", "withdraw"},
    State.HANDLING: {
        "measure", "co_answer", "ask_extension", "decide_extension", "answer", "park",
        "reject", "divert", "withdraw",
    },
    State.ANSWERED: {"return_for_rework", "call_back", "decide_call_back", "park", "close"},
    State.PARKED: {"resume"},
    State.CLOSED: {"reopen"},
    State.REJECTED: set(),
}  # fmt: skip
for _state in (State.REGISTERED, State.ASSIGNED, State.HANDLING):
    DESIGN[_state] |= {"ask_back", "supplement"}  # 退回补充, which leaves it where it is
ANYWHERE_OPEN = {"escalate", "present", "instruct", "urge", "reply"}


@pytest.mark.parametrize("state", State)
def test_the_table_is_the_designs(state: State) -> None:
    expected = DESIGN[state] | (ANYWHERE_OPEN if state.is_open else set())
    assert {act.value for act in rules.acts_of(state)} == expected


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("act", Act)
def test_a_pair_outside_the_table_is_refused_with_both_words(state: State, act: Act) -> None:
    if (state, act) in rules.TRANSITIONS:
        assert rules.state_after(Case(Row(state)), act) in State
        return
    with pytest.raises(Refused, match=rf"^问题处于“{state.label}”状态，不\S+{act.doing}。$"):
        rules.state_after(Case(Row(state)), act)


@pytest.mark.parametrize(
    "state,act,words",
    [
        (State.ASSIGNED, Act.MEASURE, "不能填报办理措施"),
        (State.PARKED, Act.CO_ANSWER, "不能填报协办反馈"),
        (State.REGISTERED, Act.DISPUTE, "不能提出异议"),
        (State.CLOSED, Act.DECIDE_EXTENSION, "不能审批延期申请"),
        (State.HANDLING, Act.DECIDE_CALL_BACK, "不能研判不满意回访"),
        (State.CLOSED, Act.REJECT, "不能作不予受理处理"),
        (State.CLOSED, Act.REPLY, "不能答复批示、催办或呈批"),
        (State.ASSIGNED, Act.ASSIGN, "不能重复交办"),
        (State.HANDLING, Act.SIGN, "不能重复签收"),
        (State.ANSWERED, Act.ANSWER, "不能重复反馈办理结果"),
        (State.CLOSED, Act.CLOSE, "不能重复销号"),
        (State.HANDLING, Act.RESUME, "不需要恢复办理"),
    ],
)
def test_a_refusal_reads_as_a_sentence(state: State, act: Act, words: str) -> None:
    assert rules.out_of_order(state, act) == f"问题处于“{state.label}”状态，{words}。"


@pytest.mark.parametrize("state", State)
def test_every_open_state_has_one_holder_and_a_clock(state: State) -> None:
    row = Row(state)
    assert (rules.holder(row) is Holder.NOBODY) is (not state.is_open)
    assert (rules.clock_due(row, ON, DAYS) is None) is (not state.is_open)


def test_an_answered_problem_moves_from_the_liaison_to_the_office() -> None:
    row = Row(State.ANSWERED, Outcome.SOLVED)
    assert rules.holder(row) is Holder.LIAISON
    row.satisfaction = Satisfaction.SATISFIED
    assert rules.holder(row) is Holder.OFFICE


def test_solved_on_the_spot_is_called_back_by_the_office() -> None:
    assert rules.holder(Row(State.ANSWERED, Outcome.SOLVED_ON_SPOT)) is Holder.OFFICE


def test_without_a_lead_unit_it_goes_back_to_be_assigned() -> None:
    case = Case(Row(State.ANSWERED, Outcome.SOLVED_ON_SPOT, lead_unit_id=None))
    assert rules.state_after(case, Act.RETURN_FOR_REWORK) is State.REGISTERED
    assert rules.state_after(case, Act.DECIDE_CALL_BACK, Decision.UPHOLD) is State.ANSWERED


UNIT_ACTS = [
    (State.ASSIGNED, Act.SIGN),
    (State.ASSIGNED, Act.DISPUTE),
    (State.HANDLING, Act.MEASURE),
    (State.HANDLING, Act.ASK_EXTENSION),
    (State.HANDLING, Act.ANSWER),
]


@pytest.mark.parametrize("state, act", UNIT_ACTS)
def test_the_units_acts_are_its_handlers_or_the_offices(state: State, act: Act) -> None:
    row = Row(state)
    assert against(act, row, HANDLER) is None
    assert against(act, row, OFFICE) is None
    for other in (who(Role.HANDLER, unit=8), CADRE, LEADER, who(Role.CADRE, unit=7, paired=True)):
        assert against(act, row, other) is not None


def test_a_co_unit_may_measure_but_not_answer() -> None:
    co = who(Role.HANDLER, unit=8)
    row, more = Row(State.HANDLING), {"co_units": frozenset({8})}
    assert against(Act.MEASURE, row, co, **more) is None
    assert against(Act.ANSWER, row, co, **more) is not None


@pytest.mark.parametrize("act", [Act.ASSIGN, Act.REJECT, Act.DIVERT, Act.WITHDRAW])
def test_intake_belongs_to_office_and_leader(act: Act) -> None:
    row = Row(State.REGISTERED)
    assert [against(act, row, person) is None for person in (OFFICE, LEADER, HANDLER, CADRE)] == [
        True, True, False, False,
    ]  # fmt: skip


def test_dispute_within_a_working_day_and_once() -> None:
    row = Row(State.ASSIGNED, assigned_on=date(2025, 12, 5))  # a Friday
    assert against(Act.DISPUTE, row, HANDLER, date(2025, 12, 8)) is None
    assert "期限" in str(against(Act.DISPUTE, row, HANDLER, date(2025, 12, 9)))
    assert "一次" in str(against(Act.DISPUTE, row, HANDLER, disputed_units=frozenset({7})))


def test_an_extension_is_asked_a_working_day_ahead_and_once() -> None:
    row = Row(State.HANDLING, due_on=date(2025, 12, 10))
    assert against(Act.ASK_EXTENSION, row, HANDLER, date(2025, 12, 9)) is None
    assert against(Act.ASK_EXTENSION, row, HANDLER, date(2025, 12, 10)) is not None
    pending = frozenset({ItemKind.EXTENSION})
    assert against(Act.ASK_EXTENSION, row, HANDLER, open_items=pending) is not None
    assert against(Act.DECIDE_EXTENSION, row, LEADER) is not None
    assert against(Act.DECIDE_EXTENSION, row, LEADER, open_items=pending) is None


def test_nobody_calls_back_what_they_or_their_unit_answered() -> None:
    row = Row(State.ANSWERED, Outcome.SOLVED, answered_by_id=1)
    assert "本人" in str(against(Act.CALL_BACK, row, who(Role.CADRE, unit=5, paired=True, id=1)))
    assert "本人" in str(against(Act.CALL_BACK, row, who(Role.OFFICE, id=1)))
    both = who(Role.CADRE, Role.HANDLER, unit=7, paired=True, id=2)
    assert "本单位" in str(against(Act.CALL_BACK, row, both))
    assert against(Act.CALL_BACK, row, who(Role.CADRE, unit=5, paired=True, id=2)) is None
    assert against(Act.CALL_BACK, row, who(Role.CADRE, unit=5, id=2)) is not None


def test_closing_needs_a_call_back_or_three_tries() -> None:
    row = Row(State.ANSWERED, Outcome.SOLVED)
    assert "回访" in str(against(Act.CLOSE, row, OFFICE))
    row.satisfaction = Satisfaction.UNREACHABLE
    row.tries = 2
    assert against(Act.CLOSE, row, OFFICE) is not None
    row.tries = 3
    assert against(Act.CLOSE, row, OFFICE) is None
    row.satisfaction = Satisfaction.DISSATISFIED
    assert "研判" in str(
        against(Act.CLOSE, row, OFFICE, open_items=frozenset({ItemKind.DISSATISFIED}))
    )


def test_whoever_answered_does_not_close() -> None:
    row = Row(State.ANSWERED, Outcome.SOLVED, Satisfaction.SATISFIED, answered_by_id=1)
    assert "反馈人" in str(against(Act.CLOSE, row, who(Role.OFFICE, id=1)))
    assert against(Act.CLOSE, row, who(Role.OFFICE, id=2)) is None


def test_what_the_bureau_handled_is_closed_by_a_leader() -> None:
    row = Row(State.ANSWERED, Outcome.SOLVED, Satisfaction.SATISFIED)
    assert against(Act.CLOSE, row, OFFICE, bureau_leads=True) is not None
    assert against(Act.CLOSE, row, LEADER, bureau_leads=True) is None
    assert against(Act.CLOSE, row, who(Role.BUREAU_LEADER), bureau_leads=True) is None
    assert against(Act.CLOSE, row, who(Role.BUREAU_LEADER)) is not None


def test_ordinary_and_complex_have_their_working_days() -> None:
    assert rules.handling_due(Difficulty.ORDINARY, ON, DAYS) == date(2025, 12, 10)
    assert rules.handling_due(Difficulty.COMPLEX, ON, DAYS) == date(2025, 12, 22)


def test_levels_end_at_the_province() -> None:
    assert [rules.next_level(level) for level in Level] == [
        Level.DISTRICT, Level.CITY, Level.PROVINCE, Level.PROVINCE,
    ]  # fmt: skip
    assert against(Act.ESCALATE, Row(State.HANDLING, level=Level.PROVINCE), OFFICE) is not None
