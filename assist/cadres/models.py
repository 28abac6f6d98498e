"""Units, and cadres: every account with business in the campaign."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date
from typing import Any

from sqlalchemy import Boolean, Date, ForeignKey, Index, String, Text, event, inspect
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assist.accounts.duties import Duty, UserDuty
from assist.accounts.models import User
from assist.db import EnumCode, Id, Model, Recorded, labelled
from assist.lib.enums import Labelled
from assist.lib.pinyin import found_by
from assist.lib.text import mask_phone


class UnitKind(Labelled):
    """类别 of a unit (workbook, sheet 单位)."""

    LEADERS = "leaders", "区领导"
    DEPARTMENT = "department", "区直部门"
    PARK = "park", "园区"
    STREET = "street", "街道乡镇"
    COMPANY = "company", "企业"
    OTHER = "other", "其他"


class Unit(Recorded, Model):
    """A bureau, park or street that pairs with enterprises or handles problems."""

    __tablename__ = "unit"

    id: Mapped[Id]
    name: Mapped[str] = labelled("单位名称", String(100), unique=True)
    short_name: Mapped[str] = labelled("简称", String(40), default="")
    kind: Mapped[UnitKind] = labelled("类别", EnumCode(UnitKind))
    active: Mapped[bool] = labelled("启用", Boolean, default=True)

    def __str__(self) -> str:
        return self.name

    @property
    def brief(self) -> str:
        """The short name where there is one."""
        return self.short_name or self.name


class Cadre(User):
    """A person of a unit: pairs, visits, handles, decides; the same id as the account."""

    __tablename__ = "cadre"
    # SQLite reads this instead of two wide tables; see `Enterprise`, found in the same way.
    __table_args__ = (
        Index("ix_cadre_sought", "sought", info={"only": "sqlite"}).ddl_if(dialect="sqlite"),
    )
    __mapper_args__ = {"polymorphic_identity": "cadre", "polymorphic_load": "inline"}

    id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    unit_id: Mapped[int] = labelled("单位", None, ForeignKey("unit.id"), index=True, refers="unit")
    post: Mapped[str] = labelled("职务", String(64), default="")
    phone: Mapped[str] = labelled("手机", String(32), default="")
    exam_passed_on: Mapped[date | None] = labelled("执法资格考试合格日期", Date)
    rescue_team: Mapped[bool] = labelled("应急救援队员", Boolean, default=False)
    on_duty: Mapped[bool] = labelled("在岗", Boolean, default=True)
    pinyin: Mapped[str] = labelled("拼音首字母", String(64), default="")
    #: What finds the person, made on every write; the unit is looked for by itself.
    sought: Mapped[str] = mapped_column(
        Text, default="", server_default="", active_history=True, sort_order=100
    )
    unit: Mapped[Unit] = relationship(lazy="select")
    #: Read for lists of many people; `accounts.duties.set_duties` writes.
    duty_rows: Mapped[list[UserDuty]] = relationship(viewonly=True)

    @property
    def assigned(self) -> list[Duty]:
        """分管台账, in the order of the list."""
        held = {row.duty for row in self.duty_rows}
        return [duty for duty in Duty if duty in held]

    @property
    def masked_phone(self) -> str:
        """138****1234."""
        return mask_phone(self.phone) if self.phone else ""


NAMES = ("name", "account", "pinyin")


@event.listens_for(Cadre, "before_insert")
@event.listens_for(Cadre, "before_update")
def _write_sought(_mapper: Any, _connection: Any, person: Cadre) -> None:
    """Whoever writes a name or account, by page or workbook, writes what finds the person."""
    state: Any = inspect(person)
    if any(state.attrs[name].history.has_changes() for name in NAMES):
        person.sought = found_by((person.name, person.account, person.pinyin or ""), ())


def reader(user: Any, on: date) -> tuple[Hashable, ...]:
    """All of a person and a day by which what one may see differs: the key of a statement."""
    return (user.id, user.permissions, unit_id_of(user), on)


def unit_id_of(user: Any) -> int | None:
    """The unit of a business person; None for an administrator or auditor."""
    return user.unit_id if isinstance(user, Cadre) else None
