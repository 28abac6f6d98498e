"""A problem, its co-units, its steps, and the items that wait for somebody's answer."""

from __future__ import annotations

from datetime import date, datetime
from functools import cached_property

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

from assist.accounts.models import User
from assist.cadres.models import Unit
from assist.db import EnumCode, Id, Model, Recorded, UtcDateTime, labelled
from assist.enterprises.models import Enterprise
from assist.problems.states import (
    COMPLAINTS,
    Act,
    Difficulty,
    ItemKind,
    Level,
    Outcome,
    Satisfaction,
    Source,
    State,
    StuckOn,
)


class Category(Recorded, Model):
    """类别 of a problem: an editable list."""

    __tablename__ = "category"

    id: Mapped[Id]
    name: Mapped[str] = labelled("类别", String(40), unique=True)
    position: Mapped[int] = labelled("顺序", default=0)
    difficulty: Mapped[Difficulty] = labelled(
        "默认难度", EnumCode(Difficulty), default=Difficulty.ORDINARY
    )
    active: Mapped[bool] = labelled("启用", Boolean, default=True)

    def __str__(self) -> str:
        return self.name

    @property
    def is_complaint(self) -> bool:
        """Whether what is reported may be about a unit."""
        return self.name in COMPLAINTS


class Matter(Recorded, Model):
    """一类事: one cause at several enterprises, with one owner; each is answered on its own."""

    __tablename__ = "matter"

    id: Mapped[Id]
    number: Mapped[str] = labelled("一类事编号", String(32), unique=True)
    title: Mapped[str] = labelled("标题", String(100))
    cause: Mapped[str] = labelled("共同原因", Text, default="")
    unit_id: Mapped[int | None] = labelled(
        "牵头单位", None, ForeignKey("unit.id"), refers="unit", index=True
    )
    reply: Mapped[str] = labelled("统一答复", Text, default="")
    replied_on: Mapped[date | None] = labelled("答复日期", Date)

    unit: Mapped[Unit | None] = relationship()
    problems: Mapped[list[Problem]] = relationship(
        back_populates="matter", order_by="Problem.id", lazy="select"
    )

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Problem(Recorded, Model):
    """What an enterprise asked for, and where it stands; who holds it and by when follows from the
    state (design 4)."""

    __tablename__ = "problem"
    __table_args__ = (
        Index("ix_problem_open_clock", "state", "clock_due_on"),
        Index("ix_problem_enterprise_id_state", "enterprise_id", "state"),
        Index("ix_problem_lead_unit_id_state", "lead_unit_id", "state"),
        Index("ix_problem_registered_on", "registered_on"),
        Index("ix_problem_solved_on", "solved_on"),
        Index("ix_problem_created_by_id", "created_by_id"),
        CheckConstraint(
            "solved_on IS NULL OR solved_on >= registered_on", name="solved_after_registered"
        ),
        CheckConstraint("state != 'closed' OR closed_on IS NOT NULL", name="closed_has_day"),
    )

    id: Mapped[Id]
    number: Mapped[str] = labelled("问题编号", String(32), unique=True)
    enterprise_id: Mapped[int] = labelled(
        "企业", None, ForeignKey("enterprise.id"), refers="enterprise"
    )
    registered_on: Mapped[date] = labelled("登记日期", Date)
    source: Mapped[Source] = labelled("来源", EnumCode(Source))
    source_number: Mapped[str] = labelled("来源编号", String(32), default="", index=True)
    category_id: Mapped[int] = labelled(
        "类别", None, ForeignKey("category.id"), index=True, refers="category"
    )
    title: Mapped[str] = labelled("标题", String(100))
    detail: Mapped[str] = labelled("诉求内容", Text)
    level: Mapped[Level] = labelled("办理层级", EnumCode(Level), default=Level.UNIT)
    difficulty: Mapped[Difficulty] = labelled(
        "难度", EnumCode(Difficulty), default=Difficulty.ORDINARY
    )
    state: Mapped[State] = labelled("状态", EnumCode(State))
    outcome: Mapped[Outcome | None] = labelled("办理结果", EnumCode(Outcome))
    lead_unit_id: Mapped[int | None] = labelled(
        "主办单位", None, ForeignKey("unit.id"), refers="lead_unit"
    )
    assigned_on: Mapped[date | None] = labelled("交办日期", Date)
    signed_on: Mapped[date | None] = labelled("签收日期", Date)
    due_on: Mapped[date | None] = labelled("办理期限", Date)
    answered_on: Mapped[date | None] = labelled("反馈日期", Date)
    solved_on: Mapped[date | None] = labelled("解决日期", Date)
    reason: Mapped[str] = labelled("原因", Text, default="")
    next_review_on: Mapped[date | None] = labelled("下次研判日", Date)
    called_back_on: Mapped[date | None] = labelled("回访日期", Date)
    satisfaction: Mapped[Satisfaction | None] = labelled("满意度", EnumCode(Satisfaction))
    closed_on: Mapped[date | None] = labelled("销号日期", Date)
    stuck_on: Mapped[StuckOn] = labelled("卡点", EnumCode(StuckOn), default=StuckOn.NOTHING)
    #: Call-backs on different days that reached nobody, since the last answer; three of them are
    #: enough to close.
    tries: Mapped[int] = mapped_column(default=0)
    #: How often it was sent back by a call-back's decision; the second time raises its level.
    sent_back: Mapped[int] = labelled("退回次数", default=0)
    reopened: Mapped[int] = labelled("重新办理次数", default=0)
    #: Who answered it, or solved it on the spot: the one who may neither call back nor close it.
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    #: The unit that the enterprise complains about: it is shown everybody's problems but this one.
    about_unit_id: Mapped[int | None] = labelled(
        "被反映单位", None, ForeignKey("unit.id"), index=True, refers="about_unit",
        sort_order=100,
    )  # fmt: skip
    #: 一类事: the same cause at several enterprises, answered from one text.
    matter_id: Mapped[int | None] = labelled(
        "一类事", None, ForeignKey("matter.id"), index=True, refers="matter", sort_order=101
    )
    #: The last day of a 办理措施; none for the set days reads 没人动.
    moved_on: Mapped[date | None] = labelled("最近措施日期", Date, sort_order=102)
    #: Working days that were spent 挂账 or 等上级, and since when it waits so now: net time is
    #: gross time without them.
    waited_days: Mapped[int] = labelled("等待工作日", default=0, sort_order=103)
    waiting_since_on: Mapped[date | None] = labelled("等待开始日", Date, sort_order=104)
    #: Since when, and until when, whoever holds it now has it: written by every act, from
    #: `rules.clock`.
    clock_since_on: Mapped[date] = mapped_column(Date)
    clock_due_on: Mapped[date | None] = mapped_column(Date)

    enterprise: Mapped[Enterprise] = relationship()
    category: Mapped[Category] = relationship()
    lead_unit: Mapped[Unit | None] = relationship(foreign_keys=[lead_unit_id])
    about_unit: Mapped[Unit | None] = relationship(foreign_keys=[about_unit_id])
    matter: Mapped[Matter | None] = relationship(back_populates="problems")
    answered_by: Mapped[User | None] = relationship(foreign_keys=[answered_by_id])
    #: Who wrote it down first, and hears what becomes of it.
    created_by: Mapped[User | None] = relationship(foreign_keys="Problem.created_by_id")
    co_parts: Mapped[list[CoPart]] = relationship(
        back_populates="problem", cascade="all, delete-orphan", order_by="CoPart.id"
    )
    steps: Mapped[list[Step]] = relationship(
        back_populates="problem", order_by="Step.id", lazy="select"
    )
    items: Mapped[list[Item]] = relationship(
        back_populates="problem", order_by="Item.id", lazy="select"
    )

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def is_open(self) -> bool:
        """Whether somebody still holds it."""
        return self.state.is_open

    @cached_property
    def co_units(self) -> list[Unit]:
        """The 协办 units."""
        return [part.unit for part in self.co_parts]


class CoPart(Model):
    """A 协办 unit's own part: its clock and its answer."""

    __tablename__ = "co_part"
    __table_args__ = (
        UniqueConstraint("problem_id", "unit_id"),
        Index("ix_co_part_unit_id", "unit_id"),
    )

    id: Mapped[Id]
    problem_id: Mapped[int] = mapped_column(ForeignKey("problem.id"))
    unit_id: Mapped[int] = labelled("协办单位", None, ForeignKey("unit.id"), refers="unit")
    due_on: Mapped[date | None] = labelled("协办期限", Date)
    answered_on: Mapped[date | None] = labelled("协办反馈日期", Date)
    words: Mapped[str] = labelled("协办反馈", Text, default="")

    problem: Mapped[Problem] = relationship(back_populates="co_parts")
    unit: Mapped[Unit] = relationship()


class Step(Model):
    """One act on a problem, in the past tense; appended, never edited."""

    __tablename__ = "step"
    __table_args__ = (Index("ix_step_problem_id", "problem_id"),)

    id: Mapped[Id]
    problem_id: Mapped[int] = mapped_column(ForeignKey("problem.id"))
    act: Mapped[Act] = labelled("操作", EnumCode(Act))
    on: Mapped[date] = labelled("日期", Date)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    #: The unit whose act it was, where a unit acted (签收, 异议, 反馈……).
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    #: The unit or leader in whose name the office entered it (代录).
    on_behalf_of: Mapped[str] = labelled("代录", String(100), default="")
    before: Mapped[State | None] = mapped_column(EnumCode(State, "before"))
    after: Mapped[State] = mapped_column(EnumCode(State, "after"))
    words: Mapped[str] = labelled("说明", Text, default="")
    #: What else the act said, as the timeline shows it: 主办、期限、结果、满意度……, one
    #: `label：value` a line.
    facts: Mapped[str] = mapped_column(Text, default="")

    problem: Mapped[Problem] = relationship(back_populates="steps")
    by: Mapped[User | None] = relationship()
    unit: Mapped[Unit | None] = relationship()

    @property
    def fact_pairs(self) -> list[tuple[str, str]]:
        """`facts` as (label, value)."""
        return fact_pairs(self.facts)


def fact_pairs(facts: str) -> list[tuple[str, str]]:
    """A step's facts as (label, value)."""
    parts = [line.partition("：") for line in facts.splitlines()]
    return [(label, value) for label, _, value in parts]


class Item(Recorded, Model):
    """Something asked in the course of a problem that waits for one answer: 批示, 催办, 呈批,
    延期申请, 不满意研判."""

    __tablename__ = "item"
    __table_args__ = (
        Index("ix_item_open", "answered_on", "kind"),
        Index("ix_item_problem_id", "problem_id"),
    )

    id: Mapped[Id]
    problem_id: Mapped[int] = mapped_column(ForeignKey("problem.id"))
    kind: Mapped[ItemKind] = mapped_column(EnumCode(ItemKind))
    asked_on: Mapped[date] = labelled("提出日期", Date)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    words: Mapped[str] = labelled("内容", Text, default="")
    #: 督办 carries a number of its own.
    number: Mapped[str] = labelled("督办编号", String(32), default="", sort_order=100)
    #: What a 呈批 offers to choose from, one a line.
    options: Mapped[str] = labelled("备选方案", Text, default="", sort_order=101)
    due_on: Mapped[date | None] = labelled("答复期限", Date)
    #: An extension's new day, as asked for.
    new_due_on: Mapped[date | None] = labelled("新期限", Date)
    answered_on: Mapped[date | None] = labelled("答复日期", Date)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    answer: Mapped[str] = labelled("答复", Text, default="")

    problem: Mapped[Problem] = relationship(back_populates="items")
    asked_by: Mapped[User | None] = relationship(foreign_keys=[asked_by_id])
    answered_by: Mapped[User | None] = relationship(foreign_keys=[answered_by_id])

    @property
    def choices(self) -> list[str]:
        """The options of a 呈批."""
        return [line for line in self.options.splitlines() if line.strip()]


class SavedView(Model):
    """Filters of the board that somebody keeps under a name."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("user_id", "name"),)

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    name: Mapped[str] = labelled("名称", String(20))
    query: Mapped[str] = labelled("筛选条件", String(1000))
