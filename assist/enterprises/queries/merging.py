"""Everything that refers to an enterprise, found from the tables themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date
from hashlib import sha256
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Index,
    Table,
    UniqueConstraint,
    and_,
    exists,
    func,
    literal_column,
    not_,
    or_,
    select,
    true,
)
from werkzeug.exceptions import NotFound

from assist.accounts.models import User
from assist.db import db
from assist.enterprises.models import Enterprise, Pairing
from assist.enterprises.queries.scope import by_code, get_visible
from assist.enterprises.rules.merging import RECORDS, Moved

ENTERPRISE = Enterprise.__table__


def references() -> Iterator[tuple[Table, Column[Any]]]:
    """Every column that names an enterprise, by table."""
    for table in db.metadata.sorted_tables:
        for column in table.columns:
            if any(key.column is ENTERPRISE.c.id for key in column.foreign_keys):
                yield table, column


def moving(table: Table, column: Column[Any], winner: int, loser: int) -> ColumnElement[bool]:
    """The condition of the loser's rows that go over.

    A row that would be the winner's twice, and a pairing of the same days, stay where they are:
    nothing is lost and nothing is counted otherwise than before.
    """
    mine = table.alias("mine")
    found = [column == loser]
    for others, where in _unique(table, column):
        same = and_(
            mine.c[column.name] == winner, *(mine.c[name] == table.c[name] for name in others)
        )
        found.append(or_(not_(where), ~exists().where(same)))
    if table is Pairing.__table__:
        found.append(~exists().where(mine.c[column.name] == winner, _overlap(mine, table)))
    return and_(*found)


def _overlap(a: Any, b: Any) -> ColumnElement[bool]:
    """The condition that two pairings have a day in common."""
    return and_(
        or_(a.c.end_on.is_(None), b.c.start_on <= a.c.end_on),
        or_(b.c.end_on.is_(None), a.c.start_on <= b.c.end_on),
    )


def _unique(table: Table, column: Column[Any]) -> Iterator[tuple[list[str], ColumnElement[bool]]]:
    """The other columns of each uniqueness that the column is part of, and when it holds."""
    sets: list[tuple[Any, Any]] = [(table.primary_key.columns, None)]
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint):
            sets.append((constraint.columns, None))
    for index in table.indexes:
        if isinstance(index, Index) and index.unique:
            sets.append((index.columns, index.dialect_options["sqlite"]["where"]))
    for columns, where in sets:
        names = [each.name for each in columns]
        if column.name in names:
            holds = true() if where is None else literal_column(f"({where.text})", Boolean())
            yield [name for name in names if name != column.name], holds


def moved(winner: Enterprise, loser: Enterprise) -> list[Moved]:
    """How many records of each kind go over, and how many stay."""
    found = []
    for table, column in references():
        every, goes = func.count(), moving(table, column, winner.id, loser.id)
        count = select(every).select_from(table).where(column == loser.id)
        total = db.session.scalar(count) or 0
        moves = db.session.scalar(select(every).select_from(table).where(goes)) or 0
        if total:
            found.append(Moved(RECORDS[table.name], moves, total - moves))
    return found


def opened(user: User, code: str, on: date) -> Enterprise:
    """The enterprise of that code, whole, or the one into which it went, for who may open it."""
    with suppress(NotFound):
        found = get_visible(user, code, on, whole=True)
        if found.merged_into_id is None:
            return found
    loser = by_code(code) if len(code) == 18 and code.isascii() and code.isalnum() else None
    if loser is None or loser.merged_into is None:
        raise NotFound
    return get_visible(user, loser.merged_into.code, on, whole=True)


def stamp(winner: Enterprise, loser: Enterprise, counted: Sequence[Moved]) -> str:
    """What a preview has seen: both rows as they stand, and how much goes over."""
    parts = [f"{one.label}{one.moves}.{one.stays}" for one in counted]
    text = f"{winner.id}.{winner.version} {loser.id}.{loser.version} {' '.join(parts)}"
    return sha256(text.encode()).hexdigest()[:32]
