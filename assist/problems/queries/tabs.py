"""The parts of the board, what its filters ask for, and how many problems wait in each part."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    exists,
    false,
    func,
    not_,
    or_,
    select,
)
from werkzeug.datastructures import MultiDict

from assist.accounts.models import User
from assist.audit.queries import remembered
from assist.cadres import models as cadres
from assist.cadres.models import Unit, unit_id_of
from assist.db import built, rows
from assist.enterprises import queries as enterprises
from assist.lib.enums import Labelled
from assist.lib.text import clean
from assist.problems.models import CoPart, Item, Problem
from assist.problems.queries.columns import USUAL, Column, chosen
from assist.problems.queries.scope import (
    MOVING,
    UNHEARD,
    WITH_LIAISON,
    due_before,
    of_unit,
    parked,
    returned,
    to_assign,
    visible_in_lists,
    with_lead,
    with_office,
)
from assist.problems.rules import NOBODY_MOVES
from assist.problems.states import OPEN, ItemKind, Level, Satisfaction, State, StuckOn
from assist.settings import current
from assist.web.access import Permission as P

#: A tab's count stops here.
COUNTED = 99


class Tab(Labelled):
    """The parts of the board."""

    OPEN = "open", "未办结"
    MINE = "mine", "我的"
    UNIT = "unit", "本单位"
    OVERDUE = "overdue", "超期"
    SOON = "soon", "两日内到期"
    ASSIGN = "assign", "待交办"
    CALL_BACK = "call-back", "待回访"
    DISSATISFIED = "dissatisfied", "不满意"
    DECIDE = "decide", "待我定"
    PARKED = "parked", "挂账"
    CLOSED = "closed", "已办结"
    REJECTED = "rejected", "不予受理"
    ALL = "all", "全部"


NOBODY = "nobody"
STUCK_CHOICES = [
    (NOBODY, NOBODY_MOVES),
    *((one.value, one.label) for one in StuckOn if one is not StuckOn.NOTHING),
]
STUCK_CODES = frozenset(code for code, _ in STUCK_CHOICES)


@dataclass(frozen=True)
class Filters:
    """What the address asks for; anything odd in it is nothing."""

    tab: Tab = Tab.OPEN
    state: State | None = None
    category: str = ""
    unit: str = ""
    level: Level | None = None
    year: int | None = None
    q: str = ""
    #: Only the enterprises that are paired with the reader.
    own: bool = False
    newest: bool = False
    #: A StuckOn's code, or `nobody` for 没人动.
    stuck: str = ""
    columns: tuple[Column, ...] = field(default=USUAL, compare=False)
    #: Whether rows can be ticked for an act on many.
    pick: bool = field(default=False, compare=False)

    @classmethod
    def of(cls, args: MultiDict[str, str]) -> Filters:
        """Read them from the query string."""
        year = args.get("year", "")
        return cls(
            tab=_member(Tab, args.get("tab")) or Tab.OPEN,
            state=_member(State, args.get("state")),
            category=clean(args.get("category", ""))[:40],
            unit=clean(args.get("unit", ""))[:100],
            level=_member(Level, args.get("level")),
            year=int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None,
            q=clean(args.get("q", ""))[:100],
            own=args.get("own") == "1",
            newest=args.get("sort") == "newest",
            stuck=args.get("stuck", "") if args.get("stuck") in STUCK_CODES else "",
            columns=chosen(args.getlist("cols")),
            pick=args.get("pick") == "1",
        )

    @property
    def custom(self) -> bool:
        """Whether other columns than the usual are shown."""
        return self.columns != USUAL

    @property
    def query(self) -> str:
        """The same as a query string, without what is as usual."""
        return urlencode(self.pairs)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The filters as fields of the address."""
        found = {
            "tab": self.tab.value if self.tab is not Tab.OPEN else "",
            "state": self.state or "",
            "category": self.category,
            "unit": self.unit,
            "level": self.level or "",
            "stuck": self.stuck,
            "year": str(self.year or ""),
            "q": self.q,
            "own": "1" if self.own else "",
            "sort": "newest" if self.newest else "",
            "cols": ",".join(self.columns[1:-1]) if self.custom else "",
        }
        return [(key, str(value)) for key, value in found.items() if value]

    @property
    def done(self) -> bool:
        """Whether the tab shows what nobody holds any more."""
        return self.tab in {Tab.CLOSED, Tab.REJECTED}

    @property
    def words(self) -> str:
        """The filters as the log names them."""
        year = f"{self.year}年" if self.year else ""
        own = "我联系的企业" if self.own else ""
        stuck = dict(STUCK_CHOICES).get(self.stuck, "")
        choices = (self.tab, self.state, self.category, self.unit, self.level, stuck)
        parts = (*choices, year, own, self.q)
        return "、".join(
            part.label if isinstance(part, Labelled) else str(part) for part in parts if part
        )


#: In which states a tab can find anything; 未办结 for the tabs that are not here.
STATES: Mapping[Tab, tuple[State, ...]] = {
    Tab.ASSIGN: (State.REGISTERED, State.PARKED),
    Tab.CALL_BACK: (State.ANSWERED,),
    Tab.PARKED: (State.PARKED,),
    Tab.CLOSED: (State.CLOSED,),
    Tab.REJECTED: (State.REJECTED,),
    Tab.ALL: tuple(State),
}


def _member(kind: type[Any], code: str | None) -> Any:
    return next((member for member in kind if member.value == code), None)


def tabs_of(user: User) -> list[Tab]:
    """The tabs that mean something to the person."""
    hidden = set()
    if unit_id_of(user) is None or not user.may(P.PROBLEM_HANDLE):
        hidden.add(Tab.UNIT)
    if not any(map(user.may, DECIDING)):
        hidden.add(Tab.DECIDE)
    if user.may(P.PROBLEM_READ_ALL) and not (
        user.may(P.PROBLEM_ASSIGN) or user.may(P.PROBLEM_RECORD)
    ):
        hidden.add(Tab.MINE)
    return [tab for tab in Tab if tab not in hidden]


#: Who has anything to decide, see below.
DECIDING = (P.PROBLEM_ASSIGN, P.PROBLEM_INSTRUCT, P.PROBLEM_CLOSE_BUREAU)


def decisions(user: User) -> list[ColumnElement[bool]]:
    """What waits for this person's decision, one condition a kind."""
    kinds = []
    if user.may(P.PROBLEM_ASSIGN):
        kinds += [ItemKind.EXTENSION, ItemKind.DISSATISFIED]
    if user.may(P.PROBLEM_INSTRUCT):
        kinds.append(ItemKind.PRESENTED)
    found: list[ColumnElement[bool]] = [_has_open(*kinds)] if kinds else []
    if user.may(P.PROBLEM_CLOSE_BUREAU):
        name = str(current().bureau_name)
        bureau = select(Unit.id).where(ends_of(name))
        found.append(
            and_(
                Problem.state == State.ANSWERED,
                Problem.lead_unit_id.in_(bureau),
                ~UNHEARD,
                or_(
                    Problem.satisfaction.is_(None),
                    Problem.satisfaction != Satisfaction.DISSATISFIED,
                ),
            )
        )
    return found


def ends_of(name: str) -> ColumnElement[bool]:
    """Units whose name the bureau's full name ends with, as `standing.is_bureau` asks."""
    return Unit.name.in_([name[start:] for start in range(len(name))])


def _has_open(*kinds: ItemKind) -> ColumnElement[bool]:
    return Problem.id.in_(
        select(Item.problem_id).where(Item.answered_on.is_(None), Item.kind.in_(kinds))
    )


def tab_condition(tab: Tab, user: User, on: date) -> ColumnElement[bool] | None:
    """What a tab shows; None for everything."""
    after_soon = current().calendar.add(on, current().amber_days) + timedelta(1)
    still = _within(OPEN, user)
    simple: dict[Tab, ColumnElement[bool]] = {
        Tab.OPEN: still,
        Tab.OVERDUE: late(user, on, on),
        Tab.SOON: and_(late(user, after_soon, on), not_(late(user, on, on))),
        Tab.ASSIGN: to_assign(on),
        Tab.CALL_BACK: UNHEARD,
        Tab.DISSATISFIED: and_(
            Problem.state == State.ANSWERED, Problem.satisfaction == Satisfaction.DISSATISFIED
        ),
        Tab.PARKED: parked(on),
        Tab.CLOSED: Problem.state == State.CLOSED,
        Tab.REJECTED: Problem.state == State.REJECTED,
    }
    if tab in simple:
        return simple[tab]
    if tab is Tab.UNIT:
        return and_(still, of_unit(unit_id_of(user)))
    if tab is Tab.DECIDE:
        return and_(_without(OPEN), or_(false(), *decisions(user)))
    return mine(user, on) if tab is Tab.MINE else None


def late(user: User, day: date, on: date) -> ColumnElement[bool]:
    """What had to be moved before `day`; to a 协办 its own part as well."""
    unit_id = unit_id_of(user)
    whole = due_before(day, on, _within(MOVING, user))
    if unit_id is None or not user.may(P.PROBLEM_HANDLE):
        return whole
    return or_(whole, own_part(unit_id, day))


def own_part(unit_id: int | None, due: date | None = None) -> ColumnElement[bool]:
    """The unit owes an answer to its own part, and had to give it before `due`."""
    part = exists().where(
        CoPart.problem_id == Problem.id, CoPart.unit_id == unit_id, CoPart.answered_on.is_(None)
    )
    if due is not None:
        part = part.where(CoPart.due_on < due)
    return and_(Problem.state == State.HANDLING, part)


def stuck(code: str, on: date) -> ColumnElement[bool]:
    """What is handled and stuck on that; the SQL twin of `rules.stuck`."""
    days = current()
    latest = days.calendar.add(on + timedelta(1), -days.stuck_days)
    still = and_(
        Problem.state == State.HANDLING,
        Problem.clock_since_on < latest,
        or_(Problem.moved_on.is_(None), Problem.moved_on < latest),
    )
    if code == NOBODY:
        returned_still = and_(returned(on), Problem.lead_unit_id.is_not(None))
        return or_(still, and_(returned_still, Problem.next_review_on < latest))
    on_what = next(member for member in StuckOn if member.value == code)
    return and_(Problem.state == State.HANDLING, Problem.stuck_on == on_what, not_(still))


def _within(states: Sequence[State], user: User) -> ColumnElement[bool]:
    """In one of the states; whoever sees few problems finds them by whose they are instead."""
    return Problem.state.in_(states) if user.may(P.PROBLEM_READ_ALL) else _without(states)


def _without(states: Sequence[State]) -> ColumnElement[bool]:
    """The same, said so that no index of states is tempting."""
    return Problem.state.not_in([state for state in State if state not in states])


def mine(user: User, on: date) -> ColumnElement[bool]:
    """What waits for this person or, for a leader, concerns the own enterprises."""
    parts: list[ColumnElement[bool]] = [false()]
    own = enterprises.own_ids(user, on)
    if user.may(P.PROBLEM_HANDLE_ON_BEHALF):
        parts.append(with_office(on))
    elif user.may(P.PROBLEM_READ_ALL):
        parts.append(and_(_without(OPEN), Problem.enterprise_id.in_(own)))
    elif user.may(P.PROBLEM_CALL_BACK):
        parts.append(and_(WITH_LIAISON, Problem.enterprise_id.in_(own)))
    if user.may(P.PROBLEM_HANDLE):
        unit_id = unit_id_of(user)
        parts.append(and_(with_lead(on), Problem.lead_unit_id == unit_id))
        parts.append(own_part(unit_id))
    return or_(*parts)


#: Tabs that say how many wait; what is done is only counted when it is looked at.
COUNTED_TABS = tuple(
    tab for tab in Tab if tab not in {Tab.CLOSED, Tab.REJECTED, Tab.ALL, Tab.PARKED}
)


def tab_counts(tabs: Sequence[Tab], user: User, on: date) -> dict[Tab, str]:
    """How many each of the tabs shows, up to a bound; one query a change."""
    wanted = tuple(tab for tab in tabs if tab in COUNTED_TABS)
    if not wanted:
        return {}
    key = ("counts", wanted, *reader(user, on))
    counts = remembered(key, lambda: tuple(rows(built(key, lambda: _counts(wanted, user, on)))[0]))
    return {
        tab: str(count) if count <= COUNTED else f"{COUNTED}+"
        for tab, count in zip(wanted, counts, strict=True)
    }


def _counts(tabs: Sequence[Tab], user: User, on: date) -> Select[Any]:
    scope = visible_in_lists(user, on)
    columns = []
    for tab in tabs:
        condition = tab_condition(tab, user, on)
        found = select(Problem.id).where(scope)
        found = found if condition is None else found.where(condition)
        counted = found.limit(COUNTED + 1).subquery()
        columns.append(select(func.count()).select_from(counted).scalar_subquery())
    return select(*columns)


def reader(user: User, on: date) -> tuple[Hashable, ...]:
    """Everything by which two readers' boards differ."""
    days = current()
    soon = days.calendar.add(on, days.amber_days)
    return (*cadres.reader(user, on), soon, days.bureau_name)
