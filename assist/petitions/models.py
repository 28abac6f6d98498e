"""信访事项: who asked is masked, and only office, named handler and 包案领导 see them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, relationship

from assist.cadres.models import Cadre
from assist.db import EnumCode, Id, Model, Recorded, labelled
from assist.lib.enums import Labelled
from assist.lib.standing import Standing
from assist.problems.states import Satisfaction


class PetitionChannel(Labelled):
    """渠道."""

    HOTLINE = "hotline", "12345热线"
    ASSIGNED = "assigned", "交办"
    REVIEW = "review", "复查"
    LETTER = "letter", "来信"
    VISIT = "visit", "来访"
    ONLINE = "online", "网上"


class Opinion(Labelled):
    """处理意见 (信访工作条例 §32)."""

    SUPPORTED = "supported", "予以支持"
    EXPLAINED = "explained", "解释说明"
    REFUSED = "refused", "不予支持"


class Petition(Recorded, Model):
    """One matter, from the day it came in to its answer."""

    __tablename__ = "petition"
    __table_args__ = (
        Index("ix_petition_received_on", "received_on"),
        Index("ix_petition_handler_id", "handler_id"),
        Index("ix_petition_leader_id", "leader_id"),
        Index("ix_petition_standing_received_on", "standing", "received_on"),
        Index("ix_petition_standing_done_on", "standing", "done_on"),
        Index("ix_petition_field", "field"),
        Index("ix_petition_answered_id", "answered_id"),
        CheckConstraint("done_on IS NULL OR done_on >= received_on", name="done_after_received"),
        CheckConstraint("extended_to IS NULL OR extended_to >= due_on", name="extended_later"),
        CheckConstraint("due_on >= received_on", name="due_after_received"),
    )

    id: Mapped[Id]
    number: Mapped[str] = labelled("信访编号", String(32), unique=True)
    received_on: Mapped[date] = labelled("收到日期", Date)
    channel: Mapped[PetitionChannel] = labelled("渠道", EnumCode(PetitionChannel))
    field: Mapped[str] = labelled("领域", String(40), default="")
    matter: Mapped[str] = labelled("事项", Text)
    due_on: Mapped[date] = labelled("办理期限", Date)
    extended_to: Mapped[date | None] = labelled("延期至", Date)
    done_on: Mapped[date | None] = labelled("办结日期", Date)
    leader_id: Mapped[int | None] = labelled(
        "包案领导", None, ForeignKey("cadre.id"), refers="leader"
    )
    result: Mapped[str] = labelled("结果", String(40), default="")
    #: Name, phone or address of whoever asked: shown masked.
    petitioner: Mapped[str] = labelled("信访人", String(64), default="")
    petitioner_phone: Mapped[str] = labelled("信访人电话", String(32), default="")
    told_on: Mapped[date | None] = labelled("告知日期", Date)
    accepted_on: Mapped[date | None] = labelled("受理日期", Date)
    handler_id: Mapped[int | None] = labelled(
        "承办人", None, ForeignKey("cadre.id"), refers="handler"
    )
    opinion: Mapped[Opinion | None] = labelled("处理意见", EnumCode(Opinion))
    answer: Mapped[str] = labelled("答复内容", Text, default="")
    extended_why: Mapped[str] = labelled("延期原因", Text, default="")
    extension_told_on: Mapped[date | None] = labelled("延期告知日期", Date)
    satisfaction: Mapped[Satisfaction | None] = labelled("满意度", EnumCode(Satisfaction))
    standing: Mapped[Standing] = labelled("状态", EnumCode(Standing), default=Standing.VALID)
    void_why: Mapped[str] = labelled("作废原因", String(300), default="")
    #: Of a review (复查): the matter whose answer somebody does not accept.
    answered_id: Mapped[int | None] = labelled(
        "原信访编号", None, ForeignKey("petition.id"), refers="answered", sort_order=95
    )

    leader: Mapped[Cadre | None] = relationship(foreign_keys=[leader_id])
    handler: Mapped[Cadre | None] = relationship(foreign_keys=[handler_id])
    answered: Mapped[Petition | None] = relationship(remote_side="Petition.id")

    def __str__(self) -> str:
        return self.number

    @property
    def limit(self) -> date:
        """The day that decides on time or late: 延期至, else 办理期限."""
        return self.extended_to or self.due_on
