"""The board: which problems a tab and its filters show, in which order, and how many there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from assist.cadres.models import Cadre, Unit
from assist.db import db
from assist.enterprises import queries as enterprises
from assist.enterprises.models import Enterprise, Pairing, PairingLiaison
from assist.lib.deadlines import clock_text
from assist.lib.text import like_pattern
from assist.problems import rules
from assist.problems.models import Category, Problem
from assist.problems.queries.scope import (
    HELD,
    holder_words,
    visible,
)
from assist.problems.queries.tabs import MOVING, Filters, tab_condition
from assist.problems.states import Level, State
from assist.settings import current


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
    if filters.newest or filters.done:
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
        "clock": clock or (row.outcome.label if row.outcome else "—"),
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
        return light.value, ""
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


def choices(on: date) -> dict[str, list[tuple[str, str]]]:
    """What each of the board's selects offers, as (value, words); one query."""
    led = exists().where(Problem.lead_unit_id == Unit.id)
    found = union_all(
        select(literal("category").label("kind"), Category.name, Category.position.label("place")),
        select(literal("unit"), Unit.name, literal(0)).where(led),
        select(literal("year"), func.min(cast(Problem.registered_on, String)), literal(0)),
    ).subquery()
    rows = db.session.execute(
        select(found.c.kind, found.c.name).order_by(found.c.kind, found.c.place, found.c.name)
    ).all()
    named = {
        kind: [(name, name) for row, name in rows if row == kind] for kind in ("category", "unit")
    }
    first = next((int(name[:4]) for kind, name in rows if kind == "year" and name), on.year)
    years = [(str(year), f"{year}年") for year in range(max(on.year, first), first - 1, -1)]
    return {"state": State.choices(), **named, "level": Level.choices(), "year": years}


def exported(line: Mapping[str, Any]) -> tuple[Any, ...]:
    """A line as a row of the workbook, in the order of its columns."""
    return (
        line["number"], line["enterprise_name"], line["category"], line["title"], line["state"],
        line["holder"], line["unit_name"], line["liaisons"], line["clock"], line["due"],
        line["level"], line["registered_on"], line["outcome"], line["satisfaction"],
    )  # fmt: skip
