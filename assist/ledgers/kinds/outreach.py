"""普法 (domain A10)."""

from __future__ import annotations

from sqlalchemy import Integer, String, func
from sqlalchemy.orm import Mapped

from assist.accounts.duties import Duty
from assist.db import Model, labelled
from assist.enterprises.models import Enterprise
from assist.ledgers.figures import counted
from assist.ledgers.models import Dated, Kind, at_enterprises


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


def _copies() -> object:
    return func.coalesce(Outreach.books, 0) + func.coalesce(Outreach.leaves, 0)


KIND = Kind(
    word="outreach", label="普法", model=Outreach, prefix="PF", duty=Duty.OUTREACH, own=True,
    title=lambda outreach: f"{outreach.place} {outreach.topics}",
    search=("place", "topics", "host"),
    filters=("forms", "topics"),
    columns=("number", "held_on", "forms", "topics", "place", "host", "enterprises", "people",
             "books", "leaves", "audience", "screens", "advised"),
    figures=(
        counted("outreach.count", "普法活动", "场次", "期内有效的普法记录数。",
                of=Outreach, word="outreach", title="place"),
        counted("outreach.copies", "发放宣传资料", "份",
                "期内有效普法记录的手册份数与单页份数之和。",
                of=Outreach, word="outreach", title="place", total=_copies),
        counted("outreach.people", "普法受众", "人次", "期内有效普法记录的受众人次之和。",
                of=Outreach, word="outreach", title="place", total=lambda: Outreach.people),
    ),
)  # fmt: skip
