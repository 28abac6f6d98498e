"""The index follows the texts: in the same flush, whatever is entered, amended or deleted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, event, inspect, select
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session, UOWTransaction

from assist.db import db
from assist.lib.grams import grams
from assist.search.models import KEPT, Kept, SearchGram

GRAM = SearchGram.__table__.c
BY_MODEL: dict[type[Any], Kept] = {kept.model: kept for kept in KEPT.values()}
CHUNK = 500

#: kind, gram, record.
Entry = tuple[int, int, int]


def refill() -> None:
    """Make the whole index anew, for a database that was filled by other ways than the session."""
    db.session.flush()
    connection = db.session.connection()
    connection.execute(delete(SearchGram))
    for kept in KEPT.values():
        texts = select(kept.model.id, *kept.texts).execution_options(yield_per=CHUNK)
        for some in connection.execute(texts).partitions():
            _add(connection, [one for row in some for one in _entries(kept, row[0], row[1:])])


def _follow(session: Session, _context: UOWTransaction) -> None:
    """Write what differs from before; two people who change one record are kept apart by its
    version, and entries of two records never meet."""
    added: list[Entry] = []
    gone: list[Entry] = []
    for row in session.new:
        if kept := BY_MODEL.get(type(row)):
            added += _entries(kept, row.id, [getattr(row, text.key) for text in kept.texts])
    for row in session.dirty:
        if kept := BY_MODEL.get(type(row)):
            before, now = _entries_around(kept, row)
            added += now - before
            gone += before - now
    for row in session.deleted:
        if kept := BY_MODEL.get(type(row)):
            record = inspect(row).identity[0]
            session.execute(
                delete(SearchGram).where(GRAM.kind == kept.code, GRAM.record_id == record)
            )
    _add(session.connection(), added)
    _remove(session.connection(), gone)


def _entries(kept: Kept, record: int, texts: Iterable[str]) -> set[Entry]:
    return {(kept.code, gram, record) for gram in grams(texts)}


def _entries_around(kept: Kept, row: Any) -> tuple[set[Entry], set[Entry]]:
    """Those of what the flush found stored, and of what it has stored."""
    attributes = inspect(row).attrs
    histories = [attributes[text.key].history for text in kept.texts]
    if not any(history.has_changes() for history in histories):
        return set(), set()
    now = [getattr(row, text.key) for text in kept.texts]
    before = [
        history.deleted[0] if history.deleted else text
        for history, text in zip(histories, now, strict=True)
    ]
    return _entries(kept, row.id, before), _entries(kept, row.id, now)


def _add(connection: Connection, entries: Sequence[Entry]) -> None:
    if not entries:
        return
    insert = pg_insert if connection.dialect.name == "postgresql" else sqlite_insert
    # In the order of the index, in which the database finds the places sooner.
    values = [dict(zip(GRAM.keys(), entry, strict=True)) for entry in sorted(entries)]
    connection.execute(insert(SearchGram).on_conflict_do_nothing(), values)


def _remove(connection: Connection, entries: Sequence[Entry]) -> None:
    if not entries:
        return
    its = [column == bindparam(f"its_{column.key}") for column in GRAM]
    values = [
        {f"its_{name}": value for name, value in zip(GRAM.keys(), entry, strict=True)}
        for entry in entries
    ]
    connection.execute(delete(SearchGram).where(*its), values)


event.listen(db.session, "after_flush", _follow)
