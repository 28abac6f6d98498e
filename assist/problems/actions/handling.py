"""异议、签收、办理措施、延期、反馈、挂账: what happens while a unit has the problem."""

from __future__ import annotations

from datetime import date

from assist.accounts.models import User
from assist.cadres.models import unit_id_of
from assist.lib.errors import Invalid
from assist.problems.actions.steps import ask, doing, resumed, settle
from assist.problems.models import Problem
from assist.problems.rules import is_lead
from assist.problems.standing import case_of, who_of
from assist.problems.states import ANSWERS, Act, Decision, ItemKind, Outcome, StuckOn
from assist.settings import current
from assist.web.access import Permission as P


def dispute(*, by: User, on: date, problem: Problem, words: str) -> Problem:
    """异议退回 to the office, once a unit and within a working day; the unit no longer has it."""
    with doing(Act.DISPUTE, by=by, on=on, problem=problem, words=words) as under_way:
        under_way.facts = [("退回单位", problem.lead_unit.name if problem.lead_unit else "")]
        problem.lead_unit = None
        problem.lead_unit_id = None
        problem.assigned_on, problem.due_on = None, None
        problem.co_parts = []
    return problem


def sign(*, by: User, on: date, problem: Problem, words: str = "") -> Problem:
    """签收: the unit takes it; its due day has been running since it was assigned."""
    with doing(Act.SIGN, by=by, on=on, problem=problem, words=words):
        problem.signed_on = on
    return problem


def measure(
    *, by: User, on: date, problem: Problem, words: str = "", stuck_on: StuckOn | None = None
) -> Problem:
    """办理措施: a note of the 主办 with its 卡点; from a 协办's handler it is the answer of its own
    part."""
    case, who = case_of(problem), who_of(by, problem, on)
    if (
        who.unit_id in case.co_units
        and not is_lead(case, who)
        and not who.may(P.PROBLEM_HANDLE_ON_BEHALF)
    ):
        return _co_answer(by=by, on=on, problem=problem, words=words)
    stuck = stuck_on or StuckOn.NOTHING
    with doing(Act.MEASURE, by=by, on=on, problem=problem, words=words) as under_way:
        problem.stuck_on = stuck
        under_way.facts = [("卡点", stuck.label)]
    return problem


def _co_answer(*, by: User, on: date, problem: Problem, words: str) -> Problem:
    if not words:
        raise Invalid("words", "请填写协办意见。")
    with doing(Act.CO_ANSWER, by=by, on=on, problem=problem, words=words) as under_way:
        part = next(part for part in problem.co_parts if part.unit_id == unit_id_of(by))
        part.answered_on, part.words = on, words
        under_way.unit_id = part.unit_id
        under_way.facts = [("协办单位", part.unit.name)]
    return problem


def ask_extension(*, by: User, on: date, problem: Problem, words: str, new_due: date) -> Problem:
    """申请延期, at least a working day before it is due, with reason and a later day."""
    if problem.due_on is not None and new_due <= problem.due_on:
        raise Invalid("new_due", "新期限须晚于现在的期限。")
    with doing(Act.ASK_EXTENSION, by=by, on=on, problem=problem, words=words) as under_way:
        due = current().calendar.add(on, current().decision_days)
        ask(
            problem=problem,
            kind=ItemKind.EXTENSION,
            by=by,
            on=on,
            words=words,
            due=due,
            new_due_on=new_due,
        )
        under_way.facts = [("申请延至", new_due.isoformat())]
    return problem


def decide_extension(
    *, by: User, on: date, problem: Problem, decision: Decision, words: str = ""
) -> Problem:
    """审批延期: granted, the new day holds and the red light ends."""
    if decision not in {Decision.GRANT, Decision.REFUSE}:
        raise Invalid("decision", "请选择同意或不同意。")
    with doing(Act.DECIDE_EXTENSION, by=by, on=on, problem=problem, words=words) as under_way:
        item = settle(
            problem=problem,
            kind=ItemKind.EXTENSION,
            by=by,
            on=on,
            answer=f"{decision.label} {words}".strip(),
        )
        under_way.facts = [("决定", decision.label)]
        if decision is Decision.GRANT:
            problem.due_on = item.new_due_on
            problem.clock_due_on = item.new_due_on
            under_way.facts.append(
                ("新期限", item.new_due_on.isoformat() if item.new_due_on else "")
            )
    return problem


def answer(*, by: User, on: date, problem: Problem, outcome: Outcome, words: str) -> Problem:
    """反馈 an outcome in words; solved where 已解决. 协办 parts still open are named in the
    step."""
    if outcome not in ANSWERS:
        raise Invalid(
            "outcome", "请选择" + "、".join(choice.label for choice in ANSWERS) + "之一。"
        )
    with doing(Act.ANSWER, by=by, on=on, problem=problem, words=words) as under_way:
        problem.outcome = outcome
        problem.answered_on = on
        problem.answered_by_id = by.id
        problem.solved_on = on if outcome is Outcome.SOLVED else None
        problem.stuck_on = StuckOn.NOTHING
        problem.satisfaction, problem.called_back_on, problem.tries = None, None, 0
        missing = [part.unit.name for part in problem.co_parts if part.answered_on is None]
        under_way.facts = [("办理结果", outcome.label), ("协办未反馈", "、".join(missing))]
    return problem


def park(
    *, by: User, on: date, problem: Problem, words: str, next_review: date, reason: str = ""
) -> Problem:
    """挂账: not possible now; with the reason and the day on which it is looked at again."""
    if next_review <= on:
        raise Invalid("next_review", "下次研判日须晚于今天。")
    with doing(Act.PARK, by=by, on=on, problem=problem, words=words) as under_way:
        problem.outcome = Outcome.PARKED
        problem.solved_on = None
        problem.satisfaction, problem.called_back_on, problem.tries = None, None, 0
        problem.reason = reason or words
        problem.next_review_on = next_review
        under_way.facts = [("原因", problem.reason), ("下次研判日", next_review.isoformat())]
    return problem


def resume(
    *, by: User, on: date, problem: Problem, words: str = "", due: date | None = None
) -> Problem:
    """恢复办理, with a clock of the days for rework unless a due day is given."""
    with doing(Act.RESUME, by=by, on=on, problem=problem, words=words) as under_way:
        resumed(problem, on, due)
        under_way.facts = [("办理期限", problem.due_on.isoformat() if problem.due_on else "")]
    return problem
