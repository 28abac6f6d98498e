"""专场活动 (domain A6)."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Integer, String, Text
from sqlalchemy.orm import Mapped

from assist.accounts.duties import Duty
from assist.db import Model, labelled
from assist.enterprises.models import Enterprise
from assist.ledgers.figures import counted
from assist.ledgers.models import Dated, Kind, at_enterprises


class Event(Dated, Model):
    """A meeting, fair or training that the campaign held; only 送解优专场 are counted in the
    report."""

    __tablename__ = "event"
    number_label = "活动编号"

    name: Mapped[str] = labelled("名称", String(200))
    type: Mapped[str] = labelled("类型", String(40), info={"offers": (
        "政策宣讲", "银企对接", "产销对接", "用工招聘", "法律服务", "座谈恳谈", "现场办公", "培训",
        "其他",
    )})  # fmt: skip
    place: Mapped[str] = labelled("地点", String(100), default="")
    host: Mapped[str] = labelled("主办单位", String(100), default="")
    campaign: Mapped[bool] = labelled("送解优专场", Boolean)
    enterprises: Mapped[list[Enterprise]] = at_enterprises("event", "参加企业")
    people: Mapped[int | None] = labelled("参加人数", Integer)
    leader: Mapped[str] = labelled("参加领导", String(100), default="")
    intended: Mapped[int | None] = labelled("意向金额", BigInteger, info={"money": True})
    result: Mapped[str] = labelled("成果", Text, default="")


KIND = Kind(
    word="events", label="专场活动", model=Event, prefix="HD", duty=Duty.EVENTS, own=True,
    head="name",
    title=lambda event: event.name, search=("name", "place", "host"), filters=("type", "campaign"),
    columns=("number", "held_on", "name", "type", "place", "host", "campaign", "enterprises",
             "people", "leader", "intended", "result"),
    figures=(
        counted("event.campaign_count", "送解优专场活动", "次",
                "期内有效且为送解优专场的活动场次。",
                of=Event, word="events", title="name", where=lambda: Event.campaign.is_(True),
                splits=("type",)),
        counted("event.count", "专场活动", "次", "期内有效的专场活动场次，不论是否送解优专场。",
                of=Event, word="events", title="name", splits=("type",)),
    ),
)  # fmt: skip
