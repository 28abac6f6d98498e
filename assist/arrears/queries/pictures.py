"""The pictures of the first page and of the disclosure: progress, months, small debts, rankings."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, case, func, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from assist.accounts.models import User
from assist.arrears import rules
from assist.arrears.models import Debt, DebtorKind, PlanYear, Repayment, Stock
from assist.arrears.queries.listing import disclosed, readable
from assist.arrears.queries.sums import REPAID, balance, fen, known, later, moved, overdue, turns
from assist.db import db
from assist.lib.money import plain_number
from assist.lib.periods import Period
from assist.settings import current

RANKED = 10
BASE = Debt.stock == Stock.BASE


@dataclass
class Cell:
    """Debts of a kind: how many, and what became of their money."""

    count: int = 0
    owed: int = 0
    adjusted: int = 0
    repaid: int = 0
    substantive: int = 0
    balance: int = 0
    open: int = 0
    overdue: int = 0

    def add(self, other: Cell) -> None:
        """Count the other's debts too."""
        for field in fields(Cell):
            name = field.name
            setattr(self, name, getattr(self, name) + getattr(other, name))

    @property
    def rate(self) -> str:
        """还款率 in words; nothing owed has none."""
        if not self.owed:
            return "—"
        return f"{plain_number(Decimal(self.repaid) / self.owed * 100)}%"


#: By which the first page groups debts.
GROUPS = (Debt.stock, Debt.debtor_kind, Debt.dispute, Debt.kind)


class Overview:
    """Every debt that the reader may see, once, grouped in four ways."""

    def __init__(self, user: User, on: date) -> None:
        self.cells: dict[str, dict[Any, Cell]] = {column.key: {} for column in GROUPS}
        self.whole = Cell()
        for row in db.session.execute(_grouped(user, on)):
            cell = Cell(*(int(value or 0) for value in row[len(GROUPS) :]))
            self.whole.add(cell)
            for column, member in zip(GROUPS, row, strict=False):
                self.cells[column.key].setdefault(member, Cell()).add(cell)

    def stock(self, member: Stock) -> Cell:
        """The debts of that 存量类别."""
        return self.cells["stock"].get(member, Cell())


def _grouped(user: User, on: date) -> Select[Any]:
    sums = moved(on)
    parts = {name: func.coalesce(sums.c[name], 0) for name in ("adjusted", "repaid", "substantive")}
    left = Debt.owed + parts["adjusted"] - parts["repaid"]
    columns: list[ColumnElement[Any]] = [func.count(), func.sum(Debt.owed)]
    columns += [func.sum(part) for part in parts.values()]
    columns += [func.sum(left), _many(left > 0), _many(overdue(on, left))]
    statement: Select[Any] = (
        select(*GROUPS, *columns)
        .select_from(Debt)
        .outerjoin(sums, sums.c.debt_id == Debt.id)
        .where(known(on))
        .group_by(*GROUPS)
    )
    mine = readable(user, on)
    return statement if mine is None else statement.where(mine)


def _many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


@dataclass(frozen=True)
class Ranked:
    """A debtor or creditor with what is still open."""

    name: str
    count: int
    fen: int


def ranking(user: User, on: date, column: InstrumentedAttribute[str]) -> list[Ranked]:
    """The debtors or creditors with the most still open, the largest first."""
    after = later(on)
    left = balance(after)
    total = fen(func.sum(left))
    statement = (
        select(column, func.count(), total)
        .select_from(Debt)
        .outerjoin(after, after.c.debt_id == Debt.id)
        .where(known(on), left > 0)
        .group_by(column)
        .order_by(total.desc(), column)
        .limit(RANKED)
    )
    mine = readable(user, on)
    if mine is not None:
        statement = statement.where(mine)
    return [Ranked(*row) for row in db.session.execute(statement)]


@dataclass(frozen=True)
class Small:
    """小额欠款 of the base list: how many there are, how many are open, since when none is."""

    limit: int
    count: int
    open: int
    fen: int
    cleared_on: date | None


def small(on: date) -> Small:
    """The picture of small debts on that day; one query."""
    after = later(on)
    left = balance(after)
    limit = current().small_debt
    statement = (
        select(func.count(), _many(left > 0), fen(func.sum(left)), cleared_last(on, limit))
        .select_from(Debt)
        .outerjoin(after, after.c.debt_id == Debt.id)
        .where(BASE, known(on), Debt.owed <= limit)
    )
    count, still, total, cleared = db.session.execute(statement).one()
    still = int(still or 0)
    return Small(limit, count, still, total, None if still else cleared)


def cleared_last(as_of: date, limit: int) -> ScalarSelect[date | None]:
    """The last day on which the balance of one of the small base debts changed.

    Once all of them are at zero, it is the day since which nothing is owed on them.
    """
    each = turns(as_of)
    one = aliased(Debt)
    small_ones = and_(one.stock == Stock.BASE, one.void.is_(False), one.owed <= limit)
    return (
        select(func.max(each.c.day))
        .join(one, one.id == each.c.debt_id)
        .where(small_ones)
        .scalar_subquery()
    )


def repaid_by_day(as_of: date, *conditions: ColumnElement[bool]) -> list[tuple[date, int]]:
    """What was repaid on the base list on each day up to `as_of`, less reversals; one query."""
    statement = (
        select(Repayment.on, fen(func.sum(REPAID)))
        .join(Debt, Debt.id == Repayment.debt_id)
        .where(BASE, known(as_of), Repayment.on <= as_of, *conditions)
        .group_by(Repayment.on)
        .order_by(Repayment.on)
    )
    return [(day, total) for day, total in db.session.execute(statement)]


@dataclass(frozen=True)
class Month:
    """A month of the year: what was repaid in it, the running sum, and what was planned by then."""

    number: int
    first: date
    last: date
    fen: int
    total: int | None
    planned: int
    expected: int | None

    @property
    def slug(self) -> str:
        """The month as an address names a period."""
        return Period(self.first, self.last).slug


@dataclass(frozen=True)
class Progress:
    """Plan against what was repaid, month by month, with the outlook at the present pace."""

    year: int
    plan: int
    plan_of_year: int
    total: int
    forecast: int
    met_on: date | None
    months: list[Month]

    @property
    def early(self) -> int:
        """How many days before the end of the year the plan was met."""
        return (date(self.year, 12, 31) - self.met_on).days if self.met_on else 0


def planned(year: int) -> int:
    """The plan of all years up to that one."""
    statement = select(fen(func.sum(PlanYear.amount))).where(PlanYear.year <= year)
    return db.session.scalar(statement) or 0


def progress(on: date) -> Progress:
    """The year of that day; two queries."""
    statement = select(PlanYear.year, PlanYear.amount).where(PlanYear.year <= on.year)
    amounts = {row[0]: row[1] for row in db.session.execute(statement)}
    repaid = repaid_by_day(on)
    year = Period.of_year(on.year)
    before = sum(fen for day, fen in repaid if day < year.start)
    within = sum(fen for day, fen in repaid if day >= year.start)
    expect = partial(rules.forecast, repaid=within, start=year.start, on=on)
    own, plan = amounts.get(on.year, 0), sum(amounts.values())
    months, total = [], before
    for number, month in enumerate(year.months(), 1):
        paid = sum(fen for day, fen in repaid if month.start <= day <= month.end)
        total += paid
        ahead = month.end > on
        months.append(
            Month(
                number=number,
                first=month.start,
                last=month.end,
                fen=paid,
                total=None if month.start > on else total,
                planned=plan - own + own * number // 12,
                expected=before + expect(end=month.end) if ahead else None,
            )
        )
    forecast = before + expect(end=year.end)
    met = rules.plan_met_on(plan, repaid)
    return Progress(on.year, plan, own, before + within, forecast, met, months)


@dataclass(frozen=True)
class Disclosed:
    """What a public body had not paid in time at the end of the year."""

    debtor: str
    kind: DebtorKind
    count: int
    fen: int


def disclosure(as_of: date) -> list[Disclosed]:
    """逾期未支付的合同数量和金额 by debtor on that day (条例 §18, §36)."""
    after = later(as_of)
    left = balance(after)
    total = fen(func.sum(left))
    statement = (
        select(Debt.debtor, Debt.debtor_kind, func.count(), total)
        .outerjoin(after, after.c.debt_id == Debt.id)
        .where(known(as_of), disclosed(), overdue(as_of, left))
        .group_by(Debt.debtor, Debt.debtor_kind)
        .order_by(total.desc(), Debt.debtor, Debt.debtor_kind)
    )
    return [Disclosed(*row) for row in db.session.execute(statement)]


def undated(as_of: date) -> int:
    """How many open debts of public bodies have no 应付日期 and so cannot be told overdue."""
    after = later(as_of)
    statement = (
        select(func.count())
        .select_from(Debt)
        .outerjoin(after, after.c.debt_id == Debt.id)
        .where(known(as_of), disclosed(), Debt.due_on.is_(None), balance(after) > 0)
    )
    return db.session.scalar(statement) or 0
