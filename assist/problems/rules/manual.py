"""The manual: who may do what, which days are set, and the drawing, all out of the table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assist.problems.rules.table import OPENS, TRANSITIONS, TRIES_TO_CLOSE, Days
from assist.problems.states import Act, State
from assist.web.access import Permission as P

#: What a permission does only with a limit, in words behind the role.
LIMITS: dict[P, str] = {
    P.PROBLEM_HANDLE: "本单位的",
    P.PROBLEM_HANDLE_ON_BEHALF: "代录",
    P.PROBLEM_RECORD: "本人联系企业的",
    P.PROBLEM_CALL_BACK: "本人联系企业的",
    P.PROBLEM_CLOSE_BUREAU: "本局主办的",
}


#: What each act is for and what it asks, for somebody who reads it for the first time.
MEANS: Mapping[Act, str] = {
    Act.RECORD: "把企业反映的事记下来；走访中听到的在走访记录里一并登记。",
    Act.SOLVE_ON_SPOT: "走访时当场解决的，直接反馈，走访那天就是解决日期。",
    Act.ASSIGN: "定主办、协办单位和难度；办理时限从交办当天算起。",
    Act.DISPUTE: "不归本单位的，在签收时限内写明理由退回，每个单位只能退一次。",
    Act.SIGN: "主办单位收下；办理时限不因签收晚而推后。",
    Act.MEASURE: "写做了什么、卡在哪里；久不写会显示“没人动”。",
    Act.CO_ANSWER: "协办单位只答自己的一份，有自己的时限。",
    Act.ASK_EXTENSION: "到期前至少 1 个工作日，写明理由和新期限。",
    Act.DECIDE_EXTENSION: "同意的，按新期限，红灯解除。",
    Act.ANSWER: "写办理结果和情况；协办没有反馈的要写明原因。",
    Act.RETURN_FOR_REWORK: "反馈不合格的，写明理由退回；结果和解决日期清空。",
    Act.CALL_BACK: "问企业解决了没有、满不满意；联系不上的记下来，换一天再问。",
    Act.DECIDE_CALL_BACK: "企业不满意的，写明理由，退回重办或维持答复；退回两次提到区级。",
    Act.PARK: "现在办不了的，写明原因和下次研判日，到那天自动恢复。",
    Act.RESUME: "条件具备了，提前恢复办理，按退回重办的天数重新计时。",
    Act.CLOSE: f"回访过，或者在 {TRIES_TO_CLOSE} 个不同日期都联系不上，才能销号。",
    Act.REJECT: "不该由这里办的，写明理由；不进办结率，单独计数。",
    Act.DIVERT: "应走诉讼、仲裁、复议、信访的，写明途径。",
    Act.WITHDRAW: "企业不再提的，写明原因。",
    Act.REOPEN: "销号后又出问题的，写明理由，重新计时。",
    Act.ESCALATE: "提到更高层级；提到市级、省级要填上报文号。",
    Act.PRESENT: "把要定的事和备选方案呈给领导。",
    Act.INSTRUCT: "一句话或选一个方案，有答复期限；代录要附批示件。",
    Act.URGE: "催一催，要对方答复；领导可以作为督办，编号下达。",
    Act.REPLY: "在同一处答复批示、催办、督办和呈批。",
    Act.ASK_BACK: "说得不清楚的，请登记人补充，问题留在原处。",
    Act.SUPPLEMENT: "登记人补上的内容接在诉求后面，标明日期。",
}
#: Recording has no problem yet and so no place in the table of doors.
_DOORS: Mapping[Act, tuple[P, ...]] = {
    **OPENS,
    Act.RECORD: (P.PROBLEM_RECORD, P.PROBLEM_RECORD_ALL),
}


@dataclass(frozen=True)
class Row:
    """An act: from which states it leads where, and who may do it."""

    act: Act
    #: Nothing stands before what is recorded.
    moves: Sequence[tuple[State | None, State]]
    who: Sequence[str]
    #: Whether the reader's roles open it.
    mine: bool = False

    @property
    def means(self) -> str:
        """What it is for."""
        return MEANS[self.act]

    @property
    def stays(self) -> bool:
        """Whether it leaves the state as it is wherever it is done."""
        return all(before is after for before, after in self.moves)


def rows(
    roles: Iterable[tuple[Any, frozenset[P]]], reader: frozenset[P] = frozenset()
) -> list[Row]:
    """Every act with the roles that may do it, in the order of the enum."""
    held = list(roles)
    return [
        Row(act, _moves(act), list(_who(act, held)), not reader.isdisjoint(_DOORS[act]))
        for act in Act
        if act in MEANS
    ]


def _moves(act: Act) -> Sequence[tuple[State | None, State]]:
    if act is Act.RECORD:
        return [(None, State.REGISTERED)]
    moves: list[tuple[State | None, State]] = [
        (before, after) for (before, one), after in TRANSITIONS.items() if one is act
    ]
    if act is Act.DECIDE_CALL_BACK:  # upheld, the answer stands
        moves.append((State.ANSWERED, State.ANSWERED))
    return moves


def _who(act: Act, roles: Sequence[tuple[Any, frozenset[P]]]) -> Iterable[str]:
    for role, granted in roles:
        opening = [permission for permission in _DOORS[act] if permission in granted]
        if not opening:
            continue
        unlimited = [permission for permission in opening if permission not in LIMITS]
        limits = [] if unlimited else [LIMITS[permission] for permission in opening]
        limit = limits[-1] if limits else ""
        yield f"{role.label}（{limit}）" if limit else role.label


#: Where each state stands in the drawing: column and row of a grid.
PLACES: dict[State, tuple[int, int]] = {
    State.REGISTERED: (0, 0),
    State.ASSIGNED: (1, 0),
    State.HANDLING: (2, 0),
    State.ANSWERED: (3, 0),
    State.CLOSED: (4, 0),
    State.REJECTED: (1, 1),
    State.PARKED: (3, 1),
}


@dataclass(frozen=True)
class Arrow:
    """All acts that lead from one state to another."""

    before: State
    after: State
    acts: Sequence[Act]

    @property
    def words(self) -> str:
        """The acts by name."""
        return "、".join(act.label for act in self.acts)


def arrows() -> list[Arrow]:
    """The moves of the table, those between the same two states together."""
    found: dict[tuple[State, State], list[Act]] = {}
    for (before, act), after in TRANSITIONS.items():
        if before is not after:
            found.setdefault((before, after), []).append(act)
    return [Arrow(before, after, acts) for (before, after), acts in found.items()]


def staying(state: State) -> list[Act]:
    """What can be done without leaving the state."""
    return [act for (before, act), after in TRANSITIONS.items() if before is after is state]


def keepers(days: Days) -> list[tuple[State, str, str]]:
    """Every state with whoever holds a problem in it and the working days that they have."""
    answered = f"回访 {days.call_back_days} 个工作日，回访后销号 {days.close_days} 个工作日"
    handling = (
        f"一般 {days.ordinary_days} 个、复杂 {days.complex_days} 个工作日，"
        f"协办 {days.co_days} 个，重办 {days.rework_days} 个"
    )
    return [
        (State.REGISTERED, "送解优办", f"{days.registered_days} 个工作日内交办"),
        (State.ASSIGNED, "主办单位", f"{days.assigned_days} 个工作日内签收或提出异议"),
        (State.HANDLING, "主办单位", handling),
        (State.ANSWERED, "联络员（现场解决的是送解优办），回访后是送解优办", answered),
        (State.PARKED, "送解优办", "到下次研判日，期间不计净用时"),
        (State.CLOSED, "没有人", "办完了，可以重新办理"),
        (State.REJECTED, "没有人", "包括转法定途径和撤回，不进办结率"),
    ]


def day_rows(options: Iterable[Any], value: Callable[[str], Any]) -> list[tuple[str, str]]:
    """The days that are set, by name."""
    return [(option.label, option.show(value(option.key))) for option in options]
