"""A few of each kind of record that the reader may open and that hold the words.

Every kind is asked by its own list's statement, so that scope is the list's, narrowed by one
condition over the texts. The statements are built once for a reader; they give what is shown with
the number of all. Where very much is stored, the newest are looked at here and the list finds the
rest.
"""

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
    bindparam,
    func,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute

from assist.accounts.models import User
from assist.arrears import queries as arrears
from assist.arrears.models import Debt
from assist.cadres import queries as cadres
from assist.cadres.models import Unit, reader
from assist.db import built, holds_words, rows
from assist.enterprises import queries as enterprises
from assist.enterprises.models import Contact, Enterprise
from assist.lib.money import wan
from assist.lib.text import folded
from assist.petitions import queries as petitions
from assist.petitions.models import Petition
from assist.policies import queries as policies
from assist.policies.models import Policy
from assist.problems import queries as problems
from assist.problems.models import Problem
from assist.problems.queries import Filters, Tab
from assist.problems.queries.scope import HELD, holder_words
from assist.search.rules import COUNTED, Asked, Group, Hit, Piece, pieces
from assist.visits import queries as visits
from assist.visits.models import NOTHING_NEW, Visit
from assist.web.access import Permission as P

SHOWN = 5
#: Of how many of the newest rows of a kind the words are looked for.
LOOKED_AT = 1000


#: By what the rows of a kind are in order, and who reads so many that the newest must do.
ORDERED: dict[str, tuple[InstrumentedAttribute[Any], P]] = {
    "problems": (Problem.registered_on, P.PROBLEM_READ_ALL),
    "visits": (Visit.held_on, P.VISIT_READ_ALL),
    "arrears": (Debt.id, P.ARREARS_READ_ALL),
    "petitions": (Petition.id, P.PETITION_WRITE),
}

#: What the statements are given: the words in lower case, and in the form of names.
WORDS, NAME = bindparam("words", type_=String), bindparam("name", type_=String)
NUMBER = bindparam("number", type_=String)
NAMED = bindparam("named", type_=Integer, expanding=True)
MEANT = select(Enterprise.id).where(holds_words(NAME, Enterprise.sought, folded=True))
FEW_MEANT = MEANT.limit(COUNTED + 1)


@dataclass(frozen=True)
class Look:
    """Who looks for which words on which day."""

    user: User
    on: date
    words: str
    #: For kinds of which more is stored than is looked at: where the newest begin.
    begin: dict[str, Any] = field(default_factory=dict)
    #: The enterprises that the words mean, for whoever reads all of them; asked once.
    named: Sequence[int] = ()

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

    def holds(self, *texts: Any) -> ColumnElement[bool]:
        """The condition that a text holds the words."""
        return holds_words(WORDS, *texts, folded=self.caseless)

    def says(self, enterprise: Any, *texts: Any) -> ColumnElement[bool]:
        """The same, or that the enterprise is meant."""
        meant: ColumnElement[bool] = enterprise.in_(NAMED if self.wide else MEANT)
        return or_(self.holds(*texts), meant)

    def newest(self, key: str, number: Any) -> list[ColumnElement[bool]]:
        """The condition of what is looked at: the newest, and whatever has the words as number."""
        if key not in self.begin:
            return []
        order, _everything = ORDERED[key]
        newest = order >= bindparam(f"begin_{key}", type_=order.type)
        if not self.numbered:  # read as a range of the index, which an OR would prevent
            return [newest]
        row_id = order.class_.id
        either = union_all(select(row_id).where(newest), select(row_id).where(number == NUMBER))
        return [row_id.in_(either)]

    def rows(self, key: str, make: Callable[[], Select[Any]], *more: Any) -> Sequence[Any]:
        """What the kind's statement finds; `more` names what it depends on besides the reader."""
        known = ("search", key, key in self.begin, self.numbered, self.caseless, *more)
        seen = (*enterprises.also_visible, *reader(self.user, self.on))
        values = {"words": self.words.lower(), "name": folded(self.words), "number": self.words}
        begin = {f"begin_{kind}": first for kind, first in self.begin.items()}
        statement = built((*known, *seen), make)
        return rows(statement, {**values, **begin, "named": self.named})

    def group(
        self, key: str, label: str, found: Sequence[Any], hits: Sequence[Hit], **filters: str
    ) -> Group:
        """What was found, with the list at /<key> that finds all of it."""
        href = f"/{key}?{urlencode(filters | {'q': self.words})}"
        return Group(key, label, found[0].total if found else 0, hits, href, key in self.begin)


def found(user: User, on: date, asked: Asked) -> list[Group]:
    """The kinds that hold something for this reader, in the order in which people look."""
    if not asked.looks:
        return []
    if asked.phone:
        kinds = [_by_phone(user, on, asked.phone)]
    else:
        look = Look(user, on, asked.words, _begin(user, on), _named(user, asked.words))
        kinds = [find(look) for may, find in KINDS if user.may(may)]
    return [group for group in kinds if group.count]


def _few(statement: Select[Any]) -> Subquery:
    return statement.limit(COUNTED + 1).subquery("found")


def _first(statement: Select[Any], *order: str) -> Select[Any]:
    """The first rows of a statement, each with the number of all up to what is counted.

    `order` names the columns, `-` before what is in descending order.
    """
    every = _few(statement)
    by = [every.c[name[1:]].desc() if name[0] == "-" else every.c[name] for name in order]
    return select(*every.c, func.count().over().label("total")).order_by(*by).limit(SHOWN)


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


def _named(user: User, words: str) -> list[int]:
    wide = user.may(P.ENTERPRISE_READ_ALL)
    return [row[0] for row in rows(FEW_MEANT, {"name": folded(words)})] if wide else []


def _enterprises(look: Look) -> Group:
    def every() -> Select[Any]:
        listing = enterprises.listing(look.user, look.on, enterprises.Wanted())
        meant = Enterprise.id.in_(NAMED if look.wide else MEANT)
        return _first(listing.add_columns(Enterprise.pinyin).where(meant), "pinyin", "id")

    found = look.rows("enterprises", every) if look.named or not look.wide else []
    hits = [_enterprise(row, look.words) for row in found]
    return look.group("enterprises", "企业", found, hits, year="all")


def _enterprise(row: Any, words: str) -> Hit:
    led = "、".join(part for part in (row.leader, row.lead_unit_short or row.lead_unit) if part)
    said = " · ".join(part for part in (row.short_name, row.code, row.area) if part)
    return Hit(
        pieces(row.name, words),
        f"/enterprises/{row.code}",
        pieces(said, words),
        f"结对：{led}" if led else "未结对",
    )


def _by_phone(user: User, on: date, phone: str) -> Group:
    """The enterprises whose contact has exactly this number, of those whose numbers one may see."""
    columns: tuple[Any, ...] = (Enterprise.code, Enterprise.name, Contact.post)
    statement = (
        select(*columns, Contact.name.label("contact"))
        .join(Contact, Contact.enterprise_id == Enterprise.id)
        .where(Contact.phone == phone)
        .order_by(Enterprise.pinyin, Enterprise.id, Contact.position)
    )
    ids = enterprises.revealed_ids(user, on)
    mine = statement if ids is None else statement.where(Enterprise.id.in_(ids))
    found = rows(mine.limit(COUNTED + 1))
    hits = [_person_at(row) for row in found[:SHOWN]]
    return Group("enterprises", "企业联系人", len(found), hits, None)


def _person_at(row: Any) -> Hit:
    who = " ".join(part for part in (row.contact, row.post) if part)
    return Hit([Piece(row.name)], f"/enterprises/{row.code}", [Piece(f"联系人：{who}")])


def _problems(look: Look) -> Group:
    found = look.rows("problems", lambda: _cases(look))
    hits = [_problem(row, look.words) for row in found]
    return look.group("problems", "问题", found, hits, tab="all", sort="newest")


def _cases(look: Look) -> Select[Any]:
    """Ids are found first; only what is shown is joined to what is said of it."""
    said = look.says(Problem.enterprise_id, Problem.number, Problem.title, Problem.detail)
    board = problems.board_select(Filters(tab=Tab.ALL, newest=True), look.user, look.on)
    every = _few(board.where(said, *look.newest("problems", Problem.number)))
    total = func.count().over().label("total")
    columns: tuple[Any, ...] = (Problem.number, Problem.title, Enterprise.name.label("enterprise"))
    return (
        select(*HELD, *columns, total)
        .join(every, every.c.id == Problem.id)
        .join(Enterprise, Enterprise.id == Problem.enterprise_id)
        .outerjoin(Unit, Unit.id == Problem.lead_unit_id)
        .order_by(Problem.registered_on.desc(), Problem.id.desc())
        .limit(SHOWN)
    )


def _problem(row: Any, words: str) -> Hit:
    held = f"{row.state.label} · {holder_words(row)}"
    return Hit(
        pieces(row.title, words),
        f"/problems/{row.number}",
        pieces(f"{row.number} · {row.enterprise}", words),
        held if row.state.is_open else row.state.label,
    )


def _visits(look: Look) -> Group:
    def every() -> Select[Any]:
        listed = visits.listed(look.user, look.on, visits.Filter())
        said = look.says(Visit.enterprise_id, Visit.number, Visit.summary, Visit.met)
        newest = look.newest("visits", Visit.number)
        return _first(listed.where(said, *newest), "-held_on", "-id")

    found = look.rows("visits", every)
    return look.group("visits", "走访", found, [_visit(row, look.words) for row in found])


def _visit(row: Any, words: str) -> Hit:
    said = " · ".join(part for part in (row.summary, row.met) if part)
    return Hit(
        pieces(row.enterprise, words),
        f"/visits/{row.number}",
        pieces(said or NOTHING_NEW, words),
        f"{row.held_on.isoformat()} · {row.channel.label}",
    )


def _policies(look: Look) -> Group:
    def every() -> Select[Any]:
        said = look.holds(Policy.number, Policy.title, Policy.issuer)
        undated = Policy.issued_on.is_(None).label("undated")
        listed = policies.listing(look.on, policies.Wanted()).add_columns(undated)
        return _first(listed.where(said), "undated", "-issued_on", "-id")

    found = look.rows("policies", every)
    return look.group("policies", "政策", found, [_policy(row, look.words) for row in found])


def _policy(row: Any, words: str) -> Hit:
    return Hit(
        pieces(row.title, words),
        f"/policies/{row.id}",
        pieces(" · ".join(part for part in (row.number, row.issuer) if part), words),
        row.issued_on.isoformat() if row.issued_on else "",
    )


def _people(look: Look) -> Group:
    def every() -> Select[Any]:
        user, cadre = cadres.USER.c, cadres.CADRE.c
        units = select(Unit.id).where(look.holds(Unit.name, Unit.short_name))
        named = select(cadre.id).where(holds_words(NAME, cadre.sought, folded=True))
        theirs = select(cadre.id).where(cadre.unit_id.in_(units))
        meant = select(cadre.id).join(cadres.USER, user.id == cadre.id)
        some = cadre.id.in_(union_all(named, theirs))
        few = _few(meant.where(user.enabled, some))
        listed = cadres.people(cadres.Filter()).add_columns(cadre.unit_id)
        return _first(listed.where(cadre.id.in_(select(few.c.id))), "unit_id", "id")

    found = look.rows("cadres", every)
    paired = look.user.may(P.PAIRING_READ)
    hits = [_person(row, look.words, paired) for row in found]
    return look.group("cadres", "干部", found, hits)


def _person(row: Any, words: str, paired: bool) -> Hit:
    return Hit(
        pieces(row.name, words),
        f"/pairings?state=all&liaison={row.id}" if paired else None,
        pieces(" · ".join(part for part in (row.unit, row.post) if part), words),
        "" if row.on_duty else "不在岗",
    )


def _debts(look: Look) -> Group:
    def every() -> Select[Any]:
        texts = (Debt.number, Debt.debtor, Debt.creditor, Debt.contract, Debt.creditor_code)
        said = look.says(Debt.enterprise_id, *texts, Debt.pinyin)
        listed = arrears.listing(look.user, look.on, arrears.Wanted(as_of=look.on))
        return _first(listed.where(said, *look.newest("arrears", Debt.number)), "-id")

    found = look.rows("arrears", every)
    return look.group("arrears", "欠款", found, [_debt(row, look.words) for row in found])


def _debt(row: Any, words: str) -> Hit:
    return Hit(
        pieces(f"{row.debtor}欠{row.creditor}", words),
        f"/arrears/{row.number}",
        pieces(f"{row.number} · {row.contract}", words),
        f"余额 {wan(row.balance)} 万元",
    )


def _petitions(look: Look) -> Group:
    def every() -> Select[Any]:
        listed = petitions.listing(look.user, look.on, petitions.Asked())
        said = look.holds(Petition.number, Petition.matter)
        newest = look.newest("petitions", Petition.number)
        return _first(listed.where(said, *newest), "-received_on", "-id")

    found = look.rows("petitions", every, petitions.writes(look.user))
    hits = [_petition(row, look.words) for row in found]
    return look.group("petitions", "信访", found, hits)


def _petition(row: Any, words: str) -> Hit:
    done = "已办结" if row.done_on else "办理中"
    return Hit(
        pieces(row.matter, words),
        f"/petitions/{row.number}",
        pieces(row.number, words),
        f"{row.received_on.isoformat()} · {done}",
    )


#: Who may read a kind at all, and how it is looked for; rows have a scope of their own.
KINDS: tuple[tuple[P, Callable[[Look], Group]], ...] = (
    (P.ENTERPRISE_READ, _enterprises),
    (P.PROBLEM_READ, _problems),
    (P.VISIT_READ, _visits),
    (P.POLICY_READ, _policies),
    (P.CADRE_READ, _people),
    (P.ARREARS_READ, _debts),
    (P.PETITION_READ, _petitions),
)
