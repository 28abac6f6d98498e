"""封账: an edition with its text, its figures, the records behind them, and its very bytes."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy import Date, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from assist.db import EnumCode, Id, Model, UtcDateTime, labelled
from assist.lib.enums import Labelled


class FilePart(Labelled):
    """The files of a report."""

    WORD = "word", "报告"
    ANNEX = "annex", "报告（附数据来源表）"
    RECORDS = "records", "数据明细表"


class Freeze(Model):
    """An edition as it was closed; nothing in it is ever changed."""

    __tablename__ = "report_freeze"
    __table_args__ = (UniqueConstraint("report_id", "edition"),)

    id: Mapped[Id]
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))
    edition: Mapped[int] = labelled("版次", Integer)
    title: Mapped[str] = labelled("标题", String(200))
    #: The last day whose acts are counted.
    as_of: Mapped[date] = labelled("数据截至", Date)
    #: The day under the signature.
    dated: Mapped[date] = labelled("成文日期", Date)
    signer: Mapped[str] = labelled("署名", String(100))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=lambda: datetime.now(UTC))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    name: Mapped[str] = labelled("封账人", String(64))
    #: Over text, figures and record lists as `rules.freezing` writes them down.
    sha256: Mapped[str] = labelled("SHA-256", String(64))


class FrozenChapter(Model):
    """A chapter's text in the edition."""

    __tablename__ = "frozen_chapter"
    __table_args__ = (UniqueConstraint("freeze_id", "key"),)

    id: Mapped[Id]
    freeze_id: Mapped[int] = mapped_column(ForeignKey("report_freeze.id"))
    key: Mapped[str] = mapped_column(String(32))
    position: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = labelled("章标题", String(200))
    text: Mapped[str] = labelled("正文", Text)


class FrozenFigure(Model):
    """A figure of the edition's period, or of another period that its text names."""

    __tablename__ = "frozen_figure"
    __table_args__ = (UniqueConstraint("freeze_id", "figure", "period"),)

    id: Mapped[Id]
    freeze_id: Mapped[int] = mapped_column(ForeignKey("report_freeze.id"))
    figure: Mapped[str] = labelled("指标", String(200))
    period: Mapped[str] = labelled("期间", String(32))
    label: Mapped[str] = labelled("指标名称", String(200))
    #: As a page shows it, with its unit.
    words: Mapped[str] = labelled("数值", Text)
    #: As `figures --json` gives it.
    value: Mapped[str] = labelled("原值", Text)


class FrozenRecord(Model):
    """One of the records that the figure counted, in their order."""

    __tablename__ = "frozen_record"
    __table_args__ = (UniqueConstraint("frozen_figure_id", "position"),)

    id: Mapped[Id]
    frozen_figure_id: Mapped[int] = mapped_column(ForeignKey("frozen_figure.id"))
    position: Mapped[int] = mapped_column(Integer)
    number: Mapped[str] = labelled("编号", String(128))
    label: Mapped[str] = labelled("内容", Text)


class FrozenFile(Model):
    """A file of the edition, kept under its hash and given out again byte for byte."""

    __tablename__ = "frozen_file"
    __table_args__ = (UniqueConstraint("freeze_id", "part"),)

    id: Mapped[Id]
    freeze_id: Mapped[int] = mapped_column(ForeignKey("report_freeze.id"))
    part: Mapped[FilePart] = labelled("文件", EnumCode(FilePart))
    name: Mapped[str] = labelled("文件名", String(250))
    size: Mapped[int] = labelled("大小", Integer)
    sha256: Mapped[str] = labelled("SHA-256", String(64))
