"""The list of debts, whose they are to read, and one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload
from werkzeug.exceptions import NotFound

from assist.accounts.models import User
from assist.arrears.models import (
    VOUCHER,
    Debt,
    DebtKind,
    DebtorKind,
    Dispute,
    PlanYear,
    Repayment,
    Stock,
)
from assist.arrears.queries.sums import balance, known, later, overdue
from assist.audit import queries as audit
from assist.audit.queries import Told
from assist.db import built, db, every_word, rows
from assist.enterprises.models import Enterprise, Size
from assist.enterprises.queries import seen_by, sought, visible_ids
from assist.lib.enums import Labelled
from assist.lib.money import yuan
from assist.lib.text import like_pattern
from assist.settings import current
from assist.web.access import Permission
from assist.web.paging import PAGE_SIZE, Page, paginate_built, with_count
from assist.web.uploads import Attachment


class Standing(Labelled):
    """How a debt stands on a day."""

    OPEN = "open", "未清"
    CLEARED = "cleared", "已清零"
    OVERDUE = "overdue", "逾期未清"


class Sort(Labelled):
    """The order of the list."""

    NEWEST = "newest", "最近登记在前"
    BALANCE = "balance", "余额从大到小"
    DUE = "due", "应付日期从早到晚"


@dataclass(frozen=True)
class Wanted:
    """What a list of debts is narrowed to, how they stand on which day, and their order."""

    as_of: date
    q: str = ""
    stock: Stock | None = None
    debtor_kind: DebtorKind | None = None
    kind: DebtKind | None = None
    dispute: Dispute | None = None
    judicial: bool | None = None
    small: bool | None = None
    standing: Standing | None = None
    #: Owed by public bodies to others than large firms, as the 条例 §18 asks.
    disclosed: bool = False
    debtor: str = ""
    creditor: str = ""
    #: With a repayment from the first of these days to the second.
    paid: tuple[date, date] | None = None
    void: bool = False
    sort: Sort = Sort.NEWEST


def readable(user: User, on: date) -> ColumnElement[bool] | None:
    """The condition of debts that the user may read; None means all of them."""
    if user.may(Permission.ARREARS_READ_ALL):
        return None
    ids = visible_ids(user, on)
    return None if ids is None else Debt.enterprise_id.in_(ids)


def listing(user: User, on: date, asked: Wanted) -> Select[Any]:
    """Plain columns of the debts, with what was left on the day asked for."""
    after = later(asked.as_of)
    left = balance(after)
    statement: Select[Any] = (
        select(  # type: ignore[assignment]  # mypy knows no common type
            Debt.id,
            Debt.number,
            Debt.debtor,
            Debt.debtor_kind,
            Debt.creditor,
            Debt.creditor_code,
            Debt.contract,
            Debt.kind,
            Debt.owed,
            left.label("balance"),
            Debt.formed_on,
            Debt.due_on,
            Debt.stock,
            Debt.dispute,
            Debt.judicial,
            Debt.void,
        )
        .outerjoin(after, after.c.debt_id == Debt.id)
        .where(*_conditions(asked, left))
        .order_by(*_order(asked.sort, left))
    )
    mine = readable(user, on)
    return statement if mine is None else statement.where(mine)


def listed(user: User, on: date, asked: Wanted, size: int = PAGE_SIZE) -> Page[Any]:
    """A page of the list."""
    key = ("arrears", asked, current().small_debt, *seen_by(user, on))
    return paginate_built(key, lambda: _with_count(user, on, asked), size)


def _with_count(user: User, on: date, asked: Wanted) -> tuple[Select[Any], Select[Any]]:
    """What moved since the day is added up only where the rows differ by it."""
    shown = listing(user, on, asked)
    if asked.standing is not None:
        return with_count(shown)
    counted = select(Debt.id).where(*_conditions(asked, Debt.balance.expression))
    mine = readable(user, on)
    return shown, counted if mine is None else counted.where(mine)


def _order(sort: Sort, left: ColumnElement[int]) -> tuple[ColumnElement[Any], ...]:
    first: dict[Sort, tuple[ColumnElement[Any], ...]] = {
        Sort.BALANCE: (left.desc(),),
        Sort.DUE: (Debt.due_on.is_(None), Debt.due_on.expression),
        Sort.NEWEST: (),
    }
    return (*first[sort], Debt.id.desc())


def _conditions(asked: Wanted, left: ColumnElement[int]) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [known(asked.as_of)]
    if asked.void:
        found = [Debt.void.is_(True)]
    for name in ("stock", "debtor_kind", "kind", "dispute", "judicial"):
        value = getattr(asked, name)
        if value is not None:
            found.append(getattr(Debt, name) == value)
    for name in ("debtor", "creditor"):
        if getattr(asked, name):
            found.append(getattr(Debt, name) == getattr(asked, name))
    if asked.small is not None:
        limit = current().small_debt
        found.append(Debt.owed <= limit if asked.small else Debt.owed > limit)
    if asked.standing is not None:
        found.append(_stands(asked, left)[asked.standing])
    if asked.disclosed:
        found.append(disclosed())
    if asked.paid:
        found.append(_paid(*asked.paid))
    return [*found, every_word(asked.q, _search)] if asked.q else found


def _stands(asked: Wanted, left: ColumnElement[int]) -> dict[Standing, ColumnElement[bool]]:
    return {
        Standing.OPEN: left > 0,
        Standing.CLEARED: left <= 0,
        Standing.OVERDUE: overdue(asked.as_of, left),
    }


def _paid(first: date, last: date) -> ColumnElement[bool]:
    return exists().where(Repayment.debt_id == Debt.id, Repayment.on.between(first, last))


def disclosed() -> ColumnElement[bool]:
    """The condition of §18 and §36: a public body owes somebody who is no large firm."""
    public = Debt.debtor_kind.in_([kind for kind in DebtorKind if kind.pays_in_thirty_days])
    return and_(
        public, or_(Debt.creditor_size.is_(None), Debt.creditor_size.is_distinct_from(Size.LARGE))
    )


def _search(q: str) -> ColumnElement[bool]:
    """What the debt says of itself, or the creditor by all that finds an enterprise."""
    low = like_pattern(q.lower())
    columns = [Debt.number, Debt.debtor, Debt.creditor, Debt.contract]
    if q.isascii():
        columns += [Debt.creditor_code, Debt.pinyin]
    said = (func.lower(column).like(low, escape="\\") for column in columns)
    return or_(*said, Debt.enterprise_id.in_(sought(q)))


def get_visible(user: User, number: str, on: date) -> Debt:
    """One debt with its movements; somebody else's is as absent as one that does not exist."""
    if not number or len(number) > 32 or "\x00" in number:
        raise NotFound
    statement = (
        select(Debt)
        .where(Debt.number == number)
        .options(
            joinedload(Debt.enterprise),
            selectinload(Debt.repayments),
            selectinload(Debt.adjustments),
        )
    )
    mine = readable(user, on)
    found = db.session.scalars(statement if mine is None else statement.where(mine)).one_or_none()
    if found is None:
        raise NotFound
    return found


def repayment_of(debt: Debt, number: str) -> Repayment:
    """A repayment of the debt."""
    found = next((row for row in debt.repayments if row.number == number), None)
    if found is None:
        raise NotFound
    return found


def paper_of(debt: Debt, file_id: int) -> Attachment:
    """A file of the debt or of one of its repayments; another's is as absent as none."""
    keys = {"debt": {debt.number}, VOUCHER: {one.number for one in debt.repayments}}
    found = db.session.get(Attachment, file_id)
    if found is None or found.withdrawn or found.key not in keys.get(found.kind, ()):
        raise NotFound
    return found


@dataclass(frozen=True)
class OwedTo:
    """What an enterprise is still owed."""

    count: int
    fen: int


def owed_to(enterprise_id: int, on: date) -> OwedTo:
    """How many debts to the enterprise are open on that day, and how much that is; one query."""
    statement = built(("owed", on), lambda: _owed(on))
    count, total = rows(statement, {"enterprise": enterprise_id})[0]
    return OwedTo(count, int(total or 0))


def _owed(on: date) -> Any:
    after = later(on)
    left = balance(after)
    return (
        select(func.count(), func.sum(left))
        .select_from(Debt)
        .outerjoin(after, after.c.debt_id == Debt.id)
        .where(Debt.enterprise_id == bindparam("enterprise"), known(on), left > 0)
    )


def plans() -> list[PlanYear]:
    """The yearly plan, in order."""
    return list(db.session.scalars(select(PlanYear).order_by(PlanYear.year)))


def plan_of(year: int) -> PlanYear | None:
    """What was planned for a year."""
    return db.session.get(PlanYear, year)


def history_of(debt: Debt) -> list[Told]:
    """What the log knows of the debt: when, who, what, and the changed fields."""
    return audit.history_of("debt", debt.number, most=500)


def export_rows(statement: Select[Any]) -> list[Sequence[Any]]:
    """Every row of the list as the workbook has it."""
    return [
        [
            row.number,
            row.debtor,
            row.debtor_kind,
            row.creditor,
            row.creditor_code,
            row.contract,
            row.kind,
            yuan(row.owed),
            yuan(row.balance),
            row.formed_on,
            row.due_on,
            row.stock,
            row.dispute,
            "是" if row.judicial else "否",
        ]
        for row in db.session.execute(statement)
    ]


def enterprise_named(code: str) -> Enterprise | None:
    """The enterprise that a form was opened for."""
    return db.session.scalars(select(Enterprise).where(Enterprise.code == code)).one_or_none()
