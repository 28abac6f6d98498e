"""Reading the log, and checking that nobody has altered it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any, TypeVar

from flask import g
from sqlalchemy import ColumnElement, Row, Select, func, or_, select

from assist.audit.actions import PARTS, TAIL
from assist.audit.models import AuditEvent
from assist.audit.rules import GENESIS, Group, link
from assist.db import Counter, db, every_word, rows, writing
from assist.lib.text import like_pattern

Counted = TypeVar("Counted")

PAGE = 50
#: How many events a page looks through at most where no index leads to what is asked for.
WINDOW = 100_000
EXPORTED = 100_000


@dataclass(frozen=True)
class Verdict:
    """How many events hold together, the last hash, and the id of the first that does not."""

    events: int
    head: str
    broken_at: int | None = None


def verify() -> Verdict:
    """Walk the whole chain in constant memory; an altered, removed or inserted event breaks it.

    The newest, for which no later one vouches, are held against the number kept beside.
    """
    previous, count, last = GENESIS, 0, 0
    expected = db.session.scalar(select(Counter.largest).where(Counter.prefix == TAIL)) or 0
    columns = [getattr(AuditEvent, part) for part in PARTS]
    statement = select(
        AuditEvent.id, AuditEvent.at, AuditEvent.previous, AuditEvent.hash, *columns
    ).order_by(AuditEvent.id)
    with db.session.execute(statement.execution_options(yield_per=1000)) as rows:
        for row in rows:
            digest = link(previous, row[1], *row[4:])
            if row[2] != previous or row[3] != digest:
                return Verdict(count, previous, row[0])
            previous, count, last = digest, count + 1, row[0]
    return Verdict(count, previous, None if last == expected else max(expected, last))


@dataclass(frozen=True)
class Filter:
    """What the log was asked for; moments are the ends of days in Shanghai."""

    account: str = ""
    group: Group | None = None
    kind: str = ""
    key: str = ""
    words: str = ""
    since: datetime | None = None
    until: datetime | None = None

    @property
    def indexed(self) -> bool:
        """Whether an index leads to the few events asked for."""
        return bool(self.account or (self.kind and self.key))


@dataclass(frozen=True)
class Shown:
    """One page of the log; where the next begins; whether only a part was looked through."""

    rows: Sequence[Row[Any]]
    next_before: int | None
    partial: bool


SHOWN = (
    AuditEvent.id,
    AuditEvent.at,
    AuditEvent.account,
    AuditEvent.name,
    AuditEvent.address,
    AuditEvent.verb,
    AuditEvent.kind,
    AuditEvent.key,
    AuditEvent.sentence,
    AuditEvent.changes,
)


def events(asked: Filter, before: int | None) -> Shown:
    """The newest events before the id `before`; the cost does not grow with the log."""
    top, floor = _ends(asked, before)
    low = floor if asked.indexed else max(floor, top - WINDOW)
    statement = _filtered(asked).where(AuditEvent.id < top, AuditEvent.id >= low)
    rows = db.session.execute(statement.limit(PAGE + 1)).all()
    if len(rows) > PAGE:
        return Shown(rows[:PAGE], rows[PAGE - 1].id, False)
    more = low > floor
    return Shown(rows, low if more else None, more)


def exported(asked: Filter) -> Iterator[Row[Any]]:
    """The events of an export, newest first, at most EXPORTED of them."""
    top, floor = _ends(asked, None)
    statement = _filtered(asked).where(AuditEvent.id < top, AuditEvent.id >= floor)
    return iter(db.session.execute(statement.limit(EXPORTED)).yield_per(1000))


def _ends(asked: Filter, before: int | None) -> tuple[int, int]:
    """The ids between which the days lie: the index on the moment finds them, ids run with time."""
    newest = db.session.scalar(select(func.max(AuditEvent.id))) or 0
    top, floor = newest + 1, 0
    if asked.until is not None:
        top = _first_at(asked.until) or top
    if asked.since is not None:
        floor = _first_at(asked.since) or newest + 1
    return (min(top, before) if before else top), floor


def _first_at(moment: datetime) -> int | None:
    statement = select(AuditEvent.id).where(AuditEvent.at >= moment)
    return db.session.scalar(statement.order_by(AuditEvent.at, AuditEvent.id).limit(1))


def _filtered(asked: Filter) -> Select[*tuple[Any, ...]]:
    wanted: list[ColumnElement[bool]] = []
    if asked.account:
        wanted.append(AuditEvent.account == asked.account)
    if asked.group is not None:
        wanted.append(or_(*(AuditEvent.verb.like(one) for one in asked.group.patterns)))
    if asked.kind:
        wanted.append(AuditEvent.kind == asked.kind)
    if asked.key:
        wanted.append(AuditEvent.key == asked.key)
    if asked.words:
        wanted.append(every_word(asked.words, _holds))
    return select(*SHOWN).where(*wanted).order_by(AuditEvent.id.desc())


def _holds(word: str) -> ColumnElement[bool]:
    columns = (AuditEvent.sentence, AuditEvent.name, AuditEvent.changes)
    return or_(*(column.like(like_pattern(word), escape="\\") for column in columns))


def changes_in(text: str) -> list[tuple[str, str, str]]:
    """The changes of an event: field, before, after."""
    return [(label, old, new) for label, old, new in json.loads(text)] if text else []


@dataclass(frozen=True)
class Told:
    """One entry of a record's history, as the log has it."""

    at: datetime
    name: str
    sentence: str
    changes: list[tuple[str, str, str]]


#: Proves a file in the log; on the record's own page it would only be in the way.
DIGEST = re.compile(r"，SHA-256 [0-9a-f]{64}")


def history_of(kind: str, key: str, most: int = 50) -> list[Told]:
    """Who wrote a record and what they changed, the newest first, as its own page tells it."""
    statement = (
        select(AuditEvent.at, AuditEvent.name, AuditEvent.sentence, AuditEvent.changes)
        .where(AuditEvent.kind == kind, AuditEvent.key == key)
        .order_by(AuditEvent.id.desc())
        .limit(most)
    )
    return [
        Told(at, name, DIGEST.sub("", sentence), changes_in(changes))
        for at, name, sentence, changes in db.session.execute(statement)
    ]


#: What was counted since the last write, under the hash that the log then ended with.
_remembered: dict[str, dict[Hashable, Any]] = {}
#: Held by whoever counts: who asks for the same meanwhile waits instead of counting it too.
_counting: dict[tuple[str, Hashable], Lock] = {}


def remembered(what: Hashable, count: Callable[[], Counted]) -> Counted:
    """The count, made once for as long as nothing is written: every write gives the log a new end.

    So a page of sums costs the same however much is stored, and is never out of date. `what` names
    everything that the count depends on besides what is stored; nothing personal is kept by it.
    """
    head = _end_of_log()
    if not head:  # an empty log has no end by which one database is told from another
        return count()
    if head not in _remembered:
        _remembered.clear()
    known = _remembered.setdefault(head, {})
    if what not in known and writing.get():  # what it counts may be rolled back: for itself alone
        return _counted(g.setdefault("remembered", {}), what, count)
    if what in known:
        found: Counted = known[what]
        return found
    with _counting.setdefault((head, what), Lock()):
        try:
            return _counted(known, what, count)
        finally:
            _counting.pop((head, what), None)


def _counted(known: dict[Hashable, Any], what: Hashable, count: Callable[[], Counted]) -> Counted:
    if what not in known:
        if len(known) >= 4096:
            known.clear()
        known[what] = count()
    found: Counted = known[what]
    return found


NEWEST = select(AuditEvent.hash).order_by(AuditEvent.id.desc()).limit(1)


def _end_of_log() -> str:
    """The hash of the newest event, read once a request."""
    if "end_of_log" not in g:
        newest = rows(NEWEST)
        g.end_of_log = newest[0][0] if newest else ""
    found: str = g.end_of_log
    return found
