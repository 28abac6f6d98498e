"""What is asked, as every kind's statement takes it: the words, the reader, the newest rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
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
from sqlalchemy.orm import InstrumentedAttribute

from assist.accounts.models import User
from assist.arrears.models import Debt
from assist.cadres.models import reader
from assist.db import built, holds_words, rows
from assist.enterprises import queries as enterprises
from assist.enterprises.models import Enterprise
from assist.lib.text import WORDS, folded, words_of
from assist.petitions.models import Petition
from assist.problems.models import Problem
from assist.search.rules import COUNTED, Group, Hit
from assist.visits.models import Visit
from assist.web.access import Permission as P

SHOWN = 5

#: By what the rows of a kind are in order, and who reads so many that the newest must do.
ORDERED: dict[str, tuple[InstrumentedAttribute[Any], P]] = {
    "problems": (Problem.registered_on, P.PROBLEM_READ_ALL),
    "visits": (Visit.held_on, P.VISIT_READ_ALL),
    "arrears": (Debt.id, P.ARREARS_READ_ALL),
    "petitions": (Petition.id, P.PETITION_WRITE),
}

NUMBERS = bindparam("numbers", type_=String, expanding=True)


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
    #: For kinds of which more is stored than is looked at: where the newest begin.
    begin: dict[str, Any] = field(default_factory=dict)
    #: The enterprises that each word means, for whoever reads all of them; asked once.
    named: Sequence[Sequence[int]] = ()

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
        """Of which words not all the enterprises were counted that they mean. One word alone finds
        enough by those that were; by several the others might be missed."""
        return tuple(len(self.parts) > 1 and len(few) > COUNTED for few in self.named)

    def holds(self, word: Word, *texts: Any) -> ColumnElement[bool]:
        """The condition that a text holds the word."""
        return holds_words(word.text, *texts, folded=self.caseless)

    def hold(self, *texts: Any) -> ColumnElement[bool]:
        """The condition that each word is held by one of the texts."""
        return and_(*(self.holds(word, *texts) for word in self.each))

    def says(self, enterprise: Any, *texts: Any) -> ColumnElement[bool]:
        """The same, where a word may also mean the enterprise."""
        return and_(
            *(or_(self.holds(word, *texts), self._is(word, enterprise)) for word in self.each)
        )

    def _is(self, word: Word, enterprise: Any) -> ColumnElement[bool]:
        counted = self.wide and not self.many[word.place]
        found: ColumnElement[bool] = enterprise.in_(word.named if counted else word.meant)
        return found

    def newest(self, key: str, number: Any) -> list[ColumnElement[bool]]:
        """The condition of what is looked at: the newest, and whatever has the words as number."""
        if key not in self.begin:
            return []
        order, _everything = ORDERED[key]
        newest = order >= bindparam(f"begin_{key}", type_=order.type)
        if not self.numbered:  # read as a range of the index, which an OR would prevent
            return [newest]
        row_id = order.class_.id
        by_number = select(row_id).where(number.in_(NUMBERS))
        either = union_all(select(row_id).where(newest), by_number)
        return [row_id.in_(either)]

    def rows(self, key: str, make: Callable[[], Select[Any]], *more: Any) -> Sequence[Any]:
        """What the kind's statement finds; `more` names what it depends on besides the reader."""
        told = (len(self.parts), self.many, self.numbered, self.caseless)
        known = ("search", key, key in self.begin, *told, *more)
        seen = (*enterprises.also_visible, *reader(self.user, self.on))
        values: dict[str, Any] = {"numbers": self.parts}
        for word, part, named in zip(self.each, self.parts, self.named, strict=True):
            values |= word.values(part, named)
        begin = {f"begin_{kind}": first for kind, first in self.begin.items()}
        return rows(built((*known, *seen), make), values | begin)

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
