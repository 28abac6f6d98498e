"""Reading the library of policies, and who was told of which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    column,
    exists,
    func,
    or_,
    select,
    table,
)
from sqlalchemy.orm import aliased
from werkzeug.exceptions import NotFound

from assist.accounts.models import User
from assist.audit.queries import remembered
from assist.db import built, db, every_word, rows
from assist.enterprises.models import Enterprise
from assist.enterprises.queries import visible_ids
from assist.lib.text import clean, like_pattern
from assist.policies.models import Delivery, Policy, PolicyLevel
from assist.policies.queries.applications import (
    Asked,
    application_rows,
    applications,
    applied_already,
    applied_for,
    applied_under,
    claimed,
    claims,
    get_application,
    get_payment,
    payments_of,
    standing,
)
from assist.policies.queries.untold import (
    NOBODY,
    Fit,
    Teller,
    Untold,
    first_untold,
    fit,
    meant_by,
    meant_for,
    told_of,
    untold,
    untold_by,
    untold_rows,
)
from assist.web.paging import Page, paginate_built, with_count

__all__ = [
    "NOBODY",
    "Asked",
    "Fit",
    "Teller",
    "Untold",
    "Wanted",
    "application_rows",
    "applications",
    "applied_already",
    "applied_for",
    "applied_under",
    "called",
    "claimed",
    "claims",
    "counts",
    "deliveries",
    "export_rows",
    "first_untold",
    "fit",
    "get",
    "get_application",
    "get_delivery",
    "get_payment",
    "in_force",
    "listing",
    "meant_by",
    "meant_for",
    "names_of",
    "offered",
    "payments_of",
    "standing",
    "told_already",
    "told_counts",
    "told_of",
    "totals",
    "untold",
    "untold_by",
    "untold_rows",
    "visit",
]

#: Visits lie above this floor; of theirs only the number is read, by which a delivery is named.
visit = table("visit", column("id"), column("number"))


#: So many policies are offered to a form.
OFFERED = 100


@dataclass(frozen=True)
class Wanted:
    """What a list of policies is narrowed to."""

    q: str = ""
    level: PolicyLevel | None = None
    in_force: bool | None = None

    @property
    def narrowed(self) -> bool:
        """Whether anything was asked for."""
        return bool(self.q or self.level or self.in_force is not None)


def counts() -> ColumnElement[bool]:
    """The condition of a delivery that counts.

    Void visits' do not, nor does one recorded by itself where a visit has booked the same.
    """
    booked = aliased(Delivery)
    same = exists().where(
        booked.policy_id == Delivery.policy_id,
        booked.enterprise_id == Delivery.enterprise_id,
        booked.held_on == Delivery.held_on,
        booked.visit_id.is_not(None),
        booked.valid,
    )
    return and_(Delivery.valid, or_(Delivery.visit_id.is_not(None), ~same))


def in_force(on: date) -> ColumnElement[bool]:
    """The condition of a policy that may be handed over on that day."""
    return and_(
        or_(Policy.issued_on.is_(None), Policy.issued_on <= on),
        or_(Policy.valid_until.is_(None), Policy.valid_until >= on),
    )


def names_of(codes: Sequence[str], user: User, on: date) -> list[str]:
    """The names of the enterprises of these codes that the user may open."""
    wanted = [clean(each)[:18] for each in codes[:300]]
    statement = select(Enterprise.name).where(Enterprise.code.in_(wanted))
    ids = visible_ids(user, on)
    mine = statement if ids is None else statement.where(Enterprise.id.in_(ids))
    return list(db.session.scalars(mine.order_by(Enterprise.pinyin, Enterprise.id)))


def listing(on: date, asked: Wanted) -> Select[Any]:
    """Plain columns of the policies, the newest first."""
    statement: Select[Any] = select(  # type: ignore[assignment]  # mypy knows no common type
        Policy.id,
        Policy.number,
        Policy.title,
        Policy.level,
        Policy.kind,
        Policy.issuer,
        Policy.issued_on,
        Policy.valid_until,
    )
    if asked.q:
        statement = statement.where(every_word(asked.q, _holds))
    if asked.level is not None:
        statement = statement.where(Policy.level == asked.level)
    if asked.in_force is not None:
        condition = in_force(on)
        statement = statement.where(condition if asked.in_force else ~condition)
    undated = Policy.issued_on.is_(None)
    return statement.order_by(undated, Policy.issued_on.desc(), Policy.id.desc())


def _holds(word: str) -> ColumnElement[bool]:
    pattern = like_pattern(word.lower())
    columns = (Policy.number, Policy.title, Policy.issuer)
    return or_(*(func.lower(each).like(pattern, escape="\\") for each in columns))


def listed(on: date, asked: Wanted) -> Page[Any]:
    """A page of the list."""
    return paginate_built(("policies", on, asked), lambda: with_count(listing(on, asked)))


def told_counts(policy_ids: Sequence[int]) -> dict[int, int]:
    """How many deliveries count, by policy."""
    if not policy_ids:
        return {}
    return remembered(
        ("policies told", tuple(policy_ids)),
        lambda: {
            row[0]: row[1] for row in rows(built("policies told", _told), {"ids": policy_ids})
        },
    )


def _told() -> Select[Any]:
    columns: tuple[Any, ...] = (Delivery.policy_id, func.count())
    among = Delivery.policy_id.in_(bindparam("ids", expanding=True))
    return select(*columns).where(among, counts()).group_by(Delivery.policy_id)


def export_rows(statement: Select[Any]) -> list[list[Any]]:
    """Every row of the list as the workbook has it, with the number of deliveries."""
    rows = db.session.execute(statement).all()
    told = told_counts([row.id for row in rows])
    return [[*row[1:], told.get(row.id, 0)] for row in rows]


def get(policy_id: int) -> Policy:
    """The policy of that number; the library is open to whoever may read policies."""
    found = db.session.get(Policy, policy_id)
    if found is None:
        raise NotFound
    return found


def called(words: str) -> Sequence[Policy]:
    """The policy of that 文号, else those of that title."""
    statement = select(Policy).order_by(Policy.id).limit(2)
    number = db.session.scalars(statement.where(Policy.number == words[:100])).all()
    return number or db.session.scalars(statement.where(Policy.title == words[:200])).all()


def offered(on: date) -> Sequence[Any]:
    """文号 and title of what a form offers: the newest, those in force first."""
    newest = listing(on, Wanted()).order_by(None)
    order = (~in_force(on), Policy.issued_on.is_(None), Policy.issued_on.desc(), Policy.id.desc())
    return db.session.execute(newest.order_by(*order).limit(OFFERED)).all()


def totals(policy_id: int) -> tuple[int, int]:
    """How many deliveries of it count, and to how many enterprises."""
    statement = select(func.count(), func.count(Delivery.enterprise_id.distinct())).where(
        Delivery.policy_id == policy_id, counts()
    )
    row = db.session.execute(statement).one()
    return row[0], row[1]


def deliveries(policy_id: int, user: User, on: date) -> Select[Any]:
    """The deliveries of it that count, of enterprises that the user may open, the newest first."""
    statement: Select[Any] = (
        select(
            Delivery.id,
            Delivery.held_on,
            Delivery.way,
            Enterprise.code,
            Enterprise.name,
            visit.c.number.label("visit"),
        )
        .join(Enterprise, Enterprise.id == Delivery.enterprise_id)
        .outerjoin(visit, visit.c.id == Delivery.visit_id)
        .where(Delivery.policy_id == policy_id, counts())
        .order_by(Delivery.held_on.desc(), Delivery.id.desc())
    )
    ids = visible_ids(user, on)
    return statement if ids is None else statement.where(Delivery.enterprise_id.in_(ids))


def told_already(policy_id: int, held_on: date, enterprise_ids: Sequence[int]) -> set[int]:
    """Which of these enterprises have a valid delivery of it on that day."""
    statement = select(Delivery.enterprise_id).where(
        Delivery.policy_id == policy_id,
        Delivery.held_on == held_on,
        Delivery.valid,
        Delivery.enterprise_id.in_(enterprise_ids),
    )
    return set(db.session.scalars(statement))


def get_delivery(policy_id: int, delivery_id: int) -> Delivery:
    """A delivery of the policy that was recorded by itself; a visit's are the visit's."""
    found = db.session.get(Delivery, delivery_id)
    if found is None or found.policy_id != policy_id or found.visit_id is not None:
        raise NotFound
    return found
