"""What a problem's page says: where it stands, who has it since when, what waits, what happened."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from assist.accounts.models import User
from assist.lib.days import chinese_day
from assist.problems import rules
from assist.problems.models import Item, Problem, fact_pairs
from assist.problems.queries.banner import Banner, banner_of
from assist.problems.queries.case import (
    KIND,
    contacts_of,
    history_of,
    name_of,
    names_of,
    units_without_handler,
)
from assist.problems.queries.lines import clock_of, liaisons_of
from assist.problems.standing import behalf_of, open_acts
from assist.problems.states import Act, Holder, ItemKind, Satisfaction, State, StuckOn
from assist.settings import current
from assist.web import uploads
from assist.web.access import Permission as P
from assist.web.uploads import Attachment

#: An act in the past tense, as the history tells it.
TOLD: Mapping[Act, str] = {
    Act.RECORD: "登记了问题",
    Act.SOLVE_ON_SPOT: "现场解决了问题",
    Act.ASSIGN: "交办了问题",
    Act.DISPUTE: "提出异议，退回了问题",
    Act.SIGN: "签收了问题",
    Act.MEASURE: "记录了办理措施",
    Act.CO_ANSWER: "反馈了协办意见",
    Act.ASK_EXTENSION: "申请了延期",
    Act.DECIDE_EXTENSION: "审批了延期申请",
    Act.ANSWER: "反馈了办理结果",
    Act.RETURN_FOR_REWORK: "退回重办",
    Act.CALL_BACK: "回访了企业",
    Act.DECIDE_CALL_BACK: "研判了不满意的回访",
    Act.PARK: "将问题挂账推进",
    Act.RESUME: "恢复了办理",
    Act.CLOSE: "销号了问题",
    Act.REJECT: "决定不予受理",
    Act.DIVERT: "转入法定途径",
    Act.WITHDRAW: "撤回了问题",
    Act.REOPEN: "重新办理",
    Act.ESCALATE: "提高了办理层级",
    Act.PRESENT: "呈请领导批示",
    Act.INSTRUCT: "作出了批示",
    Act.URGE: "催办了问题",
    Act.REPLY: "作出了答复",
    Act.ASK_BACK: "退回登记人补充",
    Act.SUPPLEMENT: "补充了情况",
    Act.TAKE_OVER: "导入了历史记录",
}
TONES: Mapping[Act, str] = {
    Act.SOLVE_ON_SPOT: "ok",
    Act.CLOSE: "ok",
    Act.DISPUTE: "warning",
    Act.RETURN_FOR_REWORK: "warning",
    Act.PARK: "warning",
    Act.REOPEN: "warning",
    Act.URGE: "danger",
    Act.ASK_BACK: "warning",
}

STEPS_SHOWN = 50
#: Facts that say nothing.
UNSAID = {("卡点", StuckOn.NOTHING.label)}

#: What moves a problem on comes first; the rest stands under 更多操作.
MAIN = (
    Act.SUPPLEMENT,
    Act.DECIDE_CALL_BACK,
    Act.DECIDE_EXTENSION,
    Act.ASSIGN,
    Act.SIGN,
    Act.CLOSE,
    Act.CALL_BACK,
    Act.ANSWER,
    Act.MEASURE,
    Act.RESUME,
    Act.INSTRUCT,
)
#: By which act an open item is answered.
ANSWERED_BY: Mapping[ItemKind, Act] = {
    ItemKind.EXTENSION: Act.DECIDE_EXTENSION,
    ItemKind.DISSATISFIED: Act.DECIDE_CALL_BACK,
    ItemKind.PRESENTED: Act.INSTRUCT,
    ItemKind.INSTRUCTION: Act.REPLY,
    ItemKind.URGE: Act.REPLY,
    ItemKind.SUPERVISE: Act.REPLY,
    ItemKind.SUPPLEMENT: Act.SUPPLEMENT,
}


@dataclass(frozen=True)
class Told:
    """A step as the history tells it."""

    id: int
    title: str
    day: date
    who: str
    behalf: str
    words: str
    facts: Sequence[tuple[str, str]]
    tone: str | None
    files: Sequence[Attachment] = ()
    #: Whether this reader may add files to it.
    open: bool = False


@dataclass(frozen=True)
class Waiting:
    """An open item, its light, and the act by which this reader may answer it."""

    item: Item
    who: str
    light: str
    clock: str
    act: Act | None


@dataclass(frozen=True)
class Heard:
    """What the enterprise said of a problem in passing: a dated note that moves nothing."""

    day: date
    title: str
    words: str
    href: str


#: Filled by the factory: the newest notes that visits brought on a problem, by its id.
heard: list[Callable[[int], list[Heard]]] = []


@dataclass(frozen=True)
class Shown:
    """One problem's page."""

    problem: Problem
    acts: Sequence[Act]
    light: str
    clock: str
    holder: str
    days: int
    used: rules.Used
    stuck: str
    banner: Banner | None
    #: The light and clock of each 协办's own part, by its id.
    part_lights: Mapping[int, tuple[str, str]]
    liaisons: str
    #: How many steps there are, and those of this page.
    taken: int
    steps: Sequence[Told]
    pages: int
    items: Sequence[Waiting]
    contacts: Sequence[Any]
    notes: Sequence[str]
    heard: Sequence[Heard]
    #: The acts that move it on, the most telling first, and the others.
    main: Sequence[Act]
    further: Sequence[Act]
    #: The unit for which this reader would sign (代录), with its paper.
    signs_for: str


def shown(problem: Problem, user: User, on: date, page: int) -> Shown:
    """Everything the page says, read with a number of queries that does not grow."""
    days = current()
    history = history_of(problem)
    acts = open_acts(problem, user, on, history)
    main = _main(acts, user)
    pages = max(1, -(-len(history) // STEPS_SHOWN))
    first = (min(max(page, 1), pages) - 1) * STEPS_SHOWN
    waiting = [item for item in problem.items if item.answered_on is None]
    names = names_of(item.asked_by_id for item in waiting)
    liaisons = liaisons_of({problem.enterprise_id}, on).get(problem.enterprise_id, "")
    light, clock = clock_of(problem.state, problem.clock_due_on, on)
    banner = banner_of(problem, acts, light, on)
    offered = banner.acts if banner else ()
    return Shown(
        problem=problem,
        acts=acts,
        light=light,
        clock=clock,
        holder=_holder(problem, liaisons),
        days=max(days.calendar.between(problem.clock_since_on, on), 0),
        used=rules.used(problem, on, days),
        stuck=rules.stuck(problem, on, days),
        banner=banner,
        part_lights={p.id: clock_of(State.HANDLING, p.due_on, on) for p in problem.co_parts},
        liaisons=liaisons,
        taken=len(history),
        steps=_history(history[first : first + STEPS_SHOWN], user),
        pages=pages,
        items=[_waiting(item, names, acts, on) for item in waiting],
        contacts=contacts_of(problem.enterprise_id),
        notes=_notes(problem, user, on),
        heard=[note for call in heard for note in call(problem.id)],
        main=[act for act in main if act not in offered],
        further=[act for act in acts if act not in {*main, *offered, Act.REPLY}],
        signs_for=behalf_of(Act.SIGN, problem, user),
    )


def _main(acts: Sequence[Act], user: User) -> list[Act]:
    """What moves it on, for this person."""
    main = [act for act in MAIN if act in acts]
    if not user.may(P.PROBLEM_INSTRUCT) and Act.INSTRUCT in main:
        main.remove(Act.INSTRUCT)  # the office enters a leader's line only now and then
    return main


def _holder(problem: Problem, liaisons: str) -> str:
    holder = rules.holder(problem)
    if holder is Holder.LEAD and problem.lead_unit is not None:
        return problem.lead_unit.name
    if holder is Holder.LIAISON and liaisons:
        return f"{holder.label} {liaisons}"
    return holder.label


def _history(steps: Sequence[Any], user: User) -> list[Told]:
    files = uploads.listed_at(KIND, [str(step.id) for step in steps])
    every = user.may(P.PROBLEM_HANDLE_ON_BEHALF)
    return [
        _told(step, files.get(str(step.id), ()), every or step.by_id == user.id) for step in steps
    ]


def _told(step: Any, files: Sequence[Attachment], mine: bool) -> Told:
    tone = TONES.get(step.act)
    if step.act is Act.CALL_BACK and f"：{Satisfaction.DISSATISFIED.label}" in step.facts:
        tone = "danger"
    return Told(
        id=step.id,
        title=TOLD[step.act],
        day=step.on,
        who=name_of(step.name, step.unit, step.unit_short) if step.name else "系统",
        behalf=step.on_behalf_of,
        words=step.words,
        facts=[
            (label, _day_words(value))
            for label, value in fact_pairs(step.facts)
            if (label, value) not in UNSAID
        ],
        tone=tone,
        files=files,
        open=mine,
    )


def _day_words(value: str) -> str:
    """A stored day as people write it; other values as they are, a typed 2025-02-30 too."""
    if len(value) == 10 and value[4] == "-" and value[:4].isdigit():
        with contextlib.suppress(ValueError):
            return chinese_day(date.fromisoformat(value))
    return value


def _waiting(item: Item, names: Mapping[int, str], acts: Sequence[Act], on: date) -> Waiting:
    act: Act | None = ANSWERED_BY[item.kind]
    if act not in acts:
        act = None
    light, clock = clock_of(State.HANDLING, item.due_on, on)
    return Waiting(item, names.get(item.asked_by_id or 0, "系统"), light, clock, act)


def _notes(problem: Problem, user: User, on: date) -> list[str]:
    """What whoever acts should know beforehand."""
    days = current()
    found = []
    if problem.state in {State.ASSIGNED, State.HANDLING} and (
        user.may(P.PROBLEM_HANDLE_ON_BEHALF) and problem.lead_unit_id in units_without_handler()
    ):
        found.append("主办单位没有承办人账号，由送解优办代录。")
    if rules.stuck(problem, on, days) == rules.NOBODY_MOVES:
        since = max(problem.moved_on or problem.clock_since_on, problem.clock_since_on)
        unmoved = days.calendar.between(since, on)
        found.append(f"没人动：已经 {unmoved} 个工作日没有新的办理措施。")
    if problem.state is State.ANSWERED and problem.tries:
        found.append(f"已有 {problem.tries} 天回访没有联系上企业。")
    if not days.calendar.published(on.year):
        found.append(f"{on.year}年的放假安排尚未录入，工作日暂按周一至周五计算。")
    return found
