"""Balances on every day, due days and interest by the 条例; pure, money in fen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Protocol, TypeVar

from assist.lib.days import chinese_day

#: 《保障中小企业款项支付条例》 §17: without an agreed rate, 万分之五 a day.
STATUTORY_DAILY = Decimal("0.0005")
#: §9: days from delivery, acceptance or settlement; a public body's contract may say up to 60.
PUBLIC_DAYS, FIRM_DAYS, PUBLIC_LONGEST = 30, 60, 60


class Movement(Protocol):
    """A repayment, reversal or adjustment: its day and what it does to the balance."""

    @property
    def on(self) -> Any:
        """The day it counts from."""
        ...

    @property
    def effect(self) -> int:
        """Fen, signed."""
        ...


Moved = TypeVar("Moved", bound=Movement)


@dataclass(frozen=True)
class Point:
    """The balance at the end of a day on which something moved."""

    on: date
    balance: int


def run(owed: int, movements: Iterable[Movement]) -> list[Point]:
    """The balance after each day with movements; those of one day count together."""
    points: list[Point] = []
    balance = owed
    for movement in sorted(movements, key=lambda one: one.on):
        balance += movement.effect
        if points and points[-1].on == movement.on:
            points[-1] = Point(movement.on, balance)
        else:
            points.append(Point(movement.on, balance))
    return points


def steps(owed: int, movements: Iterable[Moved]) -> list[tuple[Moved, int]]:
    """Every movement in its order with the balance after it."""
    found = []
    balance = owed
    for movement in movements:
        balance += movement.effect
        found.append((movement, balance))
    return found


def first_below_zero(owed: int, movements: Iterable[Movement]) -> Point | None:
    """The first day at whose end more would have been paid than was owed."""
    return next((point for point in run(owed, movements) if point.balance < 0), None)


def balance_on(owed: int, movements: Iterable[Movement], on: date) -> int:
    """What was still owed at the end of that day."""
    return owed + sum(movement.effect for movement in movements if movement.on <= on)


def cleared_on(owed: int, movements: Sequence[Movement], as_of: date) -> date | None:
    """The day since which nothing is owed (小额清零), or None while something is."""
    points = [point for point in run(owed, movements) if point.on <= as_of]
    if not points or points[-1].balance > 0:
        return None
    for earlier, later in zip(reversed(points[:-1]), reversed(points), strict=False):
        if earlier.balance > 0:
            return later.on
    return points[0].on


@dataclass(frozen=True)
class Due:
    """An 应付日 with the way it was worked out (条例 §9, §10, §36)."""

    day: date
    #: From which day the term runs, and what happened on it.
    start: date
    event: str
    days: int
    #: What the contract says; None where it says nothing.
    agreed: int | None

    @property
    def capped(self) -> bool:
        """Whether the contract's term is longer than a public body may agree on."""
        return self.agreed is not None and self.agreed > self.days


def due(
    *,
    public: bool,
    delivered: date | None,
    accepted: date | None,
    settled: date | None,
    agreed: int | None,
) -> Due | None:
    """应付日: 30 or 60 days, or as agreed, from settlement, acceptance or delivery (条例 §9、§10).

    A public body's contract may agree on at most 60 days; a longer one counts as 60.
    """
    events = ((settled, "结算确认日"), (accepted, "验收日"), (delivered, "交付日"))
    known = [(day, event) for day, event in events if day is not None]
    if not known:
        return None
    start, event = known[0]
    if agreed is None:
        days = PUBLIC_DAYS if public else FIRM_DAYS
    else:
        days = min(agreed, PUBLIC_LONGEST) if public else agreed
    return Due(start + timedelta(days=days), start, event, days, agreed)


def stock_fault(stock: str, formed: date | None, base: date) -> str | None:
    """Why a debt formed on that day is not of that 存量类别, or None."""
    if formed is None:
        return None
    if stock == "new" and formed <= base:
        return f"{chinese_day(base)}（基准日）及以前形成的欠款不是新增，请选存量或补录。"
    if stock != "new" and formed > base:
        return f"{chinese_day(base)}（基准日）以后形成的欠款是新增，不是存量或补录。"
    return None


@dataclass(frozen=True)
class Interest:
    """参考测算 of what an overdue debt has cost, with the inputs it was worked out from."""

    fen: int
    days: int
    daily: Decimal
    statutory: bool
    parts: tuple[tuple[date, date, int, int], ...]


def interest(
    *, owed: int, movements: Sequence[Movement], due: date | None, agreed_rate: int | None, on: date
) -> Interest | None:
    """Overdue interest on each day's balance from the due day to `on` (条例 §17); calendar days.

    `agreed_rate` is in hundredths of a percent a year and counts ÷ 365; parts are
    (from, to, balance, days). None while nothing is overdue.
    """
    if due is None or on <= due:
        return None
    daily = STATUTORY_DAILY if agreed_rate is None else Decimal(agreed_rate) / 10_000 / 365
    parts: list[tuple[date, date, int, int]] = []
    start, balance = due, balance_on(owed, movements, due)
    for point in [p for p in run(owed, movements) if due < p.on < on] + [Point(on, 0)]:
        if balance > 0 and point.on > start:
            parts.append((start, point.on, balance, (point.on - start).days))
        start, balance = point.on, point.balance
    total = sum((Decimal(held) * days * daily for _, _, held, days in parts), Decimal(0))
    fen = int(total.quantize(Decimal(1), ROUND_HALF_UP))
    days = sum(days for *_, days in parts)
    return Interest(fen, days, daily, agreed_rate is None, tuple(parts))


def plan_met_on(plan: int, repaid: Iterable[tuple[date, int]]) -> date | None:
    """The first day on which the running sum of (day, fen) reached the plan; None if not yet."""
    total = 0
    for day, amount in sorted(_by_day(repaid).items()):
        total += amount
        if plan > 0 and total >= plan:
            return day
    return None


def _by_day(amounts: Iterable[tuple[date, int]]) -> dict[date, int]:
    days: dict[date, int] = {}
    for day, amount in amounts:
        days[day] = days.get(day, 0) + amount
    return days


def forecast(*, repaid: int, start: date, on: date, end: date) -> int:
    """What will have been repaid by `end` at the pace from `start` to `on`, in fen."""
    passed = (on - start).days + 1
    whole = (end - start).days + 1
    return repaid if passed <= 0 or on >= end else repaid * whole // passed
