"""Tasks of a year, indicators with their scores, and duties that somebody ticked as done."""

from __future__ import annotations

from datetime import date

from sqlalchemy import (
    BigInteger,
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

from assist.cadres.models import Cadre
from assist.db import EnumCode, Id, Model, Recorded, labelled
from assist.lib.enums import Labelled

#: Stored in hundredths, which the log shows with two decimals as it does fen.
HUNDREDTHS = {"money": True}


class TaskState(Labelled):
    """进度 of a task."""

    WAITING = "waiting", "未开始"
    DOING = "doing", "进行中"
    DONE = "done", "已完成"
    CANCELLED = "cancelled", "已取消"

    @property
    def is_open(self) -> bool:
        """Whether something is left to do."""
        return self in {TaskState.WAITING, TaskState.DOING}


class Better(Labelled):
    """Whether a larger value of an indicator is the better one."""

    HIGHER = "higher", "越高越好"
    LOWER = "lower", "越低越好"


class Task(Recorded, Model):
    """Something to be done in a year by one person."""

    __tablename__ = "task"
    __table_args__ = (
        CheckConstraint("percent BETWEEN 0 AND 100", name="percent_in_bounds"),
        Index("ix_task_year_due_on", "year", "due_on"),
        Index("ix_task_owner_id", "owner_id"),
        Index("ix_task_due_on", "due_on"),
    )

    id: Mapped[Id]
    year: Mapped[int] = labelled("年度", Integer)
    title: Mapped[str] = labelled("任务", String(200))
    detail: Mapped[str] = labelled("工作内容", Text, default="")
    owner_id: Mapped[int] = labelled("责任人", None, ForeignKey("cadre.id"), refers="owner")
    due_on: Mapped[date] = labelled("完成期限", Date)
    state: Mapped[TaskState] = labelled("进度", EnumCode(TaskState), default=TaskState.WAITING)
    percent: Mapped[int] = labelled("完成比例（%）", Integer, default=0)
    note: Mapped[str] = labelled("进展说明", Text, default="")
    done_on: Mapped[date | None] = labelled("完成日期", Date)
    #: The task of the year before that this one goes on with; once each.
    carried_from_id: Mapped[int | None] = mapped_column(ForeignKey("task.id"), unique=True)

    owner: Mapped[Cadre] = relationship(foreign_keys=[owner_id])
    carried_from: Mapped[Task | None] = relationship(
        remote_side="Task.id", foreign_keys=[carried_from_id]
    )

    def __str__(self) -> str:
        return self.title


class Indicator(Recorded, Model):
    """One line of the 指标体系: what is measured, against which target, for how many points."""

    __tablename__ = "indicator"
    __table_args__ = (
        CheckConstraint("weight > 0", name="weight_positive"),
        CheckConstraint("target >= 0", name="target_not_negative"),
    )

    id: Mapped[Id]
    area: Mapped[str] = labelled("指标类别", String(40))
    name: Mapped[str] = labelled("指标名称", String(100), unique=True)
    weight: Mapped[int] = labelled("权重（分）", BigInteger, info=HUNDREDTHS)
    target: Mapped[int] = labelled("目标值", BigInteger, info=HUNDREDTHS)
    unit: Mapped[str] = labelled("计量单位", String(20), default="")
    better: Mapped[Better] = labelled("方向", EnumCode(Better), default=Better.HIGHER)
    #: The key of a figure that gives the value; empty where somebody enters it with evidence.
    figure: Mapped[str] = labelled("取数来源", String(64), default="")
    basis: Mapped[str] = labelled("评分说明", Text, default="")
    active: Mapped[bool] = labelled("参与评分", Boolean, default=True)

    def __str__(self) -> str:
        return self.name


class IndicatorScore(Recorded, Model):
    """The score of an indicator in a period, with everything it was worked out from."""

    __tablename__ = "indicator_score"
    __table_args__ = (
        UniqueConstraint("indicator_id", "period"),
        CheckConstraint("score IS NULL OR (score BETWEEN 0 AND weight)", name="score_in_bounds"),
        Index("ix_indicator_score_period", "period"),
    )

    id: Mapped[Id]
    indicator_id: Mapped[int] = labelled(
        "指标", None, ForeignKey("indicator.id"), refers="indicator"
    )
    period: Mapped[str] = labelled("评分期间", String(32))
    as_of: Mapped[date] = labelled("数据截至", Date)
    value: Mapped[int | None] = labelled("实际值", BigInteger, info=HUNDREDTHS)
    target: Mapped[int] = labelled("目标值", BigInteger, info=HUNDREDTHS)
    weight: Mapped[int] = labelled("权重（分）", BigInteger, info=HUNDREDTHS)
    score: Mapped[int | None] = labelled("得分", BigInteger, info=HUNDREDTHS)
    evidence: Mapped[str] = labelled("佐证说明", Text, default="")

    indicator: Mapped[Indicator] = relationship()


class DutyDone(Recorded, Model):
    """A duty of the calendar that no record shows as done, ticked by a person with words."""

    __tablename__ = "duty_done"
    __table_args__ = (Index("ix_duty_done_due_on", "due_on"),)

    id: Mapped[Id]
    #: Which duty of which year or month, as the rules name it.
    key: Mapped[str] = labelled("事项编号", String(64), unique=True)
    title: Mapped[str] = labelled("事项", String(200))
    due_on: Mapped[date] = labelled("期限", Date)
    done_on: Mapped[date] = labelled("完成日期", Date)
    words: Mapped[str] = labelled("完成情况", Text)
