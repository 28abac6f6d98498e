"""Lists of visits, and what stands beside their rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select

from assist.accounts.models import User
from assist.cadres.models import Cadre, Unit
from assist.db import db, every_word, rows
from assist.enterprises import queries as enterprises
from assist.enterprises.models import Enterprise
from assist.lib.text import like_pattern
from assist.problems.models import Category, Problem
from assist.problems.queries.scope import HELD, holder_words, not_about
from assist.problems.states import State
from assist.visits.models import Channel, Standing, Visit, VisitPerson
from assist.visits.queries.scope import WENT, visible, went

SHOWN: tuple[Any, ...] = (
    Visit.id,
    Visit.number,
    Visit.held_on,
    Visit.channel,
    Visit.standing,
    Visit.met,
    Visit.operating,
    Visit.summary,
    Enterprise.name.label("enterprise"),
    Enterprise.code,
)


BROUGHT = (
    select(Problem.source_number, func.count())
    .where(Problem.source_number.in_(bindparam("numbers", expanding=True)))
    .group_by(Problem.source_number)
)


@dataclass(frozen=True)
class Filter:
    """What a list of visits is narrowed to."""

    words: str = ""
    mine: bool = False
    unit: str = ""
    channel: Channel | None = None
    standing: Standing | None = Standing.VALID
    since: date | None = None
    until: date | None = None


def listed(user: User, on: date, wanted: Filter) -> Select[Any]:
    """The rows of the list, newest first."""
    statement = (
        select(*SHOWN)
        .join(Enterprise, Enterprise.id == Visit.enterprise_id)
        .order_by(Visit.held_on.desc(), Visit.id.desc())
    )
    return statement.where(*_seen(user, on, wanted))


def counted(user: User, on: date, wanted: Filter) -> Select[Any]:
    """What is counted of the list: enterprises are only looked at where the words may name one."""
    statement = select(Visit.id).where(*_seen(user, on, wanted))
    return statement.join(Visit.enterprise) if wanted.words else statement


def _seen(user: User, on: date, wanted: Filter) -> list[ColumnElement[bool]]:
    mine = visible(user, on)
    return [*([] if mine is None else [mine]), *_conditions(user, wanted)]


def _holds(word: str) -> ColumnElement[bool]:
    texts = (Visit.number, Visit.summary, Visit.met)
    found = (text.like(like_pattern(word), escape="\\") for text in texts)
    return or_(enterprises.search(word), *found)


def _conditions(user: User, wanted: Filter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.words:
        found.append(every_word(wanted.words, _holds))
    if wanted.mine:
        found.append(went(user))
    if wanted.unit:
        of_unit = (
            select(VisitPerson.visit_id)
            .join(Cadre, Cadre.id == VisitPerson.cadre_id)
            .join(Unit, Unit.id == Cadre.unit_id)
            .where(Unit.name == wanted.unit)
        )
        found.append(Visit.id.in_(of_unit))
    for value, condition in (
        (wanted.channel, Visit.channel == wanted.channel),
        (wanted.standing, Visit.standing == wanted.standing),
        (wanted.since, Visit.held_on >= wanted.since if wanted.since else None),
        (wanted.until, Visit.held_on <= wanted.until if wanted.until else None),
    ):
        if value is not None and condition is not None:
            found.append(condition)
    return found


def people_of(ids: Sequence[int]) -> dict[int, list[str]]:
    """The names of who went, by visit."""
    found: dict[int, list[str]] = {}
    for visit_id, name in rows(WENT, {"ids": list(ids)}) if ids else ():
        found.setdefault(visit_id, []).append(name)
    return found


def problem_counts(numbers: Sequence[str]) -> dict[str, int]:
    """How many problems each visit brought, by its number."""
    return {row[0]: row[1] for row in rows(BROUGHT, {"numbers": list(numbers)})} if numbers else {}


@dataclass(frozen=True)
class FromVisit:
    """A problem that a visit brought: where it stands and who has it."""

    number: str
    title: str
    category: str
    state: State
    registered_on: date
    holder: str


def problems_from(visit: Visit, user: User | None = None) -> list[FromVisit]:
    """The problems that were told on the visit; to a user, what is not hidden from the own unit."""
    statement = (
        select(
            *HELD,
            Problem.number,
            Problem.title,
            Problem.registered_on,
            Category.name.label("category"),
        )
        .join(Problem.category)
        .outerjoin(Problem.lead_unit)
        .where(Problem.source_number == visit.number, Problem.enterprise_id == visit.enterprise_id)
        .order_by(Problem.id)
    )
    if user is not None:
        statement = statement.where(not_about(user))
    return [
        FromVisit(
            number=row.number,
            title=row.title,
            category=row.category,
            state=row.state,
            registered_on=row.registered_on,
            holder=holder_words(row) if row.state.is_open else "",
        )
        for row in db.session.execute(statement)
    ]


def exported(statement: Select[Any]) -> Iterator[list[Any]]:
    """Every row of the list as cells, in batches, so that who went costs one query a batch."""
    every = iter(db.session.execute(statement).all())
    while batch := list(islice(every, 500)):
        people = people_of([row.id for row in batch])
        for row in batch:
            yield [
                row.number,
                row.code,
                row.enterprise,
                row.held_on,
                row.channel.label,
                "、".join(people.get(row.id, ())),
                row.met,
                row.operating.label if row.operating else "",
                row.summary or "无新情况",
                row.standing.label,
            ]
