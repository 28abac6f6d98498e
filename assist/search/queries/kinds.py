"""How each kind is asked: by its own list's statement, narrowed by one condition over the texts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import (
    Select,
    func,
    select,
    union_all,
)

from assist.accounts.models import User
from assist.arrears import queries as arrears
from assist.cadres import queries as cadres
from assist.cadres.models import Unit
from assist.db import holds_words, rows
from assist.enterprises import queries as enterprises
from assist.enterprises.models import Contact, Enterprise
from assist.lib.money import wan
from assist.petitions import queries as petitions
from assist.policies import queries as policies
from assist.policies.models import Policy
from assist.problems import queries as problems
from assist.problems.models import Problem
from assist.problems.queries import Filters, Tab
from assist.problems.queries.scope import HELD, holder_words
from assist.search.models import KEPT
from assist.search.queries import index
from assist.search.queries.index import Reach
from assist.search.queries.look import EACH, SHOWN, Look, Word, at_most, shown_first
from assist.search.rules import COUNTED, Group, Hit, Piece, pieces
from assist.visits import queries as visits
from assist.visits.models import NOTHING_NEW
from assist.web.access import Permission as P


def _enterprises(look: Look) -> Group:
    def every() -> Select[Any]:
        listing = enterprises.listing(look.user, look.on, enterprises.Wanted())
        meant = [*(word.means for word in look.each), *look.within("enterprises")]
        if look.wide and len(look.parts) == 1:
            meant = [Enterprise.id.in_(EACH[0].named)]
        return shown_first(listing.add_columns(Enterprise.pinyin).where(*meant), "pinyin", "id")

    found = look.rows("enterprises", every) if all(look.named) or not look.wide else []
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


def by_phone(user: User, on: date, phone: str) -> Group:
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
    board = problems.board_select(Filters(tab=Tab.ALL, newest=True), look.user, look.on)
    every = at_most(board.where(look.says("problems"), *look.within("problems")))
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
        found = listed.where(look.says("visits"), *look.within("visits"))
        return shown_first(found, "-held_on", "-id")

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
        said = look.hold(Policy.number, Policy.title, Policy.issuer)
        undated = Policy.issued_on.is_(None).label("undated")
        listed = policies.listing(look.on, policies.Wanted()).add_columns(undated)
        return shown_first(listed.where(said), "undated", "-issued_on", "-id")

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
    units = [one is not Reach.NONE for one in look.reach("units")]
    ways = list(zip(look.reach("cadres"), units, strict=True))

    def every() -> Select[Any]:
        user, cadre = cadres.USER.c, cadres.CADRE.c
        meant = select(cadre.id).join(cadres.USER, user.id == cadre.id).where(user.enabled)
        for word, way in zip(look.each, ways, strict=True):
            meant = meant.where(cadre.id.in_(_meant_by(look, word, *way)))
        few = at_most(meant)
        listed = cadres.people(cadres.Filter()).add_columns(cadre.unit_id)
        return shown_first(listed.where(cadre.id.in_(select(few.c.id))), "unit_id", "id")

    nobody = (Reach.NONE, False) in ways
    found = look.rows("cadres", every, *ways) if not nobody else []
    paired = look.user.may(P.PAIRING_READ)
    hits = [_person(row, look.words, paired) for row in found]
    return look.group("cadres", "干部", found, hits)


def _meant_by(look: Look, word: Word, reach: Reach, by_unit: bool) -> Any:
    """The people whom a word means, by what they are called or by their unit."""
    cadre = cadres.CADRE.c
    each = []
    if reach is not Reach.NONE:
        named = select(cadre.id).where(holds_words(word.name, cadre.sought, folded=True))
        few = index.records("cadres", f"cadres{word.place}")
        each.append(named.where(cadre.id.in_(few)) if reach is Reach.FEW else named)
    if by_unit:
        units = select(Unit.id).where(look.holds(word, *KEPT["units"].texts))
        each.append(select(cadre.id).where(cadre.unit_id.in_(units)))
    return union_all(*each)


def _person(row: Any, words: str, paired: bool) -> Hit:
    return Hit(
        pieces(row.name, words),
        f"/pairings?state=all&liaison={row.id}" if paired else None,
        pieces(" · ".join(part for part in (row.unit, row.post) if part), words),
        "" if row.on_duty else "不在岗",
    )


def _debts(look: Look) -> Group:
    def every() -> Select[Any]:
        listed = arrears.listing(look.user, look.on, arrears.Wanted(as_of=look.on))
        return shown_first(listed.where(look.says("arrears"), *look.within("arrears")), "-id")

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
        found = listed.where(look.says("petitions"), *look.within("petitions"))
        return shown_first(found, "-received_on", "-id")

    found = look.rows("petitions", every, "petitions" in look.whole)
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
