"""Who sees to a promise on a day: a hand-over moves it on its own day, whether written or not."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select

from assist.accounts.models import User
from assist.db import db
from assist.enterprises.models import Enterprise, Pairing, PairingPassing
from assist.lib.days import chinese_day
from assist.visits.models import Keeping, Promise

#: Those of which something is still to come, or should have.
PENDING = (Keeping.OPEN, Keeping.BROKEN)
#: A plain table: through the mapped class every account would be joined to its cadre.
TO, WHO = User.__table__.alias("to"), User.__table__.alias("who")


def _begins(of: Any) -> tuple[ColumnElement[bool], ...]:
    """What a hand-over has to do with the promise, whatever the day."""
    return (
        Pairing.id == PairingPassing.pairing_id,
        Pairing.enterprise_id == of.enterprise_id,
        Pairing.start_on >= of.made_on,
        of.keeping.in_(PENDING),
        or_(of.keeper_id.is_(None), PairingPassing.who_id == of.keeper_id),
    )


def _passed(on: date, *more: ColumnElement[bool]) -> ColumnElement[bool]:
    """The condition of a promise that somebody else sees to by that day."""
    return exists().where(*_begins(Promise), Pairing.start_on <= on, *more).correlate(Promise)


def kept_by(user_id: int, on: date) -> ColumnElement[bool]:
    """The condition of a promise that the person sees to on that day."""
    mine = and_(Promise.keeper_id == user_id, ~_passed(on))
    return or_(mine, _passed(on, PairingPassing.to_id == user_id))


def _first(what: Any, *conditions: ColumnElement[bool], newest: bool) -> Any:
    day = Pairing.start_on.desc() if newest else Pairing.start_on
    found = select(what).where(*_begins(Promise), *conditions).order_by(day, PairingPassing.who_id)
    return found.limit(1).correlate(Promise).scalar_subquery()


def keeper_on(on: date) -> ColumnElement[Any]:
    """Who sees to a promise on that day."""
    to = _first(PairingPassing.to_id, Pairing.start_on <= on, newest=True)
    return case((to.is_not(None), to), else_=Promise.keeper_id)


def next_on(on: date) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """To whom a promise passes after that day, and when."""
    later = Pairing.start_on > on
    return (
        _first(TO.c.name, later, TO.c.id == PairingPassing.to_id, newest=False).label("next_to"),
        _first(Pairing.start_on, later, newest=False).label("next_on"),
    )


def coming(to: str | None, day: date | None) -> str:
    """The same in words."""
    return f"将于{chinese_day(day)}移交给{to}" if to and day else ""


def keeper_of(promise: Promise, on: date) -> int | None:
    """Whoever sees to that promise on that day."""
    found: int | None = db.session.scalar(select(keeper_on(on)).where(Promise.id == promise.id))
    return found


def passing_on(user: User, on: date) -> list[Any]:
    """The hand-overs that are still to come and concern the person: enterprise, day, from whom to
    whom."""
    return list(db.session.execute(_coming(user, on)))


def _coming(user: User, on: date) -> Select[Any]:
    columns: tuple[Any, ...] = (
        Enterprise.code,
        Enterprise.name,
        Pairing.start_on,
        WHO.c.name.label("who"),
        TO.c.name.label("to"),
        func.coalesce(PairingPassing.to_id == user.id, False).label("mine"),
    )
    return (
        select(*columns)
        .join(Pairing, Pairing.enterprise_id == Enterprise.id)
        .join(PairingPassing, PairingPassing.pairing_id == Pairing.id)
        .join(WHO, WHO.c.id == PairingPassing.who_id)
        .join(TO, TO.c.id == PairingPassing.to_id)
        .where(
            or_(PairingPassing.who_id == user.id, PairingPassing.to_id == user.id),
            Pairing.start_on > on,
        )
        .order_by(Pairing.start_on, Enterprise.pinyin, Enterprise.id)
        .limit(100)
    )
