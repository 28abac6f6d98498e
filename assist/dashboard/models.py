"""How far somebody has looked, and the meetings for which a 调度单 was issued."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from assist.db import Id, Model, Moment, Recorded, labelled


class Looked(Model):
    """The newest step that somebody has marked as seen: what is newer has changed since."""

    __tablename__ = "looked"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    step_id: Mapped[int]
    at: Mapped[Moment]


class Meeting(Recorded, Model):
    """A 调度会: recorded when its 调度单 is issued, so that the next one tells what changed."""

    __tablename__ = "meeting_held"
    __table_args__ = (Index("ix_meeting_held_held_on", "held_on"),)

    id: Mapped[Id]
    held_on: Mapped[date] = labelled("调度日期", Date)
    title: Mapped[str] = labelled("会议名称", String(60), default="")
    #: The newest step of that moment.
    step_id: Mapped[int]
