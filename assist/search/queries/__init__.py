"""A few of each kind of record that the reader may open and that hold the words.

Every kind is asked by its own list's statement, so that scope is the list's, narrowed by one
condition over the texts. The statements are built once for a reader; they give what is shown with
the number of all. For whoever reads all of a kind, the index says first which records may hold the
words, or that none does; where they are too many, the newest are looked at here and the list finds
the rest.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, null, select, union_all

from assist.accounts.models import User
from assist.db import built, rows
from assist.enterprises.models import Enterprise
from assist.lib.text import folded, words_of
from assist.search.models import KEPT
from assist.search.queries import index
from assist.search.queries.index import Pairs
from assist.search.queries.kinds import KINDS, by_phone
from assist.search.queries.look import EACH, ORDERED, SHOWN, Look, at_most
from assist.search.rules import COUNTED, Asked, Group

__all__ = ["COUNTED", "LOOKED_AT", "SHOWN", "found"]

#: Of how many rows of a kind the words are looked for: where the index leads, or the newest.
LOOKED_AT = 1000


def found(user: User, on: date, asked: Asked) -> list[Group]:
    """The kinds that hold something for this reader, in the order in which people look; then those
    of which only the newest were looked at, where these hold nothing."""
    if not asked.looks:
        return []
    if asked.phone:
        kinds = [by_phone(user, on, asked.phone)]
    else:
        look = _look(user, on, asked.words)
        kinds = [find(look) for may, find in KINDS if user.may(may)]
    held = [group for group in kinds if group.count]
    return held + [group for group in kinds if group.partly and not group.count]


def _look(user: User, on: date, words: str) -> Look:
    whole, parts = index.read_whole(user), words_of(words)
    pairs = index.pairs(whole, parts, LOOKED_AT)
    look = Look(user, on, words, whole, pairs, _named(parts, pairs))
    far = [key for key in ORDERED if key in whole and look.pair(key) is None]
    return _further(look, {key: look.few_meant(key) for key in far}) if far else look


def _further(look: Look, far: dict[str, tuple[int, int] | None]) -> Look:
    """The same for kinds where no pair alone leads to few records: with those of the enterprises
    that a word means, else where the newest begin, if more is stored than is looked at. By indexes
    and in one query; whoever reads few rows has all of them looked at."""
    places = {kind: meant and meant[0] for kind, meant in far.items()}
    key = ("search further", LOOKED_AT, *places.items())
    row = rows(built(key, lambda: _ends(places)), look.values)[0]
    theirs, begin = {}, {}
    for (kind, meant), many, first in zip(far.items(), row[::2], row[1::2], strict=True):
        if meant is not None and meant[1] + many <= LOOKED_AT:
            theirs[kind] = meant[0], meant[1] + many
        elif first is not None:
            begin[kind] = first
    return replace(look, theirs=theirs, begin=begin)


def _ends(places: dict[str, int | None]) -> Select[Any]:
    """For each kind how many records the enterprises have of the word at that place, and where the
    newest begin."""
    found: list[ColumnElement[Any]] = []
    for kind, place in places.items():
        model, order = KEPT[kind].model, ORDERED[kind]
        newest = select(order).order_by(order.desc()).offset(LOOKED_AT - 1).limit(1)
        theirs: ColumnElement[Any] = null()
        if place is not None:
            named = model.enterprise_id.in_(EACH[place].named)
            some = select(model.id).where(named).limit(LOOKED_AT + 1).subquery()
            theirs = select(func.count()).select_from(some).scalar_subquery()
        found += [theirs, newest.scalar_subquery()]
    return select(*found)


def _named(parts: list[str], pairs: Pairs) -> list[list[int]]:
    """The enterprises that each word means, for whoever reads all of them."""
    found: list[list[int]] = [[] for _part in parts]
    known = pairs.get("enterprises", [])
    asked = [(place, one is None) for place, one in enumerate(known) if one is None or one.many]
    if not asked:
        return found
    statement = built(("search names", *asked), lambda: _few_meant(asked))
    values: dict[str, Any] = {}
    for place, _far in asked:
        values |= {EACH[place].name.key: folded(parts[place])}
        values |= index.ends(f"enterprises{place}", known[place])
    for place, enterprise_id in rows(statement, values):
        found[place].append(enterprise_id)
    return found


def _few_meant(asked: list[tuple[int, bool]]) -> Any:
    each = []
    for place, far in asked:
        few = Enterprise.id.in_(index.records("enterprises", f"enterprises{place}"))
        meant = EACH[place].meant if far else EACH[place].meant.where(few)
        each.append(select(literal(place), at_most(meant).c.id))
    return union_all(*each)
