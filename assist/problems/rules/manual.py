"""The manual: who may do what, which days are set, and the drawing, all out of the table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from assist.problems.rules.table import OPENS, TRANSITIONS
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


@dataclass(frozen=True)
class Row:
    """An act: from which states it leads where, and who may do it."""

    act: Act
    moves: Sequence[tuple[State, State]]
    who: Sequence[str]

    @property
    def stays(self) -> bool:
        """Whether it leaves the state as it is wherever it is done."""
        return all(before is after for before, after in self.moves)


def rows(roles: Iterable[tuple[Any, frozenset[P]]]) -> list[Row]:
    """Every act of the table with the roles that may do it, in the order of the enum."""
    held = list(roles)
    found = []
    for act in Act:
        moves = [(before, after) for (before, one), after in TRANSITIONS.items() if one is act]
        if moves:
            found.append(Row(act, moves, list(_who(act, held))))
    return found


def _who(act: Act, roles: Sequence[tuple[Any, frozenset[P]]]) -> Iterable[str]:
    for role, granted in roles:
        opening = [permission for permission in OPENS.get(act, ()) if permission in granted]
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


def day_rows(options: Iterable[Any], value: Callable[[str], Any]) -> list[tuple[str, str]]:
    """The days that are set, by name."""
    return [(option.label, option.show(value(option.key))) for option in options]
