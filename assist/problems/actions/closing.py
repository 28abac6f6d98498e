"""退回重办、回访、研判、销号, and the ways out: 不予受理、转法定途径、撤回; and back: 重新办理."""

from __future__ import annotations

from datetime import date

from assist.accounts.models import User
from assist.lib.errors import Invalid
from assist.problems import rules
from assist.problems.actions.steps import ask, doing, drop_answer, settle
from assist.problems.models import Problem
from assist.problems.standing import calls_missed
from assist.problems.states import Act, Decision, ItemKind, Level, Outcome, Satisfaction
from assist.settings import current

#: Sent back so often, a problem goes up a level, automatically no higher than 区级.
SENT_BACK_TO_ESCALATE = 2


def return_for_rework(*, by: User, on: date, problem: Problem, words: str) -> Problem:
    """退回重办: outcome and 解决日期 are cleared, the unit has the days for rework."""
    with doing(Act.RETURN_FOR_REWORK, by=by, on=on, problem=problem, words=words) as under_way:
        _rework(problem, on)
        under_way.facts = [("办理期限", problem.due_on.isoformat() if problem.due_on else "")]
    return problem


def _rework(problem: Problem, on: date) -> None:
    drop_answer(problem)
    problem.sent_back += 1
    if problem.lead_unit_id is not None:
        problem.due_on = current().calendar.add(on, current().rework_days)
    for item in problem.items:
        if item.kind is ItemKind.DISSATISFIED and item.answered_on is None:
            item.answered_on, item.answer = on, "已退回重办"


def call_back(
    *, by: User, on: date, problem: Problem, satisfaction: Satisfaction, words: str = ""
) -> Problem:
    """回访: what the enterprise said; 不满意 opens a decision, nobody reached counts as a try of
    that day."""
    with doing(Act.CALL_BACK, by=by, on=on, problem=problem, words=words) as under_way:
        under_way.facts = [("满意度", satisfaction.label)]
        if not satisfaction.reached:
            problem.tries = len(calls_missed(problem) | {on})
        if satisfaction.reached or problem.satisfaction is None or not problem.satisfaction.reached:
            problem.satisfaction, problem.called_back_on = satisfaction, on
            under_way.restart_clock = not rules.waits_for_call_back(problem)
        if satisfaction is Satisfaction.DISSATISFIED:
            due = current().calendar.add(on, current().decision_days)
            ask(problem=problem, kind=ItemKind.DISSATISFIED, by=by, on=on, words=words, due=due)
    return problem


def decide_call_back(
    *, by: User, on: date, problem: Problem, decision: Decision, words: str
) -> Problem:
    """研判不满意: sent back for rework (twice → a level up), or upheld with words: the answer
    stands."""
    if decision not in {Decision.SEND_BACK, Decision.UPHOLD}:
        raise Invalid("decision", "请选择退回重办或维持答复。")
    with doing(
        Act.DECIDE_CALL_BACK, by=by, on=on, problem=problem, words=words, decision=decision
    ) as under_way:
        settle(
            problem=problem,
            kind=ItemKind.DISSATISFIED,
            by=by,
            on=on,
            answer=f"{decision.label} {words}".strip(),
        )
        under_way.facts = [("决定", decision.label)]
        if decision is Decision.SEND_BACK:
            _rework(problem, on)
            if problem.sent_back >= SENT_BACK_TO_ESCALATE and problem.level is Level.UNIT:
                problem.level = Level.DISTRICT
                under_way.facts.append(("办理层级", Level.DISTRICT.label))
        else:
            problem.clock_since_on = on
            problem.clock_due_on = current().calendar.add(on, current().close_days)
    return problem


def close(*, by: User, on: date, problem: Problem, words: str = "") -> Problem:
    """销号: after a call-back, or three tries on different days; never by whoever answered."""
    with doing(Act.CLOSE, by=by, on=on, problem=problem, words=words) as under_way:
        problem.closed_on = on
        under_way.facts = [("办理结果", problem.outcome.label if problem.outcome else "")]
    return problem


def _leave(
    act: Act, outcome: Outcome, *, by: User, on: date, problem: Problem, words: str, reason: str
) -> Problem:
    with doing(act, by=by, on=on, problem=problem, words=words) as under_way:
        problem.outcome = outcome
        problem.solved_on = None
        problem.reason = reason or words
        problem.closed_on = on
        under_way.facts = [("原因", problem.reason)]
    return problem


def reject(*, by: User, on: date, problem: Problem, words: str, reason: str = "") -> Problem:
    """不予受理: out of every rate, shown as a count (domain 2)."""
    return _leave(
        Act.REJECT, Outcome.NOT_ACCEPTED, by=by, on=on, problem=problem, words=words, reason=reason
    )


def divert(*, by: User, on: date, problem: Problem, words: str, reason: str = "") -> Problem:
    """转法定途径: 诉讼、仲裁、复议、信访……"""
    return _leave(
        Act.DIVERT, Outcome.DIVERTED, by=by, on=on, problem=problem, words=words, reason=reason
    )


def withdraw(*, by: User, on: date, problem: Problem, words: str, reason: str = "") -> Problem:
    """撤回: the enterprise no longer asks."""
    return _leave(
        Act.WITHDRAW, Outcome.WITHDRAWN, by=by, on=on, problem=problem, words=words, reason=reason
    )


def reopen(*, by: User, on: date, problem: Problem, words: str) -> Problem:
    """重新办理 a closed problem: outcome and 解决日期 are cleared."""
    with doing(Act.REOPEN, by=by, on=on, problem=problem, words=words) as under_way:
        drop_answer(problem)
        problem.reopened += 1
        if problem.lead_unit_id is not None:
            problem.due_on = current().calendar.add(on, current().rework_days)
        under_way.facts = [("办理期限", problem.due_on.isoformat() if problem.due_on else "")]
    return problem
