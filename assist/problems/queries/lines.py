"""What the board shows of a problem: one line of plain values, with holder, clock and time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, case, func, or_, select

from assist.accounts.models import User
from assist.cadres.models import reader, unit_id_of
from assist.db import built, rows
from assist.enterprises.models import Enterprise, Pairing, PairingLiaison
from assist.lib.deadlines import clock_text
from assist.problems import rules
from assist.problems.models import Category, CoPart, Problem
from assist.problems.queries.scope import HELD, TIMES, holder_words, visible
from assist.problems.states import OPEN, Level, Outcome, Satisfaction, State
from assist.settings import current
from assist.web.access import Permission as P

USER = User.__table__


class Line(NamedTuple):
    """What the board shows of a problem."""

    number: str
    title: str
    enterprise: str
    enterprise_name: str
    category: str
    state: State
    unit_name: str
    holder: str
    liaisons: str
    light: str
    clock: str
    level: Level
    registered_on: date
    due: date | None
    outcome: Outcome | None
    satisfaction: Satisfaction | None
    since: date
    stuck: str
    net: int
    gross: int

    @property
    def used(self) -> str:
        """Working days net, and gross where something was waited for."""
        return f"{self.net}天" if self.net == self.gross else f"净{self.net}/共{self.gross}天"


#: What the board shows of a problem, in one query.
WHOLE_LINES = (
    select(
        Problem.id, *HELD, Problem.number, Problem.title, Problem.enterprise_id, Problem.level,
        Problem.registered_on, Problem.clock_since_on, Problem.clock_due_on,
        Problem.next_review_on, Problem.lead_unit_id, *TIMES, Category.name.label("category"),
        Enterprise.code, Enterprise.name.label("enterprise"), Enterprise.short_name,
    )
    .join(Problem.enterprise)
    .join(Problem.category)
    .outerjoin(Problem.lead_unit)
)  # fmt: skip
LINES = WHOLE_LINES.where(Problem.id.in_(bindparam("ids", expanding=True)))


def board_lines(ids: Sequence[int], on: date, user: User | None = None) -> list[Line]:
    """What the board shows of these problems, in their order, plain values; to the handler of a
    协办 its own part's clock."""
    if not ids:
        return []
    found = {row.id: row for row in rows(LINES, {"ids": list(ids)})}
    liaisons = liaisons_of({row.enterprise_id for row in found.values()}, on)
    clocks: dict[tuple[State, date | None], tuple[str, str]] = {}
    parts = own_parts(ids, user) if user is not None else {}
    days = current()
    return [_line(found[key], liaisons, clocks, parts, on, days) for key in ids if key in found]


CASES_SHOWN = 8


@dataclass(frozen=True)
class Cases:
    """What somebody still holds of an enterprise, what is due first on top, and how many there
    are."""

    lines: Sequence[Line]
    open: int
    every: int


def cases_of(enterprise_id: int, user: User, on: date) -> Cases:
    """An enterprise's problems, as far as the user may open them; one query, and one for the
    handler of a 协办."""
    statement = built(("cases", *reader(user, on)), lambda: _cases(user, on))
    found = rows(statement, {"id": enterprise_id})
    held = [row for row in found if row.state.is_open]
    parts = own_parts([row.id for row in held], user) if held else {}
    clocks: dict[tuple[State, date | None], tuple[str, str]] = {}
    days = current()
    lines = [_line(row, {}, clocks, parts, on, days) for row in held]
    return Cases(lines, found[0].opened if found else 0, found[0].every if found else 0)


def _cases(user: User, on: date) -> Select[Any]:
    held = case((Problem.state.in_(OPEN), 1), else_=0)
    return (
        WHOLE_LINES.add_columns(
            func.count().over().label("every"), func.sum(held).over().label("opened")
        )
        .where(Problem.enterprise_id == bindparam("id"), visible(user, on))
        .order_by(held.desc(), Problem.clock_due_on, Problem.id)
        .limit(CASES_SHOWN)
    )


OWN_PARTS = select(CoPart.problem_id, CoPart.due_on).where(
    CoPart.problem_id.in_(bindparam("ids", expanding=True)),
    CoPart.unit_id == bindparam("unit"),
    CoPart.answered_on.is_(None),
)


def own_parts(ids: Sequence[int], user: User) -> dict[int, date | None]:
    """The days by which the reader's unit owes its part of these problems; one query."""
    unit_id = unit_id_of(user)
    if unit_id is None or not user.may(P.PROBLEM_HANDLE):
        return {}
    return {row[0]: row[1] for row in rows(OWN_PARTS, {"ids": list(ids), "unit": unit_id})}


def _line(
    row: Any,
    liaisons: Mapping[int, str],
    clocks: dict[tuple[State, date | None], tuple[str, str]],
    parts: Mapping[int, date | None],
    on: date,
    days: Any,
) -> Line:
    now, used = rules.standing(row, on, days), rules.used(row, on, days)
    part = row.id in parts and now.state is State.HANDLING
    due = parts[row.id] if part else now.due
    key = (now.state, due)
    if key not in clocks:
        clocks[key] = clock_of(now.state, due, on)
    light, clock = clocks[key]
    return Line(
        row.number,
        row.title,
        row.short_name or row.enterprise,
        row.enterprise,
        row.category,
        now.state,
        row.unit or "",
        holder_words(row, state=now.state),
        liaisons.get(row.enterprise_id, ""),
        light,
        f"协办{clock}" if part else clock or (row.outcome.label if row.outcome else "—"),
        row.level,
        row.registered_on,
        due,
        None if now.returned else row.outcome,
        row.satisfaction,
        now.since,
        rules.stuck(row, on, days, now),
        used.net,
        used.gross,
    )


def clock_of(state: State, due: date | None, on: date) -> tuple[str, str]:
    """The light of whoever has it now, and its words."""
    days = current()
    light = rules.light_of(state, due, on, days)
    if not state.is_open:
        return light.value, ""
    return light.value, clock_text(due, on, days.calendar, parked=state is State.PARKED)


LIAISONS = (
    select(Pairing.enterprise_id, USER.c.name)
    .join(PairingLiaison, PairingLiaison.pairing_id == Pairing.id)
    .join(USER, USER.c.id == PairingLiaison.cadre_id)
    .where(
        Pairing.enterprise_id.in_(bindparam("ids", expanding=True)),
        Pairing.start_on <= bindparam("on"),
        or_(Pairing.end_on.is_(None), Pairing.end_on >= bindparam("on")),
    )
    .order_by(Pairing.enterprise_id, USER.c.account)
)


def liaisons_of(enterprise_ids: set[int], on: date) -> dict[int, str]:
    """The names of the 联络员 paired with these enterprises on that day; one query."""
    if not enterprise_ids:
        return {}
    found: dict[int, list[str]] = {}
    for enterprise_id, name in rows(LIAISONS, {"ids": sorted(enterprise_ids), "on": on}):
        found.setdefault(enterprise_id, []).append(name)
    return {key: "、".join(names) for key, names in found.items()}


def exported(line: Line) -> tuple[Any, ...]:
    """A line as a row of the workbook, in the order of its columns."""
    return (
        line.number, line.enterprise_name, line.category, line.title, line.state,
        line.holder, line.unit_name, line.liaisons, line.clock, line.due,
        line.level, line.registered_on, line.outcome, line.satisfaction,
        line.since if line.state.is_open else None, line.net, line.gross, line.stuck,
    )  # fmt: skip
