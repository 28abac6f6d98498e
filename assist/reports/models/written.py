"""A report, its chapters with every version of them, its signatures, and where it went."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assist.db import EnumCode, Id, Model, Recorded, UtcDateTime, labelled
from assist.lib.enums import Labelled
from assist.lib.periods import Period
from assist.reports.rules.chapters import ReportKind
from assist.reports.rules.states import ReportAct, ReportState
from assist.web.uploads import Attachment


class VersionKind(Labelled):
    """How a version of a chapter came about."""

    DRAFT = "draft", "自动生成"
    SAVE = "save", "保存"
    AUTOSAVE = "autosave", "自动保存"
    ADOPT = "adopt", "采用新数"
    REGENERATE = "regenerate", "重新生成"
    RESTORE = "restore", "恢复旧稿"
    TAKE_OVER = "take_over", "录入往年稿"


class Recipient(Labelled):
    """To whom a report is owed (《督察工作规定》第二十四条), and others."""

    LOCAL = "local", "本级党委、政府"
    SUPERIOR = "superior", "上级主管部门"
    COPY = "copy", "抄送"


class Report(Recorded, Model):
    """One report of a kind on a period; what is frozen of it are its editions."""

    __tablename__ = "report"
    __table_args__ = (
        UniqueConstraint("kind", "period"),
        CheckConstraint("edition > 0", name="edition_positive"),
    )

    id: Mapped[Id]
    kind: Mapped[ReportKind] = labelled("种类", EnumCode(ReportKind))
    period: Mapped[str] = labelled("期间", String(32))
    title: Mapped[str] = labelled("标题", String(200))
    state: Mapped[ReportState] = labelled(
        "状态", EnumCode(ReportState), default=ReportState.DRAFTING
    )
    #: The edition that is being written, or that is frozen now.
    edition: Mapped[int] = labelled("版次", Integer, default=1)
    approximate: Mapped[bool] = labelled("用概数", Boolean, default=False)

    chapters: Mapped[list[ReportChapter]] = relationship(
        back_populates="report", order_by="ReportChapter.position"
    )

    def __str__(self) -> str:
        return self.title

    @property
    def key(self) -> str:
        """The name under which log and attachments know it."""
        return f"{self.kind}/{self.period}"

    @property
    def name(self) -> str:
        """What people call it: 2025年度报告, 2025年第4季度简报."""
        if self.kind is ReportKind.YEARLY:
            return f"{self.days.year}年度报告"
        return f"{self.days.label}简报"

    @property
    def days(self) -> Period:
        """Its period."""
        return Period.parse(self.period)


class ReportChapter(Recorded, Model):
    """A chapter as it stands now; plain lines with marks (`rules.marks`)."""

    __tablename__ = "report_chapter"
    __table_args__ = (UniqueConstraint("report_id", "key"),)

    id: Mapped[Id]
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))
    #: Which chapter of its kind it is; the same in every period.
    key: Mapped[str] = mapped_column(String(32))
    position: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = labelled("章标题", String(200))
    text: Mapped[str] = labelled("正文", Text, default="")
    #: Whoever wrote the text as it stands.
    edited_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    report: Mapped[Report] = relationship(back_populates="chapters")

    def __str__(self) -> str:
        return self.title


class ChapterVersion(Model):
    """A text that a chapter has had; appended, never edited."""

    __tablename__ = "chapter_version"
    __table_args__ = (UniqueConstraint("chapter_id", "number"),)

    id: Mapped[Id]
    chapter_id: Mapped[int] = mapped_column(ForeignKey("report_chapter.id"))
    number: Mapped[int] = labelled("稿次", Integer)
    how: Mapped[VersionKind] = labelled("来历", EnumCode(VersionKind))
    title: Mapped[str] = labelled("章标题", String(200))
    text: Mapped[str] = labelled("正文", Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=lambda: datetime.now(UTC))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class Signature(Model):
    """Who did what to which edition, and when; appended, never edited: the register's lines."""

    __tablename__ = "report_signature"
    __table_args__ = (Index("ix_report_signature_report_id", "report_id", "id"),)

    id: Mapped[Id]
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))
    edition: Mapped[int] = labelled("版次", Integer)
    act: Mapped[ReportAct] = labelled("环节", EnumCode(ReportAct))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    #: As they were called then.
    name: Mapped[str] = labelled("姓名", String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=lambda: datetime.now(UTC))
    signed_on: Mapped[date] = labelled("日期", Date)
    words: Mapped[str] = labelled("意见", Text, default="")


class Submission(Recorded, Model):
    """报送: a signed edition that went to somebody, and what they gave for it."""

    __tablename__ = "report_submission"
    __table_args__ = (Index("ix_report_submission_report_id", "report_id"),)

    id: Mapped[Id]
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))
    edition: Mapped[int] = labelled("版次", Integer)
    recipient: Mapped[Recipient] = labelled("报送对象", EnumCode(Recipient))
    to_whom: Mapped[str] = labelled("收文单位", String(100))
    submitted_on: Mapped[date] = labelled("报送日期", Date)
    receipt: Mapped[str] = labelled("回执", String(200), default="")


class Publication(Recorded, Model):
    """公开: where and when a signed edition was published."""

    __tablename__ = "report_publication"
    __table_args__ = (Index("ix_report_publication_report_id", "report_id"),)

    id: Mapped[Id]
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))
    edition: Mapped[int] = labelled("版次", Integer)
    address: Mapped[str] = labelled("公开地址", String(300))
    published_on: Mapped[date] = labelled("公开日期", Date)


class Evidence(Model):
    """What proves a claim that no ledger can: an attachment beside the claim's words."""

    __tablename__ = "report_evidence"
    __table_args__ = (Index("ix_report_evidence_report_id", "report_id"),)

    id: Mapped[Id]
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))
    claim: Mapped[str] = labelled("需佐证的内容", String(200))
    attachment_id: Mapped[int] = mapped_column(ForeignKey("attachment.id"), unique=True)

    attachment: Mapped[Attachment] = relationship()
