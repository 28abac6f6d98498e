"""异议、签收、办理措施、延期、反馈、挂账: what happens while a unit has the problem."""

from __future__ import annotations

from datetime import date

from assist.accounts.models import User
from assist.cadres.models import Unit, unit_id_of
from assist.lib.errors import Invalid
from assist.problems.actions.steps import ask, doing, resumed, settle
from assist.problems.models import Problem
from assist.problems.rules import is_co, is_lead
from assist.problems.standing import case_of, open_item, who_of
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
    if is_co(case, who) and not is_lead(case, who) and not who.may(P.PROBLEM_HANDLE_ON_BEHALF):
        return co_answer(by=by, on=on, problem=problem, words=words)
    stuck = stuck_on or StuckOn.NOTHING
    with doing(Act.MEASURE, by=by, on=on, problem=problem, words=words) as under_way:
        problem.stuck_on, problem.moved_on = stuck, on
        under_way.facts = [("卡点", stuck.label)]
    return problem


def co_answer(
    *, by: User, on: date, problem: Problem, words: str, unit: Unit | None = None
) -> Problem:
    """协办反馈: a 协办 answers its own part; the office enters it for a `unit` (代录)."""
    if not words:
        raise Invalid("words", "请填写协办意见。")
    with doing(Act.CO_ANSWER, by=by, on=on, problem=problem, words=words) as under_way:
        own = unit_id_of(by) if by.may(P.PROBLEM_HANDLE) else None
        open_ = {part.unit_id: part for part in problem.co_parts if part.answered_on is None}
        part = open_.get(unit.id if unit is not None and own not in open_ else own or 0)
        if part is None:
            raise Invalid("unit", "请选择还没有反馈的协办单位。")
        part.answered_on, part.words = on, words
        under_way.unit_id = part.unit_id
        under_way.on_behalf_of = "" if part.unit_id == own else part.unit.name
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


def answer(
    *,
    by: User,
    on: date,
    problem: Problem,
    outcome: Outcome,
    words: str,
    co_missing: str = "",
) -> Problem:
    """反馈 an outcome in words; solved where 已解决; every 协办 has answered, or why not."""
    if outcome not in ANSWERS:
        raise Invalid(
            "outcome", "请选择" + "、".join(choice.label for choice in ANSWERS) + "之一。"
        )
    missing = "、".join(part.unit.name for part in problem.co_parts if part.answered_on is None)
    if missing and not co_missing:
        raise Invalid("co_missing", f"{missing}还没有反馈协办意见，请在这里写明原因。")
    with doing(Act.ANSWER, by=by, on=on, problem=problem, words=words) as under_way:
        problem.outcome = outcome
        problem.answered_on = on
        problem.answered_by_id = by.id
        problem.solved_on = on if outcome is Outcome.SOLVED else None
        problem.stuck_on = StuckOn.NOTHING
        problem.satisfaction, problem.called_back_on, problem.tries = None, None, 0
        _drop_extension(problem, on)
        under_way.facts = [("办理结果", outcome.label), ("协办未反馈", missing)]
        if missing:
            under_way.facts.append(("未反馈原因", " ".join(co_missing.split())))
    return problem


def _drop_extension(problem: Problem, on: date) -> None:
    """What is answered needs no more time."""
    item = open_item(problem, ItemKind.EXTENSION)
    if item is not None:
        item.answered_on, item.answer = on, "已反馈，不再需要延期。"


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
