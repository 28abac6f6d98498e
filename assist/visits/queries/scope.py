"""Whose a visit is, and who sees it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select
from sqlalchemy.orm import joinedload, selectinload
from werkzeug.exceptions import NotFound

from assist.accounts.models import User
from assist.cadres.models import Cadre
from assist.db import db, rows
from assist.enterprises import queries as enterprises
from assist.policies.models import Delivery
from assist.visits.models import ProblemNote, Standing, Visit, VisitPerson
from assist.web.access import Permission

VALID = Visit.standing == Standing.VALID


#: A plain table: through the mapped class every account would be joined to its cadre.
PEOPLE = User.__table__
WENT = (
    select(VisitPerson.visit_id, PEOPLE.c.name)
    .join(PEOPLE, PEOPLE.c.id == VisitPerson.cadre_id)
    .where(VisitPerson.visit_id.in_(bindparam("ids", expanding=True)))
    .order_by(VisitPerson.visit_id, VisitPerson.position, PEOPLE.c.account)
)


def went(user: User) -> ColumnElement[bool]:
    """The condition that the user was there or wrote it."""
    there = select(VisitPerson.visit_id).where(VisitPerson.cadre_id == user.id)
    return or_(Visit.id.in_(there), Visit.created_by_id == user.id)


def visible(user: User, on: date) -> ColumnElement[bool] | None:
    """The condition of the visits that the user may open; None means all of them."""
    if user.may(Permission.VISIT_READ_ALL):
        return None
    return or_(Visit.enterprise_id.in_(enterprises.own_ids(user, on)), went(user))


def get_visible(user: User, number: str, on: date) -> Visit:
    """The visit of that number; somebody else's is as absent as one that does not exist."""
    statement = (
        select(Visit)
        .where(Visit.number == number)
        .options(
            joinedload(Visit.enterprise),
            selectinload(Visit.people).joinedload(Cadre.unit),
            selectinload(Visit.deliveries).joinedload(Delivery.policy),
            selectinload(Visit.notes).joinedload(ProblemNote.problem),
        )
    )
    mine = visible(user, on)
    found = db.session.scalars(statement if mine is None else statement.where(mine)).one_or_none()
    if found is None:
        raise NotFound
    return found


def by_client_id(client_id: str) -> Visit | None:
    """The visit that this form has stored already."""
    return db.session.scalars(select(Visit).where(Visit.client_id == client_id)).one_or_none()


def companions_enterprises(user: Cadre, on: date) -> Select[Any]:
    """Ids of the enterprises that the user has been to; for `enterprises.queries.also_visible`."""
    return (
        select(Visit.enterprise_id)
        .join(VisitPerson, VisitPerson.visit_id == Visit.id)
        .where(VisitPerson.cadre_id == user.id, VALID)
    )


LAST = (
    select(Visit.enterprise_id, func.max(Visit.held_on))
    .where(Visit.enterprise_id.in_(bindparam("ids", expanding=True)), VALID)
    .group_by(Visit.enterprise_id)
)


def last_contacts(ids: Collection[int]) -> dict[int, date]:
    """The day of each enterprise's last valid contact, whatever the channel."""
    return {row[0]: row[1] for row in rows(LAST, {"ids": list(ids)})} if ids else {}
