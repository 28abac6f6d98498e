"""封账: an edition's text, figures, records and files are stored, and never changed again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import insert

from assist.accounts.models import User
from assist.db import db
from assist.lib.errors import Refused
from assist.lib.figures import Record
from assist.reports.actions.moving import hold, move
from assist.reports.models import (
    FilePart,
    Freeze,
    FrozenChapter,
    FrozenFigure,
    FrozenFile,
    FrozenRecord,
    Report,
)
from assist.reports.queries import files, freezing, reports
from assist.reports.queries.faults import faults_of
from assist.reports.rules.chapters import Chapter
from assist.reports.rules.consistency import Fault
from assist.reports.rules.freezing import Kept, check_days, digest
from assist.reports.rules.states import ReportAct, next_state
from assist.settings import current
from assist.web.clock import now
from assist.web.uploads import keep_made

CHUNK = 5000


class Faulty(Refused):
    """The text has faults that stop it from being frozen; the first of `faults_of` are they."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(f"还有 {len(faults)} 处必须更正，更正后才能封账。")
        self.faults = faults


def freeze(*, by: User, on: date, report: Report, dated: date, words: str) -> Freeze:
    """Close the accounts of the report's period as they stand."""
    hold(report=report)
    for chapter in report.chapters:
        db.session.refresh(chapter)  # as whoever wrote last has left it
    next_state(report.state, ReportAct.FREEZE)
    check_days(report.days, dated, on)
    if stopping := [fault for fault in faults_of(report) if fault.stops]:
        raise Faulty(stopping)
    move(by=by, on=on, report=report, act=ReportAct.FREEZE, words=words)
    period = replace(report.days, as_of=report.days.end)
    chapters = reports.as_chapters(report.chapters)
    figures = [
        (freezing.kept(figure, days, records), records)
        for figure, days in freezing.to_freeze(chapters, report.days)
        for records in [figure.records(days)]
    ]
    row = Freeze(
        report_id=report.id,
        edition=report.edition,
        title=report.title,
        as_of=period.cut_off,
        dated=dated,
        signer=current().bureau_name,
        at=now(),
        by_id=by.id,
        name=by.name,
        sha256=digest(report.title, period.cut_off, dated, chapters, [kept for kept, _ in figures]),
    )
    db.session.add(row)
    db.session.flush()
    _keep_text(row, chapters)
    _keep_figures(row, figures)
    _keep_files(row, report, chapters)
    return row


def _keep_text(row: Freeze, chapters: Sequence[Chapter]) -> None:
    db.session.add_all(
        FrozenChapter(freeze_id=row.id, key=one.key, position=at, title=one.title, text=one.text)
        for at, one in enumerate(chapters)
    )


def _keep_figures(row: Freeze, figures: Sequence[tuple[Kept, Sequence[Record]]]) -> None:
    rows = [
        FrozenFigure(
            freeze_id=row.id,
            figure=kept.figure,
            period=kept.period,
            label=kept.label,
            words=kept.words,
            value=kept.value,
        )
        for kept, _ in figures
    ]
    db.session.add_all(rows)
    db.session.flush()
    records = [
        {"frozen_figure_id": owner.id, "position": at, "number": one.number, "label": one.label}
        for owner, (_, behind) in zip(rows, figures, strict=True)
        for at, one in enumerate(behind)
    ]
    for start in range(0, len(records), CHUNK):
        db.session.execute(insert(FrozenRecord), records[start : start + CHUNK])


def _keep_files(row: Freeze, report: Report, chapters: Sequence[Chapter]) -> None:
    for part in FilePart:
        content = files.made(part, report, chapters, row.signer, row.dated)
        db.session.add(
            FrozenFile(
                freeze_id=row.id,
                part=part,
                name=files.name_of(part, report, row.edition),
                size=len(content),
                sha256=keep_made(content),
            )
        )
    db.session.flush()
