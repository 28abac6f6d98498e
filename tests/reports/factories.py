"""A report with no arguments: the yearly one of 2025, a lead and one chapter, being drafted."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import factory
from flask import g
from openpyxl import Workbook
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from assist import audit
from assist.db import db
from assist.lib.days import chinese_day
from assist.reports.actions import forms, freeze, prove
from assist.reports.models import (
    ChapterVersion,
    Evidence,
    Publication,
    Recipient,
    Report,
    ReportChapter,
    Submission,
    SuperiorForm,
    VersionKind,
)
from assist.reports.rules.chapters import ReportKind
from tests.accounts.factories import Stored
from tests.cadres.factories import office

LEAD = "我局深入推进法治政府建设。现将截至2025年12月31日的有关情况报告如下："
SERVICE = "（一）持续优化营商环境。开展入企走访〖0次｜上门走访〗。"
CLAIM = "率先在全市"
PDF = b"%PDF-1.7\n%%EOF\n"


class ReportFactory(Stored):
    class Meta:
        model = Report

    kind = ReportKind.YEARLY
    period = "2025"
    title = "洪江区科技和工业信息化局关于2025年度法治政府建设情况的报告"


class ReportChapterFactory(Stored):
    class Meta:
        model = ReportChapter

    report = factory.SubFactory(ReportFactory)
    key = "service"
    position = 4
    title = "四、优化营商环境，服务发展大局"
    text = SERVICE


class ChapterVersionFactory(Stored):
    class Meta:
        model = ChapterVersion

    number = 1
    how = VersionKind.DRAFT
    title = "四、优化营商环境，服务发展大局"
    text = SERVICE


class SubmissionFactory(Stored):
    class Meta:
        model = Submission

    edition = 1
    recipient = Recipient.LOCAL
    to_whom = "区工委、区管委"
    submitted_on = date(2026, 2, 10)


class PublicationFactory(Stored):
    class Meta:
        model = Publication

    edition = 1
    address = "https://www.hongjiang.gov.cn/report"
    published_on = date(2026, 3, 10)


def lead_of(row: Report) -> str:
    """The lead with the last day of the report's own period."""
    return LEAD.replace("2025年12月31日", chinese_day(row.days.end))


def logged() -> None:
    """Commit as a request does, with a line in the log: figures are counted anew from then on."""
    audit.record(verb="record", kind="ledger", key="-", sentence="登记了一条记录")
    db.session.commit()
    g.pop("end_of_log", None)


def report(**values: Any) -> Report:
    """A report of two chapters, each with its first version."""
    row: Report = ReportFactory(**values)
    ReportChapterFactory(report=row, key="lead", position=0, title="", text=lead_of(row))
    ReportChapterFactory(report=row)
    for chapter in row.chapters:
        ChapterVersionFactory(chapter_id=chapter.id, title=chapter.title, text=chapter.text)
    logged()
    return row


def proof_of(row: Report, claim: str = CLAIM) -> Evidence:
    """A paper that proves a claim, which is put into the report's chapter."""
    chapter = row.chapters[-1]
    chapter.text += f"〖{claim}｜需人工佐证〗完成清零。"
    db.session.flush()
    paper = FileStorage(BytesIO(PDF), "佐证.pdf")
    kept: Evidence = prove(by=office(), report=row, claim=claim, file=paper)
    db.session.commit()
    return kept


def frozen(**values: Any) -> Report:
    """A report whose first edition is frozen by an office person."""
    row = report(**values)
    day = row.days.end
    freeze(by=office(), on=day, report=row, dated=day, words="")
    db.session.commit()
    return row


def given_form() -> dict[str, int]:
    """A superior's form with one cell that points at a figure; the same however often asked for."""
    row = db.session.scalar(select(SuperiorForm).where(SuperiorForm.name == "季报"))
    if row is None:
        stream = BytesIO()
        Workbook().save(stream)
        row = forms.keep(by=office(), name="季报", file_name="季报.xlsx", content=stream.getvalue())
        figure = {"source": "figure:visit.count", "fields": "", "when": "this"}
        forms.point(by=office(), form=row, sheet="Sheet", cell="B2", **figure)
        db.session.commit()
    return {"form_id": row.id, "cell_id": row.cells[0].id}
