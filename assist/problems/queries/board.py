"""The board: which problems a tab and its filters show, in which order, and how many there are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    union_all,
)

from assist.accounts.models import User
from assist.cadres.models import Unit, unit_id_of
from assist.db import built, db, rows
from assist.enterprises import queries as enterprises
from assist.enterprises.models import Enterprise, Pairing, PairingLiaison
from assist.lib.deadlines import clock_text
from assist.lib.text import like_pattern
from assist.problems import rules
from assist.problems.models import Category, CoPart, Problem
from assist.problems.queries.scope import (
    HELD,
    TIMES,
    holder_words,
    visible,
    visible_in_lists,
)
from assist.problems.queries.tabs import STATES, Filters, reader, tab_condition
from assist.problems.states import OPEN, Level, Outcome, Satisfaction, State
from assist.settings import current
from assist.web.access import Permission as P
from assist.web.paging import COUNTED, PAGE_SIZE, Page

EXPORTED_AT_ONCE = 500
USER = User.__table__


def board_page(filters: Filters, user: User, on: date, number: int) -> Page[int]:
    """The ids of a page of the board, in order: from indexes, before anything is joined."""
    key = ("board", filters, number, *reader(user, on))
    chosen, counted = built(key, lambda: _paged(filters, user, on, number))
    found = rows(chosen)
    total = found[0].total if found else rows(counted)[0][0]
    return Page([row.id for row in found], number, total)


def _paged(filters: Filters, user: User, on: date, number: int) -> tuple[Select[Any], Select[Any]]:
    """The ids with the number of all beside them, and that number where a page has no ids."""
    counted = _counted(filters, user, on)
    shown = board_select(filters, user, on, number * PAGE_SIZE)
    return (
        shown.add_columns(counted.scalar_subquery().label("total"))
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE),
        counted,
    )


def _counted(filters: Filters, user: User, on: date) -> Select[Any]:
    found = select(Problem.id).where(*_conditions(filters, user, on)).limit(COUNTED + 1).subquery()
    return select(func.count()).select_from(found)


def board_select(filters: Filters, user: User, on: date, most: int | None = None) -> Select[Any]:
    """The first `most` ids of what the board shows, all without it.

    By urgency each state is read in the order of its own index and no further than needed, so that
    a page costs the same however much is stored; whoever sees few has them all sorted.
    """
    conditions = _conditions(filters, user, on)
    if filters.newest:
        return (
            select(Problem.id)
            .where(*conditions)
            .order_by(Problem.registered_on.desc(), Problem.id.desc())
        )
    if not user.may(P.PROBLEM_READ_ALL):
        rank = case(
            (Problem.state == State.PARKED, PARKED), (Problem.state.in_(OPEN), 0), else_=DONE
        )
        due = _due_to(user)
        return select(Problem.id).where(*conditions).order_by(rank, due, Problem.id)
    states = [
        state
        for state in STATES.get(filters.tab, OPEN)
        if filters.state is None or filters.state is state
    ]
    parts = union_all(*(_of_state(state, conditions, most) for state in states or [State.CLOSED]))
    found = parts.subquery()
    done = found.c.rank == DONE
    return select(found.c.id).order_by(
        found.c.rank, found.c.due, case((done, -found.c.id), else_=found.c.id)
    )


def _due_to(user: User) -> Any:
    """The day by which the reader's unit owes something: a 协办 its own part, else the holder's."""
    unit_id = unit_id_of(user)
    if unit_id is None or not user.may(P.PROBLEM_HANDLE):
        return Problem.clock_due_on
    part = (
        select(CoPart.due_on)
        .where(
            CoPart.problem_id == Problem.id,
            CoPart.unit_id == unit_id,
            CoPart.answered_on.is_(None),
            Problem.state == State.HANDLING,
        )
        .correlate(Problem)
        .scalar_subquery()
    )
    return func.coalesce(part, Problem.clock_due_on)


#: 挂账 comes after what moves, and what is done last.
PARKED, DONE = 1, 2


def _of_state(
    state: State, conditions: Sequence[ColumnElement[bool]], most: int | None
) -> Select[Any]:
    """What is due first of one state; of what is done, the newest first."""
    due = Problem.clock_due_on
    rank = DONE if not state.is_open else PARKED if state is State.PARKED else 0
    order = (due.desc(), Problem.id.desc()) if rank == DONE else (due, Problem.id)
    found = (
        select(Problem.id, literal(rank).label("rank"), due.label("due"))
        .where(Problem.state == state, *conditions)
        .order_by(*order)
        .limit(most)
        .subquery()
    )
    return select(found.c.id, found.c.rank, found.c.due)


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


def every_line(filters: Filters, user: User, on: date) -> Iterator[Line]:
    """All that the filters find, for the export."""
    ids = db.session.scalars(board_select(filters, user, on)).all()
    for at in range(0, len(ids), EXPORTED_AT_ONCE):
        yield from board_lines(ids[at : at + EXPORTED_AT_ONCE], on, user)


def _conditions(filters: Filters, user: User, on: date) -> list[ColumnElement[bool]]:
    found = [visible_in_lists(user, on), *_wanted(filters)]
    condition = tab_condition(filters.tab, user, on)
    if condition is not None:
        found.append(condition)
    if filters.own:
        found.append(Problem.enterprise_id.in_(enterprises.own_ids(user, on)))
    return found


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
    """Number, title, text, the enterprise by name, short name or initials, or the unit by name."""
    pattern = like_pattern(words)
    named = select(Enterprise.id).where(
        or_(
            Enterprise.name.like(pattern, escape="\\"),
            Enterprise.short_name.like(pattern, escape="\\"),
            Enterprise.code == words,
            func.lower(Enterprise.pinyin).like(like_pattern(words.lower()), escape="\\"),
        )
    )
    columns = (Problem.number, Problem.title, Problem.detail)
    own = [column.like(pattern, escape="\\") for column in columns]
    led = select(Unit.id).where(Unit.name.like(pattern, escape="\\"))
    return or_(*own, Problem.enterprise_id.in_(named), Problem.lead_unit_id.in_(led))


#: What the board shows of a problem, in one query.
LINES = (
    select(
        Problem.id, *HELD, Problem.number, Problem.title, Problem.enterprise_id, Problem.level,
        Problem.registered_on, Problem.clock_since_on, Problem.clock_due_on,
        Problem.next_review_on, Problem.lead_unit_id, *TIMES, Category.name.label("category"),
        Enterprise.code, Enterprise.name.label("enterprise"), Enterprise.short_name,
    )
    .join(Problem.enterprise)
    .join(Problem.category)
    .outerjoin(Problem.lead_unit)
    .where(Problem.id.in_(bindparam("ids", expanding=True)))
)  # fmt: skip


def board_lines(ids: Sequence[int], on: date, user: User | None = None) -> list[Line]:
    """What the board shows of these problems, in their order, plain values; to the handler of a
    协办 its own part's clock."""
    if not ids:
        return []
    found = {row.id: row for row in rows(LINES, {"ids": list(ids)})}
    liaisons = liaisons_of({row.enterprise_id for row in found.values()}, on)
    clocks: dict[tuple[State, date | None], tuple[str, str]] = {}
    parts = own_parts(ids, user) if user is not None else {}
    return [_line(found[key], liaisons, clocks, parts, on) for key in ids if key in found]


CASES_SHOWN = 8


def open_cases(enterprise_id: int, user: User, on: date) -> list[Line]:
    """What somebody still holds of an enterprise, what is due first on top; as the board has it."""
    key = ("cases", *reader(user, on))
    statement = built(key, lambda: _open_cases(user, on))
    return board_lines([row.id for row in rows(statement, {"id": enterprise_id})], on, user)


def _open_cases(user: User, on: date) -> Select[Any]:
    return (
        select(Problem.id)
        .where(Problem.enterprise_id == bindparam("id"), Problem.state.in_(OPEN), visible(user, on))
        .order_by(Problem.clock_due_on, Problem.id)
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
) -> Line:
    days = current()
    now, used = rules.standing(row, on, days), rules.used(row, on, days)
    part = row.id in parts and now.state is State.HANDLING
    due = parts[row.id] if part else now.due
    key = (now.state, due)
    if key not in clocks:
        clocks[key] = clock_of(now.state, due, on)
    people = liaisons.get(row.enterprise_id, "")
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
        people,
        light,
        f"协办{clock}" if part else clock or (row.outcome.label if row.outcome else "—"),
        row.level,
        row.registered_on,
        due,
        None if now.returned else row.outcome,
        row.satisfaction,
        now.since,
        rules.stuck(row, on, days),
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


#: A select with more units than this is no longer read: their names are typed into the search.
UNITS_OFFERED = 80

_UNITS = (
    select(Unit.name)
    .where(exists().where(Problem.lead_unit_id == Unit.id))
    .order_by(Unit.name)
    .limit(UNITS_OFFERED)
    .subquery()
)
_CHOICES = union_all(
    select(literal("category").label("kind"), Category.name, Category.position.label("place")),
    select(literal("unit"), _UNITS.c.name, literal(0)),
    select(literal("year"), func.min(cast(Problem.registered_on, String)), literal(0)),
).subquery()
CHOICES = select(_CHOICES.c.kind, _CHOICES.c.name).order_by(
    _CHOICES.c.kind, _CHOICES.c.place, _CHOICES.c.name
)


def choices(on: date, unit: str = "") -> dict[str, list[tuple[str, str]]]:
    """What each of the board's selects offers, as (value, words); one query.

    `unit` is the chosen one, which is offered however many there are.
    """
    named: dict[str, list[tuple[str, str]]] = {"category": [], "unit": [], "year": []}
    for kind, name in rows(CHOICES):
        named[kind].append((name, name))
    if unit and len(named["unit"]) == UNITS_OFFERED and (unit, unit) not in named["unit"]:
        named["unit"].append((unit, unit))
    first = next((int(name[:4]) for name, _words in named["year"] if name), on.year)
    named["year"] = [(str(year), f"{year}年") for year in range(max(on.year, first), first - 1, -1)]
    return {"state": STATE_CHOICES, "level": LEVEL_CHOICES, **named}


STATE_CHOICES, LEVEL_CHOICES = State.choices(), Level.choices()


def exported(line: Line) -> tuple[Any, ...]:
    """A line as a row of the workbook, in the order of its columns."""
    return (
        line.number, line.enterprise_name, line.category, line.title, line.state,
        line.holder, line.unit_name, line.liaisons, line.clock, line.due,
        line.level, line.registered_on, line.outcome, line.satisfaction,
    )  # fmt: skip
