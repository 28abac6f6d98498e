"""Finished work worth telling, proposed by rule: the largest, the fastest, the praised."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, and_, func, select

from assist.arrears.models import Debt, Repayment, Stock
from assist.arrears.queries.sums import REPAID, balance, fen, known, later
from assist.cadres.models import Unit
from assist.db import db
from assist.enterprises.models import Enterprise
from assist.lib.days import chinese_day
from assist.lib.money import wan
from assist.lib.periods import Period
from assist.problems.models import Category, Problem
from assist.problems.states import Difficulty, Outcome, Satisfaction
from assist.reports.rules.facts import Case, record
from assist.settings import current


def cases(period: Period) -> tuple[Case, ...]:
    """What the writer may choose from; a problem is proposed once."""
    solved = _solved(period)
    fastest = min(solved, key=_working_days, default=None)
    others = [row for row in solved if row is not fastest]
    praised = min((row for row in others if _praised(row)), key=_weight, default=None)
    found = (
        _largest(period),
        _told("办理最快", fastest),
        _told("企业评价满意", praised),
    )
    return tuple(case for case in found if case is not None)


def _solved(period: Period) -> list[Any]:
    """Problems that a unit solved in the period; those solved on the spot took no time."""
    statement: Select[*tuple[Any, ...]] = (
        select(
            Problem.number,
            Problem.title,
            Problem.detail,
            Problem.registered_on,
            Problem.solved_on,
            Problem.called_back_on,
            Problem.satisfaction,
            Problem.difficulty,
            Enterprise.name.label("enterprise"),
            Category.name.label("category"),
            Unit.name.label("unit"),
        )
        .join(Enterprise, Enterprise.id == Problem.enterprise_id)
        .join(Category, Category.id == Problem.category_id)
        .outerjoin(Unit, Unit.id == Problem.lead_unit_id)
        .where(
            and_(Problem.outcome.is_not(None), Problem.outcome == Outcome.SOLVED),
            Problem.solved_on.between(period.start, period.last),
        )
        .order_by(Problem.solved_on, Problem.id)
    )
    return list(db.session.execute(statement))


def _working_days(row: Any) -> int:
    return current().calendar.between(row.registered_on, row.solved_on)


def _praised(row: Any) -> bool:
    return row.satisfaction is Satisfaction.SATISFIED


def _weight(row: Any) -> tuple[bool, int]:
    """The complex ones first, then those that took longest."""
    return row.difficulty is not Difficulty.COMPLEX, -_working_days(row)


def _told(why: str, row: Any) -> Case | None:
    if row is None:
        return None
    said = f"，回访结果为{row.satisfaction.label}" if row.satisfaction else ""
    lead = f"由{row.unit}主办，" if row.unit else ""

    def of(words: str) -> str:
        return record(words, "问题台账", row.number)

    words = (
        f"{chinese_day(row.registered_on)}，{row.enterprise}反映{row.category}方面的问题"
        f"“{row.title}”（{of(row.number)}）。{lead}历时{of(f'{_working_days(row)}个工作日')}，"
        f"于{chinese_day(row.solved_on)}解决{said}。"
    )
    return Case(why, row.title, words)


def _largest(period: Period) -> Case | None:
    """The base debt on which most was repaid in the period."""
    after = later(period.cut_off)
    total = fen(func.sum(REPAID))
    statement = (
        select(Debt.number, Debt.debtor, Debt.creditor, Debt.contract, total, balance(after))
        .join(Repayment, Repayment.debt_id == Debt.id)
        .outerjoin(after, after.c.debt_id == Debt.id)
        .where(
            Debt.stock == Stock.BASE,
            known(period.cut_off),
            Repayment.on.between(period.start, period.last),
        )
        .group_by(Debt.id, *after.c)
        .order_by(total.desc(), Debt.id)
        .limit(1)
    )
    row = db.session.execute(statement).one_or_none()
    if row is None or row[4] <= 0:
        return None

    def of(words: str) -> str:
        return record(words, "清欠台账", row.number)

    left = "该笔欠款已全部清零" if row[5] <= 0 else f"余额{of(f'{wan(row[5])}万元')}"
    words = (
        f"{row.debtor}就“{row.contract}”向{row.creditor}清偿{of(f'{wan(row[4])}万元')}"
        f"（{of(row.number)}），{left}。"
    )
    return Case("清偿金额最大", f"{row.debtor}清偿欠款", words)
