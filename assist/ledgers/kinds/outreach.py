"""普法 (domain A10)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Integer, String, and_, func, or_, select
from sqlalchemy.orm import Mapped, aliased, mapped_column, relationship

from assist.accounts.duties import Duty
from assist.db import Model, db, labelled
from assist.enterprises.models import Enterprise
from assist.ledgers.figures import counted, in_period
from assist.ledgers.models import Dated, Kind, at_enterprises
from assist.lib.figures import Figure, FigureKind, Record
from assist.lib.periods import Period
from assist.lib.standing import Standing


class Outreach(Dated, Model):
    """Law brought to enterprises: lectures, advice, papers handed out, slogans on screens."""

    __tablename__ = "outreach"
    number_label = "普法编号"

    forms: Mapped[str] = labelled("形式", String(200), info={"several": True, "offers": (
        "宣讲", "咨询", "发放资料", "电子屏", "横幅", "讲座", "线上", "竞赛", "其他",
    )})  # fmt: skip
    topics: Mapped[str] = labelled("主题", String(300), info={"several": True, "offers": (
        "宪法", "民法典", "习近平法治思想", "安全生产", "电力", "中小企业", "信访维稳", "法律援助",
        "知识产权", "其他",
    )})  # fmt: skip
    place: Mapped[str] = labelled("地点", String(100))
    host: Mapped[str] = labelled("主讲单位", String(100), default="")
    enterprises: Mapped[list[Enterprise]] = at_enterprises("outreach", "覆盖企业")
    people: Mapped[int | None] = labelled("受众人次", Integer)
    books: Mapped[int | None] = labelled("手册份数", Integer)
    leaves: Mapped[int | None] = labelled("单页份数", Integer)
    audience: Mapped[str] = labelled("受众对象", String(100), default="")
    screens: Mapped[int | None] = labelled("电子屏块数", Integer)
    advised: Mapped[int | None] = labelled("咨询人次", Integer)
    #: The visit that booked it, once; it stands above this floor, so that it is named by words.
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("visit.id"), unique=True, sort_order=95)

    visit: Mapped[Any] = relationship("Visit", back_populates="outreach")


def _copies() -> object:
    return func.coalesce(Outreach.books, 0) + func.coalesce(Outreach.leaves, 0)


def counts() -> ColumnElement[bool]:
    """The condition of a record that counts: one entered by itself does not where it names a single
    enterprise and a visit to it has booked the same day, or the same would count twice."""
    named = Outreach.enterprises.property.secondary
    booked, own, theirs = aliased(Outreach), named.alias(), named.alias()
    alone = select(func.count()).select_from(own).where(own.c.outreach_id == Outreach.id)
    same = (
        select(booked.id)
        .join(theirs, theirs.c.outreach_id == booked.id)
        .join(own, own.c.enterprise_id == theirs.c.enterprise_id)
        .where(
            own.c.outreach_id == Outreach.id,
            booked.visit_id.is_not(None),
            booked.standing == Standing.VALID,
            booked.held_on == Outreach.held_on,
        )
    )
    twice = and_(
        alone.correlate(Outreach).scalar_subquery() == 1, same.correlate(Outreach).exists()
    )
    return or_(Outreach.visit_id.is_not(None), ~twice)


def _enterprises(period: Period) -> Any:
    named = Outreach.enterprises.property.secondary
    return (
        select(Enterprise.code, Enterprise.name)
        .join(named, named.c.enterprise_id == Enterprise.id)
        .join(Outreach, Outreach.id == named.c.outreach_id)
        .where(in_period(Outreach, period, counts))
        .distinct()
        .order_by(Enterprise.code)
    )


def _count_enterprises(period: Period) -> int:
    found = _enterprises(period).order_by(None).subquery()
    return db.session.scalar(select(func.count()).select_from(found)) or 0


def _list_enterprises(period: Period) -> list[Record]:
    rows = db.session.execute(_enterprises(period))
    return [Record(row.code, row.name, f"/enterprises/{row.code}") for row in rows]


_OF: dict[str, Any] = {"of": Outreach, "word": "outreach", "title": "place", "where": counts}

KIND = Kind(
    word="outreach", label="普法", model=Outreach, prefix="PF", duty=Duty.OUTREACH, own=True,
    booked=True,
    title=lambda outreach: f"{outreach.place} {outreach.topics}",
    search=("place", "topics", "host"),
    filters=("forms", "topics"),
    columns=("number", "held_on", "forms", "topics", "place", "host", "enterprises", "people",
             "books", "leaves", "audience", "screens", "advised"),
    figures=(
        counted("outreach.count", "普法活动", "场次",
                "期内有效的普法记录数；走访时勾选计入的，一次走访计一次，"
                "同一企业同一天另行登记的不重复计。", **_OF),
        counted("outreach.copies", "发放宣传资料", "份",
                "期内有效普法记录的手册份数与单页份数之和。", total=_copies, **_OF),
        counted("outreach.people", "普法受众", "人次", "期内有效普法记录的受众人次之和。",
                total=lambda: Outreach.people, **_OF),
        Figure("outreach.enterprises", "普法覆盖企业", "家",
               "期内有效普法记录覆盖的企业家数，同一企业只计一家。",
               FigureKind.FLOW, _count_enterprises, _list_enterprises),
    ),
)  # fmt: skip
