"""What every act does: ask the rules, move, start the clock, append, tell the audit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from assist import audit
from assist.accounts.models import User
from assist.cadres.models import unit_id_of
from assist.db import db
from assist.enterprises import queries as enterprises
from assist.lib.errors import Refused
from assist.problems import rules
from assist.problems.models import Item, Problem, Step
from assist.problems.rules import OF_THE_UNIT, Case, Who
from assist.problems.standing import case_of, open_item, who_of
from assist.problems.states import Act, Decision, ItemKind, State, StuckOn
from assist.settings import current
from assist.web.access import Permission as P
from assist.web.clock import now


@dataclass
class Doing:
    """An act under way: what the step and the audit will say of it."""

    problem: Problem
    case: Case
    who: Who
    after: State
    facts: list[tuple[str, str]] = field(default_factory=list)
    on_behalf_of: str = ""
    unit_id: int | None = None
    restart_clock: bool = False


@contextmanager
def doing(
    act: Act,
    *,
    by: User | None,
    on: date,
    problem: Problem,
    words: str = "",
    decision: Decision | None = None,
) -> Iterator[Doing]:
    """Ask the rules, let the caller change the row, then move, clock, append and record; Refused
    changes nothing.

    Without a person the system acts (挂账 that returns, 提级 of what is long overdue): what is
    possible is asked, not whose it is.
    """
    if act is not Act.RESUME:
        return_if_due(problem=problem, on=on)
    case = case_of(problem)
    if by is None:
        who = Who(id=0, permissions=frozenset())
    else:
        who = who_of(by, problem, on)
        reason = rules.reason_against(act, case, who, on, current())
        if reason:
            raise Refused(reason)
    under_way = Doing(problem, case, who, rules.state_after(case, act, decision))
    _mark_behalf(under_way, act, by)
    yield under_way
    before, problem.state = problem.state, under_way.after
    if before is not under_way.after or under_way.restart_clock:
        restart_clock(problem, on)
    count_waiting(problem, on)
    if not problem.is_open:
        _let_go(problem, on)
    append(
        problem=problem, act=act, by=by, on=on, before=before, words=words,
        facts=under_way.facts, on_behalf_of=under_way.on_behalf_of, unit_id=under_way.unit_id,
    )  # fmt: skip


def return_if_due(*, problem: Problem, on: date) -> bool:
    """挂账 ends by itself on its 研判日: a step of that day, whenever it is noticed."""
    day = problem.next_review_on
    if problem.state is not State.PARKED or day is None or day > on:
        return False
    with doing(Act.RESUME, by=None, on=day, problem=problem) as under_way:
        resumed(problem, day)
        under_way.facts = [
            ("到研判日自动恢复", day.isoformat()),
            ("办理期限", problem.due_on.isoformat() if problem.due_on else ""),
        ]
    return True


def resumed(problem: Problem, on: date, due: date | None = None) -> None:
    """What is no longer parked has the days for rework, unless a due day is given."""
    problem.outcome = None
    problem.answered_on = None
    problem.next_review_on = None
    problem.stuck_on = StuckOn.NOTHING
    problem.due_on = due or current().calendar.add(on, current().rework_days)


def _let_go(problem: Problem, on: date) -> None:
    """Nobody holds it any more: what still waited for an answer has this end for an answer."""
    end = problem.outcome if problem.state is State.REJECTED else problem.state
    for item in problem.items:
        if item.answered_on is None:
            item.answered_on = on
            item.answer = f"问题{end.label if end else ''}，未另行答复。"


def _mark_behalf(under_way: Doing, act: Act, by: User | None) -> None:
    """A unit's act is its own handler's, or the office's in its name (代录)."""
    lead = under_way.problem.lead_unit
    if act not in OF_THE_UNIT or lead is None or by is None:
        return
    if rules.is_lead(under_way.case, under_way.who):
        under_way.unit_id = lead.id
    elif under_way.who.may(P.PROBLEM_HANDLE_ON_BEHALF):
        under_way.unit_id, under_way.on_behalf_of = lead.id, lead.name
    else:
        under_way.unit_id = unit_id_of(by)


def restart_clock(problem: Problem, on: date) -> None:
    """Whoever holds it now has it since `on`."""
    problem.clock_since_on = on
    problem.clock_due_on = rules.clock_due(problem, on, current())


def count_waiting(problem: Problem, on: date) -> None:
    """Begin or end the time that is nobody's here: 挂账 and 等上级."""
    since = problem.waiting_since_on
    if rules.waits(problem.state, problem.stuck_on):
        problem.waiting_since_on = since or on
    elif since is not None:
        problem.waited_days += max(current().calendar.between(since, on), 0)
        problem.waiting_since_on = None


def append(
    *,
    problem: Problem,
    act: Act,
    by: User | None,
    on: date,
    before: State | None,
    words: str,
    facts: list[tuple[str, str]],
    on_behalf_of: str = "",
    unit_id: int | None = None,
) -> Step:
    """Append the step to the problem's history and the sentence to the log."""
    changes = audit.changes_of(problem)
    problem.updated_at = now()  # of two steps at once the row's version lets one pass
    step = Step(
        act=act,
        on=on,
        at=now(),
        by_id=by.id if by else None,
        unit_id=unit_id,
        on_behalf_of=on_behalf_of,
        before=before,
        after=problem.state,
        words=words,
        facts="\n".join(f"{label}：{value}" for label, value in facts if value),
    )
    problem.steps.append(step)
    db.session.flush()
    behalf = f"（代{on_behalf_of}录入）" if on_behalf_of else _stands_in(problem, by, on)
    audit.record(
        verb=f"problem.{act.value}",
        kind="problem",
        key=problem.number,
        sentence=f"对问题“{problem.title}”{act.doing}{behalf}",
        changes=changes,
        by=by,
    )
    return step


def _stands_in(problem: Problem, by: User | None, on: date) -> str:
    """For whom a substitute has acted."""
    return "" if by is None else enterprises.on_behalf(by, problem.enterprise_id, on)


def ask(
    *,
    problem: Problem,
    kind: ItemKind,
    by: User,
    on: date,
    words: str,
    due: date | None,
    asked_by_id: int | None = None,
    **more: Any,
) -> Item:
    """Open an item that waits for one answer; `asked_by_id` is whose it is where it is entered for
    somebody."""
    item = Item(
        kind=kind,
        asked_on=on,
        asked_by_id=asked_by_id or by.id,
        words=words,
        due_on=due,
        created_by_id=by.id,
        **more,
    )
    problem.items.append(item)
    return item


def settle(*, problem: Problem, kind: ItemKind, by: User, on: date, answer: str) -> Item:
    """Answer the open item of that kind."""
    item = open_item(problem, kind)
    if item is None:
        raise Refused(f"没有待处理的{kind.label}。")
    item.answered_on, item.answered_by_id, item.answer = on, by.id, answer
    return item


def drop_answer(problem: Problem) -> None:
    """What was answered no longer holds: sent back for rework, or reopened (design 4)."""
    problem.outcome = None
    problem.solved_on = None
    problem.answered_on = None
    problem.called_back_on = None
    problem.satisfaction = None
    problem.answered_by_id = None
    problem.closed_on = None
    problem.tries = 0
