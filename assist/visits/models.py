"""Visits and other contacts, who went, what was said about open problems, and unsent drafts."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assist.cadres.models import Cadre
from assist.db import EnumCode, Id, Model, Recorded, UtcDateTime, labelled
from assist.enterprises.models import Enterprise
from assist.ledgers.kinds.outreach import Outreach
from assist.lib.enums import Labelled
from assist.policies.models import Delivery
from assist.problems.models import Problem

#: What stands for a contact of which nobody wrote anything.
NOTHING_NEW = "无新情况"


class Channel(Labelled):
    """方式; only 上门走访 counts as a visit (家次) and towards the load (domain 1.8)."""

    ON_SITE = "on_site", "上门走访"
    PHONE = "phone", "电话"
    WECHAT = "wechat", "微信"
    ENTERPRISE_CAME = "enterprise_came", "企业来访"
    MEETING = "meeting", "座谈会"
    ONLINE = "online", "线上会议"


class Operating(Labelled):
    """生产经营 as the enterprise described it."""

    GOOD = "good", "良好"
    STEADY = "steady", "平稳"
    DOWN = "down", "下滑"
    STOPPED = "stopped", "停产"


class Standing(Labelled):
    """状态 of a record: a void one stays and never counts."""

    VALID = "valid", "有效"
    VOID = "void", "作废"


class Tick(Labelled):
    """What the enterprise said of a problem that is open: a dated note, never a change of state."""

    BETTER = "better", "已好转"
    UNCHANGED = "unchanged", "无变化"
    SOLVED = "solved", "已解决"
    NEWS = "news", "新情况"


class Keeping(Labelled):
    """What became of a promise; of a void one nothing was to come."""

    OPEN = "open", "待兑现"
    KEPT = "kept", "已兑现"
    BROKEN = "broken", "未兑现"
    VOID = "void", "作废"


class Visit(Recorded, Model):
    """One contact with one enterprise on one day, by one or more people, counted once."""

    __tablename__ = "visit"
    __table_args__ = (
        Index("ix_visit_enterprise_id_held_on", "enterprise_id", "held_on"),
        Index("ix_visit_held_on", "held_on"),
        #: The last contact of some enterprises, and how often anybody came lately.
        Index(
            "ix_visit_enterprise_id_standing_channel_held_on",
            "enterprise_id",
            "standing",
            "channel",
            "held_on",
        ),
        #: Alone enough for the count of a period.
        Index(
            "ix_visit_channel_standing_held_on_enterprise_id",
            "channel",
            "standing",
            "held_on",
            "enterprise_id",
        ),
        CheckConstraint("summary <> '' OR nothing_new", name="says_something"),
    )

    id: Mapped[Id]
    number: Mapped[str] = labelled("走访编号", String(32), unique=True)
    enterprise_id: Mapped[int] = labelled(
        "企业", None, ForeignKey("enterprise.id"), refers="enterprise"
    )
    held_on: Mapped[date] = labelled("日期", Date)
    channel: Mapped[Channel] = labelled("方式", EnumCode(Channel))
    met: Mapped[str] = labelled("企业接待人", String(100), default="")
    operating: Mapped[Operating | None] = labelled("生产经营", EnumCode(Operating))
    summary: Mapped[str] = labelled("走访情况", Text, default="")
    nothing_new: Mapped[bool] = labelled("无新情况", Boolean, default=False)
    standing: Mapped[Standing] = labelled("状态", EnumCode(Standing), default=Standing.VALID)
    void_why: Mapped[str] = labelled("作废原因", String(300), default="")
    #: The business day of its entry, from which the days for amending count; None if imported.
    recorded_on: Mapped[date | None] = mapped_column(Date)
    #: Made by the phone, so that double taps and retries store one.
    client_id: Mapped[str | None] = mapped_column(String(64), unique=True)

    enterprise: Mapped[Enterprise] = relationship()
    people: Mapped[list[Cadre]] = relationship(
        secondary="visit_person", order_by="VisitPerson.position"
    )
    deliveries: Mapped[list[Delivery]] = relationship(order_by="Delivery.id")
    notes: Mapped[list[ProblemNote]] = relationship(
        back_populates="visit", order_by="ProblemNote.id"
    )
    promises: Mapped[list[Promise]] = relationship(back_populates="visit", order_by="Promise.id")
    #: What it brought of the law, where somebody ticked that it counts.
    outreach: Mapped[Outreach | None] = relationship(back_populates="visit")

    def __str__(self) -> str:
        return self.number

    @property
    def text(self) -> str:
        """What was said, or that there was nothing new."""
        return self.summary or NOTHING_NEW


class VisitVersion(Model):
    """What a visit said before somebody changed it; written once, never edited."""

    __tablename__ = "visit_version"
    __table_args__ = (UniqueConstraint("visit_id", "version"),)

    id: Mapped[Id]
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"))
    version: Mapped[int]
    #: When the change came, and whose it was.
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    held_on: Mapped[date] = labelled("日期", Date)
    channel: Mapped[Channel] = labelled("方式", EnumCode(Channel))
    people: Mapped[str] = labelled("走访人员", Text, default="")
    met: Mapped[str] = labelled("企业接待人", String(100), default="")
    operating: Mapped[Operating | None] = labelled("生产经营", EnumCode(Operating))
    summary: Mapped[str] = labelled("走访情况", Text, default="")
    policies: Mapped[str] = labelled("推送政策", Text, default="")
    promises: Mapped[str] = labelled("承诺", Text, default="")
    outreach: Mapped[str] = labelled("普法宣传", String(300), default="", sort_order=1)


class VisitPerson(Model):
    """Somebody who went."""

    __tablename__ = "visit_person"
    __table_args__ = (Index("ix_visit_person_cadre_id", "cadre_id"),)

    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"), primary_key=True)
    cadre_id: Mapped[int] = mapped_column(ForeignKey("cadre.id"), primary_key=True)
    position: Mapped[int] = mapped_column(default=0)


class ProblemNote(Model):
    """A tick beside an open problem on a visit."""

    __tablename__ = "problem_note"
    __table_args__ = (
        UniqueConstraint("visit_id", "problem_id"),
        Index("ix_problem_note_problem_id", "problem_id"),
    )

    id: Mapped[Id]
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"))
    problem_id: Mapped[int] = mapped_column(ForeignKey("problem.id"))
    tick: Mapped[Tick] = labelled("情况", EnumCode(Tick))
    words: Mapped[str] = labelled("说明", String(500), default="")

    visit: Mapped[Visit] = relationship(back_populates="notes")
    problem: Mapped[Problem] = relationship()


class Promise(Recorded, Model):
    """承诺: what somebody told an enterprise they would do, and by when."""

    __tablename__ = "promise"
    __table_args__ = (
        Index("ix_promise_enterprise_id_keeping", "enterprise_id", "keeping"),
        Index("ix_promise_keeping_due_on", "keeping", "due_on"),
        CheckConstraint("words <> ''", name="says_something"),
        CheckConstraint("due_on >= made_on", name="due_after_made"),
        CheckConstraint("(keeping = 'open') = (settled_on IS NULL)", name="settled_has_day"),
    )

    id: Mapped[Id]
    number: Mapped[str] = labelled("承诺编号", String(32), unique=True)
    enterprise_id: Mapped[int] = labelled(
        "企业", None, ForeignKey("enterprise.id"), refers="enterprise"
    )
    #: The visit on which it was made; none where a workbook names none.
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("visit.id"), index=True)
    made_on: Mapped[date] = labelled("承诺日期", Date)
    words: Mapped[str] = labelled("承诺内容", String(300))
    due_on: Mapped[date] = labelled("兑现期限", Date)
    #: Who said it, which no hand-over changes.
    promised_by_id: Mapped[int | None] = mapped_column(ForeignKey("cadre.id"))
    #: Who sees to it now.
    keeper_id: Mapped[int | None] = labelled(
        "责任人", None, ForeignKey("cadre.id"), index=True, refers="keeper"
    )
    keeping: Mapped[Keeping] = labelled("状态", EnumCode(Keeping), default=Keeping.OPEN)
    settled_on: Mapped[date | None] = labelled("兑现日期", Date)
    outcome: Mapped[str] = labelled("兑现情况", String(300), default="")

    enterprise: Mapped[Enterprise] = relationship()
    visit: Mapped[Visit | None] = relationship(back_populates="promises")
    promised_by: Mapped[Cadre | None] = relationship(foreign_keys=[promised_by_id])
    keeper: Mapped[Cadre | None] = relationship(foreign_keys=[keeper_id])

    def __str__(self) -> str:
        return f"{self.number} {self.words}"


class Draft(Model):
    """An unsent form of one person as it was typed; gone once the visit is stored."""

    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("user_id", "client_id"),)

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    client_id: Mapped[str] = mapped_column(String(64))
    enterprise_id: Mapped[int | None] = mapped_column(ForeignKey("enterprise.id"))
    #: The form as it was typed, in the browser's own encoding (application/x-www-form-urlencoded).
    fields: Mapped[str] = mapped_column(Text)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)

    enterprise: Mapped[Enterprise | None] = relationship()
