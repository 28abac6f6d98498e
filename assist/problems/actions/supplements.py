"""退回补充 and 补充说明: more is asked of whoever recorded a problem, which stays where it is."""

from __future__ import annotations

from datetime import date

from assist.accounts.models import User
from assist.lib.days import chinese_day
from assist.lib.errors import Invalid
from assist.problems.actions.steps import ask, doing, settle
from assist.problems.models import Problem
from assist.problems.states import Act, ItemKind
from assist.settings import current


def ask_back(*, by: User, on: date, problem: Problem, words: str) -> Problem:
    """退回补充: what is missing, in words; it waits for an answer as long as assigning may take."""
    due = current().calendar.add(on, current().registered_days)
    with doing(Act.ASK_BACK, by=by, on=on, problem=problem, words=words) as under_way:
        ask(problem=problem, kind=ItemKind.SUPPLEMENT, by=by, on=on, words=words, due=due)
        under_way.facts = [("补充期限", due.isoformat())]
    return problem


def supplement(*, by: User, on: date, problem: Problem, words: str) -> Problem:
    """补充说明: the answer is added to what the enterprise asked for, behind its day."""
    if not words:
        raise Invalid("words", "请填写补充的内容。")
    with doing(Act.SUPPLEMENT, by=by, on=on, problem=problem, words=words):
        settle(problem=problem, kind=ItemKind.SUPPLEMENT, by=by, on=on, answer=words)
        problem.detail = f"{problem.detail}\n{chinese_day(on)}补充：{words}"
    return problem
