"""What each person was told, what left the house and how, and who wants mail."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assist.accounts.models import User
from assist.db import EnumCode, Id, Model, Moment, Recorded, UtcDateTime, labelled
from assist.notices.rules import Fate, Kind, Way


class Notice(Model):
    """One thing told to one person, once: the key names the thing and the occasion."""

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("user_id", "key"),
        Index("ix_notice_user_id_read_at", "user_id", "read_at"),
    )

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    kind: Mapped[Kind] = mapped_column(EnumCode(Kind))
    key: Mapped[str] = mapped_column(String(120))
    words: Mapped[str] = mapped_column(Text)
    href: Mapped[str] = mapped_column(String(200))
    told_on: Mapped[date] = mapped_column(Date)
    at: Mapped[Moment]
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Digest(Model):
    """A working day that was said: there is one row of it, whoever runs the command how often."""

    __tablename__ = "digest"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    at: Mapped[Moment]
    people: Mapped[int] = mapped_column(default=0)
    told: Mapped[int] = mapped_column(default=0)


class Dispatch(Model):
    """A day's digest on its way out to one person or to the group, and what became of it."""

    __tablename__ = "dispatch"
    __table_args__ = (
        UniqueConstraint("day", "way", "target"),
        Index("ix_dispatch_fate", "fate"),
    )

    id: Mapped[Id]
    day: Mapped[date] = mapped_column(ForeignKey("digest.day"))
    way: Mapped[Way] = mapped_column(EnumCode(Way))
    #: The account of the person, or the group.
    target: Mapped[str] = mapped_column(String(64))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    address: Mapped[str] = mapped_column(String(254), default="")
    subject: Mapped[str] = mapped_column(String(300), default="")
    body: Mapped[str] = mapped_column(Text)
    fate: Mapped[Fate] = mapped_column(EnumCode(Fate), default=Fate.WAITING)
    tries: Mapped[int] = mapped_column(default=0)
    tried_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    error: Mapped[str] = mapped_column(String(200), default="")

    user: Mapped[User | None] = relationship()


class Preference(Recorded, Model):
    """Where a person wants the digest besides the program itself."""

    __tablename__ = "notice_preference"
    __table_args__ = (UniqueConstraint("user_id"),)

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    address: Mapped[str] = labelled("邮箱", String(254), default="")
    by_mail: Mapped[bool] = labelled("用邮件接收每日提醒", Boolean, default=True)
