"""The list of enterprises: what it is narrowed to, its columns, and what stands beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    bindparam,
    cast,
    exists,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute

from assist.accounts.models import User
from assist.cadres.models import Unit
from assist.db import db, every_word, holds_words, rows
from assist.enterprises.models import (
    Contact,
    Enterprise,
    FourUp,
    Industry,
    KeyYear,
    Pairing,
    PairingLiaison,
    Running,
    Size,
)
from assist.enterprises.queries.scope import holds, own_ids, seen_by, visible_only
from assist.lib.text import folded, like_pattern, mask_phone
from assist.web.paging import Page, paginate_built

#: Filled by the factory: the last day of contact and the number of open problems, by enterprise.
last_contacts: list[Callable[[Sequence[int]], dict[int, date]]] = []
open_problems: list[Callable[[Sequence[int], User, date], dict[int, int]]] = []


@dataclass(frozen=True)
class Wanted:
    """What a list of enterprises is narrowed to, and its order."""

    q: str = ""
    year: int | None = None
    area: str = ""
    industry: Industry | None = None
    size: Size | None = None
    four_up: FourUp | None = None
    running: Running | None = None
    tag: str = ""
    paired: bool | None = None
    withdrawn: bool = False
    #: Only what is paired with the reader.
    own: bool = False
    sort: str = ""


#: Plain tables: through the mapped class every account would be joined to its cadre first.
People = User.__table__
Leader = People.alias("leader")

SORTS: dict[str, tuple[ColumnElement[Any], ...]] = {
    "name": (Enterprise.pinyin.expression, Enterprise.id.expression),
    "-name": (Enterprise.pinyin.desc(), Enterprise.id.desc()),
    "area": (Enterprise.area.expression, Enterprise.pinyin.expression, Enterprise.id.expression),
    "-area": (Enterprise.area.desc(), Enterprise.pinyin.desc(), Enterprise.id.desc()),
}


def search(q: str) -> ColumnElement[bool]:
    """The condition that a name, short name or other name of an enterprise, its initials or its
    code holds each of the words: the one by which every list looks for enterprises."""
    return every_word(folded(q), lambda word: holds_words(word, Enterprise.sought, folded=True))


def sought(q: str) -> Select[Any]:
    """Ids of the enterprises that the words mean, whoever may open them."""
    return select(Enterprise.id).where(search(q))


def listing(user: User, on: date, wanted: Wanted) -> Select[Any]:
    """Plain columns of the visible enterprises and the pairing of that day."""
    statement = (
        select(
            Enterprise.id,
            Enterprise.code,
            Enterprise.name,
            Enterprise.short_name,
            Enterprise.area,
            Enterprise.running,
            Enterprise.withdrawn,
            Pairing.id.label("pairing_id"),
            Leader.c.name.label("leader"),
            Unit.name.label("lead_unit"),
            Unit.short_name.label("lead_unit_short"),
        )
        .outerjoin(Pairing, and_(Pairing.enterprise_id == Enterprise.id, holds(on)))
        .outerjoin(Leader, Leader.c.id == Pairing.leader_id)
        .outerjoin(Unit, Unit.id == Pairing.lead_unit_id)
        .where(Enterprise.withdrawn.is_(wanted.withdrawn))
        .order_by(*SORTS.get(wanted.sort, SORTS["name"]))
    )
    narrowed: Select[Any] = statement.where(*_conditions(wanted))
    if wanted.own:
        narrowed = narrowed.where(Enterprise.id.in_(own_ids(user, on)))
    return visible_only(narrowed, user, on)


def listed(user: User, on: date, wanted: Wanted) -> Page[Any]:
    """A page of the list."""
    return paginate_built(
        ("enterprises", wanted, *seen_by(user, on)),
        lambda: (listing(user, on, wanted), counting(user, on, wanted)),
    )


def counting(user: User, on: date, wanted: Wanted) -> Select[Any]:
    """What is counted of the list: the same enterprises, and no table that no condition asks."""
    statement: Select[Any] = (
        select(Enterprise.id)
        .where(Enterprise.withdrawn.is_(wanted.withdrawn))
        .where(*_conditions(replace(wanted, year=None)))
    )
    if wanted.year is not None:
        statement = statement.join(KeyYear).where(KeyYear.year == wanted.year)
    if wanted.paired is not None:
        pairing = and_(Pairing.enterprise_id == Enterprise.id, holds(on))
        statement = statement.outerjoin(Pairing, pairing)
    if wanted.own:
        statement = statement.where(Enterprise.id.in_(own_ids(user, on)))
    return visible_only(statement, user, on)


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [search(wanted.q)] if wanted.q else []
    if wanted.year is not None:
        key = KeyYear.enterprise_id == Enterprise.id, KeyYear.year == wanted.year
        found.append(exists().where(*key))
    for column in (Enterprise.industry, Enterprise.size, Enterprise.running):
        member = getattr(wanted, column.key)
        if member is not None:
            found.append(column == member)
    if wanted.area:
        found.append(Enterprise.area == wanted.area)
    found += _holding(Enterprise.four_up, wanted.four_up.label if wanted.four_up else "")
    found += _holding(Enterprise.tags, wanted.tag)
    if wanted.paired is not None:
        found.append(Pairing.id.is_not(None) if wanted.paired else Pairing.id.is_(None))
    return found


def _holding(column: InstrumentedAttribute[str], part: str) -> list[ColumnElement[bool]]:
    """The condition that a list with 、 between holds the whole part."""
    if not part:
        return []
    return [("、" + column + "、").like(like_pattern(f"、{part}、"), escape="\\")]


LIAISONS = (
    select(PairingLiaison.pairing_id, People.c.name)
    .join(People, People.c.id == PairingLiaison.cadre_id)
    .where(PairingLiaison.pairing_id.in_(bindparam("ids", expanding=True)))
    .order_by(PairingLiaison.pairing_id, People.c.account)
)


def liaison_names(pairing_ids: Iterable[int | None]) -> dict[int, list[str]]:
    """The names of the liaisons by pairing."""
    ids = [number for number in pairing_ids if number is not None]
    names: dict[int, list[str]] = {}
    for pairing_id, name in rows(LIAISONS, {"ids": ids}) if ids else ():
        names.setdefault(pairing_id, []).append(name)
    return names


def first_contacts(enterprise_ids: Sequence[int], in_full: bool) -> dict[int, tuple[str, str, str]]:
    """Name, post and phone, masked unless wanted in full, of each one's first contact."""
    statement = (
        select(Contact.enterprise_id, Contact.name, Contact.post, Contact.phone)
        .where(Contact.enterprise_id.in_(enterprise_ids))
        .order_by(Contact.enterprise_id, Contact.position.desc(), Contact.id.desc())
    )
    return {
        row.enterprise_id: (row.name, row.post, row.phone if in_full else mask_phone(row.phone))
        for row in db.session.execute(statement)
    }


def different(column: InstrumentedAttribute[Any], most: int = 200) -> Select[Any]:
    """The different values of an indexed column in order, read by hopping from one to the next.

    SELECT DISTINCT would read the whole index; this costs as many steps as there are values.
    """
    first = select(func.min(column).label("value")).cte(f"{column.key}_hop", recursive=True)
    after = select(func.min(column)).where(column > first.c.value).scalar_subquery()
    hops = first.union_all(select(after).where(first.c.value.is_not(None)))
    return select(hops.c.value).where(hops.c.value.is_not(None)).limit(most)


CHOICES = union_all(
    *(
        select(literal(column.key).label("kind"), cast(found.c.value, String).label("value"))
        for column in (Enterprise.area, KeyYear.year)
        for found in [different(column).subquery(f"{column.key}_found")]
    )
)


def choices(on: date) -> dict[str, Any]:
    """The areas in order, and the years with key enterprises, this one too; one query."""
    found = rows(CHOICES)
    years = {on.year, *(int(row.value) for row in found if row.kind == "year")}
    return {
        "areas": [row.value for row in found if row.kind == "area" and row.value],
        "years": sorted(years, reverse=True),
    }


def last_days(enterprise_ids: Sequence[int]) -> dict[int, date]:
    """The last day of contact, of those that had any."""
    return {key: day for call in last_contacts for key, day in call(enterprise_ids).items()}


def open_counts(enterprise_ids: Sequence[int], user: User, on: date) -> dict[int, int]:
    """The number of open problems that the user may open, of those that have any."""
    return {
        key: count
        for call in open_problems
        for key, count in call(enterprise_ids, user, on).items()
    }


def export_rows(statement: Select[Any], user: User, on: date, in_full: bool) -> list[list[Any]]:
    """Every row of the list as the workbook has it, with the first contact."""
    found = db.session.execute(statement).all()
    ids = [row.id for row in found]
    names = liaison_names(row.pairing_id for row in found)
    contacts, last = first_contacts(ids, in_full), last_days(ids)
    still_open = open_counts(ids, user, on)
    return [
        [
            row.code,
            row.name,
            row.short_name,
            row.area,
            row.running,
            row.leader,
            row.lead_unit,
            names.get(row.pairing_id, []),
            *contacts.get(row.id, ("", "", "")),
            last.get(row.id),
            still_open.get(row.id, 0),
        ]
        for row in found
    ]
