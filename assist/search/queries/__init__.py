"""A few of each kind of record that the reader may open and that hold the words.

Every kind is asked by its own list's statement, so that scope is the list's, narrowed by one
condition over the texts. The statements are built once for a reader; they give what is shown with
the number of all. Where very much is stored, the newest are looked at here and the list finds the
rest.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Select, literal, null, select, union_all

from assist.accounts.models import User
from assist.cadres.models import reader
from assist.db import built, rows
from assist.lib.text import folded, words_of
from assist.search.queries.kinds import KINDS, by_phone
from assist.search.queries.look import EACH, ORDERED, SHOWN, Look, at_most
from assist.search.rules import COUNTED, Asked, Group
from assist.web.access import Permission as P

__all__ = ["COUNTED", "LOOKED_AT", "SHOWN", "found"]

#: Of how many of the newest rows of a kind the words are looked for.
LOOKED_AT = 1000


def found(user: User, on: date, asked: Asked) -> list[Group]:
    """The kinds that hold something for this reader, in the order in which people look."""
    if not asked.looks:
        return []
    if asked.phone:
        kinds = [by_phone(user, on, asked.phone)]
    else:
        look = Look(user, on, asked.words, _begin(user, on), _named(user, asked.words))
        kinds = [find(look) for may, find in KINDS if user.may(may)]
    return [group for group in kinds if group.count]


def _begin(user: User, on: date) -> dict[str, Any]:
    """Where the newest begin of each kind of which more is stored than is looked at; by indexes
    and in one query. Whoever reads few rows has all of them looked at."""
    key = ("search begins", LOOKED_AT, *reader(user, on))
    row = rows(built(key, lambda: _beginnings(user)))[0]
    return {key: first for key, first in zip(ORDERED, row, strict=True) if first is not None}


def _beginnings(user: User) -> Select[Any]:
    return select(
        *(
            select(order).order_by(order.desc()).offset(LOOKED_AT - 1).limit(1).scalar_subquery()
            if user.may(everything)
            else null()
            for order, everything in ORDERED.values()
        )
    )


def _named(user: User, words: str) -> list[list[int]]:
    parts = words_of(words)
    found: list[list[int]] = [[] for _part in parts]
    if not user.may(P.ENTERPRISE_READ_ALL):
        return found
    statement = built(("search names", len(parts)), lambda: _few_meant(len(parts)))
    names = {EACH[place].name.key: folded(part) for place, part in enumerate(parts)}
    for place, enterprise_id in rows(statement, names):
        found[place].append(enterprise_id)
    return found


def _few_meant(count: int) -> Any:
    few = [at_most(word.meant) for word in EACH[:count]]
    return union_all(*(select(literal(place), one.c.id) for place, one in enumerate(few)))
