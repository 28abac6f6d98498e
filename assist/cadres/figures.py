"""What reports count of cadres (data/figures.md)."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, func, select

from assist.cadres.models import Cadre
from assist.db import db
from assist.lib.figures import Figure, FigureKind, Record
from assist.lib.periods import Period


def _passed(period: Period) -> ColumnElement[bool]:
    return Cadre.exam_passed_on.between(period.start, period.last)


def _team(_period: Period) -> ColumnElement[bool]:
    return and_(Cadre.rescue_team, Cadre.on_duty)


def _count(condition: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count()).select_from(Cadre).where(condition)) or 0


def _records(condition: ColumnElement[bool]) -> list[Record]:
    statement = select(Cadre.account, Cadre.name).where(condition).order_by(Cadre.account)
    return [
        Record(account, name, f"/cadres?q={account}")
        for account, name in db.session.execute(statement)
    ]


FIGURES = (
    Figure(
        "enforcement.exam_passed",
        "新增执法考试合格",
        "名",
        "执法资格考试合格日期在期内的干部数。",
        FigureKind.FLOW,
        lambda period: _count(_passed(period)),
        lambda period: _records(_passed(period)),
    ),
    Figure(
        "emergency.team",
        "应急救援队伍",
        "人",
        "在岗的应急救援队员人数；离岗的不计。",
        FigureKind.STOCK,
        lambda period: _count(_team(period)),
        lambda period: _records(_team(period)),
    ),
)
