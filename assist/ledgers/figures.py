"""How a kind counts: records, sums, months; void and other-period records never count."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal, select

from assist.db import db, label_of
from assist.lib.figures import Figure, FigureKind, Record
from assist.lib.periods import Period
from assist.lib.standing import Standing

#: A further condition, made late: the mapped class is complete only after its kind is declared.
Where = Callable[[], ColumnElement[bool]]


def in_period(model: Any, period: Period, where: Where | None = None) -> ColumnElement[bool]:
    """Valid records of the period, up to the cut-off."""
    within = and_(
        model.standing == Standing.VALID, model.held_on.between(period.start, period.last)
    )
    return and_(within, where()) if where else within


def records(
    word: str,
    model: Any,
    condition: ColumnElement[bool],
    title: str,
    total: Any = None,
    unit: str = "",
    splits: Sequence[str] = (),
) -> list[Record]:
    """The very records that a condition counts, each with its day and its part of a `total`."""
    part = literal(None) if total is None else total
    divided = [getattr(model, name) for name in splits]
    columns = (model.number, model.held_on, getattr(model, title), part, *divided)
    ordered = select(*columns).where(condition).order_by(model.held_on, model.number)
    labels = [label_of(column) for column in divided]
    return [
        Record(
            number,
            f"{held_on.isoformat()} {text}" + ("" if total is None else f"，{count or 0} {unit}"),
            f"/ledgers/{word}/{number}",
            dict(zip(labels, parts, strict=True)),
            None if total is None else int(count or 0),
        )
        for number, held_on, text, count, *parts in db.session.execute(ordered)
    ]


def counted(
    key: str,
    label: str,
    unit: str,
    definition: str,
    *,
    of: Any,
    word: str,
    title: str,
    where: Where | None = None,
    total: Callable[[], Any] | None = None,
    splits: Sequence[str] = (),
) -> Figure:
    """A flow figure: how many records, or the sum of a column over them; `splits` are the columns
    by which it can be divided."""

    def value(period: Period) -> int:
        wanted = func.coalesce(func.sum(total()), 0) if total else func.count()
        statement = select(wanted).select_from(of).where(in_period(of, period, where))
        return int(db.session.scalar(statement) or 0)

    def listed(period: Period) -> list[Record]:
        part = total() if total else None
        return records(word, of, in_period(of, period, where), title, part, unit, splits)

    labels = tuple(of.__table__.c[name].info["label"] for name in splits)
    return Figure(key, label, unit, definition, FigureKind.FLOW, value, listed, splits=labels)


def months(
    key: str, label: str, definition: str, *, of: Any, word: str, title: str, where: Where
) -> Figure:
    """A flow figure: the months of the period in which there was such a record, as a list of
    numbers."""

    def value(period: Period) -> list[int]:
        days = db.session.scalars(select(of.held_on).where(in_period(of, period, where)).distinct())
        return sorted({day.month for day in days})

    def listed(period: Period) -> list[Record]:
        return records(word, of, in_period(of, period, where), title)

    return Figure(key, label, "月", definition, FigureKind.FLOW, value, listed)


def standing_at(
    key: str,
    label: str,
    unit: str,
    definition: str,
    *,
    of: Any,
    word: str,
    title: str,
    where: Where,
) -> Figure:
    """A stock figure: what holds at the cut-off, whenever it began."""

    def condition(period: Period) -> ColumnElement[bool]:
        return and_(of.standing == Standing.VALID, of.held_on <= period.cut_off, where())

    def value(period: Period) -> int:
        return db.session.scalar(select(func.count()).select_from(of).where(condition(period))) or 0

    def listed(period: Period) -> list[Record]:
        return records(word, of, condition(period), title)

    return Figure(key, label, unit, definition, FigureKind.STOCK, value, listed)
