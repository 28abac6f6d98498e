"""学习会议 (domain A15): 党组会、中心组学习、三会一课."""

from __future__ import annotations

from sqlalchemy import Boolean, Integer, String, Text
from sqlalchemy.orm import Mapped

from assist.accounts.duties import Duty
from assist.db import Model, labelled
from assist.ledgers.figures import counted, months
from assist.ledgers.models import Dated, Kind

CENTRAL, RULE_OF_LAW, PLENARY = "中心组学习", "习近平法治思想", "全会精神"


class Meeting(Dated, Model):
    """A meeting at which something was studied or decided."""

    __tablename__ = "meeting"
    number_label = "会议编号"

    type: Mapped[str] = labelled("类型", String(40), info={"offers": (
        "党组会", CENTRAL, "职工大会", "三会一课", "专题研究法治", "专题会议", "其他",
    )})  # fmt: skip
    topic: Mapped[str] = labelled("主题", String(200))
    tags: Mapped[str] = labelled(
        "主题标签", String(200), default="",
        info={"several": True, "offers": (RULE_OF_LAW, PLENARY, "法律", "三重一大", "其他")},
    )  # fmt: skip
    chair: Mapped[str] = labelled("主持人", String(64), default="")
    people: Mapped[int | None] = labelled("参加人数", Integer)
    first_item: Mapped[bool] = labelled("第一议题", Boolean, default=False)
    decided: Mapped[str] = labelled("议定事项", Text, default="")


KIND = Kind(
    word="meetings", label="学习会议", model=Meeting, prefix="XX", duty=Duty.MEETINGS, own=True,
    head="topic",
    title=lambda meeting: meeting.topic, search=("topic", "chair"), filters=("type", "tags"),
    columns=("number", "held_on", "type", "topic", "tags", "chair", "people", "first_item",
             "decided"),
    figures=(
        months("study.rule_of_law_months", "中心组学习习近平法治思想的月份",
               "期内类型为中心组学习、标签含习近平法治思想的会议所在月份。",
               of=Meeting, word="meetings", title="topic",
               where=lambda: (Meeting.type == CENTRAL) & Meeting.tags.contains(RULE_OF_LAW)),
        counted("study.count", "学习会议", "次", "期内有效的学习会议次数。",
                of=Meeting, word="meetings", title="topic"),
        counted("study.law_count", "学法次数", "次",
                "期内标签含习近平法治思想或法律的学习会议次数。",
                of=Meeting, word="meetings", title="topic",
                where=lambda: Meeting.tags.contains(RULE_OF_LAW) | Meeting.tags.contains("法律")),
        counted("study.party_meetings", "局党组会", "次", "期内类型为党组会的有效会议次数。",
                of=Meeting, word="meetings", title="topic",
                where=lambda: Meeting.type == "党组会"),
        counted("study.special_count", "专题研究法治建设", "次",
                "期内类型为专题研究法治的有效会议次数。",
                of=Meeting, word="meetings", title="topic",
                where=lambda: Meeting.type == "专题研究法治"),
        counted("study.branch_count", "支部三会一课", "次", "期内类型含三会一课的有效会议次数。",
                of=Meeting, word="meetings", title="topic",
                where=lambda: Meeting.type.contains("三会一课")),
        months("study.plenary_months", "学习全会精神的月份",
               "期内标签含全会精神的会议所在月份。",
               of=Meeting, word="meetings", title="topic",
               where=lambda: Meeting.tags.contains(PLENARY)),
    ),
)  # fmt: skip
