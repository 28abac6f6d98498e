"""The files of a report: made from its text, or, once frozen, the very bytes that were kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assist.lib.periods import Period
from assist.reports.models import FilePart, Report
from assist.reports.queries import freezing, reports
from assist.reports.rules.chapters import Chapter, ReportKind
from assist.reports.word import records_workbook, word
from assist.settings import current
from assist.web.uploads import DOCX, XLSX, kept

#: What stands behind a file's name, and what it is.
ENDINGS = {
    FilePart.WORD: ("", "docx", DOCX),
    FilePart.ANNEX: ("（附数据来源表）", "docx", DOCX),
    FilePart.RECORDS: ("数据明细", "xlsx", XLSX),
}


@dataclass(frozen=True)
class Made:
    """A file to give out; `frozen` where it is the very one that was kept."""

    name: str
    mime: str
    content: bytes
    frozen: bool


def name_of(part: FilePart, report: Report, edition: int) -> str:
    """A file's name: the title, the edition from the second on, what it is."""
    more, ending, _ = ENDINGS[part]
    again = f"第{edition}版" if edition > 1 else ""
    return f"{report.title[:120]}{again}{more}.{ending}"


def made(
    part: FilePart, report: Report, chapters: Sequence[Chapter], signer: str, dated: date
) -> bytes:
    """The file as text and ledgers give it now."""
    if part is FilePart.RECORDS:
        return records_workbook(chapters, report.days)
    return word(
        title=report.title,
        chapters=chapters,
        period=report.days,
        signer=signer,
        day=dated,
        annex=part is FilePart.ANNEX,
    )


def of(report: Report, part: FilePart, on: date, edition: int | None = None) -> Made:
    """The file of an edition: kept bytes where it is frozen, else made anew."""
    mime = ENDINGS[part][2]
    freeze = freezing.edition(report, edition or report.edition)
    if freeze is not None:
        row = freezing.file_of(freeze, part)
        return Made(row.name, mime, kept(row.sha256), frozen=True)
    chapters = reports.as_chapters(report.chapters)
    content = made(part, report, chapters, current().bureau_name, on)
    return Made(name_of(part, report, report.edition), mime, content, frozen=False)


def frozen_bytes(kind: ReportKind, period: Period, part: FilePart) -> bytes | None:
    """The kept bytes of the report's edition in hand; None while it is written, or not at all."""
    report = reports.find(kind, period)
    freeze = freezing.current(report) if report is not None else None
    return None if freeze is None else kept(freezing.file_of(freeze, part).sha256)
