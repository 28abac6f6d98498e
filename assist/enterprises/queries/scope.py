"""Reading enterprises: whose they are, who sees them, and by which code they are named."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, false, or_, select, union
from sqlalchemy.orm import joinedload, selectinload
from werkzeug.exceptions import NotFound

from assist.accounts.models import User
from assist.cadres.models import Cadre, Unit, reader
from assist.db import Whole, built, db, rows
from assist.enterprises.models import Enterprise, Pairing, PairingLiaison, Substitution
from assist.lib.days import chinese_day
from assist.lib.text import code
from assist.web.access import Permission

IdsOf = Callable[[Cadre, date], Select[Any]]

#: Filled by the factory: ids of enterprises that a cadre sees besides the paired ones
#: (a companion's visits, the own unit's problems).
also_visible: list[IdsOf] = []
#: Filled by the factory: of these, the ones whose phone numbers may be shown in full
#: (a handler's own problems).
also_revealed: list[IdsOf] = []

#: Enterprises by code that a bulk reader has looked up beforehand.
_known: ContextVar[dict[str, Enterprise] | None] = ContextVar("known enterprises", default=None)


def holds(on: date) -> ColumnElement[bool]:
    """The condition of a pairing in force on that day; the end day still belongs to it."""
    return and_(Pairing.start_on <= on, or_(Pairing.end_on.is_(None), Pairing.end_on >= on))


def stands_in(on: date) -> ColumnElement[bool]:
    """The condition of a 请假代理 that holds on that day."""
    begun = and_(Substitution.start_on <= on, Substitution.end_on >= on)
    return and_(begun, or_(Substitution.ended_on.is_(None), Substitution.ended_on > on))


def own_pairings(
    user: User, *conditions: ColumnElement[bool], on: date | None = None
) -> Select[Any]:
    """Number and enterprise of the pairings that name the user, as liaison or leader, or the unit;
    with a day those too of the people for whom the user stands in then.

    Each of the ways has an index of its own; with OR between them none would be used.
    """
    pairings = select(Pairing.id, Pairing.enterprise_id).where(*conditions)
    if not isinstance(user, Cadre):
        return select(pairings.where(false()).subquery("own"))
    liaison = pairings.join(PairingLiaison, PairingLiaison.pairing_id == Pairing.id)
    ways = [
        pairings.where(Pairing.leader_id == user.id),
        liaison.where(PairingLiaison.cadre_id == user.id),
    ]
    if user.may(Permission.PAIRING_READ):  # a handler of the lead unit is none of its 联企干部
        ways.append(pairings.where(Pairing.lead_unit_id == user.unit_id))
    if on is not None:
        absent = select(Substitution.absent_id).where(
            Substitution.substitute_id == user.id, stands_in(on)
        )
        ways.append(pairings.where(Pairing.leader_id.in_(absent)))
        ways.append(liaison.where(PairingLiaison.cadre_id.in_(absent)))
    every = union(*ways).subquery("own")
    return select(every)


def own_ids(user: User, on: date) -> Select[Any]:
    """Ids of what is paired on that day with the user, as liaison or leader, with the unit, or
    with somebody for whom the user stands in."""
    every = own_pairings(user, holds(on), on=on).subquery("own_enterprises")
    return select(every.c.enterprise_id)


def seen_by(user: User, on: date) -> tuple[Hashable, ...]:
    """All by which statements of what one sees differ: the key under which they are kept."""
    return (*also_visible, *reader(user, on))


def visible_ids(user: User, on: date) -> Select[Any] | None:
    """Ids of the enterprises that the user may open on that day; None means all of them."""
    if user.may(Permission.ENTERPRISE_READ_ALL):
        return None
    return _with(own_ids(user, on), also_visible, user, on)


def revealed_ids(user: User, on: date) -> Select[Any] | None:
    """Ids of the enterprises whose phones the user may see in full; None means all of them."""
    if not user.may(Permission.CONTACT_REVEAL):
        return select(Enterprise.id).where(false())
    if user.may(Permission.ENTERPRISE_READ_ALL):
        return None
    return _with(own_ids(user, on), also_revealed, user, on)


def _with(ids: Select[Any], further: list[IdsOf], user: User, on: date) -> Select[Any]:
    if not further or not isinstance(user, Cadre):
        return ids
    every = union(ids, *(call(user, on) for call in further)).subquery()
    return select(every.c[0])


def is_paired(user: User, enterprise_id: int, on: date) -> bool:
    """Whether the enterprise is the user's own on that day."""
    statement = built(("paired", *reader(user, on)), lambda: _one_of(own_ids(user, on)))
    return bool(rows(statement, {"wanted": enterprise_id}))


def stood_in_for(user: User, enterprise_id: int, on: date) -> str:
    """For whom the user acts on that enterprise, by name; nothing where it is the user's own."""
    if user.may(Permission.ENTERPRISE_READ_ALL) or not isinstance(user, Cadre):
        return ""
    own = own_pairings(user, Pairing.enterprise_id == enterprise_id, holds(on))
    if rows(own):
        return ""
    people = User.__table__
    of = Pairing.id == PairingLiaison.pairing_id
    named = or_(
        Substitution.absent_id == Pairing.leader_id,
        Substitution.absent_id == PairingLiaison.cadre_id,
    )
    statement = (
        select(people.c.name)
        .distinct()
        .select_from(Pairing)
        .outerjoin(PairingLiaison, of)
        .join(Substitution, named)
        .join(people, people.c.id == Substitution.absent_id)
        .where(Pairing.enterprise_id == enterprise_id, holds(on))
        .where(Substitution.substitute_id == user.id, stands_in(on))
        .order_by(people.c.name)
    )
    return "、".join(row[0] for row in rows(statement))


def on_behalf(user: User, enterprise_id: int, on: date) -> str:
    """What the log adds to a sentence of whoever stands in for somebody on leave."""
    names = stood_in_for(user, enterprise_id, on)
    return f"（代{names}）" if names else ""


def own_list(user: User, on: date) -> list[int]:
    """The ids of the user's own enterprises on that day."""
    statement = built(("own", *reader(user, on)), lambda: own_ids(user, on))
    return [row[0] for row in rows(statement)]


def _one_of(ids: Select[Any]) -> Select[Any]:
    found = ids.subquery()
    return select(found.c[0]).where(found.c[0] == bindparam("wanted")).limit(1)


def may_reveal(user: User, enterprise_id: int, on: date, *, own: bool = False) -> bool:
    """Whether the user may see the enterprise's phone numbers in full; `own` where it is known to
    be the user's, which is enough."""
    if own and user.may(Permission.CONTACT_REVEAL):
        return True
    ids = revealed_ids(user, on)
    if ids is None:
        return True
    return bool(rows(_one_of(ids), {"wanted": enterprise_id}))


def visible_only(statement: Select[Any], user: User, on: date) -> Select[Any]:
    """The statement over Enterprise, narrowed to what the user may open."""
    ids = visible_ids(user, on)
    return statement if ids is None else statement.where(Enterprise.id.in_(ids))


def get_visible(user: User, code: str, on: date, *, whole: bool = False) -> Enterprise:
    """The enterprise of that code; somebody else's is as absent as one that does not exist.

    `whole` reads its contacts and key years in the same query.
    """
    found: Enterprise | None = None
    if len(code) == 18 and code.isascii() and code.isalnum():
        key = ("enterprise", whole, *seen_by(user, on))
        statement = built(key, lambda: _named(user, on, whole))
        db.session.flush()  # what this request has changed itself
        if whole:
            found = db.session.scalars(statement, {"code": code}).unique().one_or_none()
        elif plain := rows(statement, {"code": code}):
            found = _plain().made(plain[0])
    if found is None:
        raise NotFound
    return found


@cache
def _plain() -> Whole[Enterprise]:
    return Whole(Enterprise, list(Enterprise.__table__.c))


def _named(user: User, on: date, whole: bool) -> Select[Any]:
    asked = select(Enterprise) if whole else select(Enterprise.__table__)
    statement = asked.where(Enterprise.code == bindparam("code"))
    if whole:
        parts = (joinedload(Enterprise.contacts), joinedload(Enterprise.key_years))
        statement = statement.options(*parts)
    return visible_only(statement, user, on)


def by_code(code: str) -> Enterprise | None:
    """The enterprise of that code, whoever asks."""
    known = _known.get()
    if known is not None:
        return known.get(code)
    if "\x00" in code:  # PostgreSQL refuses the question itself
        return None
    return db.session.scalars(select(Enterprise).where(Enterprise.code == code)).one_or_none()


def in_bulk() -> bool:
    """Whether thousands of rows are being read, which may name what has been merged since."""
    return _known.get() is not None


@contextmanager
def known(enterprises: dict[str, Enterprise]) -> Iterator[None]:
    """Let `by_code`, and so `EnterpriseField`, look in here: for thousands of rows."""
    token = _known.set(enterprises)
    try:
        yield
    finally:
        _known.reset(token)


def pairing_in_force(enterprise_id: int, on: date) -> Pairing | None:
    """The enterprise's pairing on that day, with leader, unit and liaisons."""
    statement = (
        select(Pairing)
        .where(Pairing.enterprise_id == enterprise_id, holds(on))
        .options(selectinload(Pairing.leader), joinedload(Pairing.lead_unit))
        .order_by(Pairing.start_on.desc(), Pairing.id.desc())
        .limit(1)
    )
    return db.session.scalars(statement).unique().one_or_none()


def pairings_of(enterprise_id: int) -> list[Pairing]:
    """Every pairing of an enterprise, the newest first, with its people."""
    statement = (
        select(Pairing)
        .where(Pairing.enterprise_id == enterprise_id)
        .options(
            joinedload(Pairing.leader).lazyload(User.role_rows),
            joinedload(Pairing.lead_unit),
            selectinload(Pairing.liaisons).lazyload(User.role_rows),
        )
        .order_by(Pairing.start_on.desc(), Pairing.id.desc())
    )
    return list(db.session.scalars(statement).unique())


#: A plain table: through the mapped class every account would be joined to its cadre first.
LEADER = User.__table__.alias("leader")


def helped_by(enterprise_id: int) -> list[Any]:
    """Every pairing of an enterprise in plain columns, the newest first, with the liaisons."""
    columns: tuple[Any, ...] = (
        Pairing.id,
        Pairing.start_on,
        Pairing.end_on,
        Pairing.basis,
        LEADER.c.name.label("leader"),
        Unit.name.label("unit"),
    )
    statement = (
        select(*columns)
        .join(LEADER, LEADER.c.id == Pairing.leader_id)
        .join(Unit, Unit.id == Pairing.lead_unit_id)
        .where(Pairing.enterprise_id == enterprise_id)
        .order_by(Pairing.start_on.desc(), Pairing.id.desc())
    )
    return list(db.session.execute(statement))


def covered_by(people: Iterable[int], on: date) -> dict[int, str]:
    """Who stands in on that day for these people, and until when, by the absent one."""
    ids = list(dict.fromkeys(people))
    name, last = LEADER.c.name, Substitution.end_on
    statement = (
        select(Substitution.absent_id, name, last)
        .join(LEADER, LEADER.c.id == Substitution.substitute_id)
        .where(Substitution.absent_id.in_(ids), stands_in(on))
    )
    found = db.session.execute(statement) if ids else ()
    return {row[0]: f"由{row[1]}代理到{chinese_day(row[2])}" for row in found}


def named(parts: Sequence[str]) -> tuple[list[Enterprise], list[str]]:
    """The enterprises meant by credit codes, names or short names, and the parts that mean none."""
    names = {part: code(part) for part in parts}
    statement = select(Enterprise).where(
        or_(
            Enterprise.code.in_(set(names.values())),
            Enterprise.name.in_(parts),
            Enterprise.short_name.in_(parts),
            Enterprise.aliases != "",  # few have any
        ),
        Enterprise.merged_into_id.is_(None),
    )
    by_word: dict[str, set[Enterprise]] = {}
    for row in db.session.scalars(statement):
        for word in {row.code, row.name, row.short_name, *row.alias_list} - {""}:
            by_word.setdefault(word, set()).add(row)
    found: list[Enterprise] = []
    wrong = []
    for part, as_code in names.items():
        same = by_word.get(as_code) or by_word.get(part) or set()
        if len(same) == 1:
            found.extend(same)
        else:
            wrong.append(part)
    return list(dict.fromkeys(found)), wrong
