"""Reading who applied under which policy, and what was paid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased, selectinload
from werkzeug.exceptions import NotFound

from assist.accounts.models import User
from assist.db import db, every_word
from assist.enterprises.models import Enterprise
from assist.enterprises.queries import search, visible_ids
from assist.lib.money import yuan
from assist.lib.text import like_pattern
from assist.policies.models import Application, Claim, Payment, Policy


@dataclass(frozen=True)
class Asked:
    """What a list of applications is narrowed to."""

    q: str = ""
    claim: Claim | None = None
    since: date | None = None
    until: date | None = None
    policy_id: int | None = None

    @property
    def narrowed(self) -> bool:
        """Whether anything was asked for beyond the policy."""
        return bool(self.q or self.claim or self.since or self.until)


def standing(cut_off: date | None = None) -> ColumnElement[bool]:
    """The condition of a payment that counts: no counter-entry, and none has taken it back (until
    that day)."""
    counter = aliased(Payment)
    taken_back = exists().where(counter.reverses_id == Payment.id)
    if cut_off is not None:
        taken_back = taken_back.where(counter.paid_on <= cut_off)
    return and_(Payment.reverses_id.is_(None), ~taken_back)


def _paid() -> Any:
    """Per application: how many payments stand, the last day and the sum."""
    return (
        select(
            Payment.application_id,
            func.count().label("times"),
            func.max(Payment.paid_on).label("paid_on"),
            func.sum(Payment.amount).label("amount"),
        )
        .where(standing())
        .group_by(Payment.application_id)
        .subquery("paid")
    )


def applications(user: User, on: date, asked: Asked) -> Select[Any]:
    """The applications of enterprises that the user may open, the newest first."""
    paid = _paid()
    columns: tuple[Any, ...] = (
        Application.id,
        Application.policy_id,
        Application.applied_on,
        func.coalesce(paid.c.times, 0).label("times"),
        paid.c.paid_on,
        func.coalesce(paid.c.amount, 0).label("amount"),
        Enterprise.code,
        Enterprise.name,
        Policy.number,
        Policy.title,
    )
    statement = (
        select(*columns)
        .join(Enterprise, Enterprise.id == Application.enterprise_id)
        .join(Policy, Policy.id == Application.policy_id)
        .outerjoin(paid, paid.c.application_id == Application.id)
        .where(Application.valid, *_narrowed(asked, paid))
        .order_by(Application.applied_on.desc(), Application.id.desc())
    )
    ids = visible_ids(user, on)
    return statement if ids is None else statement.where(Application.enterprise_id.in_(ids))


def _narrowed(asked: Asked, paid: Any) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if asked.q:
        found.append(every_word(asked.q, _named))
    if asked.policy_id is not None:
        found.append(Application.policy_id == asked.policy_id)
    if asked.claim is not None:
        cashed = asked.claim is Claim.CASHED
        found.append(paid.c.times.is_not(None) if cashed else paid.c.times.is_(None))
    if asked.since is not None:
        found.append(Application.applied_on >= asked.since)
    if asked.until is not None:
        found.append(Application.applied_on <= asked.until)
    return found


def _named(words: str) -> ColumnElement[bool]:
    """The enterprise by every name, initials or code; the policy by title or 文号."""
    pattern = like_pattern(words.lower())
    columns = (Policy.title, Policy.number)
    policy = (func.lower(each).like(pattern, escape="\\") for each in columns)
    return or_(search(words), *policy)


def application_rows(statement: Select[Any]) -> list[list[Any]]:
    """Every row of the list as the workbook has it; money in 元."""
    return [
        [
            row.name,
            row.code,
            row.title,
            row.number,
            row.applied_on,
            (Claim.CASHED if row.times else Claim.APPLIED).label,
            row.times,
            row.paid_on,
            yuan(row.amount) if row.times else None,
        ]
        for row in db.session.execute(statement)
    ]


def claimed(user: User, on: date, asked: Asked) -> tuple[int, int, int]:
    """How many applications, how many of them cashed, and how many fen, of what the list shows."""
    rows = applications(user, on, asked).order_by(None).subquery()
    counted = select(func.count(), func.count(rows.c.paid_on), func.sum(rows.c.amount))
    row = db.session.execute(counted.select_from(rows)).one()
    return row[0], row[1], int(row[2] or 0)


def claims(policy_id: int, codes: Sequence[str]) -> dict[str, Claim]:
    """How far each of these enterprises has come; who is missing has not applied."""
    paid = _paid()
    statement = (
        select(Enterprise.code, func.count(paid.c.times))
        .join(Application, Application.enterprise_id == Enterprise.id)
        .outerjoin(paid, paid.c.application_id == Application.id)
        .where(Application.policy_id == policy_id, Application.valid, Enterprise.code.in_(codes))
        .group_by(Enterprise.code)
    )
    rows = db.session.execute(statement)
    return {row[0]: Claim.CASHED if row[1] else Claim.APPLIED for row in rows}


def applied_already(policy_id: int, applied_on: date) -> dict[int, Application]:
    """The applications under it of that day by enterprise, those taken back too."""
    statement = select(Application).where(
        Application.policy_id == policy_id, Application.applied_on == applied_on
    )
    return {found.enterprise_id: found for found in db.session.scalars(statement)}


def applied_under(policy: Policy, enterprise: Enterprise) -> Sequence[Application]:
    """The applications of one enterprise under it that stand, the oldest first."""
    statement = select(Application).where(
        Application.policy_id == policy.id,
        Application.enterprise_id == enterprise.id,
        Application.valid,
    )
    return db.session.scalars(statement.order_by(Application.applied_on, Application.id)).all()


def get_application(policy_id: int, application_id: int, user: User, on: date) -> Application:
    """An application under the policy, of an enterprise that the user may open."""
    statement = (
        select(Application)
        .options(selectinload(Application.payments))
        .where(Application.id == application_id, Application.policy_id == policy_id)
    )
    ids = visible_ids(user, on)
    mine = statement if ids is None else statement.where(Application.enterprise_id.in_(ids))
    found = db.session.scalars(mine).one_or_none()
    if found is None:
        raise NotFound
    return found


def get_payment(application: Application, payment_id: int) -> Payment:
    """A payment under the application."""
    for payment in application.payments:
        if payment.id == payment_id:
            return payment
    raise NotFound


@dataclass(frozen=True)
class Paid:
    """A payment as the page shows it: what took it back, where something has."""

    payment: Payment
    taken_back: Payment | None


def payments_of(application: Application) -> list[Paid]:
    """Every payment with its counter-entry, the newest first."""
    counters = {one.reverses_id: one for one in application.payments if one.reverses_id}
    plain = [one for one in application.payments if one.reverses_id is None]
    newest = sorted(plain, key=lambda one: (one.paid_on, one.id), reverse=True)
    return [Paid(one, counters.get(one.id)) for one in newest]


def applied_for(enterprise: Enterprise) -> Any:
    """By policy, when one enterprise applied for it last and how many fen came of it."""
    paid = _paid()
    return (
        select(
            Application.policy_id,
            func.max(Application.applied_on).label("applied_on"),
            func.sum(paid.c.amount).label("amount"),
        )
        .outerjoin(paid, paid.c.application_id == Application.id)
        .where(Application.enterprise_id == enterprise.id, Application.valid)
        .group_by(Application.policy_id)
        .subquery("applied")
    )
