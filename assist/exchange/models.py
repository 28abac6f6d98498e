"""How far an archive has been sent, for whoever waits for it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from assist.db import EnumCode, Id, Model, Moment, UtcDateTime
from assist.lib.enums import Labelled

#: Without a sign of life for so long, whatever sent it has died.
LOST_AFTER = timedelta(minutes=2)


class Part(Labelled):
    """What an archive holds, in the order in which it is made."""

    REPORTS = "reports", "报告"
    WORKBOOK = "workbook", "工作簿"
    DOSSIERS = "dossiers", "企业档案"
    FILES = "files", "附件"
    INDEX = "index", "索引"


class Standing(Labelled):
    """How a download stands, seen from outside."""

    RUNNING = "running", "正在下载"
    WHOLE = "whole", "已下载完"
    BROKEN = "broken", "没有下载完"
    LOST = "lost", "已中断"


class Sending(Model):
    """One download of a year's archive. Process and thread may be others than those that look, so
    that it stands in the database; it belongs to the installation and is kept for a month."""

    __tablename__ = "archive_sending"
    __table_args__ = (Index("ix_archive_sending_year", "year", "by_id"),)

    id: Mapped[Id]
    year: Mapped[int]
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    begun_at: Mapped[Moment]
    #: When it was last heard of.
    seen_at: Mapped[Moment]
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: The part under way, and how many of its members are done; None while it is prepared.
    part: Mapped[Part | None] = mapped_column(EnumCode(Part))
    part_done: Mapped[int] = mapped_column(default=0)
    part_total: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    sent: Mapped[int] = mapped_column(BigInteger, default=0)
    #: Of the whole; empty until it has been sent to its end.
    sha256: Mapped[str] = mapped_column(String(64), default="")

    def standing(self, now: datetime) -> Standing:
        """Whether it goes on; a process that died has nobody who would say so."""
        if self.ended_at is not None:
            return Standing.WHOLE if self.sha256 else Standing.BROKEN
        return Standing.LOST if now - self.seen_at > LOST_AFTER else Standing.RUNNING

    @property
    def weight(self) -> str:
        """How much has been sent."""
        return f"{self.sent / 2**20:.1f} MB"
