"""Whom the day reminds of a problem: by who holds it and who must know (domain (b))."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, or_, select

from assist.accounts.models import User, UserRole
from assist.accounts.policy import Role
from assist.cadres.models import Cadre
from assist.db import db
from assist.enterprises import queries as enterprises
from assist.enterprises.models import Enterprise, Pairing, PairingLiaison
from assist.notices.rules import Kind, Reminder
from assist.problems import rules
from assist.problems.models import Item, Problem
from assist.problems.queries.lines import clock_of
from assist.problems.queries.scope import HELD, MOVING, UNHEARD, holder_words
from assist.problems.queries.tabs import ends_of
from assist.problems.states import OPEN, Holder, ItemKind, Satisfaction, State
from assist.settings import current

USER, CADRE = User.__table__, Cadre.__table__
#: What a leader decides, what the office decides too, and what whoever holds the problem answers.
ASKED_OF_LEADERS = (ItemKind.PRESENTED,)
ASKED_OF_OFFICE = (ItemKind.EXTENSION, ItemKind.DISSATISFIED)
ASKED_OF_HOLDERS = tuple(set(ItemKind) - {*ASKED_OF_LEADERS, *ASKED_OF_OFFICE})

#: What a reminder says of a problem.
SAID = (
    Problem.id, *HELD, Problem.number, Problem.title, Problem.enterprise_id, Problem.lead_unit_id,
    Problem.clock_due_on, Problem.about_unit_id, Enterprise.name, Enterprise.short_name,
)  # fmt: skip


@dataclass(frozen=True)
class People:
    """Who is reached on a day: a unit's handlers, an enterprise's 联络员 and leader, the office."""

    handlers: Mapping[int, Sequence[int]]
    liaisons: Mapping[int, Sequence[int]]
    leader: Mapping[int, int]
    roles: Mapping[Role, Sequence[int]]
    #: People of units that an open problem complains about: they are not told of it.
    complained_of: Mapping[int, Set[int]]

    @property
    def office(self) -> Sequence[int]:
        """送解优办."""
        return self.roles.get(Role.OFFICE, ())

    def holders(self, row: Any) -> Sequence[int]:
        """Who has it now; the office for a unit in which nobody can sign."""
        held = rules.holder(row)
        if held is Holder.LEAD:
            return self.handlers.get(row.lead_unit_id) or self.office
        if held is Holder.LIAISON:
            return self.liaisons.get(row.enterprise_id) or self.office
        return self.office

    def leaders(self, row: Any) -> Sequence[int]:
        """The enterprise's own 联系领导, else every 区领导."""
        own = self.leader.get(row.enterprise_id)
        return (own,) if own else self.roles.get(Role.LEADER, ())


def people(on: date) -> People:
    """Everybody who may be reminded on that day: three queries, however many they are."""
    roles: dict[Role, list[int]] = {}
    handlers: dict[int, list[int]] = {}
    held = (
        select(UserRole.role, CADRE.c.id, CADRE.c.unit_id)
        .join(CADRE, CADRE.c.id == UserRole.user_id)
        .join(USER, USER.c.id == CADRE.c.id)
        .where(USER.c.enabled, CADRE.c.on_duty)
        .where(UserRole.role.in_((Role.OFFICE, Role.LEADER, Role.BUREAU_LEADER, Role.HANDLER)))
        .order_by(CADRE.c.id)
    )
    for role, user_id, unit_id in db.session.execute(held):
        roles.setdefault(role, []).append(user_id)
        if role is Role.HANDLER:
            handlers.setdefault(unit_id, []).append(user_id)
    return People(handlers, _liaisons(on), _leaders(on), roles, _complained_of())


def _complained_of() -> dict[int, set[int]]:
    units = select(Problem.about_unit_id).where(
        Problem.about_unit_id.is_not(None), Problem.state.in_(OPEN)
    )
    found: dict[int, set[int]] = {}
    statement = select(CADRE.c.unit_id, CADRE.c.id).where(CADRE.c.unit_id.in_(units))
    for unit_id, user_id in db.session.execute(statement):
        found.setdefault(unit_id, set()).add(user_id)
    return found


def _liaisons(on: date) -> dict[int, list[int]]:
    statement = (
        select(Pairing.enterprise_id, PairingLiaison.cadre_id)
        .join(PairingLiaison, PairingLiaison.pairing_id == Pairing.id)
        .where(enterprises.holds(on))
        .order_by(Pairing.enterprise_id, PairingLiaison.cadre_id)
    )
    found: dict[int, list[int]] = {}
    for enterprise_id, cadre_id in db.session.execute(statement):
        found.setdefault(enterprise_id, []).append(cadre_id)
    return found


def _leaders(on: date) -> dict[int, int]:
    statement = (
        select(Pairing.enterprise_id, Pairing.leader_id)
        .where(enterprises.holds(on))
        .order_by(Pairing.start_on, Pairing.id)
    )
    # The newest pairing wins.
    return {row.enterprise_id: row.leader_id for row in db.session.execute(statement)}


def reminders(on: date, user: User | None = None) -> Iterator[Reminder]:
    """Everybody's; whose they are is sifted above, since most of the work is the same for one."""
    reached = people(on)
    for problem, reminder in _all(reached, on):
        if reminder.user_id not in reached.complained_of.get(problem.about_unit_id, ()):
            yield reminder


def _all(reached: People, on: date) -> Iterator[tuple[Any, Reminder]]:
    for row in db.session.execute(_pressing(on)):
        yield from ((row, one) for one in _of_clock(row, reached, on))
    for row in db.session.execute(_asked()):
        yield from ((row, one) for one in _of_item(row, reached, on))
    for row in db.session.execute(_to_close()):
        words = f"{_named(row)}，等您销号"
        ids = reached.roles.get(Role.BUREAU_LEADER, ())
        key = f"close:{row.number}:{row.clock_due_on}"
        yield from ((row, one) for one in _each(ids, Kind.DECISION, key, words, row))


def _pressing(on: date) -> Any:
    """What is late or nearly so, 挂账 that comes back among it."""
    soon = current().calendar.add(on, current().amber_days)
    return (
        select(*SAID)
        .join(Problem.enterprise)
        .outerjoin(Problem.lead_unit)
        .where(Problem.state.in_(OPEN), Problem.clock_due_on <= soon)
        .order_by(Problem.clock_due_on, Problem.id)
    )


def _asked() -> Any:
    return (
        select(*SAID, Item.id.label("item"), Item.kind, Item.words.label("asked"), Item.due_on)
        .join(Item.problem)
        .join(Problem.enterprise)
        .outerjoin(Problem.lead_unit)
        .where(Item.answered_on.is_(None), Problem.state.in_(OPEN))
        .order_by(Item.id)
    )


def _to_close() -> Any:
    """What the bureau itself handled: only a leader or bureau leader may close it."""
    dissatisfied = Satisfaction.DISSATISFIED
    return (
        select(*SAID)
        .join(Problem.enterprise)
        .join(Problem.lead_unit)
        .where(
            Problem.state == State.ANSWERED,
            ends_of(str(current().bureau_name)),
            ~UNHEARD,
            or_(Problem.satisfaction.is_(None), Problem.satisfaction != dissatisfied),
        )
        .order_by(Problem.id)
    )


def _of_clock(row: Any, reached: People, on: date) -> Iterator[Reminder]:
    days = current()
    due, liaisons = row.clock_due_on, reached.liaisons.get(row.enterprise_id, ())
    occasion = f"{row.number}:{due.isoformat()}"
    words = f"{_named(row)}，{clock_of(row.state, due, on)[1]}，{holder_words(row)}"
    if row.state is State.PARKED:
        ids = [*reached.office, *reached.handlers.get(row.lead_unit_id, ())]
        yield from _each(ids, Kind.RETURNS, f"parked:{occasion}", words, row)
        return
    if due >= on:
        ids = [*reached.holders(row), *liaisons]
        yield from _each(ids, Kind.AMBER, f"amber:{occasion}", words, row)
        return
    late = days.calendar.between(due, on)
    raised = late > days.escalate_days
    ids = [*reached.holders(row), *liaisons, *([] if raised else reached.office)]
    yield from _each(ids, Kind.RED, f"red:{occasion}", words, row)
    if raised:
        ids = [*reached.roles.get(Role.LEADER, ()), *reached.office]
        yield from _each(ids, Kind.LEVEL_UP, f"level:{occasion}", words, row)
    elif late > days.supervise_days:
        yield from _each(reached.leaders(row), Kind.SUPERVISE, f"supervise:{occasion}", words, row)


def _of_item(row: Any, reached: People, on: date) -> Iterator[Reminder]:
    late = row.due_on is not None and row.due_on < on
    key = f"item:{row.item}:{'late' if late else 'asked'}"
    said = f"：{row.asked}" if row.asked else ""
    words = f"{row.kind.label}{said}（{_named(row)}）{'，已过期限' if late else ''}"
    if row.kind in ASKED_OF_LEADERS:
        yield from _each(reached.leaders(row), Kind.DECISION, key, words, row)
    elif row.kind in ASKED_OF_OFFICE:
        ids = [*reached.office, *reached.leaders(row)]
        yield from _each(ids, Kind.DECISION, key, words, row)
    else:
        yield from _each(reached.holders(row), Kind.INSTRUCTED, key, words, row)


def _named(row: Any) -> str:
    return f"{row.number} {row.short_name or row.name}：{row.title}"


def _each(ids: Iterable[int], kind: Kind, key: str, words: str, row: Any) -> Iterator[Reminder]:
    for user_id in dict.fromkeys(ids):
        yield Reminder(kind, user_id, key, words, f"/problems/{row.number}")


#: So many numbers stand behind a unit in the group.
NUMBERS = 5


def bulletin(on: date) -> list[str]:
    """What the group is told: how many, whose unit's, which numbers; no title, firm or person."""
    rows = list(db.session.execute(_pressing(on)))
    moving = [row for row in rows if row.state in MOVING]
    late = [row for row in moving if row.clock_due_on < on]
    soon = [row for row in moving if row.clock_due_on >= on]
    parked = [row for row in rows if row.state is State.PARKED]
    lines = []
    for label, found in (("超期", late), ("临期", soon), ("挂账到期", parked)):
        if found:
            lines += [f"【{label}】{len(found)} 件", *_by_holder(found)]
    waiting = select(Item.id).join(Item.problem)
    asked = and_(Item.answered_on.is_(None), Problem.state.in_(OPEN))
    kinds = (*ASKED_OF_LEADERS, *ASKED_OF_OFFICE)
    number = len(db.session.scalars(waiting.where(asked, Item.kind.in_(kinds))).all())
    return [*lines, *([f"【等领导定】{number} 件"] if number else [])]


def _by_holder(found: Sequence[Any]) -> list[str]:
    held: dict[str, list[str]] = {}
    for row in found:
        held.setdefault(holder_words(row), []).append(row.number)
    ordered = sorted(held.items(), key=lambda one: (-len(one[1]), one[0]))
    return [
        f"{name} {len(numbers)} 件：{'、'.join(numbers[:NUMBERS])}"
        + ("等" if len(numbers) > NUMBERS else "")
        for name, numbers in ordered
    ]
