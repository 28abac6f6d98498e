"""How far the pairs of the words lead, before any text is read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, func, literal_column, select, union_all

from assist.accounts.models import User
from assist.db import built, rows
from assist.lib.grams import ranges
from assist.petitions import queries as petitions
from assist.search.models import KEPT, SearchGram
from assist.web.access import Permission as P

GRAM = SearchGram.__table__.c

#: Who reads every record of a kind. The index tells whether any record has the words, so nobody
#: else is answered from it.
READ_WHOLE: dict[str, Callable[[User], bool]] = {
    "problems": lambda user: user.may(P.PROBLEM_READ_ALL),
    "visits": lambda user: user.may(P.VISIT_READ_ALL),
    "arrears": lambda user: user.may(P.ARREARS_READ_ALL),
    "petitions": petitions.writes,
    "enterprises": lambda user: user.may(P.ENTERPRISE_READ_ALL),
    "cadres": lambda user: user.may(P.CADRE_READ),
    "units": lambda user: user.may(P.CADRE_READ),
}
#: How many pairs are counted by one statement: as many as there are, brought up to one of these.
SLOTS = (1, 2, 4, 8, 16, 24)


class Pair(NamedTuple):
    """The rarest pair of a word in one kind, and how many records have it at most."""

    many: int
    low: int
    high: int


class Reach(Enum):
    """To how many records of a kind the index leads."""

    NONE, FEW, FAR = "none", "few", "far"


#: By kind, for each word; None where too many records have each of its pairs.
Pairs = dict[str, list[Pair | None]]


def read_whole(user: User) -> tuple[str, ...]:
    """The kinds of which this reader may open every record."""
    return tuple(key for key, whole in READ_WHOLE.items() if whole(user))


def pairs(kinds: Sequence[str], words: Sequence[str], most: int) -> Pairs:
    """What leads to at most `most` records of each kind; by the index alone and in one query."""
    if not kinds:
        return {}
    each = [ranges(word) for word in words]
    every = [one for some in each for one in some]
    slots = next(size for size in SLOTS if size >= len(every))
    key = ("search pairs", tuple(kinds), slots, most)
    statement = built(key, lambda: _counts(kinds, slots, most))
    nothing = [(1, 0)] * (slots - len(every))
    values = {
        f"{end}_{place}": value
        for place, two in enumerate((*every, *nothing))
        for end, value in zip(("low", "high"), two, strict=True)
    }
    counted = {row[0]: row[1:] for row in rows(statement, values)}
    return {kind: _rarest(each, counted[KEPT[kind].code], most) for kind in kinds}


def _counts(kinds: Sequence[str], slots: int, most: int) -> Any:
    return union_all(*(_counts_of(KEPT[kind].code, slots, most) for kind in kinds))


def _counts_of(code: int, slots: int, most: int) -> Select[Any]:
    return select(
        literal_column(str(code)),
        *(
            select(func.count()).select_from(some.limit(most + 1).subquery()).scalar_subquery()
            for some in (_has(code, f"_{place}") for place in range(slots))
        ),
    )


def _has(code: int, name: str) -> Select[Any]:
    low, high = (bindparam(f"{end}{name}", type_=GRAM.gram.type) for end in ("low", "high"))
    kind = GRAM.kind == literal_column(str(code))
    return select(GRAM.record_id).where(kind, GRAM.gram.between(low, high))


def _rarest(
    each: Sequence[Sequence[tuple[int, int]]], counts: Sequence[int], most: int
) -> list[Pair | None]:
    left = iter(counts)
    found: list[Pair | None] = []
    for some in each:
        counted = [Pair(next(left), *two) for two in some]
        found.append(min((pair for pair in counted if pair.many <= most), default=None))
    return found


def reach(pair: Pair | None) -> Reach:
    """How far one leads."""
    if pair is None:
        return Reach.FAR
    return Reach.FEW if pair.many else Reach.NONE


def ends(name: str, pair: Pair | None) -> dict[str, int]:
    """What `records` is given under that name."""
    return {f"low_{name}": pair.low, f"high_{name}": pair.high} if pair is not None else {}


def records(kind: str, name: str) -> Select[Any]:
    """The ids of a kind's records that have the pair given as `low_<name>` and `high_<name>`."""
    return _has(KEPT[kind].code, f"_{name}")
