"""Safety inspections, their hazards, power enforcement: never a visit (domain 1.8)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import (
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
from assist.enterprises.models import Enterprise
from assist.lib.enums import Labelled
from assist.lib.standing import Standing


class InspectionKind(Labelled):
    """检查类型."""

    DAILY = "daily", "日常"
    SPECIAL = "special", "专项"
    JOINT = "joint", "联合"
    SUPERVISION = "supervision", "督导"


class HazardLevel(Labelled):
    """等级."""

    ORDINARY = "ordinary", "一般"
    MAJOR = "major", "重大"


class Inspection(Recorded, Model):
    """One safety inspection: a batch of enterprises on one day, counted once."""

    __tablename__ = "inspection"
    __table_args__ = (
        Index("ix_inspection_held_on", "held_on"),
        Index("ix_inspection_standing_held_on", "standing", "held_on"),
        CheckConstraint("people >= 1", name="people_positive"),
    )

    id: Mapped[Id]
    number: Mapped[str] = labelled("检查编号", String(32), unique=True)
    held_on: Mapped[date] = labelled("日期", Date)
    leader_id: Mapped[int | None] = labelled(
        "带队领导", None, ForeignKey("cadre.id"), refers="leader"
    )
    people: Mapped[int] = labelled("参加人数", Integer)
    kind: Mapped[InspectionKind] = labelled("检查类型", EnumCode(InspectionKind))
    standing: Mapped[Standing] = labelled("状态", EnumCode(Standing), default=Standing.VALID)
    void_why: Mapped[str] = labelled("作废原因", String(300), default="")
    plan_item: Mapped[str] = labelled("检查计划项", String(200), default="")
    notice: Mapped[str] = labelled("检查通知书号", String(64), default="")
    scan: Mapped[str] = labelled("扫码入企凭证", String(64), default="")
    #: Names and certificate numbers; at least two of them certified (行政处罚法 §42).
    officers: Mapped[str] = labelled("执法人员及证号", Text, default="")
    certified: Mapped[int | None] = labelled("持证人数", Integer)
    words: Mapped[str] = labelled("检查情况", Text, default="")

    leader: Mapped[Cadre | None] = relationship(foreign_keys=[leader_id])
    enterprises: Mapped[list[Enterprise]] = relationship(
        secondary="inspection_enterprise", order_by="Enterprise.code"
    )
    hazards: Mapped[list[Hazard]] = relationship(back_populates="inspection", order_by="Hazard.id")

    def __str__(self) -> str:
        return self.number


class InspectionEnterprise(Model):
    """An enterprise that was inspected."""

    __tablename__ = "inspection_enterprise"
    __table_args__ = (Index("ix_inspection_enterprise_enterprise_id", "enterprise_id"),)

    inspection_id: Mapped[int] = mapped_column(ForeignKey("inspection.id"), primary_key=True)
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"), primary_key=True)


class Hazard(Recorded, Model):
    """隐患 found at an inspection: to be rectified by a day and checked again (安全生产法 §68)."""

    __tablename__ = "hazard"
    __table_args__ = (
        Index("ix_hazard_inspection_id", "inspection_id"),
        Index("ix_hazard_enterprise_id", "enterprise_id"),
        Index("ix_hazard_due_on", "due_on"),
        Index(
            "ix_hazard_stage",
            "standing",
            "rectified_on",
            "due_on",
            "rechecked_on",
            "inspection_id",
        ),
    )

    id: Mapped[Id]
    number: Mapped[str] = labelled("隐患编号", String(32), unique=True)
    inspection_id: Mapped[int] = labelled(
        "检查编号", None, ForeignKey("inspection.id"), refers="inspection"
    )
    enterprise_id: Mapped[int | None] = labelled(
        "企业", None, ForeignKey("enterprise.id"), refers="enterprise"
    )
    content: Mapped[str] = labelled("内容", Text)
    level: Mapped[HazardLevel] = labelled("等级", EnumCode(HazardLevel))
    due_on: Mapped[date | None] = labelled("整改期限", Date)
    rectified_on: Mapped[date | None] = labelled("整改完成日期", Date)
    rectified_words: Mapped[str] = labelled("整改情况", Text, default="")
    rechecked_on: Mapped[date | None] = labelled("复查日期", Date)
    rechecked_by: Mapped[str] = labelled("复查人", String(64), default="")
    standing: Mapped[Standing] = labelled("状态", EnumCode(Standing), default=Standing.VALID)
    void_why: Mapped[str] = labelled("作废原因", String(300), default="")

    inspection: Mapped[Inspection] = relationship(back_populates="hazards")
    enterprise: Mapped[Enterprise | None] = relationship()

    def __str__(self) -> str:
        return self.number


class PowerCheck(Recorded, Model):
    """电力执法: at least two a month, by at least two certified officers each."""

    __tablename__ = "power_check"
    __table_args__ = (
        Index("ix_power_check_held_on", "held_on"),
        Index("ix_power_check_standing_held_on", "standing", "held_on"),
        CheckConstraint("officers >= 1", name="officers_positive"),
        CheckConstraint("hazards >= 0", name="hazards_not_negative"),
    )

    id: Mapped[Id]
    number: Mapped[str] = labelled("执法编号", String(32), unique=True)
    held_on: Mapped[date] = labelled("日期", Date)
    place: Mapped[str] = labelled("地点", String(100))
    officers: Mapped[int] = labelled("执法人数", Integer)
    matter: Mapped[str] = labelled("事项", String(200), default="")
    hazards: Mapped[int] = labelled("隐患数", Integer)
    standing: Mapped[Standing] = labelled("状态", EnumCode(Standing), default=Standing.VALID)
    void_why: Mapped[str] = labelled("作废原因", String(300), default="")
    officer_names: Mapped[str] = labelled("执法人员及证号", Text, default="")
    found: Mapped[str] = labelled("查处情况", Text, default="")
    documents: Mapped[str] = labelled("文书号", String(200), default="")

    def __str__(self) -> str:
        return self.number


class InspectionPlan(Recorded, Model):
    """An item of a year's inspection plan; without a plan no inspection (domain 1.8)."""

    __tablename__ = "inspection_plan"
    __table_args__ = (UniqueConstraint("year", "item"),)

    id: Mapped[Id]
    year: Mapped[int] = labelled("年度", Integer)
    item: Mapped[str] = labelled("检查计划项", String(200))
    times: Mapped[int | None] = labelled("计划次数", Integer)
    filed: Mapped[str] = labelled("备案文号", String(64), default="")

    def __str__(self) -> str:
        return f"{self.year}年{self.item}"
