"""Reading a kind: lists with search and filters, one record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Select,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import selectinload
from werkzeug.exceptions import NotFound

from assist.db import db, every_word, holds_words
from assist.enterprises.queries import search
from assist.ledgers.kinds import BY_WORD
from assist.ledgers.models import Kind
from assist.lib.days import parse_day
from assist.lib.money import wan
from assist.lib.standing import Standing
from assist.lib.text import folded, like_pattern
from assist.web.paging import Page, paginate_built, with_count


def kind_named(word: str) -> Kind:
    """The kind of an address; NotFound for anything else."""
    if word not in BY_WORD:
        raise NotFound
    return BY_WORD[word]


def get(kind: Kind, number: str) -> Any:
    """One record with what its page shows; NotFound where there is none."""
    model = kind.model
    statement = select(model).where(model.number == number)
    if "enterprises" in kind.columns:
        statement = statement.options(selectinload(model.enterprises))
    statement = statement.options(*with_visit(kind))
    found = db.session.scalars(statement).one_or_none()
    if found is None:
        raise NotFound
    return found


def with_visit(kind: Kind) -> list[Any]:
    """Reads along by which visit each record was booked: of that its number alone."""
    if not kind.booked:
        return []
    visit = kind.model.visit
    return [selectinload(visit).load_only(visit.property.mapper.class_.number)]


def _day(text: str | None) -> date | None:
    try:
        return parse_day(text) if text else None
    except ValueError:
        return None


@dataclass(frozen=True)
class Wanted:
    """What a list is narrowed to."""

    words: str = ""
    #: The chosen filters: column and choice.
    chosen: tuple[tuple[str, str], ...] = ()
    first: date | None = None
    last: date | None = None
    void: bool = False


def wanted(kind: Kind, args: Mapping[str, str]) -> Wanted:
    """What an address asks for; what is no day is none."""
    return Wanted(
        words=args.get("q", "").strip()[:100],
        chosen=tuple((name, args[name]) for name in kind.filters if args.get(name)),
        first=_day(args.get("from")),
        last=_day(args.get("to")),
        void=args.get("standing") == "all",
    )


def listed(kind: Kind, asked: Wanted) -> Select[Any]:
    """The records that search and filters leave, the newest first, for the export."""
    statement = _narrowed(kind, asked, select(kind.model))
    if "enterprises" in kind.columns:
        statement = statement.options(selectinload(kind.model.enterprises))
    return statement.options(*with_visit(kind))


def _narrowed(kind: Kind, asked: Wanted, statement: Select[Any]) -> Select[Any]:
    model = kind.model
    statement = statement.order_by(model.held_on.desc(), model.number.desc())
    if asked.words:
        words = folded(asked.words)
        statement = statement.where(every_word(words, lambda word: _holding(kind, word)))
    for name, choice in asked.chosen:
        statement = statement.where(_filter(getattr(model, name), choice))
    if asked.first:
        statement = statement.where(model.held_on >= asked.first)
    if asked.last:
        statement = statement.where(model.held_on <= asked.last)
    if not asked.void:
        statement = statement.where(model.standing == Standing.VALID)
    return statement


def _holding(kind: Kind, words: str) -> ColumnElement[bool]:
    """The condition that a record, or the name of an enterprise in it, holds the words, or that
    they are its initials."""
    found = [holds_words(words, kind.model.sought, folded=True)]
    if "enterprises" in kind.columns:
        found.append(kind.model.enterprises.any(search(words)))
    return or_(*found)


class Line(NamedTuple):
    """A record in the list: whether it is void, the visit that booked it, the words of cells."""

    void: bool
    visit: str | None
    cells: list[str]


def lines(kind: Kind, asked: Wanted) -> Page[Line]:
    """A page of the list; plain columns, and how many enterprises instead of who they are."""
    found = paginate_built(("ledgers", kind.word, asked), lambda: with_count(_plain(kind, asked)))
    columns = kind.model.__table__.c
    money = [name in columns and bool(columns[name].info.get("money")) for name in kind.listed]
    shown = [
        Line(standing is Standing.VOID, visit, list(map(in_words, cells, money)))
        for standing, visit, *cells in found.rows
    ]
    return replace(found, rows=shown)


def _plain(kind: Kind, asked: Wanted) -> Select[Any]:
    table = kind.model.__table__
    cells = [_how_many(kind) if name == "enterprises" else table.c[name] for name in kind.listed]
    booked_by = _booked_by(kind) if kind.booked else null().label("visit")
    return _narrowed(kind, asked, select(table.c.standing, booked_by, *cells))


def _booked_by(kind: Kind) -> Any:
    """The number of the visit that booked a record."""
    visit = kind.model.visit.property.mapper.local_table
    own = visit.c.id == kind.model.__table__.c.visit_id
    return select(visit.c.number).where(own).scalar_subquery()


def _how_many(kind: Kind) -> Any:
    """How many enterprises a record names."""
    table = kind.model.__table__
    between = kind.model.enterprises.property.secondary
    owner = next(column for column in between.c if column.references(table.c.id))
    return select(func.count()).where(owner == table.c.id).correlate(table).scalar_subquery()


def _filter(column: Any, chosen: str) -> Any:
    info, kind = column.property.columns[0].info, column.property.columns[0].type
    if isinstance(kind, Boolean):
        return column.is_(chosen == "是")
    if info.get("several"):
        return column.like(like_pattern(chosen[:100]), escape="\\")
    return column == chosen[:100]


def offers(kind: Kind, name: str) -> tuple[str, ...]:
    """What a filter or a field offers to choose from."""
    column = getattr(kind.model, name).property.columns[0]
    if isinstance(column.type, Boolean):
        return ("是", "否")
    return tuple(column.info.get("only") or column.info.get("offers") or ())


def headers(kind: Kind) -> list[Any]:
    """The heads of a list's columns; numbers stand at the right."""
    right = kind.numbers | {"enterprises"}
    return [
        {"text": kind.labels[name], "num": True} if name in right else kind.labels[name]
        for name in kind.listed
        if name == kind.head or name != "number"
    ]


def counts(year: int) -> dict[str, int]:
    """How many valid records of the year each kind has."""
    within = (date(year, 1, 1), date(year, 12, 31))
    parts = [
        select(literal(kind.word), func.count()).where(
            kind.model.standing == Standing.VALID, kind.model.held_on.between(*within)
        )
        for kind in BY_WORD.values()
    ]
    return {row[0]: row[1] for row in db.session.execute(union_all(*parts))}


def cell(kind: Kind, row: Any, name: str) -> str:
    """A value as list, page and conflict show it."""
    value = getattr(row, name)
    if name == "enterprises":
        return "、".join(one.brief for one in value)
    return told(kind, name, value)


def told(kind: Kind, name: str, value: Any) -> str:
    """A value of that column in words."""
    return in_words(value, getattr(kind.model, name).property.columns[0].info.get("money", False))


def in_words(value: Any, money: bool = False) -> str:
    """A column's value in words; "" where there is none."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "是" if value else "否"
    if value is None:
        return ""
    if isinstance(value, Standing):
        return value.label
    return f"{wan(value)} 万元" if money else str(value)


def shown(statement: Select[Any]) -> list[Any]:
    """Every record that a list shows, over all its pages."""
    return list(db.session.scalars(statement).unique())
