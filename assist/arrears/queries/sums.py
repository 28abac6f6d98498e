"""What has moved on a debt by a day, and what is left then: the SQL that list and figures share."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Subquery,
    and_,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    union_all,
)

from assist.arrears.models import Adjustment, Debt, Repayment

#: What a repayment row adds to the sum repaid: a reversal takes its amount back out.
REPAID = case((Repayment.reverses_id.is_not(None), -Repayment.amount), else_=Repayment.amount)


def fen(total: ColumnElement[Any]) -> ColumnElement[int]:
    """A sum as a whole number; nothing is 0, and PostgreSQL's numeric an integer."""
    return cast(func.coalesce(total, 0), BigInteger)


def known(as_of: date) -> ColumnElement[bool]:
    """The condition of a debt that counts on that day: not void, and formed by then."""
    formed = or_(Debt.formed_on.is_(None), Debt.formed_on <= as_of)
    return and_(Debt.void.is_(False), formed)


def movements(*, until: date | None = None, after: date | None = None) -> Subquery:
    """Every movement up to or after a day: its debt, its day, what it does to the balance."""
    repaid = select(Repayment.debt_id, Repayment.on.label("day"), (-REPAID).label("effect"))
    adjusted = select(Adjustment.debt_id, Adjustment.on, Adjustment.amount)
    if until is not None:
        repaid, adjusted = (
            repaid.where(Repayment.on <= until),
            adjusted.where(Adjustment.on <= until),
        )
    if after is not None:
        repaid, adjusted = repaid.where(Repayment.on > after), adjusted.where(Adjustment.on > after)
    return union_all(repaid, adjusted).subquery("movement")


def later(as_of: date) -> Subquery:
    """By debt, what its balance gained and lost after that day; few rows, found by index."""
    every = movements(after=as_of)
    total = fen(func.sum(every.c.effect)).label("effect")
    return select(every.c.debt_id, total).group_by(every.c.debt_id).subquery("later")


def turns(as_of: date) -> Subquery:
    """Debts and days up to `as_of` on which the movements together changed the balance.

    Where nothing is owed in the end, the last of them is the day since which that is so.
    """
    every = movements(until=as_of)
    changed = select(every.c.debt_id, every.c.day).group_by(every.c.debt_id, every.c.day)
    return changed.having(func.sum(every.c.effect) != 0).subquery("turn")


def balance(after: Subquery) -> ColumnElement[int]:
    """The balance of the day of `later`, which is outer-joined to Debt."""
    return Debt.balance - func.coalesce(after.c.effect, 0)


def overdue(as_of: date, left: ColumnElement[int]) -> ColumnElement[bool]:
    """The condition that something is still owed after the day on which it was due."""
    return and_(Debt.due_on.is_not(None), Debt.due_on < as_of, left > 0)


def moved(as_of: date) -> Subquery:
    """By debt, what was repaid, of that 实质性清偿, and adjusted up to that day."""
    none = literal(0, BigInteger)
    repaid = select(
        Repayment.debt_id,
        REPAID.label("repaid"),
        case((Repayment.substantive, REPAID), else_=0).label("substantive"),
        none.label("adjusted"),
    ).where(Repayment.on <= as_of)
    adjusted = select(Adjustment.debt_id, none, none, Adjustment.amount).where(
        Adjustment.on <= as_of
    )
    every = union_all(repaid, adjusted).subquery()
    sums = [
        fen(func.sum(every.c[name])).label(name) for name in ("repaid", "substantive", "adjusted")
    ]
    return select(every.c.debt_id, *sums).group_by(every.c.debt_id).subquery("moved")
