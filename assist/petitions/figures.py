"""What reports count of petitions (data/figures.md); a record is named without what it says."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from assist.db import db
from assist.lib.days import chinese_day
from assist.lib.figures import Figure, FigureKind, Record
from assist.lib.periods import Period
from assist.lib.standing import Standing
from assist.petitions.models import Petition, PetitionChannel
from assist.petitions.rules import RESULTS

#: Channels that the report counts apart; the rest is told together, so that the parts add up.
TOLD_APART = (PetitionChannel.HOTLINE, PetitionChannel.ASSIGNED, PetitionChannel.REVIEW)


def _received(period: Period, channel: PetitionChannel | None = None) -> ColumnElement[bool]:
    found = and_(
        Petition.standing == Standing.VALID,
        Petition.received_on.between(period.start, period.last),
    )
    return found if channel is None else and_(found, Petition.channel == channel)


def _limit(period: Period) -> ColumnElement[Any]:
    """延期至 as far as it was granted by the cut-off, else 办理期限."""
    told = Petition.extension_told_on
    granted = and_(Petition.extended_to.is_not(None), or_(told.is_(None), told <= period.cut_off))
    return case((granted, Petition.extended_to), else_=Petition.due_on)


def _by_other_ways(period: Period) -> ColumnElement[bool]:
    return and_(_received(period), Petition.channel.not_in(TOLD_APART))


def _done(period: Period) -> ColumnElement[bool]:
    return and_(Petition.done_on.is_not(None), Petition.done_on <= period.cut_off)


def _owed(period: Period) -> ColumnElement[bool]:
    """Received in the period, and due or done by the cut-off."""
    return and_(_received(period), or_(_done(period), _limit(period) <= period.cut_off))


def _on_time(period: Period) -> ColumnElement[bool]:
    return and_(_done(period), Petition.done_on <= _limit(period))


def _answered(period: Period) -> ColumnElement[bool]:
    return and_(_received(period), _done(period))


def _solved(_period: Period) -> ColumnElement[bool]:
    return Petition.result == RESULTS[0]


def _count(condition: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count()).select_from(Petition).where(condition)) or 0


def _share(part: ColumnElement[bool], base: ColumnElement[bool]) -> Decimal | None:
    """The rate as it is; None where its base is empty."""
    counted = func.sum(case((part, 1), else_=0))
    whole, some = db.session.execute(select(func.count(), counted).where(base)).one()
    return Decimal(int(some)) / Decimal(whole) if whole else None


def _records(condition: ColumnElement[bool]) -> list[Record]:
    """Number, channel and day alone: whoever reads a figure may not see the petition."""
    statement = (
        select(Petition.number, Petition.channel, Petition.received_on)
        .where(condition)
        .order_by(Petition.received_on, Petition.id)
    )
    return [
        Record(number, f"{channel.label}，{chinese_day(day)}收到", f"/petitions/{number}")
        for number, channel, day in db.session.execute(statement)
    ]


def _received_by(key: str, label: str, channel: PetitionChannel | None, definition: str) -> Figure:
    return Figure(
        f"petition.{key}",
        label,
        "件",
        definition,
        FigureKind.FLOW,
        lambda period: _count(_received(period, channel)),
        lambda period: _records(_received(period, channel)),
    )


FIGURES = (
    _received_by("received", "收到信访", None, "期间收到的信访事项，不论渠道；作废的不计。"),
    _received_by(
        "hotline", "12345热线信访", PetitionChannel.HOTLINE, "收到信访中渠道为12345热线的。"
    ),
    _received_by("assigned", "交办信访", PetitionChannel.ASSIGNED, "收到信访中渠道为交办的。"),
    _received_by("review", "复查信访", PetitionChannel.REVIEW, "收到信访中渠道为复查的。"),
    Figure(
        "petition.other",
        "其他渠道信访",
        "件",
        "收到信访中渠道为来信、来访、网上的。",
        FigureKind.FLOW,
        lambda period: _count(_by_other_ways(period)),
        lambda period: _records(_by_other_ways(period)),
    ),
    Figure(
        "petition.on_time_rate",
        "信访按期办结率",
        "%",
        "收到信访中截至截止日已到期或已办结的，办结日期不晚于延期至（没有延期的为办理期限）的"
        "件数 ÷ 已到期或已办结的件数。",
        FigureKind.COHORT,
        lambda period: _share(_on_time(period), _owed(period)),
        lambda period: _records(and_(_owed(period), _on_time(period))),
        rate=True,
    ),
    Figure(
        "petition.solved_rate",
        "信访化解率",
        "%",
        "收到信访中截至截止日已办结的，结果为化解的件数 ÷ 已办结的件数。",
        FigureKind.COHORT,
        lambda period: _share(_solved(period), _answered(period)),
        lambda period: _records(and_(_answered(period), _solved(period))),
        rate=True,
    ),
)
