"""A publication, and the steps of its reviews."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy import Boolean, CheckConstraint, Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assist.db import EnumCode, Id, Model, Recorded, UtcDateTime, labelled
from assist.lib.enums import Labelled
from assist.lib.standing import Standing


class Column(Labelled):
    """栏目 of the portal."""

    DOCUMENTS = "documents", "文件信息"
    PERSONNEL = "personnel", "人事信息"
    PLANNING = "planning", "规划计划"
    FINANCE = "finance", "财政信息"
    ANNUAL = "annual", "年报"
    OTHER = "other", "其他"


class Secrecy(Labelled):
    """保密审查 (政府信息公开条例 §17)."""

    PENDING = "pending", "未审"
    PASSED = "passed", "通过"
    FAILED = "failed", "不通过"


class DisclosureAct(Labelled):
    """What was done to a publication on its way."""

    FIRST = "first", "初审"
    SECOND = "second", "复审"
    THIRD = "third", "终审"
    SEND_BACK = "send_back", "退回"
    SECRECY = "secrecy", "保密审查"
    CHANGE = "change", "审查后修改"
    PUBLISH = "publish", "发布"
    TAKE_OVER = "take_over", "导入"


#: The three reviews in their order; each has its columns `<value>_by` and `<value>_on`.
REVIEWS = (DisclosureAct.FIRST, DisclosureAct.SECOND, DisclosureAct.THIRD)


class Disclosure(Recorded, Model):
    """信息公开: formed, reviewed three times, checked for secrets, published within 20 working
    days."""

    __tablename__ = "disclosure"
    __table_args__ = (
        Index("ix_disclosure_published_on", "published_on"),
        Index("ix_disclosure_formed_on", "formed_on"),
        Index("ix_disclosure_standing_formed_on", "standing", "formed_on"),
        CheckConstraint(
            "published_on IS NULL OR published_on >= formed_on", name="published_after_formed"
        ),
    )

    id: Mapped[Id]
    number: Mapped[str] = labelled("公开编号", String(32), unique=True)
    column: Mapped[Column] = labelled("栏目", EnumCode(Column, "portal_column"))
    title: Mapped[str] = labelled("标题", String(200))
    formed_on: Mapped[date] = labelled("形成日期", Date)
    #: Worked out when 形成日期 or 栏目 is set, so that a figure can compare in the database.
    due_on: Mapped[date] = labelled("公开期限", Date)
    author: Mapped[str] = labelled("拟稿人", String(64), default="")
    published_on: Mapped[date | None] = labelled("发布日期", Date)
    url: Mapped[str] = labelled("网址", String(300), default="")
    first_by: Mapped[str] = labelled("初审人", String(64), default="")
    first_on: Mapped[date | None] = labelled("初审日期", Date)
    second_by: Mapped[str] = labelled("复审人", String(64), default="")
    second_on: Mapped[date | None] = labelled("复审日期", Date)
    third_by: Mapped[str] = labelled("终审人", String(64), default="")
    third_on: Mapped[date | None] = labelled("终审日期", Date)
    secrecy: Mapped[Secrecy] = labelled("保密审查", EnumCode(Secrecy), default=Secrecy.PENDING)
    secrecy_by: Mapped[str] = labelled("保密审查人", String(64), default="")
    secrecy_on: Mapped[date | None] = labelled("保密审查日期", Date)
    content: Mapped[str] = labelled("公开内容", Text, default="")
    archive: Mapped[str] = labelled("归档号", String(64), default="")
    standing: Mapped[Standing] = labelled("状态", EnumCode(Standing), default=Standing.VALID)
    void_why: Mapped[str] = labelled("作废原因", String(300), default="")

    steps: Mapped[list[DisclosureStep]] = relationship(
        back_populates="disclosure", order_by="DisclosureStep.id"
    )

    def __str__(self) -> str:
        return self.number

    @property
    def reviewed(self) -> bool:
        """Three reviews with names and days, and 保密审查 通过 (domain 4.1)."""
        reviews = (
            (self.first_by, self.first_on),
            (self.second_by, self.second_on),
            (self.third_by, self.third_on),
        )  # fmt: skip
        return all(by and on for by, on in reviews) and self.secrecy is Secrecy.PASSED

    @property
    def next_review(self) -> DisclosureAct | None:
        """Which of the three reviews is owed."""
        return next((act for act in REVIEWS if not getattr(self, f"{act.value}_by")), None)

    @property
    def opinions(self) -> str:
        """What the reviewers said, as one text: the workbook's, or the steps' own."""
        said = [step for step in self.steps if step.words]
        if said and said[-1].act is DisclosureAct.TAKE_OVER:
            return said[-1].words
        return "；".join(step.line for step in said)


class DisclosureStep(Model):
    """One act on a publication, in the past tense; appended, never edited."""

    __tablename__ = "disclosure_step"
    __table_args__ = (Index("ix_disclosure_step_disclosure_id", "disclosure_id"),)

    id: Mapped[Id]
    disclosure_id: Mapped[int] = mapped_column(ForeignKey("disclosure.id"))
    act: Mapped[DisclosureAct] = labelled("操作", EnumCode(DisclosureAct))
    #: Who reviewed, and on which day they did.
    name: Mapped[str] = labelled("姓名", String(64), default="")
    on: Mapped[date] = labelled("日期", Date)
    #: When it was entered.
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=lambda: datetime.now(UTC))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    on_behalf: Mapped[bool] = labelled("代录", Boolean, default=False)
    words: Mapped[str] = labelled("意见", Text, default="")

    disclosure: Mapped[Disclosure] = relationship(back_populates="steps")

    @property
    def line(self) -> str:
        """The step in one line of a workbook's cell."""
        behalf = "，代录" if self.on_behalf else ""
        return f"{self.act.label}（{self.name}{behalf}）：{self.words}"
