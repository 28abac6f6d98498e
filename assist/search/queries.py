"""A few of each kind of record that the reader may open and that hold the words.

Every kind is asked by its own list's statement, so that scope and order are the list's; where very
much is stored, the newest are looked at here and the list finds the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, Select, func, null, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute

from assist.accounts.models import User
from assist.arrears import queries as arrears
from assist.arrears.models import Debt
from assist.cadres import queries as cadres
from assist.cadres.models import Unit
from assist.db import db
from assist.enterprises import queries as enterprises
from assist.enterprises.models import Contact, Enterprise
from assist.lib.money import wan
from assist.lib.text import like_pattern
from assist.petitions import queries as petitions
from assist.petitions.models import Petition
from assist.policies import queries as policies
from assist.problems import queries as problems
from assist.problems.models import Problem
from assist.problems.queries import Filters, Tab
from assist.problems.queries.scope import HELD, holder_words
from assist.search.rules import Asked, Piece, pieces
from assist.visits import queries as visits
from assist.visits.models import NOTHING_NEW, Visit
from assist.web.access import Permission as P

SHOWN = 5
COUNTED = 100
#: Of how many of the newest rows of a kind the words are looked for.
LOOKED_AT = 1000


@dataclass(frozen=True)
class Hit:
    """One record: its name, what is said of it, and its page."""

    title: list[Piece]
    href: str | None
    note: list[Piece]
    aside: str = ""


@dataclass(frozen=True)
class Group:
    """What was found of one kind, and the list that shows all of it."""

    key: str
    label: str
    count: int
    hits: Sequence[Hit]
    href: str | None
    #: Whether more is stored than was looked at.
    partly: bool = False

    @property
    def count_text(self) -> str:
        """12, or 100 以上."""
        return f"{COUNTED} 条以上" if self.count > COUNTED else f"{self.count} 条"


@dataclass(frozen=True)
class Newest:
    """From where on the rows of a kind are looked at; older ones are left to the list."""

    kind: type[Any]
    order: InstrumentedAttribute[Any]
    cut: bool

    def of(self, statement: Select[Any], words: str) -> Select[Any]:
        """The statement, narrowed to what is looked at and whatever has the words as its number."""
        if not self.cut:
            return statement
        newest = select(self.kind.id).order_by(self.order.desc()).limit(LOOKED_AT).subquery()
        named = select(self.kind.id).where(self.kind.number == words)
        return statement.where(self.kind.id.in_(union_all(select(newest.c.id), named)))


#: By what the rows of a kind are in order, and who reads so many.
ORDERED: dict[str, tuple[type[Any], InstrumentedAttribute[Any], P]] = {
    "problems": (Problem, Problem.registered_on, P.PROBLEM_READ_ALL),
    "visits": (Visit, Visit.held_on, P.VISIT_READ_ALL),
    "arrears": (Debt, Debt.id, P.ARREARS_READ_ALL),
    "petitions": (Petition, Petition.id, P.PETITION_WRITE),
}


@dataclass(frozen=True)
class Look:
    """Who looks for which words, on which day, and how far back."""

    user: User
    on: date
    words: str
    newest: dict[str, Newest]
    #: The enterprises whose names hold the words.
    named: list[int]

    def says(
        self, enterprise: InstrumentedAttribute[Any], *texts: InstrumentedAttribute[Any]
    ) -> ColumnElement[bool]:
        """The condition that a text holds the words, or that the enterprise is meant."""
        pattern = like_pattern(self.words.lower())
        said = [func.lower(text).like(pattern, escape="\\") for text in texts]
        return or_(*said, *([enterprise.in_(self.named)] if self.named else []))

    def rows(self, statement: Select[Any], kind: str = "") -> Sequence[Any]:
        """As many rows as are counted, of what is looked at of the kind."""
        if kind:
            statement = self.newest[kind].of(statement, self.words)
        return _rows(statement)

    def group(
        self, key: str, label: str, rows: Sequence[Any], hits: Sequence[Hit], **filters: str
    ) -> Group:
        """What was found, with the list at /<key> that finds all of it."""
        href = f"/{key}?{urlencode(filters | {'q': self.words})}"
        partly = key in self.newest and self.newest[key].cut
        return Group(key, label, len(rows), hits, href, partly)


def found(user: User, on: date, asked: Asked) -> list[Group]:
    """The kinds that hold something for this reader, in the order in which people look."""
    if not asked.looks:
        return []
    if asked.phone:
        kinds = [_by_phone(user, on, asked.phone)]
    else:
        look = Look(user, on, asked.words, _newest(user), _named(asked.words))
        kinds = [find(look) for may, find in KINDS if user.may(may)]
    return [group for group in kinds if group.count]


def _rows(statement: Select[Any]) -> Sequence[Any]:
    return db.session.execute(statement.limit(COUNTED + 1)).all()


def _newest(user: User) -> dict[str, Newest]:
    """Of which kinds more is stored than is looked at; by indexes and in one query.

    Whoever reads few rows has all of them looked at.
    """
    beyond = [
        select(order).order_by(order.desc()).offset(LOOKED_AT).limit(1).scalar_subquery()
        if user.may(everything)
        else null()
        for _kind, order, everything in ORDERED.values()
    ]
    row = db.session.execute(select(*beyond)).one()
    return {
        name: Newest(kind, order, older is not None)
        for (name, (kind, order, _)), older in zip(ORDERED.items(), row, strict=True)
    }


def _named(words: str) -> list[int]:
    """Ids of the enterprises that are meant, whoever may open them; asked once for all kinds."""
    statement = select(Enterprise.id).where(enterprises.search(words)).limit(COUNTED + 1)
    return list(db.session.scalars(statement))


def _enterprises(look: Look) -> Group:
    statement = enterprises.listing(look.user, look.on, enterprises.Wanted())
    rows = look.rows(statement.where(Enterprise.id.in_(look.named))) if look.named else []
    hits = [_enterprise(row, look.words) for row in rows[:SHOWN]]
    return look.group("enterprises", "企业", rows, hits, year="all")


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
    rows = _rows(statement if ids is None else statement.where(Enterprise.id.in_(ids)))
    hits = [_person_at(row) for row in rows[:SHOWN]]
    return Group("enterprises", "企业联系人", len(rows), hits, None)


def _person_at(row: Any) -> Hit:
    who = " ".join(part for part in (row.contact, row.post) if part)
    return Hit([Piece(row.name)], f"/enterprises/{row.code}", [Piece(f"联系人：{who}")])


def _problems(look: Look) -> Group:
    every = problems.board_select(Filters(tab=Tab.ALL, newest=True), look.user, look.on)
    said = look.says(Problem.enterprise_id, Problem.number, Problem.title, Problem.detail)
    rows = look.rows(every.where(said), "problems")
    hits = [_problem(row, look.words) for row in _cases([row.id for row in rows[:SHOWN]])]
    return look.group("problems", "问题", rows, hits, tab="all", sort="newest")


def _cases(ids: Sequence[int]) -> Sequence[Any]:
    """What is said of these problems, the newest first."""
    columns: tuple[Any, ...] = (Problem.number, Problem.title, Enterprise.name.label("enterprise"))
    statement = (
        select(*HELD, *columns)
        .join(Enterprise, Enterprise.id == Problem.enterprise_id)
        .outerjoin(Unit, Unit.id == Problem.lead_unit_id)
        .where(Problem.id.in_(ids))
        .order_by(Problem.registered_on.desc(), Problem.id.desc())
    )
    return db.session.execute(statement).all() if ids else []


def _problem(row: Any, words: str) -> Hit:
    held = f"{row.state.label} · {holder_words(row)}"
    return Hit(
        pieces(row.title, words),
        f"/problems/{row.number}",
        pieces(f"{row.number} · {row.enterprise}", words),
        held if row.state.is_open else row.state.label,
    )


def _visits(look: Look) -> Group:
    every = visits.listed(look.user, look.on, visits.Filter())
    said = look.says(Visit.enterprise_id, Visit.number, Visit.summary, Visit.met)
    rows = look.rows(every.where(said), "visits")
    return look.group("visits", "走访", rows, [_visit(row, look.words) for row in rows[:SHOWN]])


def _visit(row: Any, words: str) -> Hit:
    said = "；".join(part for part in (row.summary, row.met) if part)
    return Hit(
        pieces(row.enterprise, words),
        f"/visits/{row.number}",
        pieces(said or NOTHING_NEW, words),
        f"{row.held_on.isoformat()} · {row.channel.label}",
    )


def _policies(look: Look) -> Group:
    rows = look.rows(policies.listing(look.on, policies.Wanted(q=look.words)))
    return look.group("policies", "政策", rows, [_policy(row, look.words) for row in rows[:SHOWN]])


def _policy(row: Any, words: str) -> Hit:
    return Hit(
        pieces(row.title, words),
        f"/policies/{row.id}",
        pieces(" · ".join(part for part in (row.number, row.issuer) if part), words),
        row.issued_on.isoformat() if row.issued_on else "",
    )


def _people(look: Look) -> Group:
    rows = look.rows(cadres.people(cadres.Filter(words=look.words)))
    paired = look.user.may(P.PAIRING_READ)
    hits = [_person(row, look.words, paired) for row in rows[:SHOWN]]
    return look.group("cadres", "干部", rows, hits)


def _person(row: Any, words: str, paired: bool) -> Hit:
    return Hit(
        pieces(row.name, words),
        f"/pairings?state=all&liaison={row.id}" if paired else None,
        pieces(" · ".join(part for part in (row.unit, row.post) if part), words),
        "" if row.on_duty else "不在岗",
    )


def _debts(look: Look) -> Group:
    wanted = arrears.Wanted(as_of=look.on, q=look.words)
    rows = look.rows(arrears.listing(look.user, look.on, wanted), "arrears")
    return look.group("arrears", "欠款", rows, [_debt(row, look.words) for row in rows[:SHOWN]])


def _debt(row: Any, words: str) -> Hit:
    return Hit(
        pieces(f"{row.debtor}欠{row.creditor}", words),
        f"/arrears/{row.number}",
        pieces(f"{row.number} · {row.contract}", words),
        f"余额 {wan(row.balance)} 万元",
    )


def _petitions(look: Look) -> Group:
    asked = petitions.Asked(q=look.words)
    rows = look.rows(petitions.listing(look.user, look.on, asked), "petitions")
    hits = [_petition(row, look.words) for row in rows[:SHOWN]]
    return look.group("petitions", "信访", rows, hits)


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
