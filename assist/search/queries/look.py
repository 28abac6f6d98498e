"""What is asked, as every kind's statement takes it: the words, the reader, which rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    String,
    Subquery,
    and_,
    bindparam,
    func,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute, aliased

from assist.accounts.models import User
from assist.arrears.models import Debt
from assist.cadres.models import reader
from assist.db import built, holds_words, rows
from assist.enterprises import queries as enterprises
from assist.enterprises.models import Enterprise
from assist.lib.text import WORDS, folded, words_of
from assist.petitions.models import Petition
from assist.problems.models import Problem
from assist.search.models import KEPT
from assist.search.queries import index
from assist.search.queries.index import Pair, Pairs, Reach
from assist.search.rules import COUNTED, Group, Hit
from assist.visits.models import Visit
from assist.web.access import Permission as P

SHOWN = 5

#: By what the rows of a kind are in order of which so many are stored that the newest must do,
#: for whoever reads all of them.
ORDERED: dict[str, InstrumentedAttribute[Any]] = {
    "problems": Problem.registered_on,
    "visits": Visit.held_on,
    "arrears": Debt.id,
    "petitions": Petition.id,
}

#: The kinds to whose records one pair leads; a person is also found by the unit.
LED = (*ORDERED, "enterprises")

NUMBERS = bindparam("numbers", type_=String, expanding=True)


#: The enterprise of the row that is looked at, beside any that the list joins.
THIS = aliased(Enterprise)


class Word:
    """What the statements are given of one word: in lower case, in the form of names, and the
    enterprises that it means."""

    def __init__(self, place: int) -> None:
        self.place = place
        self.text = bindparam(f"word{place}_text", type_=String)
        self.name = bindparam(f"word{place}_name", type_=String)
        self.named = bindparam(f"word{place}_named", type_=Integer, expanding=True)
        self.means = holds_words(self.name, Enterprise.sought, folded=True)
        self.meant = select(Enterprise.id).where(self.means)
        self.means_this = holds_words(self.name, THIS.sought, folded=True)

    def values(self, word: str, named: Sequence[int]) -> dict[str, Any]:
        """For all of them."""
        texts = {self.text.key: word.lower(), self.name.key: folded(word)}
        return {**texts, self.named.key: named}


EACH = [Word(place) for place in range(WORDS)]


@dataclass(frozen=True)
class Look:
    """Who looks for which words on which day."""

    user: User
    on: date
    words: str
    #: The kinds of which every record may be opened.
    whole: Sequence[str] = ()
    #: Where the index leads, for these kinds.
    pairs: Pairs = field(default_factory=dict)
    #: The enterprises that each word means, for whoever reads all of them; asked once.
    named: Sequence[Sequence[int]] = ()
    #: For kinds where a word means few enterprises, by its place: it leads to so many records that
    #: say it or are theirs.
    theirs: dict[str, tuple[int, int]] = field(default_factory=dict)
    #: For kinds where all this leads to too many, and more is stored than is looked at: where the
    #: newest begin.
    begin: dict[str, Any] = field(default_factory=dict)

    @property
    def parts(self) -> list[str]:
        """The words one by one; each must be found."""
        return words_of(self.words)

    @property
    def each(self) -> list[Word]:
        """What the statements are given of them."""
        return EACH[: len(self.parts)]

    @property
    def wide(self) -> bool:
        """Whether all enterprises are looked through first, and not each with what is one's own."""
        return self.user.may(P.ENTERPRISE_READ_ALL)

    @property
    def numbered(self) -> bool:
        """Whether the words may be a record's number."""
        return any(sign.isdigit() for sign in self.words)

    @property
    def caseless(self) -> bool:
        """Whether the words are the same in either case, as Chinese is."""
        return self.words.lower() == self.words.upper()

    @property
    def many(self) -> tuple[bool, ...]:
        """Of which words not all the enterprises were counted that they mean."""
        return tuple(len(few) > COUNTED for few in self.named)

    def holds(self, word: Word, *texts: Any) -> ColumnElement[bool]:
        """The condition that a text holds the word."""
        return holds_words(word.text, *texts, folded=self.caseless)

    def hold(self, *texts: Any) -> ColumnElement[bool]:
        """The condition that each word is held by one of the texts."""
        return and_(*(self.holds(word, *texts) for word in self.each))

    def says(self, key: str) -> ColumnElement[bool]:
        """The same of a kind's texts, where a word may also mean the record's enterprise."""
        kept = KEPT[key]
        if not kept.of_enterprise:
            return self.hold(*kept.texts)
        enterprise = kept.model.enterprise_id
        return and_(
            *(or_(self.holds(word, *kept.texts), self._is(word, enterprise)) for word in self.each)
        )

    def _is(self, word: Word, enterprise: Any) -> ColumnElement[bool]:
        """Whether the enterprise is meant: one of those that were found; where they are too many,
        by its own names, row by row, which soon finds enough."""
        if not self.wide:
            found: ColumnElement[bool] = enterprise.in_(word.meant)
        elif self.many[word.place]:
            found = select(THIS.id).where(THIS.id == enterprise, word.means_this).exists()
        else:
            found = enterprise.in_(word.named)
        return found

    def pair(self, key: str) -> Pair | None:
        """The pair that leads to the few records of a kind that may hold all the words. A word
        that means an enterprise need not stand in a record of it."""
        if key not in LED or key not in self.pairs:
            return None
        found: Sequence[Pair | None] = self.pairs[key]
        if KEPT[key].of_enterprise:
            meant = self.named if self.wide else [[0]] * len(found)
            found = [one for one, named in zip(found, meant, strict=True) if not named]
        return min((one for one in found if one is not None), default=None)

    def few_meant(self, key: str) -> tuple[int, int] | None:
        """The place of the word that means the fewest enterprises, all of them counted, and to how
        many records the index leads that may say it."""
        if not KEPT[key].of_enterprise:
            return None
        found = [
            (len(named), place, one.many)
            for place, (named, one) in enumerate(zip(self.named, self.pairs[key], strict=True))
            if one is not None and 0 < len(named) <= COUNTED
        ]
        return min(found)[1:] if found else None

    def reach(self, key: str) -> list[Reach]:
        """How far the index leads for each word."""
        return [index.reach(one) for one in self.pairs[key]]

    def within(self, key: str) -> list[ColumnElement[bool]]:
        """The condition of what is looked at: where the index leads, else the newest and whatever
        has the words as number."""
        row_id = KEPT[key].model.id
        if self.pair(key) is not None:
            return [row_id.in_(index.records(key, key))]
        if key in self.theirs:
            place, _many = self.theirs[key]
            by_name = select(row_id).where(KEPT[key].model.enterprise_id.in_(EACH[place].named))
            return [row_id.in_(union_all(index.records(key, f"{key}{place}"), by_name))]
        if key not in self.begin:
            return []
        order = ORDERED[key]
        newest = order >= bindparam(f"begin_{key}", type_=order.type)
        if not self.numbered:  # read as a range of the index, which an OR would prevent
            return [newest]
        by_number = select(row_id).where(KEPT[key].model.number.in_(NUMBERS))
        either = union_all(select(row_id).where(newest), by_number)
        return [row_id.in_(either)]

    @cached_property
    def values(self) -> dict[str, Any]:
        """What every statement is given."""
        values: dict[str, Any] = {"numbers": self.parts}
        for word, part, named in zip(self.each, self.parts, self.named, strict=True):
            values |= word.values(part, named)
        for key, found in self.pairs.items():
            for place, one in enumerate(found):
                values |= index.ends(f"{key}{place}", one)
            values |= index.ends(key, self.pair(key))
        return values | {f"begin_{kind}": first for kind, first in self.begin.items()}

    def rows(self, key: str, make: Callable[[], Select[Any]], *more: Any) -> Sequence[Any]:
        """What the kind's statement finds; `more` names what it depends on besides the reader."""
        pair, (place, many) = self.pair(key), self.theirs.get(key, (None, 1))
        if not many or (pair is not None and not pair.many):
            return []
        told = (len(self.parts), self.many, self.numbered, self.caseless)
        known = ("search", key, pair is None, place, key in self.begin, *told, *more)
        seen = (*enterprises.also_visible, *reader(self.user, self.on))
        return rows(built((*known, *seen), make), self.values)

    def group(
        self, key: str, label: str, found: Sequence[Any], hits: Sequence[Hit], **filters: str
    ) -> Group:
        """What was found, with the list at /<key> that finds all of it."""
        href = f"/{key}?{urlencode(filters | {'q': self.words})}"
        return Group(key, label, found[0].total if found else 0, hits, href, key in self.begin)


def at_most(statement: Select[Any]) -> Subquery:
    return statement.limit(COUNTED + 1).subquery("found")


def shown_first(statement: Select[Any], *order: str) -> Select[Any]:
    """The first rows of a statement, each with the number of all up to what is counted.

    `order` names the columns, `-` before what is in descending order.
    """
    every = at_most(statement)
    by = [every.c[name[1:]].desc() if name[0] == "-" else every.c[name] for name in order]
    return select(*every.c, func.count().over().label("total")).order_by(*by).limit(SHOWN)
