"""The tables that a report's marks name, read for a period."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, case, func, select

from assist.arrears.models import Debt, DebtorKind, Dispute, Stock
from assist.arrears.queries.sums import fen, known, moved
from assist.cadres.models import Unit
from assist.db import db
from assist.enterprises.models import Enterprise
from assist.lib.days import chinese_day
from assist.lib.docx import Grid, Side
from assist.lib.figures import NOTHING, display_with_unit
from assist.lib.money import plain_number, wan
from assist.lib.periods import Period
from assist.problems.figures import handling
from assist.problems.models import Problem
from assist.problems.queries import counts as problems
from assist.problems.states import State
from assist.reports.catalogue import BY_KEY
from assist.reports.queries.figures import href_of, value_of
from assist.reports.rules import comparable, number_of, year_ago
from assist.reports.rules.periods import whole
from assist.settings import current

#: What a 简报 sets beside the quarter before and the same one of last year.
COMPARED = (
    "visit.count",
    "visit.enterprises",
    "policy.deliveries",
    "event.campaign_count",
    "problem.collected",
    "problem.solved",
    "problem.resolution_rate",
    "problem.satisfaction_rate",
    "arrears.repaid_in_period",
    "outreach.count",
    "outreach.copies",
)


def change(now: Decimal | None, before: Decimal | None, *, rate: bool = False) -> str:
    """By how much it grew, in per cent, a rate in points; — where it grew from nothing."""
    if now is None or before is None:
        return NOTHING
    if rate:
        points = plain_number((now - before) * 100, 2)
        return f"+{points}个百分点" if now > before else f"{points}个百分点"
    if not before:
        return NOTHING
    part = plain_number((now - before) / before * 100, 1)
    return f"+{part}%" if now > before else f"{part}%"


def _compared(period: Period) -> Grid:
    before, ago = (whole(one) if one else None for one in (comparable(period), year_ago(period)))
    until = f"本期截至{chinese_day(period.cut_off)}；" if period.cut_off < period.end else ""
    rows, links = [], {}
    for at, key in enumerate(COMPARED):
        figure = BY_KEY[key]
        values = [value_of(figure, one) if one else None for one in (period, before, ago)]
        for place, one in enumerate((period, before, ago), 1):
            if one is not None:
                links[at, place] = href_of(figure, replace(one, as_of=one.cut_off))
        shown = [display_with_unit(value, figure) for value in values]
        numbers = [number_of(value) for value in values]
        rows.append([figure.label, *shown, change(*numbers[:2], rate=figure.rate)])
    return Grid(
        "主要指标对比",
        ["指标", "本期", "上期", "上年同期", "较上期"],
        rows,
        widths=(38, 29, 29, 29, 31),
        note=f"{until}上期为零或没有数据的，“较上期”记为“—”。",
        links=links,
    )


def _tallied(title: str, name: str, tallies: list[problems.Tally]) -> Grid:
    rows = [
        [one.name, str(one.collected), str(one.solved), _share(one.solved, one.collected)]
        for one in tallies
    ]
    collected, solved = (
        sum(getattr(one, key) for one in tallies) for key in ("collected", "solved")
    )
    rows.append(["合计", str(collected), str(solved), _share(solved, collected)])
    return Grid(title, [name, "收集（件）", "已解决（件）", "化解率"], rows, widths=(3, 2, 2, 2))


def _by_category(period: Period) -> Grid:
    return _tallied("收集问题按类别", "类别", problems.by_category(period))


def _by_unit(period: Period) -> Grid:
    return _tallied("交办问题按主办单位", "主办单位", problems.by_unit(period))


def _unsolved(period: Period) -> Grid:
    statement = (
        select(
            Problem.number,
            Problem.title,
            Problem.registered_on,
            Problem.due_on,
            Problem.next_review_on,
            Problem.state,
            Enterprise.name.label("enterprise"),
            Unit.name.label("unit"),
        )
        .join(Enterprise, Enterprise.id == Problem.enterprise_id)
        .outerjoin(Unit, Unit.id == Problem.lead_unit_id)
        .where(handling.unsolved(period))
        .order_by(Problem.registered_on, Problem.id)
    )
    rows = [
        [row.number, row.enterprise, row.title, row.unit or "待交办", *_stands(row)]
        for row in db.session.execute(statement)
    ]
    return Grid(
        "未办结问题清单",
        ["编号", "企业", "问题", "主办单位", "登记日期", "期限"],
        rows,
        widths=(21, 34, 28, 23, 25, 25),
        sides=(Side.LEFT,) * 4 + (Side.CENTRE,) * 2,
        note="挂账推进的问题，期限为下次研判日。",
        small=True,
    )


def _stands(row: Any) -> tuple[str, str]:
    registered = row.registered_on.isoformat()
    if row.state is State.PARKED:
        review = row.next_review_on.isoformat() if row.next_review_on else "日期未定"
        return registered, f"挂账 {review}"
    return registered, row.due_on.isoformat() if row.due_on else NOTHING


def _arrears(period: Period) -> Grid:
    """Base debts by kind of debtor and what else is asked of them, as of the cut-off."""
    found = _debts(period)
    base = [one for one in found if one.stock is Stock.BASE]
    limit = wan(current().small_debt)
    parts: list[tuple[str, list[_Debts]]] = [
        *((kind.label, [one for one in base if one.kind is kind]) for kind in DebtorKind),
        ("存量合计", base),
        ("其中：无分歧", [one for one in base if one.dispute is Dispute.NONE]),
        ("其中：有分歧", [one for one in base if one.dispute is not Dispute.NONE]),
        (f"其中：{limit}万元以下", [one for one in base if one.small]),
        ("另：补录", [one for one in found if one.stock is Stock.ADDED]),
        ("另：新增", [one for one in found if one.stock is Stock.NEW]),
    ]
    return Grid(
        f"欠款清偿情况（截至{chinese_day(period.cut_off)}）",
        ["类别", "笔数", "欠款（万元）", "已还（万元）", "余额（万元）", "还款率"],
        [_summed(words, debts) for words, debts in parts if debts],
        widths=(38, 18, 28, 28, 28, 22),
        note="“有分歧”含部分分歧；余额为欠款加减调整、减去还款。",
    )


@dataclass(frozen=True)
class _Debts:
    """Debts that are alike, and what became of their money."""

    stock: Stock
    kind: DebtorKind
    dispute: Dispute
    small: bool
    count: int
    owed: int
    repaid: int
    left: int


def _debts(period: Period) -> list[_Debts]:
    after = moved(period.cut_off)
    adjusted, repaid = (func.coalesce(after.c[key], 0) for key in ("adjusted", "repaid"))
    groups = (Debt.stock, Debt.debtor_kind, Debt.dispute, _small().label("small"))
    statement = (
        select(
            *groups,
            func.count(),
            fen(func.sum(Debt.owed)),
            fen(func.sum(repaid)),
            fen(func.sum(Debt.owed + adjusted - repaid)),
        )
        .outerjoin(after, after.c.debt_id == Debt.id)
        .where(known(period.cut_off))
        .group_by(*groups)
    )
    return [
        _Debts(*row[:3], bool(row[3]), *map(int, row[4:])) for row in db.session.execute(statement)
    ]


def _small() -> ColumnElement[int]:
    """1 for what is at most the limit of small debts."""
    return case((Debt.owed <= current().small_debt, 1), else_=0)


def _summed(words: str, debts: list[_Debts]) -> list[str]:
    count, owed, repaid, left = (
        sum(getattr(one, name) for one in debts) for name in ("count", "owed", "repaid", "left")
    )
    return [words, str(count), wan(owed), wan(repaid), wan(left), _share(repaid, owed)]


def _share(part: int, whole: int) -> str:
    return f"{plain_number(Decimal(part) / Decimal(whole) * 100)}%" if whole else NOTHING


TABLES: Mapping[str, Callable[[Period], Grid]] = {
    "与上季度和上年同期比较": _compared,
    "按类别": _by_category,
    "按主办单位": _by_unit,
    "未办结问题": _unsolved,
    "清欠情况": _arrears,
}


def table_of(name: str, period: Period) -> Grid | None:
    """The table of that name; None where none has it."""
    make = TABLES.get(name)
    return make(period) if make else None
