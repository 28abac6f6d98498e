"""What a roll-over of the year has written, so that it can be taken back."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Date, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assist.db import Id, Model, Recorded, labelled
from assist.enterprises.models import Enterprise, Pairing


class RollOver(Recorded, Model):
    """One year's list and pairings, carried on from the year before; one a year at a time."""

    __tablename__ = "roll_over"
    __table_args__ = (
        Index(
            "uq_roll_over_of_a_year",
            "year",
            unique=True,
            sqlite_where=text("undone_on IS NULL"),
            postgresql_where=text("undone_on IS NULL"),
        ),
    )

    id: Mapped[Id]
    year: Mapped[int] = labelled("结转年度")
    done_on: Mapped[date] = labelled("结转日期", Date)
    undone_on: Mapped[date | None] = labelled("撤回日期", Date)

    lines: Mapped[list[RollOverLine]] = relationship(
        back_populates="roll_over", order_by="RollOverLine.id"
    )


class RollOverLine(Model):
    """What it did to one enterprise: put on the list, a pairing begun, a pairing ended."""

    __tablename__ = "roll_over_line"
    __table_args__ = (
        Index("ix_roll_over_line_roll_over_id", "roll_over_id"),
        Index("ix_roll_over_line_enterprise_id", "enterprise_id"),
    )

    id: Mapped[Id]
    roll_over_id: Mapped[int] = mapped_column(ForeignKey("roll_over.id"))
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"))
    listed: Mapped[bool] = mapped_column(default=False)
    #: The pairing that was begun, as it was left; gone once it is taken back.
    made_id: Mapped[int | None] = mapped_column(ForeignKey("pairing.id"))
    made_version: Mapped[int] = mapped_column(default=0)
    #: The pairing that was ended, as it was left, and the end that it had before.
    ended_id: Mapped[int | None] = mapped_column(ForeignKey("pairing.id"))
    ended_version: Mapped[int] = mapped_column(default=0)
    ended_before: Mapped[date | None] = mapped_column(Date)

    roll_over: Mapped[RollOver] = relationship(back_populates="lines")
    enterprise: Mapped[Enterprise] = relationship()
    made: Mapped[Pairing | None] = relationship(foreign_keys=[made_id])
    ended: Mapped[Pairing | None] = relationship(foreign_keys=[ended_id])
