"""The board: which problems a tab and its filters show, in which order, and how many there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, false, func, or_, select

from assist.accounts.models import User
from assist.cadres.models import Cadre, Unit, unit_id_of
from assist.db import db
from assist.enterprises import queries as enterprises
from assist.enterprises.models import Enterprise, Pairing, PairingLiaison
from assist.lib.deadlines import clock_text
from assist.lib.enums import Labelled
from assist.lib.text import clean, like_pattern
from assist.problems import rules
from assist.problems.models import Category, CoPart, Item, Problem
from assist.problems.queries.scope import (
    HELD,
    UNHEARD,
    WITH_LEAD,
    WITH_LIAISON,
    WITH_OFFICE,
    holder_words,
    of_unit,
    visible,
)
from assist.problems.states import OPEN, ItemKind, Level, Satisfaction, State
from assist.settings import current
from assist.web.access import Permission as P

#: A tab's count stops here.
COUNTED = 999
MOVING = tuple(state for state in OPEN if state is not State.PARKED)


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

    @classmethod
    def of(cls, args: Mapping[str, str]) -> Filters:
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
        )

    @property
    def words(self) -> str:
        """The filters as the log names them."""
        year = f"{self.year}年" if self.year else ""
        own = "我联系的企业" if self.own else ""
        parts = (self.tab, self.state, self.category, self.unit, self.level, year, own, self.q)
        return "、".join(
            part.label if isinstance(part, Labelled) else str(part) for part in parts if part
        )


def _member(kind: type[Any], code: str | None) -> Any:
    return next((member for member in kind if member.value == code), None)


def tabs_of(user: User) -> list[Tab]:
    """The tabs that mean something to the person."""
    hidden = set()
    if unit_id_of(user) is None or not user.may(P.PROBLEM_HANDLE):
        hidden.add(Tab.UNIT)
    if not decisions(user):
        hidden.add(Tab.DECIDE)
    if user.may(P.PROBLEM_READ_ALL) and not (
        user.may(P.PROBLEM_ASSIGN) or user.may(P.PROBLEM_RECORD)
    ):
        hidden.add(Tab.MINE)
    return [tab for tab in Tab if tab not in hidden]


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
        bureau = select(Unit.id).where(_ends_of(name))
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


def _ends_of(name: str) -> ColumnElement[bool]:
    """Units whose name the bureau's full name ends with, as `standing.is_bureau` asks."""
    return Unit.name.in_([name[start:] for start in range(len(name))])


def _has_open(*kinds: ItemKind) -> ColumnElement[bool]:
    return Problem.id.in_(
        select(Item.problem_id).where(Item.answered_on.is_(None), Item.kind.in_(kinds))
    )


def tab_condition(tab: Tab, user: User, on: date) -> ColumnElement[bool] | None:
    """What a tab shows; None for everything."""
    days = current()
    soon = days.calendar.add(on, days.amber_days)
    moving = Problem.state.in_(MOVING)
    simple: dict[Tab, ColumnElement[bool]] = {
        Tab.OPEN: Problem.state.in_(OPEN),
        Tab.OVERDUE: and_(moving, Problem.clock_due_on < on),
        Tab.SOON: and_(moving, Problem.clock_due_on >= on, Problem.clock_due_on <= soon),
        Tab.ASSIGN: Problem.state == State.REGISTERED,
        Tab.CALL_BACK: UNHEARD,
        Tab.DISSATISFIED: and_(
            Problem.state.in_(OPEN), Problem.satisfaction == Satisfaction.DISSATISFIED
        ),
        Tab.PARKED: Problem.state == State.PARKED,
        Tab.CLOSED: Problem.state == State.CLOSED,
        Tab.REJECTED: Problem.state == State.REJECTED,
    }
    if tab in simple:
        return simple[tab]
    if tab is Tab.UNIT:
        return and_(Problem.state.in_(OPEN), of_unit(unit_id_of(user)))
    if tab is Tab.DECIDE:
        return and_(Problem.state.in_(OPEN), or_(false(), *decisions(user)))
    return mine(user, on) if tab is Tab.MINE else None


def mine(user: User, on: date) -> ColumnElement[bool]:
    """What waits for this person or, for a leader, concerns the own enterprises."""
    parts: list[ColumnElement[bool]] = [false()]
    own = enterprises.own_ids(user, on)
    if user.may(P.PROBLEM_HANDLE_ON_BEHALF):
        parts.append(WITH_OFFICE)
    elif user.may(P.PROBLEM_READ_ALL):
        parts.append(and_(Problem.state.in_(OPEN), Problem.enterprise_id.in_(own)))
    elif user.may(P.PROBLEM_CALL_BACK):
        parts.append(and_(WITH_LIAISON, Problem.enterprise_id.in_(own)))
    if user.may(P.PROBLEM_HANDLE):
        unit_id = unit_id_of(user)
        part = exists().where(
            CoPart.problem_id == Problem.id, CoPart.unit_id == unit_id, CoPart.answered_on.is_(None)
        )
        parts.append(and_(WITH_LEAD, Problem.lead_unit_id == unit_id))
        parts.append(and_(Problem.state == State.HANDLING, part))
    return or_(*parts)


def board_select(filters: Filters, user: User, on: date) -> Select[Any]:
    """The ids of what the board shows, in order: from indexes, before anything is joined."""
    statement = select(Problem.id).where(visible(user, on))
    condition = tab_condition(filters.tab, user, on)
    if condition is not None:
        statement = statement.where(condition)
    for wanted in _wanted(filters):
        statement = statement.where(wanted)
    if filters.own:
        statement = statement.where(Problem.enterprise_id.in_(enterprises.own_ids(user, on)))
    return statement.order_by(*_order(filters))


def _wanted(filters: Filters) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if filters.state:
        found.append(Problem.state == filters.state)
    if filters.level:
        found.append(Problem.level == filters.level)
    if filters.category:
        named = select(Category.id).where(Category.name == filters.category)
        found.append(Problem.category_id.in_(named))
    if filters.unit:
        led = select(Unit.id).where(Unit.name == filters.unit)
        found.append(Problem.lead_unit_id.in_(led))
    if filters.year:
        found.append(
            Problem.registered_on.between(date(filters.year, 1, 1), date(filters.year, 12, 31))
        )
    if filters.q:
        found.append(_matching(filters.q))
    return found


def _matching(words: str) -> ColumnElement[bool]:
    """Number, title, text, or the enterprise by name, short name or initials."""
    pattern = like_pattern(words)
    named = select(Enterprise.id).where(
        or_(
            Enterprise.name.like(pattern, escape="\\"),
            Enterprise.short_name.like(pattern, escape="\\"),
            func.lower(Enterprise.pinyin).like(like_pattern(words.lower()), escape="\\"),
        )
    )
    columns = (Problem.number, Problem.title, Problem.detail)
    own = [column.like(pattern, escape="\\") for column in columns]
    return or_(*own, Problem.enterprise_id.in_(named))


def _order(filters: Filters) -> list[Any]:
    """By urgency: what is due first, then what is parked, then what is done; or newest first."""
    if filters.newest or filters.tab in {Tab.CLOSED, Tab.REJECTED}:
        return [Problem.registered_on.desc(), Problem.id.desc()]
    rank = case((Problem.state.in_(MOVING), 0), (Problem.state == State.PARKED, 1), else_=2)
    return [rank, Problem.clock_due_on, Problem.id]


def board_lines(ids: Sequence[int], on: date) -> list[dict[str, Any]]:
    """What the board shows of these problems, in their order; one query, plain values."""
    statement = (
        select(
            Problem.id, *HELD, Problem.number, Problem.title, Problem.enterprise_id, Problem.level,
            Problem.registered_on, Problem.clock_due_on, Category.name.label("category"),
            Enterprise.code, Enterprise.name.label("enterprise"), Enterprise.short_name,
        )
        .join(Problem.enterprise)
        .join(Problem.category)
        .outerjoin(Problem.lead_unit)
        .where(Problem.id.in_(ids))
    )  # fmt: skip
    rows = {row.id: row for row in db.session.execute(statement)}
    liaisons = liaisons_of({row.enterprise_id for row in rows.values()}, on)
    clocks: dict[tuple[State, date | None], tuple[str, str]] = {}
    return [_line(rows[key], liaisons, clocks, on) for key in ids if key in rows]


def _line(
    row: Any,
    liaisons: Mapping[int, str],
    clocks: dict[tuple[State, date | None], tuple[str, str]],
    on: date,
) -> dict[str, Any]:
    key = (row.state, row.clock_due_on)
    if key not in clocks:
        clocks[key] = clock_of(row.state, row.clock_due_on, on)
    people = liaisons.get(row.enterprise_id, "")
    light, clock = clocks[key]
    return {
        "number": row.number,
        "title": row.title,
        "enterprise": row.short_name or row.enterprise,
        "enterprise_name": row.enterprise,
        "category": row.category,
        "state": row.state,
        "unit": row.unit_short or row.unit or "",
        "unit_name": row.unit or "",
        "holder": holder_words(row),
        "liaisons": people,
        "light": light,
        "clock": clock,
        "level": row.level,
        "registered_on": row.registered_on,
        "due": row.clock_due_on,
        "outcome": row.outcome,
        "satisfaction": row.satisfaction,
    }


def clock_of(state: State, due: date | None, on: date) -> tuple[str, str]:
    """The light of whoever has it now, and its words."""
    days = current()
    light = rules.light_of(state, due, on, days)
    if not state.is_open:
        return light.value, "—"
    return light.value, clock_text(due, on, days.calendar, parked=state is State.PARKED)


def liaisons_of(enterprise_ids: set[int], on: date) -> dict[int, str]:
    """The names of the 联络员 paired with these enterprises on that day; one query."""
    if not enterprise_ids:
        return {}
    statement = (
        select(Pairing.enterprise_id, Cadre.name)
        .join(PairingLiaison, PairingLiaison.pairing_id == Pairing.id)
        .join(Cadre, Cadre.id == PairingLiaison.cadre_id)
        .where(Pairing.enterprise_id.in_(enterprise_ids), enterprises.holds(on))
        .order_by(Pairing.enterprise_id, Cadre.account)
    )
    found: dict[int, list[str]] = {}
    for enterprise_id, name in db.session.execute(statement):
        found.setdefault(enterprise_id, []).append(name)
    return {key: "、".join(names) for key, names in found.items()}


#: Tabs that say how many wait; what is done is only counted when it is looked at.
COUNTED_TABS = tuple(
    tab for tab in Tab if tab not in {Tab.CLOSED, Tab.REJECTED, Tab.ALL, Tab.PARKED}
)


def tab_counts(tabs: Sequence[Tab], user: User, on: date) -> dict[Tab, str]:
    """How many each of the tabs shows, up to a bound; one query."""
    scope = visible(user, on)
    wanted = [tab for tab in tabs if tab in COUNTED_TABS]
    columns = []
    for tab in wanted:
        condition = tab_condition(tab, user, on)
        rows = select(Problem.id).where(scope)
        rows = rows if condition is None else rows.where(condition)
        counted = rows.limit(COUNTED + 1).subquery()
        columns.append(select(func.count()).select_from(counted).scalar_subquery())
    found = db.session.execute(select(*columns)).one()
    return {
        tab: str(count) if count <= COUNTED else f"{COUNTED}+"
        for tab, count in zip(wanted, found, strict=True)
    }


def registered_years(on: date) -> list[int]:
    """The years from the first registered problem to now, the newest first."""
    first = db.session.scalar(select(func.min(Problem.registered_on)))
    return list(range(on.year, (first.year if first else on.year) - 1, -1))
