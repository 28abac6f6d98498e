"""The tables that a report's marks name, read for a period."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, case, func, select

from assist.arrears.figures import DISPUTE, DISPUTED, KIND, SIZE, STOCK, UNDISPUTED, up_to
from assist.arrears.models import Debt, DebtorKind, Dispute, Stock
from assist.arrears.queries.sums import fen, known, moved
from assist.cadres.models import Unit
from assist.db import db
from assist.enterprises.models import Enterprise
from assist.lib.days import chinese_day
from assist.lib.docx import Grid, Side
from assist.lib.figures import NOTHING, display_with_unit
from assist.lib.money import plain_number, wan
from assist.lib.parts import part_of, sums
from assist.lib.periods import Period
from assist.problems.figures import CATEGORY, UNIT, handling
from assist.problems.models import Problem
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

#: The figures behind the columns of 清欠情况: of the stock, and of all debts.
BASE_DEBTS, ALL_DEBTS = (
    ("arrears.base_count", "arrears.base_amount", "arrears.repaid_amount", "arrears.balance",
     "arrears.repaid_rate"),
    ("arrears.all_count", "arrears.all_amount", "arrears.all_repaid_amount", "arrears.all_balance",
     "arrears.all_repaid_rate"),
)  # fmt: skip


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


def _divided(
    period: Period, title: str, split: str, headings: Sequence[str], keys: Sequence[str], note: str
) -> Grid:
    """Each part of two counts and their rate, the largest first, and all of them together."""
    shown = replace(period, as_of=period.cut_off)
    figures = [BY_KEY[key] for key in keys]
    counted, some = (sums(figure.records(period), split) for figure in figures[:2])
    rows, links = [], {}
    for at, name in enumerate([*counted, ""]):
        whole = counted[name] if name else sum(counted.values())
        part = some.get(name, 0) if name else sum(some.values())
        rows.append([name or "合计", str(whole), str(part), _share(part, whole)])
        for place, figure in enumerate(figures, 1):
            opened = part_of(figure, split, name) if name else figure
            links[at, place] = href_of(opened, shown)
    return Grid(title, [split, *headings], rows, widths=(3, 2, 2, 2), links=links, note=note)


def _by_category(period: Period) -> Grid:
    keys = ("problem.collected", "problem.resolved", "problem.resolution_rate")
    headings = ("收集（件）", "已解决（件）", "化解率")
    note = "已解决含部分解决的。" if current().partly_counts else ""
    return _divided(period, "收集问题按类别", CATEGORY, headings, keys, note)


def _by_unit(period: Period) -> Grid:
    keys = ("problem.assigned", "problem.assigned_solved", "problem.assigned_rate")
    headings = ("交办（件）", "已解决（件）", "解决率")
    return _divided(period, "交办问题按主办单位", UNIT, headings, keys, "")


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
    links = {(at, 0): f"/problems/{row[0]}" for at, row in enumerate(rows)}
    return Grid(
        "未办结问题清单",
        ["编号", "企业", "问题", "主办单位", "登记日期", "期限"],
        rows,
        widths=(21, 34, 28, 23, 25, 25),
        sides=(Side.LEFT,) * 4 + (Side.CENTRE,) * 2,
        note="挂账推进的问题，期限为下次研判日。",
        small=True,
        links=links,
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
    small, kinds = up_to(current().small_debt), [(kind, kind.label) for kind in DebtorKind]
    disputed = [one for one in base if one.dispute is not Dispute.NONE]
    settled = [one for one in base if one.dispute is Dispute.NONE]
    parts = [
        *((label, [d for d in base if d.kind is kind], (KIND, label)) for kind, label in kinds),
        ("存量合计", base, None),
        ("其中：无分歧", settled, (DISPUTE, UNDISPUTED)),
        ("其中：有分歧", disputed, (DISPUTE, DISPUTED)),
        (f"其中：{small}", [one for one in base if one.small], (SIZE, small)),
        *(
            (f"另：{stock.label}", [d for d in found if d.stock is stock], (STOCK, stock.label))
            for stock in (Stock.ADDED, Stock.NEW)
        ),
    ]
    told = [(words, debts, part) for words, debts, part in parts if debts]
    return Grid(
        f"欠款清偿情况（截至{chinese_day(period.cut_off)}）",
        ["类别", "笔数", "欠款（万元）", "已还（万元）", "余额（万元）", "还款率"],
        [_summed(words, debts) for words, debts, _ in told],
        widths=(38, 18, 28, 28, 28, 22),
        note="“有分歧”含部分分歧；余额为欠款加减调整、减去还款。",
        links=_debts_behind(period, [part for _, _, part in told]),
    )


def _debts_behind(
    period: Period, parts: Sequence[tuple[str, str] | None]
) -> dict[tuple[int, int], str]:
    """The pages behind the numbers of each row: those of the stock, or of all debts by 性质."""
    shown, links = replace(period, as_of=period.cut_off), {}
    for at, part in enumerate(parts):
        keys = ALL_DEBTS if part and part[0] == STOCK else BASE_DEBTS
        for place, key in enumerate(keys, 1):
            figure = part_of(BY_KEY[key], *part) if part else BY_KEY[key]
            links[at, place] = href_of(figure, shown)
    return links


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
