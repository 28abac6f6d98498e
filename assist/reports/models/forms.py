"""The superior's form: a workbook given once, and what each of its cells is filled with."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assist.db import EnumCode, Id, Model, Recorded, labelled
from assist.reports.rules.forms import FormPeriod


class SuperiorForm(Recorded, Model):
    """A form as its newest file; older files stay stored under their hashes."""

    __tablename__ = "superior_form"

    id: Mapped[Id]
    name: Mapped[str] = labelled("表名", String(100), unique=True)
    file_name: Mapped[str] = labelled("文件名", String(120))
    sha256: Mapped[str] = labelled("SHA-256", String(64))

    cells: Mapped[list[FormCell]] = relationship(
        back_populates="form", order_by="FormCell.id", cascade="all, delete-orphan"
    )


class FormCell(Recorded, Model):
    """A cell that shows a figure, or from which the rows of a ledger go downwards."""

    __tablename__ = "superior_form_cell"
    __table_args__ = (
        UniqueConstraint("form_id", "sheet", "cell"),
        CheckConstraint("(figure = '') <> (ledger = '')", name="one_source"),
    )

    id: Mapped[Id]
    form_id: Mapped[int] = mapped_column(ForeignKey("superior_form.id"))
    sheet: Mapped[str] = labelled("工作表", String(100))
    cell: Mapped[str] = labelled("单元格", String(12))
    figure: Mapped[str] = labelled("指标", String(64), default="")
    ledger: Mapped[str] = labelled("台账", String(40), default="")
    #: The ledger's columns in order, with 、 between.
    fields: Mapped[str] = labelled("台账各列", String(500), default="")
    which: Mapped[FormPeriod] = labelled("期间", EnumCode(FormPeriod), default=FormPeriod.THIS)

    form: Mapped[SuperiorForm] = relationship(back_populates="cells")

    @property
    def source(self) -> str:
        """What it is filled with, as the page's choice names it."""
        return f"figure:{self.figure}" if self.figure else f"ledger:{self.ledger}"
