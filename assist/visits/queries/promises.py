"""Reading promises: of an enterprise, of a reader, and those that are due."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import NotFound

from assist.accounts.models import User
from assist.cadres.models import reader
from assist.db import built, db, every_word, rows
from assist.enterprises import queries as enterprises
from assist.enterprises.models import Enterprise
from assist.lib.text import like_pattern
from assist.visits import rules
from assist.visits.models import Keeping, Promise, Visit
from assist.visits.queries.passing import PENDING, coming, keeper_on, kept_by, next_on
from assist.web.access import Permission

#: A plain table: through the mapped class every account would be joined to its cadre.
KEEPER = User.__table__
#: What was broken is shown as news for so many days.
BROKEN_SHOWN = 30


@dataclass(frozen=True)
class PromiseFilter:
    """What a list of promises is narrowed to; `state` is due, open, kept, broken or all."""

    words: str = ""
    state: str = "due"
    mine: bool = False


@dataclass(frozen=True)
class PromiseLine:
    """A promise as a line: what, to whom, by when, who sees to it, and how it stands."""

    number: str
    words: str
    due_on: date
    made_on: date
    keeping: Keeping
    settled_on: date | None
    outcome: str
    code: str
    enterprise: str
    keeper: str
    next_to: str | None
    next_on: date | None
    clock: rules.Clock

    @property
    def coming(self) -> str:
        """To whom it passes, and when; nothing where it stays."""
        return coming(self.next_to, self.next_on)


SHOWN: tuple[Any, ...] = (
    Promise.number,
    Promise.words,
    Promise.due_on,
    Promise.made_on,
    Promise.keeping,
    Promise.settled_on,
    Promise.outcome,
    Enterprise.code,
    Enterprise.name.label("enterprise"),
    KEEPER.c.name.label("keeper"),
)


def promises(user: User, on: date, wanted: PromiseFilter) -> Select[Any]:
    """The promises that the user may see, the most urgent first."""
    return _narrowed(on, *_conditions(user, on, wanted))


def _narrowed(on: date, *conditions: ColumnElement[bool]) -> Select[Any]:
    return (
        select(*SHOWN, *next_on(on))
        .join(Enterprise, Enterprise.id == Promise.enterprise_id)
        .outerjoin(KEEPER, KEEPER.c.id == keeper_on(on))
        .where(*conditions)
        .order_by(Promise.due_on, Promise.id)
    )


def counted_promises(user: User, on: date, wanted: PromiseFilter) -> Select[Any]:
    """What is counted of that list."""
    statement = select(Promise.id).where(*_conditions(user, on, wanted))
    return statement.join(Promise.enterprise) if wanted.words else statement


def _holds(word: str) -> ColumnElement[bool]:
    texts = (Promise.number, Promise.words)
    found = (text.like(like_pattern(word), escape="\\") for text in texts)
    return or_(enterprises.search(word), *found)


def _conditions(user: User, on: date, wanted: PromiseFilter) -> list[ColumnElement[bool]]:
    found = [Promise.keeping != Keeping.VOID]
    mine = promise_visible(user, on)
    if mine is not None:
        found.append(mine)
    if wanted.mine:
        found.append(kept_by(user.id, on))
    if wanted.words:
        found.append(every_word(wanted.words, _holds))
    states = {
        "due": pressing(on),
        "open": Promise.keeping == Keeping.OPEN,
        "kept": Promise.keeping == Keeping.KEPT,
        "broken": Promise.keeping == Keeping.BROKEN,
    }
    if wanted.state in states:
        found.append(states[wanted.state])
    return found


def pressing(on: date, broken_days: int | None = None) -> ColumnElement[bool]:
    """The condition of what is due within a week, overdue or broken (lately, if said)."""
    soon = on + timedelta(days=rules.PROMISE_SOON)
    broken = Promise.keeping == Keeping.BROKEN
    if broken_days is not None:
        broken = and_(broken, Promise.settled_on >= on - timedelta(days=broken_days))
    return or_(and_(Promise.keeping == Keeping.OPEN, Promise.due_on <= soon), broken)


def promise_visible(user: User, on: date) -> ColumnElement[bool] | None:
    """The condition of the promises that the user may open; None means all of them."""
    if user.may(Permission.VISIT_READ_ALL):
        return None
    return _own(user, on)


def _own(user: User, on: date) -> ColumnElement[bool]:
    paired = Promise.enterprise_id.in_(enterprises.own_ids(user, on))
    return or_(paired, kept_by(user.id, on))


def lines(found: Sequence[Any], on: date) -> list[PromiseLine]:
    """The rows of `promises` with how each stands."""
    return [
        PromiseLine(**row._mapping, clock=rules.clock_of(row.keeping, row.due_on, on))
        for row in found
    ]


def clock(promise: Promise, on: date) -> rules.Clock:
    """How a promise stands."""
    return rules.clock_of(promise.keeping, promise.due_on, on)


def pressing_promises(user: User, on: date, most: int = 20) -> list[PromiseLine]:
    """What is due, overdue or lately broken of the user's own enterprises, the oldest first."""
    key = ("pressing promises", most, *reader(user, on))
    return lines(rows(built(key, lambda: _pressing(user, on).limit(most))), on)


def _pressing(user: User, on: date) -> Select[Any]:
    everything = promises(user, on, PromiseFilter(state="all"))
    return everything.where(_own(user, on), pressing(on, BROKEN_SHOWN))


def seen_to(promise: Promise, on: date) -> PromiseLine:
    """The same promise as a line, with who sees to it on that day."""
    return lines(db.session.execute(_narrowed(on, Promise.id == promise.id)).all(), on)[0]


def promises_of(visit: Visit, on: date) -> list[PromiseLine]:
    """What was promised on the visit."""
    statement = _narrowed(on, Promise.visit_id == visit.id, Promise.keeping != Keeping.VOID)
    return lines(db.session.execute(statement).all(), on)


def open_promises(visit: Visit) -> list[dict[str, Any]]:
    """What was promised on the visit and may still be put right, as its form takes it."""
    return [
        {"number": one.number, "words": one.words, "due_on": one.due_on}
        for one in visit.promises
        if one.keeping is Keeping.OPEN
    ]


def promises_to(
    enterprise_id: int, on: date, user: User | None = None, most: int = 20
) -> list[PromiseLine]:
    """What an enterprise was promised and has not been done, the oldest first."""
    owed = Promise.keeping.in_(PENDING)
    mine = None if user is None else promise_visible(user, on)
    conditions = [] if mine is None else [mine]
    statement = _narrowed(on, Promise.enterprise_id == enterprise_id, owed, *conditions)
    return lines(db.session.execute(statement.limit(most)).all(), on)


def get_promise(user: User, number: str, on: date) -> Promise:
    """The promise of that number; somebody else's is as absent as one that does not exist."""
    statement = (
        select(Promise)
        .where(Promise.number == number)
        .options(joinedload(Promise.enterprise), joinedload(Promise.visit))
    )
    mine = promise_visible(user, on)
    found = db.session.scalars(statement if mine is None else statement.where(mine)).one_or_none()
    if found is None:
        raise NotFound
    return found


def exported_promises(statement: Select[Any], on: date) -> Iterator[list[Any]]:
    """Every row of the list as cells."""
    for line in lines(db.session.execute(statement).all(), on):
        yield [
            line.number,
            line.code,
            line.enterprise,
            line.made_on,
            line.words,
            line.due_on,
            line.keeper or "",
            line.keeping.label,
            line.settled_on,
            line.outcome,
        ]
