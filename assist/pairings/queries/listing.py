"""Reading pairings: one's own or all, now or before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import joinedload, selectinload
from werkzeug.exceptions import NotFound

from assist.accounts.models import User
from assist.cadres.models import Unit
from assist.db import built, db, rows
from assist.enterprises.models import Enterprise, KeyYear, Pairing, PairingLiaison
from assist.enterprises.queries import different, holds, liaison_names, own_pairings, search
from assist.web.access import Permission
from assist.web.paging import Page, paginate_built, with_count

MOST_OFFERED = 200


@dataclass(frozen=True)
class Wanted:
    """What a list of pairings is narrowed to."""

    q: str = ""
    state: str = "now"
    leader: int | None = None
    unit: int | None = None
    liaison: int | None = None

    @property
    def narrowed(self) -> bool:
        """Whether anything but the state was asked for."""
        return bool(self.q or self.leader or self.unit or self.liaison)


#: Plain tables: through the mapped class every account would be joined to its cadre first.
People = User.__table__
Leader = People.alias("leader")


def listing(user: User, on: date, asked: Wanted) -> Select[Any]:
    """Plain columns of the pairings that the user may read, by the enterprise's initials."""
    return (
        select(
            Pairing.id,
            Pairing.start_on,
            Pairing.end_on,
            Pairing.basis,
            Enterprise.code,
            Enterprise.name,
            Leader.c.name.label("leader"),
            Unit.name.label("lead_unit"),
            Unit.short_name.label("lead_unit_short"),
        )
        .select_from(Enterprise)
        # As outer joins SQLite follows the initials and stops after a page, sorting nothing.
        .outerjoin(Pairing, and_(Pairing.enterprise_id == Enterprise.id, *_in_state(asked, on)))
        .outerjoin(Leader, Leader.c.id == Pairing.leader_id)
        .outerjoin(Unit, Unit.id == Pairing.lead_unit_id)
        .where(func.coalesce(Pairing.id, 0) > 0, *_scope(user), *_conditions(asked))
        .order_by(Enterprise.pinyin, Pairing.start_on.desc(), Pairing.id)
    )


def listed(user: User, on: date, asked: Wanted) -> Page[Any]:
    """A page of the list."""
    return paginate_built(
        ("pairings", None if user.may(Permission.ENTERPRISE_READ_ALL) else user.id, on, asked),
        lambda: with_count(listing(user, on, asked)),
    )


def _scope(user: User) -> list[ColumnElement[bool]]:
    if user.may(Permission.ENTERPRISE_READ_ALL):
        return []
    own = own_pairings(user).subquery("own_numbers")
    return [Pairing.id.in_(select(own.c.id))]


def _of_liaison(cadre_id: int) -> Select[Any]:
    found: Select[Any] = select(PairingLiaison.pairing_id).where(
        PairingLiaison.cadre_id == cadre_id
    )
    return found


def _in_state(asked: Wanted, on: date) -> list[ColumnElement[bool]]:
    return {
        "now": [holds(on)],
        "past": [Pairing.end_on < on],
        "coming": [Pairing.start_on > on],
        "all": [],
    }[asked.state]


def _conditions(asked: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if asked.q:
        found.append(search(asked.q))
    if asked.leader is not None:
        found.append(Pairing.leader_id == asked.leader)
    if asked.unit is not None:
        found.append(Pairing.lead_unit_id == asked.unit)
    if asked.liaison is not None:
        found.append(Pairing.id.in_(_of_liaison(asked.liaison)))
    return found


def export_rows(statement: Select[Any]) -> list[list[Any]]:
    """Every row of the list as the workbook has it."""
    found = db.session.execute(statement).all()
    names = liaison_names(row.id for row in found)
    return [
        [
            row.code,
            row.name,
            row.leader,
            row.lead_unit,
            names.get(row.id, []),
            row.start_on,
            row.end_on,
            row.basis,
        ]
        for row in found
    ]


def offered_people(column: Any) -> list[Any]:
    """Number and name of the people who stand in `column` of any pairing, by name."""
    return list(rows(built(("pairings offer", str(column)), lambda: _people(column))))


def _people(column: Any) -> Select[Any]:
    ids = different(column, MOST_OFFERED)
    people: Select[Any] = select(People.c.id, People.c.name)
    return people.where(People.c.id.in_(ids)).order_by(People.c.name, People.c.id)


def offered_units() -> list[Any]:
    """Number and name of the lead units of any pairing, by name."""
    return list(rows(built("pairings offer units", _units)))


def _units() -> Select[Any]:
    ids = different(Pairing.lead_unit_id, MOST_OFFERED)
    named: tuple[Any, ...] = (Unit.id, Unit.name)
    return select(*named).where(Unit.id.in_(ids)).order_by(Unit.name, Unit.id)


def get_writable(pairing_id: int) -> Pairing:
    """The pairing of that number with its people, for whoever may write any."""
    statement = (
        select(Pairing)
        .where(Pairing.id == pairing_id)
        .options(
            joinedload(Pairing.enterprise),
            selectinload(Pairing.leader),
            joinedload(Pairing.lead_unit),
            selectinload(Pairing.liaisons),
        )
    )
    found = db.session.scalars(statement).unique().one_or_none()
    if found is None:
        raise NotFound
    return found


def unpaired(on: date) -> list[Any]:
    """Code and name of this year's key enterprises that nobody is paired with, for a choice."""
    paired = select(Pairing.enterprise_id).where(holds(on))
    statement = (
        select(Enterprise.code, Enterprise.name)
        .join(KeyYear, KeyYear.enterprise_id == Enterprise.id)
        .where(
            KeyYear.year == on.year,
            Enterprise.withdrawn.is_(False),
            Enterprise.id.not_in(paired),
        )
        .order_by(Enterprise.pinyin, Enterprise.id)
        .limit(MOST_OFFERED)
    )
    return list(db.session.execute(statement))
