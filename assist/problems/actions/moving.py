"""提级、呈批、批示、催办、答复: what moves an open problem without changing its state."""

from __future__ import annotations

from datetime import date

from assist.accounts.models import User
from assist.lib.errors import Invalid, Refused
from assist.problems import rules
from assist.problems.actions.steps import ask, doing
from assist.problems.models import Item, Problem
from assist.problems.states import Act, ItemKind, Level
from assist.settings import current
from assist.web.access import Permission as P

ANSWERABLE = frozenset({ItemKind.INSTRUCTION, ItemKind.URGE, ItemKind.PRESENTED})
HIGHER_THAN_HERE = frozenset({Level.CITY, Level.PROVINCE})


def escalate(
    *,
    by: User,
    on: date,
    problem: Problem,
    words: str = "",
    level: Level | None = None,
    document: str = "",
) -> Problem:
    """提级 one level up or to `level`; above 区级 with the number of the paper that went up
    (上报文号)."""
    target = level or rules.next_level(problem.level)
    levels = list(Level)
    if levels.index(target) <= levels.index(problem.level):
        raise Invalid("level", "只能提到更高的层级。")
    if target in HIGHER_THAN_HERE and not document:
        raise Invalid("document", "提到市级以上须填写上报文号。")
    with doing(Act.ESCALATE, by=by, on=on, problem=problem, words=words) as under_way:
        problem.level = target
        under_way.facts = [("办理层级", target.label), ("上报文号", document)]
    return problem


def present(*, by: User, on: date, problem: Problem, words: str) -> Problem:
    """呈批: the office puts a question with its options to the leader."""
    return _open(
        Act.PRESENT, ItemKind.PRESENTED, by=by, on=on, problem=problem, words=words, due=None
    )


def instruct(
    *, by: User, on: date, problem: Problem, words: str, due: date | None = None
) -> Problem:
    """批示: the leader's line becomes an item with a day of its own; it answers an open 呈批."""
    presented = [
        item
        for item in problem.items
        if item.kind is ItemKind.PRESENTED and item.answered_on is None
    ]
    result = _open(
        Act.INSTRUCT, ItemKind.INSTRUCTION, by=by, on=on, problem=problem, words=words, due=due
    )
    for item in presented:
        item.answered_on, item.answered_by_id, item.answer = on, by.id, words
    return result


def urge(
    *, by: User, on: date, problem: Problem, words: str = "", due: date | None = None
) -> Problem:
    """催办 or 督办: tracked like a 批示."""
    return _open(Act.URGE, ItemKind.URGE, by=by, on=on, problem=problem, words=words, due=due)


def _open(
    act: Act, kind: ItemKind, *, by: User, on: date, problem: Problem, words: str, due: date | None
) -> Problem:
    if due is not None and due < on:
        raise Invalid("due", "答复期限不能早于今天。")
    day = due or current().calendar.add(on, current().instruct_days)
    with doing(act, by=by, on=on, problem=problem, words=words) as under_way:
        ask(problem=problem, kind=kind, by=by, on=on, words=words, due=day)
        under_way.facts = [("答复期限", day.isoformat())]
        if act is Act.INSTRUCT and not by.may(P.PROBLEM_INSTRUCT):
            under_way.on_behalf_of = "区领导"
    return problem


def reply(*, by: User, on: date, problem: Problem, item: Item, words: str) -> Problem:
    """答复 a 批示, 催办 or 呈批, in the same place."""
    if item.problem_id != problem.id or item.kind not in ANSWERABLE:
        raise Refused("没有待答复的批示、催办或呈批。")
    if item.answered_on is not None:
        raise Refused("这一条已经答复。")
    if not words:
        raise Invalid("words", "请填写答复内容。")
    with doing(Act.REPLY, by=by, on=on, problem=problem, words=words) as under_way:
        item.answered_on, item.answered_by_id, item.answer = on, by.id, words
        under_way.facts = [("答复", item.kind.label)]
    return problem
