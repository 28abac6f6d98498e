"""提级、呈批、批示、催办、答复: what moves an open problem without changing its state."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from assist.accounts.models import User
from assist.db import Origin, next_number
from assist.lib.errors import Invalid, Refused
from assist.lib.text import clean
from assist.problems import rules
from assist.problems.actions.steps import ask, doing
from assist.problems.models import Item, Problem
from assist.problems.states import Act, ItemKind, Level
from assist.settings import current
from assist.web.access import Permission as P

ANSWERABLE = rules.ANSWERABLE
MOST_OPTIONS, LONGEST_OPTION = 6, 100
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


def present(
    *, by: User, on: date, problem: Problem, words: str, options: Sequence[str] = ()
) -> Problem:
    """呈批: the office puts a question with its options to the leader."""
    offered = [clean(option) for option in options if clean(option)]
    if len(offered) > MOST_OPTIONS:
        raise Invalid("options", f"备选方案最多 {MOST_OPTIONS} 个。")
    if any(len(option) > LONGEST_OPTION for option in offered):
        raise Invalid("options", f"每个方案不超过 {LONGEST_OPTION} 个字。")
    with doing(Act.PRESENT, by=by, on=on, problem=problem, words=words) as under_way:
        due = current().calendar.add(on, current().instruct_days)
        ask(
            problem=problem, kind=ItemKind.PRESENTED, by=by, on=on, words=words, due=due,
            options="\n".join(offered),
        )  # fmt: skip
        under_way.facts = [
            *((f"方案{n}", option) for n, option in enumerate(offered, 1)),
            ("答复期限", due.isoformat()),
        ]
    return problem


def instruct(
    *,
    by: User,
    on: date,
    problem: Problem,
    words: str = "",
    due: date | None = None,
    option: str = "",
    leader: User | None = None,
    paper: bool = False,
) -> Problem:
    """批示: the leader's line becomes an item with a day of its own; it answers an open 呈批.

    Whoever is no leader enters a leader's line from a paper, which has to be attached (代录).
    """
    said = "\n".join(part for part in (option, words) if part)
    if not said:
        raise Invalid("words", "请填写批示内容。")
    day = _answer_day(on, due)
    entered = not by.may(P.PROBLEM_INSTRUCT)
    if entered and not paper:
        raise Invalid("files", "代录批示须附批示件的照片或扫描件。")
    with doing(Act.INSTRUCT, by=by, on=on, problem=problem, words=said) as under_way:
        for item in problem.items:
            if item.kind is ItemKind.PRESENTED and item.answered_on is None:
                item.answered_on, item.answered_by_id, item.answer = on, by.id, said
        ask(
            problem=problem, kind=ItemKind.INSTRUCTION, by=by, on=on, words=said, due=day,
            asked_by_id=leader.id if entered and leader else by.id,
            origin=Origin.ON_BEHALF if entered else Origin.WEB,
        )  # fmt: skip
        under_way.facts = [("答复期限", day.isoformat())]
        if entered:
            under_way.on_behalf_of = leader.name if leader else "区领导"
    return problem


def urge(
    *,
    by: User,
    on: date,
    problem: Problem,
    words: str = "",
    due: date | None = None,
    formal: bool = False,
) -> Problem:
    """催办, or 督办 with a number of its own, which is a leader's; both tracked like a 批示."""
    if formal and not by.may(P.PROBLEM_INSTRUCT):
        raise Invalid("formal", "督办由区领导发起，送解优办可以催办。")
    day = _answer_day(on, due)
    with doing(Act.URGE, by=by, on=on, problem=problem, words=words) as under_way:
        kind = ItemKind.SUPERVISE if formal else ItemKind.URGE
        number = next_number(f"督办{on.year}-", 3) if formal else ""
        ask(problem=problem, kind=kind, by=by, on=on, words=words, due=day, number=number)
        under_way.facts = [("督办编号", number), ("答复期限", day.isoformat())]
    return problem


def _answer_day(on: date, due: date | None) -> date:
    if due is not None and due < on:
        raise Invalid("due", "答复期限不能早于今天。")
    return due or current().calendar.add(on, current().instruct_days)


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
