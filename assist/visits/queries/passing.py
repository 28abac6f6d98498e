"""Who sees to a promise on a day: each hand-over moves it on its own day, written or not."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from assist.accounts.models import User
from assist.cadres.models import Cadre
from assist.db import built, db, rows
from assist.enterprises.models import Enterprise, Pairing, PairingPassing
from assist.lib.days import chinese_day
from assist.visits.models import Keeping, Promise

#: Those of which something is still to come, or should have.
PENDING = (Keeping.OPEN, Keeping.BROKEN)
#: A plain table: through the mapped class every account would be joined to its cadre.
TO, WHO = User.__table__.alias("to"), User.__table__.alias("who")


def _hops(begun: Callable[[Any], ColumnElement[bool]]) -> Any:
    """The hand-overs of those days that nobody has written yet; an enterprise has one a day."""
    columns = (Pairing.enterprise_id, Pairing.start_on, PairingPassing.who_id, PairingPassing.to_id)
    return select(*columns).join(PairingPassing.pairing).where(begun(Pairing.start_on)).cte()


def _nearest(
    hop: Any, enterprise_id: Any, keeper: Any, since: Callable[[Any], ColumnElement[bool]]
) -> tuple[ColumnElement[bool], ...]:
    """The first hand-over by whoever sees to it since then; by anybody where that is nobody."""

    def fits(one: Any) -> tuple[ColumnElement[bool], ...]:
        by = or_(keeper.is_(None), one.c.who_id == keeper)
        return one.c.enterprise_id == enterprise_id, by, since(one.c.start_on)

    other = hop.alias()
    before = or_(
        other.c.start_on < hop.c.start_on,
        and_(other.c.start_on == hop.c.start_on, other.c.who_id < hop.c.who_id),
    )
    return *fits(hop), ~exists().where(*fits(other), before).correlate_except(other)


def _moved(on: date) -> CTE:
    """What has passed on by that day without being written, and who sees to it then.

    Nothing in it has a name: a statement may hold it twice, where it was built anew between.
    """
    return built(("promises moved", on), lambda: _follow(on))


def _follow(on: date) -> CTE:
    due = _hops(lambda day: day <= on)
    promise, hop = aliased(Promise), due.alias()
    chain = (
        select(promise.id, promise.enterprise_id, hop.c.to_id, hop.c.start_on)
        .where(promise.keeping.in_(PENDING))
        .where(promise.enterprise_id.in_(select(due.c.enterprise_id)))  # few, and by an index
        .where(
            *_nearest(
                hop, promise.enterprise_id, promise.keeper_id, lambda day: day >= promise.made_on
            )
        )
        .cte(recursive=True)
    )
    last, hop = chain.alias(), due.alias()
    further = select(last.c.id, last.c.enterprise_id, hop.c.to_id, hop.c.start_on).where(
        *_nearest(hop, last.c.enterprise_id, last.c.to_id, lambda day: day > last.c.start_on)
    )
    chain = chain.union_all(further)
    later = chain.alias()
    ends = ~exists().where(later.c.id == chain.c.id, later.c.start_on > chain.c.start_on)
    return select(chain.c.id, chain.c.to_id).where(ends).cte()


def kept_by(user_id: int, on: date) -> ColumnElement[bool]:
    """The condition of a promise that the person sees to on that day."""
    moved = _moved(on)
    away = Promise.id.in_(select(moved.c.id))
    mine = Promise.id.in_(select(moved.c.id).where(moved.c.to_id == user_id))
    return or_(and_(Promise.keeper_id == user_id, ~away), mine)


def keeper_on(on: date) -> ColumnElement[Any]:
    """Who sees to a promise on that day."""
    moved = _moved(on)
    to = select(moved.c.to_id).where(moved.c.id == Promise.id).correlate(Promise)
    return func.coalesce(to.scalar_subquery(), Promise.keeper_id)


def next_on(on: date) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """To whom a promise passes after that day, and when."""
    hop = built(("hops to come", on), lambda: _hops(lambda day: day > on))
    by = keeper_on(on)
    first = (
        select()
        .where(hop.c.enterprise_id == Promise.enterprise_id, hop.c.start_on >= Promise.made_on)
        .where(Promise.keeping.in_(PENDING), or_(by.is_(None), hop.c.who_id == by))
        .order_by(hop.c.start_on, hop.c.who_id)
        .limit(1)
        .correlate(Promise)
    )
    to = first.add_columns(TO.c.name).where(TO.c.id == hop.c.to_id)
    day = first.add_columns(hop.c.start_on)
    return to.scalar_subquery().label("next_to"), day.scalar_subquery().label("next_on")


def coming(to: str | None, day: date | None) -> str:
    """The same in words."""
    return f"将于{chinese_day(day)}移交给{to}" if to and day else ""


def keeper_of(promise: Promise, on: date) -> int | None:
    """Whoever sees to that promise on that day."""
    found: int | None = db.session.scalar(select(keeper_on(on)).where(Promise.id == promise.id))
    return found


def moved(on: date, enterprise_ids: Collection[int]) -> list[tuple[Promise, Cadre]]:
    """What has passed on by that day without being written, and to whom."""
    passed = _moved(on)
    moves = Promise.keeper_id.is_distinct_from(passed.c.to_id)
    statement = (
        select(Promise, Cadre)
        .join(passed, passed.c.id == Promise.id)
        .join(Cadre, Cadre.id == passed.c.to_id)
        .where(Promise.enterprise_id.in_(enterprise_ids), moves)
        .options(joinedload(Promise.enterprise), joinedload(Promise.keeper))
        .order_by(Promise.id)
    )
    return [(promise, to) for promise, to in db.session.execute(statement).unique()]


def passing_on(user: User, on: date) -> list[Any]:
    """The hand-overs that are still to come and concern the person: enterprise, day, from whom to
    whom."""
    return list(rows(built(("passing on", user.id, on), lambda: _coming(user.id, on))))


def _coming(user_id: int, on: date) -> Select[Any]:
    columns: tuple[Any, ...] = (
        Enterprise.code,
        Enterprise.name,
        Pairing.start_on,
        WHO.c.name.label("who"),
        TO.c.name.label("to"),
        func.coalesce(PairingPassing.to_id == user_id, False).label("mine"),
    )
    return (
        select(*columns)
        .join(Pairing, Pairing.enterprise_id == Enterprise.id)
        .join(PairingPassing, PairingPassing.pairing_id == Pairing.id)
        .join(WHO, WHO.c.id == PairingPassing.who_id)
        .join(TO, TO.c.id == PairingPassing.to_id)
        .where(
            or_(PairingPassing.who_id == user_id, PairingPassing.to_id == user_id),
            Pairing.start_on > on,
        )
        .order_by(Pairing.start_on, Enterprise.pinyin, Enterprise.id)
        .limit(100)
    )
