"""What reports count of publications (data/figures.md)."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import ColumnElement, and_, case, func, select

from assist.db import db
from assist.disclosures.models import Column, Disclosure
from assist.disclosures.queries import reviewed
from assist.lib.figures import Figure, FigureKind, Record
from assist.lib.periods import Period
from assist.lib.standing import Standing


def _published(period: Period, column: Column | None = None) -> ColumnElement[bool]:
    found = and_(
        Disclosure.standing == Standing.VALID,
        Disclosure.published_on.is_not(None),
        Disclosure.published_on.between(period.start, period.last),
    )
    return found if column is None else and_(found, Disclosure.column == column)


def _on_time() -> ColumnElement[bool]:
    return Disclosure.published_on <= Disclosure.due_on


def _count(condition: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count()).select_from(Disclosure).where(condition)) or 0


def _share(part: ColumnElement[bool], base: ColumnElement[bool]) -> Decimal | None:
    """The rate as it is; None where its base is empty."""
    counted = func.sum(case((part, 1), else_=0))
    whole, some = db.session.execute(select(func.count(), counted).where(base)).one()
    return Decimal(int(some)) / Decimal(whole) if whole else None


def _records(condition: ColumnElement[bool]) -> list[Record]:
    statement = (
        select(Disclosure.number, Disclosure.title)
        .where(condition)
        .order_by(Disclosure.published_on, Disclosure.id)
    )
    return [Record(n, title, f"/disclosures/{n}") for n, title in db.session.execute(statement)]


def _of_column(key: str, label: str, column: Column | None, definition: str) -> Figure:
    return Figure(
        f"disclosure.{key}",
        label,
        "篇",
        definition,
        FigureKind.FLOW,
        lambda period: _count(_published(period, column)),
        lambda period: _records(_published(period, column)),
    )


FIGURES = (
    _of_column("published", "信息公开", None, "发布日期在期间内的信息，不论栏目；作废的不计。"),
    _of_column("documents", "公开文件信息", Column.DOCUMENTS, "信息公开中栏目为文件信息的。"),
    _of_column("personnel", "公开人事信息", Column.PERSONNEL, "信息公开中栏目为人事信息的。"),
    _of_column("planning", "公开规划计划", Column.PLANNING, "信息公开中栏目为规划计划的。"),
    _of_column("finance", "公开财政信息", Column.FINANCE, "信息公开中栏目为财政信息的。"),
    _of_column("other", "公开其他信息", Column.OTHER, "信息公开中栏目为其他的。"),
    _of_column("annual_report", "公开年报", Column.ANNUAL, "信息公开中栏目为年报的。"),
    Figure(
        "disclosure.reviewed_rate",
        "三审和保密审查率",
        "%",
        "信息公开中初审、复审、终审人员和日期齐全且保密审查通过的篇数 ÷ 信息公开篇数。",
        FigureKind.FLOW,
        lambda period: _share(reviewed(), _published(period)),
        lambda period: _records(and_(_published(period), reviewed())),
        rate=True,
    ),
    Figure(
        "disclosure.on_time_rate",
        "信息公开按期率",
        "%",
        "信息公开中发布日期不晚于公开期限（形成之日起20个工作日，年报为1月31日）的篇数 ÷ "
        "信息公开篇数。",
        FigureKind.FLOW,
        lambda period: _share(_on_time(), _published(period)),
        lambda period: _records(and_(_published(period), _on_time())),
        rate=True,
    ),
)
