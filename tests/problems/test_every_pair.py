"""Every state × act × role: what is expected stands here as a table, not taken from the code."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from assist.accounts.policy import Role, granted
from assist.problems import rules
from assist.problems.rules import Case, Who
from assist.problems.states import Act, ItemKind, Outcome, Satisfaction, State
from assist.settings.queries import Settings
from tests.problems.test_rules import Row

ON = date(2025, 12, 1)
LEAD, CO, ELSEWHERE = 7, 8, 9

#: Whoever tries, under a letter of the table below.
PEOPLE = {
    "c": Who(1, granted((Role.CADRE,)), ELSEWHERE, paired=True),  # 结对的联络员
    "x": Who(2, granted((Role.CADRE,)), ELSEWHERE, paired=False),  # 别家的联络员
    "h": Who(3, granted((Role.HANDLER,)), LEAD),  # 主办单位承办人
    "k": Who(4, granted((Role.HANDLER,)), CO),  # 协办单位承办人
    "n": Who(5, granted((Role.HANDLER,)), ELSEWHERE),  # 无关单位承办人
    "l": Who(6, granted((Role.LEADER,)), ELSEWHERE),  # 区领导
    "b": Who(7, granted((Role.BUREAU_LEADER,)), ELSEWHERE),  # 局领导
    "o": Who(8, granted((Role.OFFICE,)), ELSEWHERE),  # 送解优办
    "s": Who(9, granted((Role.SPECIALIST,)), ELSEWHERE),  # 业务专员
    "a": Who(10, granted((Role.ADMIN,))),  # 系统管理员
    "u": Who(11, granted((Role.AUDITOR,))),  # 审计员
}
#: act: (registered, assigned, handling, answered, parked, closed, rejected), each with whoever may;
#: "" is possible in that state for nobody. What the act itself needs (an open item, a call-back) is
#: there.
TABLE = """
solve_on_spot       co  .    .    .    .    .   .
assign              lo  .    .    .    .    .   .
dispute             .   ho   .    .    .    .   .
sign                .   ho   .    .    .    .   .
measure             .   .    hko  .    .    .   .
co_answer           .   .    ko   .    .    .   .
ask_extension       .   .    ho   .    .    .   .
decide_extension    .   .    lo   .    .    .   .
answer              .   .    ho   .    .    .   .
return_for_rework   .   .    .    lo   .    .   .
call_back           .   .    .    co   .    .   .
decide_call_back    .   .    .    lo   .    .   .
park                .   .    lo   lo   .    .   .
resume              .   .    .    .    lo   .   .
close               .   .    .    lo   .    .   .
reject              lo  lo   lo   .    .    .   .
divert              lo  lo   lo   .    .    .   .
withdraw            lo  lo   lo   .    .    .   .
reopen              .   .    .    .    .    lo  .
escalate            lo  lo   lo   lo   lo   .   .
present             o   o    o    o    o    .   .
instruct            lo  lo   lo   lo   lo   .   .
urge                lo  lo   lo   lo   lo   .   .
reply               hklo hklo hklo hklo hklo .   .
ask_back            lo  lo   lo   .    .    .   .
supplement          co  co   co   .    .    .   .
"""
STATES = (
    State.REGISTERED, State.ASSIGNED, State.HANDLING, State.ANSWERED,
    State.PARKED, State.CLOSED, State.REJECTED,
)  # fmt: skip
EXPECTED = {
    (Act(name), state): "" if cell == "." else cell
    for name, *cells in (line.split() for line in TABLE.strip().splitlines())
    for state, cell in zip(STATES, cells, strict=True)
}
#: What must wait for an answer before the act makes sense.
ASKED = {
    Act.DECIDE_EXTENSION: {ItemKind.EXTENSION},
    Act.DECIDE_CALL_BACK: {ItemKind.DISSATISFIED},
    Act.REPLY: {ItemKind.INSTRUCTION},
    Act.SUPPLEMENT: {ItemKind.SUPPLEMENT},
}


def case_of(act: Act, state: State) -> Case:
    row = Row(state, outcome=Outcome.SOLVED, lead_unit_id=LEAD, answered_by_id=99)
    if act is Act.CLOSE:
        row.satisfaction = Satisfaction.SATISFIED
    return Case(
        row,
        co_units=frozenset({CO}),
        co_open=frozenset({CO}),
        open_items=frozenset(ASKED.get(act, ())),
    )


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("act", sorted({act for act, _ in EXPECTED}))
def test_who_may_do_what_where(act: Act, state: State) -> None:
    days, case = Settings({}, {}), case_of(act, state)
    may = "".join(
        letter
        for letter, person in PEOPLE.items()
        if rules.reason_against(act, case, person, ON, days) is None
    )
    assert sorted(may) == sorted(EXPECTED[act, state])


def test_the_table_leaves_out_no_act_role_or_state() -> None:
    """What begins a problem's life has no state before it."""
    assert {act for act, _ in EXPECTED} == set(Act) - {Act.RECORD, Act.TAKE_OVER}
    assert {state for _, state in EXPECTED} == set(State)
    held = {
        role for role in Role if any(granted((role,)) == w.permissions for w in PEOPLE.values())
    }
    assert held == set(Role)


def test_whoever_recorded_it_may_add_to_it() -> None:
    """Also where the enterprise is no longer paired with them."""
    case = replace(case_of(Act.SUPPLEMENT, State.HANDLING), recorded_by=PEOPLE["x"].id)
    assert reason(Act.SUPPLEMENT, case, "x") is None


def reason(act: Act, case: Case, letter: str) -> str | None:
    return rules.reason_against(act, case, PEOPLE[letter], ON, Settings({}, {}))


@pytest.mark.parametrize("letter", "xnbsau")
def test_who_may_nothing_is_told_so_for_every_act(letter: str) -> None:
    """In words for people, not by silence."""
    for (act, state), may in EXPECTED.items():
        said = reason(act, case_of(act, state), letter)
        assert letter in may or (said is not None and said.endswith("。"))


#: The same pairs with what stands against each: (act, state, letter, what the case says) → words.
AGAINST = [
    (Act.CLOSE, "o", {"satisfaction": None}, "尚未回访"),
    (Act.CLOSE, "o", {"satisfaction": None, "tries": 2}, "尚未回访"),
    (Act.CLOSE, "o", {"satisfaction": None, "tries": 3}, None),
    (Act.CLOSE, "o", {"answered_by_id": 8}, "反馈人不能销号"),
    (Act.CLOSE, "l", {"answered_by_id": 8}, None),
    (Act.CALL_BACK, "o", {"answered_by_id": 8}, "不能由本人回访"),
    (Act.CALL_BACK, "c", {"lead_unit_id": ELSEWHERE}, None),
]


@pytest.mark.parametrize("act, letter, values, words", AGAINST)
def test_what_stands_against_it(
    act: Act, letter: str, values: dict[str, object], words: str | None
) -> None:
    row = Row(State.ANSWERED, outcome=Outcome.SOLVED, satisfaction=Satisfaction.SATISFIED)
    for name, value in values.items():
        setattr(row, name, value)
    reason = rules.reason_against(act, Case(row), PEOPLE[letter], ON, Settings({}, {}))
    assert (reason is None) if words is None else (reason is not None and words in reason)


def test_the_bureaus_own_is_closed_by_leaders_alone() -> None:
    row = Row(State.ANSWERED, outcome=Outcome.SOLVED, satisfaction=Satisfaction.SATISFIED)
    case = Case(row, bureau_leads=True)
    may = [
        letter
        for letter, person in PEOPLE.items()
        if rules.reason_against(Act.CLOSE, case, person, ON, Settings({}, {})) is None
    ]
    assert may == ["l", "b"]
