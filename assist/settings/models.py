"""Values that an administrator may change, and days that differ from the published calendar."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Boolean, Date, String
from sqlalchemy.orm import Mapped, mapped_column

from assist.db import Model, Recorded, labelled


class Setting(Recorded, Model):
    """One value that differs from its default; what keys there are stands in `rules.OPTIONS`."""

    __tablename__ = "setting"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[str] = labelled("值", String(500))


class WorkdayOverride(Recorded, Model):
    """A day that is, or is not, a working day, whatever the published calendar says."""

    __tablename__ = "workday_override"

    day: Mapped[date] = labelled("日期", Date, primary_key=True)
    is_workday: Mapped[bool] = labelled("上班", Boolean)
    note: Mapped[str] = labelled("说明", String(200), default="")
