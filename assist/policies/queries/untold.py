"""Whom a policy is meant for, who was not told of it, and who is to tell each of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    exists,
    false,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.orm import InstrumentedAttribute

from assist.accounts.models import User
from assist.audit.queries import remembered
from assist.cadres.models import Cadre, Unit
from assist.db import db
from assist.enterprises.models import (
    Enterprise,
    Industry,
    Pairing,
    PairingLiaison,
    Running,
    Size,
)
from assist.enterprises.queries import holds, search, seen_by, visible_ids
from assist.lib.text import split_list
from assist.policies.models import Delivery, Policy
from assist.policies.rules import members_in
from assist.web.paging import Page, page_number

#: Plain tables: through the mapped class every account would be joined to its cadre first.
People = User.__table__
Posts = Cadre.__table__
#: Who is to tell an enterprise that is paired with nobody.
NOBODY = 0
#: So many who are to tell stand on a page, and so many enterprises with each of them.
TELLERS, EACH = 15, 10
#: So many enterprises stand on a page of one who is to tell.
OF_ONE = 15
#: So many choices a filter offers.
CHOICES = 50


def meant_for(policy: Policy) -> ColumnElement[bool]:
    """The condition of an enterprise that the policy fits: `rules.fits` in SQL."""
    respects: list[ColumnElement[bool]] = []
    if policy.for_four_up:
        respects.append(_holding(Enterprise.four_up, split_list(policy.for_four_up)))
    if policy.for_industry:
        respects.append(Enterprise.industry.in_(members_in(Industry, policy.for_industry)))
    if policy.for_size:
        respects.append(Enterprise.size.in_(members_in(Size, policy.for_size)))
    if policy.for_tags:
        respects.append(_holding(Enterprise.tags, split_list(policy.for_tags)))
    return and_(true(), *respects)


def meant_by(enterprise: Enterprise) -> ColumnElement[bool]:
    """The same from the other side: the condition of a policy that fits the enterprise."""
    has: tuple[tuple[InstrumentedAttribute[str], list[str]], ...] = (
        (Policy.for_four_up, split_list(enterprise.four_up)),
        (Policy.for_industry, [enterprise.industry.label] if enterprise.industry else []),
        (Policy.for_size, [enterprise.size.label] if enterprise.size else []),
        (Policy.for_tags, enterprise.tag_list),
    )
    return and_(*(or_(wanted == "", _holding(wanted, parts)) for wanted, parts in has))


def _holding(listed: InstrumentedAttribute[str], parts: Sequence[str]) -> ColumnElement[bool]:
    """The condition that a list with 、 between holds one of the parts.

    LIKE minds no capitals on one engine and minds them on the other; `replace` always does.
    """
    text = "、" + listed + "、"
    return or_(false(), *(func.replace(text, f"、{part}、", "") != text for part in parts))


def told_of(policy_id: int) -> ColumnElement[bool]:
    """The condition of an enterprise that was told of the policy, on whatever day and way."""
    return exists().where(
        Delivery.policy_id == policy_id, Delivery.enterprise_id == Enterprise.id, Delivery.valid
    )


@dataclass(frozen=True)
class Fit:
    """How many enterprises a policy is meant for, and how many of them were told."""

    meant: int
    told: int
    #: Whether only the reader's own enterprises were looked at.
    own: bool

    @property
    def untold(self) -> int:
        """How many were not told yet."""
        return self.meant - self.told


def fit(policy: Policy, user: User, on: date) -> Fit:
    """The policy's numbers among the enterprises that the user may open."""
    told = func.count(Enterprise.id).filter(told_of(policy.id))
    statement = select(func.count(Enterprise.id), told).where(_reached(policy, user, on))
    row = db.session.execute(statement).one()
    return Fit(row[0], row[1], visible_ids(user, on) is not None)


@dataclass(frozen=True)
class Untold:
    """What the list of those not told is narrowed to."""

    q: str = ""
    #: By whom they are to be told; NOBODY is who is paired with nobody.
    cadre: int | None = None
    unit: int | None = None

    @property
    def narrowed(self) -> bool:
        """Whether anything was asked for."""
        return bool(self.q or self.cadre is not None or self.unit)


@dataclass(frozen=True)
class Teller:
    """Who is to tell, and the first of the enterprises that wait for it."""

    id: int
    name: str
    unit: str
    waiting: int
    #: Whether it is the reader.
    own: bool
    rows: Sequence[Any] = ()


@dataclass(frozen=True)
class ByTeller:
    """Those not told, by who is to tell them."""

    #: Of one who was asked for the enterprises are paged, else those who are to tell.
    page: Page[Any]
    tellers: Sequence[Teller]
    waiting: int
    cadres: Sequence[tuple[int, str]]
    units: Sequence[tuple[int, str]]


def _teller(user: User, asked: Untold) -> ColumnElement[int]:
    """Who is to tell an enterprise: the reader or whoever was asked for, where they are among its
    联络员; else the first 联络员, the leader where there is none."""
    of = PairingLiaison.pairing_id == Pairing.id
    first = (
        select(PairingLiaison.cadre_id)
        .join(People, People.c.id == PairingLiaison.cadre_id)
        .where(of)
        .order_by(People.c.account)
        .limit(1)
        .correlate(Pairing)
        .scalar_subquery()
    )
    whom = asked.cadre or user.id
    among = exists().where(of, PairingLiaison.cadre_id == whom).correlate(Pairing)
    return case((among, whom), else_=func.coalesce(first, Pairing.leader_id, NOBODY))


def _narrowed(policy: Policy, user: User, on: date, asked: Untold) -> Select[Any]:
    """Plain columns of those not told, with who is to tell them."""
    columns: tuple[Any, ...] = (
        Enterprise.id,
        Enterprise.code,
        Enterprise.name,
        Enterprise.pinyin,
        Enterprise.area,
        Enterprise.four_up,
        Enterprise.size,
        Enterprise.tags,
        Pairing.lead_unit_id,
        _teller(user, asked).label("teller"),
    )
    statement = (
        select(*columns)
        .outerjoin(Pairing, and_(Pairing.enterprise_id == Enterprise.id, holds(on)))
        .where(_reached(policy, user, on), ~told_of(policy.id))
    )
    if asked.q:
        statement = statement.where(search(asked.q))
    return statement if asked.unit is None else statement.where(Pairing.lead_unit_id == asked.unit)


def untold(policy: Policy, user: User, on: date, asked: Untold | None = None) -> Select[Any]:
    """Those it is meant for and that were not told of it, by who is to tell them: the reader's
    own first, who is paired with nobody last."""
    asked = asked or Untold()
    rows = _narrowed(policy, user, on, asked).subquery("untold")
    columns = (
        *rows.c,
        People.c.name.label("cadre"),
        Unit.name.label("unit"),
    )
    statement: Select[Any] = (
        select(*columns)
        .select_from(rows)
        .outerjoin(People, People.c.id == rows.c.teller)
        .outerjoin(Posts, Posts.c.id == rows.c.teller)
        .outerjoin(Unit, Unit.id == rows.c.lead_unit_id)
        .order_by(*_order(rows.c.teller, user), rows.c.pinyin, rows.c.id)
    )
    return statement if asked.cadre is None else statement.where(rows.c.teller == asked.cadre)


def _order(teller: ColumnElement[int], user: User) -> tuple[ColumnElement[Any], ...]:
    last = case((teller == user.id, 0), (teller == NOBODY, 2), else_=1)
    return last, Posts.c.pinyin, teller


def _tellers(policy: Policy, user: User, on: date, asked: Untold) -> Sequence[tuple[int, int]]:
    """All who are to tell, each with how many; without a search counted once a write, since it
    looks at every enterprise. Numbers alone: names are read for those who are shown."""
    key = ("untold", policy.id, asked, *seen_by(user, on))
    return (
        _counted(policy, user, on, asked)
        if asked.q
        else remembered(key, lambda: _counted(policy, user, on, asked))
    )


def _counted(policy: Policy, user: User, on: date, asked: Untold) -> Sequence[tuple[int, int]]:
    rows = _narrowed(policy, user, on, asked).subquery("untold")
    statement = (
        select(rows.c.teller, func.count())
        .select_from(rows)
        .outerjoin(Posts, Posts.c.id == rows.c.teller)
        .group_by(rows.c.teller, Posts.c.pinyin)
        .order_by(*_order(rows.c.teller, user))
    )
    return [(row[0], row[1]) for row in db.session.execute(statement)]


def _named(user: User, counts: Sequence[tuple[int, int]]) -> list[Teller]:
    """The same with name and unit; one query."""
    brief = func.coalesce(func.nullif(Unit.short_name, ""), Unit.name)
    statement = (
        select(Posts.c.id, People.c.name, brief.label("unit"))
        .select_from(Posts)
        .join(People, People.c.id == Posts.c.id)
        .join(Unit, Unit.id == Posts.c.unit_id)
        .where(Posts.c.id.in_([number for number, _ in counts]))
    )
    known = {row.id: (row.name, row.unit) for row in db.session.execute(statement)}
    return [
        Teller(number, *known.get(number, ("", "")), waiting, number == user.id)
        for number, waiting in counts
    ]


def untold_by(policy: Policy, user: User, on: date, asked: Untold) -> ByTeller:
    """A page of those not told: with those who are to tell, or of the one who was asked for."""
    every, number = _tellers(policy, user, on, asked), page_number()
    start = (number - 1) * TELLERS
    here = [one for one in every if one[0] == asked.cadre]
    if asked.cadre is None:
        here = list(every[start : start + TELLERS])
    named = _named(user, list(dict.fromkeys([*every[:CHOICES], *here])))
    cadres, units = _offered(named[:CHOICES]), _units(policy, user, on)
    wanted = {key for key, _ in here}
    tellers = [one for one in named if one.id in wanted]
    if asked.cadre is None:
        shown = _with_rows(policy, user, on, asked, tellers)
        page: Page[Any] = Page(shown, number, len(every), TELLERS)
        return ByTeller(page, shown, sum(waiting for _, waiting in every), cadres, units)
    one = tellers[0] if tellers else None
    statement = untold(policy, user, on, asked).limit(OF_ONE).offset((number - 1) * OF_ONE)
    rows = db.session.execute(statement).all() if one else []
    page = Page(rows, number, one.waiting if one else 0, OF_ONE)
    tellers = [replace(one, rows=rows)] if one and rows else []
    if one and one.id and (one.id, one.name) not in cadres:
        cadres.append((one.id, one.name))
    return ByTeller(page, tellers, page.total, cadres, units)


def _offered(tellers: Sequence[Teller]) -> list[tuple[int, str]]:
    return [(one.id, one.name) for one in tellers if one.id]


def _with_rows(
    policy: Policy, user: User, on: date, asked: Untold, tellers: Sequence[Teller]
) -> list[Teller]:
    """The first enterprises of each; one query."""
    rows = _narrowed(policy, user, on, asked).subquery("untold")
    place = func.row_number().over(partition_by=rows.c.teller, order_by=(rows.c.pinyin, rows.c.id))
    placed = (
        select(*rows.c, place.label("place"))
        .where(rows.c.teller.in_([one.id for one in tellers]))
        .subquery("placed")
    )
    statement = select(placed).where(placed.c.place <= EACH).order_by(placed.c.place)
    found: dict[int, list[Any]] = {}
    for row in db.session.execute(statement) if tellers else ():
        found.setdefault(row.teller, []).append(row)
    return [replace(one, rows=found.get(one.id, [])) for one in tellers]


def _units(policy: Policy, user: User, on: date) -> list[tuple[int, str]]:
    """The 牵头部门 of those not told, some of them."""
    paired = exists().where(
        Pairing.lead_unit_id == Unit.id,
        Pairing.enterprise_id == Enterprise.id,
        holds(on),
        _reached(policy, user, on),
        ~told_of(policy.id),
    )
    statement = select(Unit.id, Unit.name).where(paired).order_by(Unit.name, Unit.id)
    return [(row.id, row.name) for row in db.session.execute(statement.limit(CHOICES))]


def _reached(policy: Policy, user: User, on: date) -> ColumnElement[bool]:
    """Whom it fits of those the user may open and who can still be told: not withdrawn or gone."""
    ids = visible_ids(user, on)
    return and_(
        Enterprise.withdrawn.is_(False),
        or_(Enterprise.running.is_(None), Enterprise.running != Running.CLOSED),
        meant_for(policy),
        true() if ids is None else Enterprise.id.in_(ids),
    )


def first_untold(policy: Policy, user: User, on: date, most: int) -> Sequence[Any]:
    """The first few of them."""
    return db.session.execute(untold(policy, user, on).limit(most)).all()


def untold_rows(policy: Policy, user: User, on: date, asked: Untold) -> list[list[Any]]:
    """All of them as the workbook has them."""
    return [
        [
            row.code,
            row.name,
            row.area,
            row.four_up,
            row.size.label if row.size else "",
            row.tags,
            row.cadre or "未结对",
            row.unit or "",
        ]
        for row in db.session.execute(untold(policy, user, on, asked))
    ]
