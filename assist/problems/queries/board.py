"""The board: which problems a tab and its filters show, in which order, and how many there are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
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
from assist.audit.queries import remembered
from assist.cadres.models import Unit, unit_id_of
from assist.db import built, db, every_word, rows
from assist.enterprises import queries as enterprises
from assist.lib.text import like_pattern
from assist.problems.models import Category, CoPart, Problem
from assist.problems.queries.lines import Line, board_lines
from assist.problems.queries.scope import (
    visible_in_lists,
)
from assist.problems.queries.tabs import (
    STATES,
    STUCK_CHOICES,
    Filters,
    reader,
    stuck,
    tab_condition,
)
from assist.problems.states import OPEN, Level, State
from assist.web.access import Permission as P
from assist.web.paging import COUNTED, PAGE_SIZE, Page

EXPORTED_AT_ONCE = 500


def board_page(filters: Filters, user: User, on: date, number: int) -> Page[int]:
    """The ids of a page of the board, in order: from indexes, before anything is joined."""
    key = ("board", filters, number, *reader(user, on))

    def read() -> Page[int]:
        chosen, counted = built(key, lambda: _paged(filters, user, on, number))
        found = rows(chosen)
        total = found[0].total if found else rows(counted)[0][0]
        return Page([row.id for row in found], number, total)

    return remembered(key, read)


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


def every_line(filters: Filters, user: User, on: date, most: int | None = None) -> Iterator[Line]:
    """All that the filters find, or the first `most`, for what leaves the page."""
    ids = db.session.scalars(board_select(filters, user, on, most).limit(most)).all()
    for at in range(0, len(ids), EXPORTED_AT_ONCE):
        yield from board_lines(ids[at : at + EXPORTED_AT_ONCE], on, user)


def _conditions(filters: Filters, user: User, on: date) -> list[ColumnElement[bool]]:
    found = [visible_in_lists(user, on), *_wanted(filters)]
    if filters.stuck:
        found.append(stuck(filters.stuck, on))
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
        found.append(every_word(filters.q, _matching))
    return found


def _matching(words: str) -> ColumnElement[bool]:
    """Number, title, text, the enterprise by all that finds one, or the unit by name."""
    pattern = like_pattern(words)
    columns = (Problem.number, Problem.title, Problem.detail)
    own = [column.like(pattern, escape="\\") for column in columns]
    led = select(Unit.id).where(Unit.name.like(pattern, escape="\\"))
    return or_(
        *own, Problem.enterprise_id.in_(enterprises.sought(words)), Problem.lead_unit_id.in_(led)
    )


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
    """What each of the board's selects offers, as (value, words); one query a change.

    `unit` is the chosen one, which is offered however many there are.
    """
    named: dict[str, list[tuple[str, str]]] = {"category": [], "unit": [], "year": []}
    for kind, name in remembered("choices of the board", lambda: rows(CHOICES)):
        named[kind].append((name, name))
    if unit and len(named["unit"]) == UNITS_OFFERED and (unit, unit) not in named["unit"]:
        named["unit"].append((unit, unit))
    first = next((int(name[:4]) for name, _words in named["year"] if name), on.year)
    named["year"] = [(str(year), f"{year}年") for year in range(max(on.year, first), first - 1, -1)]
    fixed = {"state": STATE_CHOICES, "level": LEVEL_CHOICES, "stuck": STUCK_CHOICES}
    return fixed | named


STATE_CHOICES, LEVEL_CHOICES = State.choices(), Level.choices()
