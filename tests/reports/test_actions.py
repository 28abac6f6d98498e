"""Writing chapters: every text that mattered stays, nobody's words are lost, on both engines."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from assist.accounts.models import User
from assist.audit.models import AuditEvent
from assist.db import db
from assist.lib.errors import Invalid, Refused
from assist.lib.periods import Period
from assist.reports import actions
from assist.reports.models import ChapterVersion, Report, ReportChapter, VersionKind
from assist.reports.queries import reports
from assist.reports.rules.chapters import Chapter, ReportKind
from assist.reports.rules.states import ReportState
from tests.cadres.factories import office
from tests.reports.factories import SERVICE, logged, report
from tests.visits.factories import VisitFactory

YEAR = Period.of_year(2025)


def service() -> ReportChapter:
    return reports.chapter_of(report(), "service")


def kept(chapter: ReportChapter) -> list[tuple[VersionKind, str]]:
    statement = select(ChapterVersion.how, ChapterVersion.text).where(
        ChapterVersion.chapter_id == chapter.id
    )
    return [(how, text) for how, text in db.session.execute(statement.order_by("number"))]


def told() -> list[str]:
    db.session.commit()
    statement = select(AuditEvent.verb).where(AuditEvent.verb.like("report.%"))
    return list(db.session.scalars(statement.order_by(AuditEvent.id)))


def write(by: User, chapter: ReportChapter, text: str, how: VersionKind) -> bool:
    return actions.save(by=by, chapter=chapter, title=chapter.title, text=text, how=how)


def test_a_report_is_drawn_from_the_ledgers_once(app: Flask) -> None:
    VisitFactory.create_batch(3, held_on=date(2025, 3, 1))
    by = office()
    first = actions.begin(by=by, kind=ReportKind.YEARLY, period=YEAR, approximate=False)
    again = actions.begin(by=by, kind=ReportKind.YEARLY, period=YEAR, approximate=False)

    assert first.id == again.id
    assert "〖3次｜上门走访〗" in reports.chapter_of(first, "service").text
    assert len(reports.written(ReportKind.YEARLY, YEAR) or []) == 8
    assert told() == ["report.begin"]


def test_one_sitting_is_one_version_and_anothers_text_is_kept(app: Flask) -> None:
    chapter, one, other = service(), office(), office()
    for text in ("甲一", "甲二", "甲三"):
        write(one, chapter, text, VersionKind.AUTOSAVE)
    assert [text for _, text in kept(chapter)] == [SERVICE, "甲一"]

    write(other, chapter, "乙", VersionKind.SAVE)
    assert kept(chapter)[1:] == [
        (VersionKind.AUTOSAVE, "甲一"),
        (VersionKind.AUTOSAVE, "甲三"),
        (VersionKind.SAVE, "乙"),
    ]
    assert told() == ["report.autosave", "report.save"]


def test_a_later_sitting_is_a_version_of_its_own(app: Flask) -> None:
    chapter, by = service(), office()
    write(by, chapter, "上午", VersionKind.AUTOSAVE)
    for row in db.session.scalars(select(ChapterVersion)):
        row.at -= timedelta(hours=1)
    db.session.flush()
    write(by, chapter, "下午", VersionKind.AUTOSAVE)

    assert [text for _, text in kept(chapter)] == [SERVICE, "上午", "下午"]


def test_saving_what_was_saved_by_itself_makes_it_a_version(app: Flask) -> None:
    chapter, by = service(), office()
    write(by, chapter, "一", VersionKind.SAVE)
    write(by, chapter, "二", VersionKind.AUTOSAVE)
    write(by, chapter, "二", VersionKind.SAVE)
    write(by, chapter, "二", VersionKind.SAVE)

    assert kept(chapter)[1:] == [(VersionKind.SAVE, "一"), (VersionKind.SAVE, "二")]


def test_a_moved_figure_is_adopted_alone_and_once(app: Flask) -> None:
    chapter, by = service(), office()
    write(by, chapter, SERVICE + "一季度〖0次｜上门走访｜2025Q1〗。", VersionKind.SAVE)
    VisitFactory(held_on=date(2025, 3, 1))
    logged()

    assert actions.adopt(by=by, chapter=chapter, at=0, words="0次") == "1次"
    assert chapter.text == SERVICE.replace("0次", "1次") + "一季度〖0次｜上门走访｜2025Q1〗。"
    assert actions.adopt(by=by, chapter=chapter, at=0, words="0次") == "1次"
    assert [how for how, _ in kept(chapter)].count(VersionKind.ADOPT) == 1
    with pytest.raises(Refused):
        actions.adopt(by=by, chapter=chapter, at=1, words="12次")
    with pytest.raises(Refused):
        actions.adopt(by=by, chapter=chapter, at=7, words="0次")


def test_regenerating_one_chapter_touches_no_other(app: Flask) -> None:
    VisitFactory(held_on=date(2025, 3, 1))
    by, row = office(), report()
    chapter, lead = reports.chapter_of(row, "service"), reports.chapter_of(row, "lead")
    before = (lead.text, lead.version)

    assert actions.regenerate(by=by, chapter=chapter)
    assert "〖1次｜上门走访〗" in chapter.text
    assert (lead.text, lead.version) == before
    assert not actions.regenerate(by=by, chapter=chapter)
    assert actions.restore(by=by, chapter=chapter, number=1)
    assert chapter.text == SERVICE
    assert [how for how, _ in kept(chapter)] == [
        VersionKind.DRAFT,
        VersionKind.REGENERATE,
        VersionKind.RESTORE,
    ]


def test_what_is_frozen_is_not_written(app: Flask) -> None:
    chapter, by = service(), office()
    for state in set(ReportState) - {ReportState.DRAFTING}:
        chapter.report.state = state
        with pytest.raises(Refused):
            write(by, chapter, "改", VersionKind.SAVE)
        with pytest.raises(Refused):
            actions.adopt(by=by, chapter=chapter, at=0, words="0次")


def test_a_chapter_keeps_a_heading_and_the_lead_has_none(app: Flask) -> None:
    row, by = report(), office()
    with pytest.raises(Invalid):
        actions.save(by=by, chapter=reports.chapter_of(row, "service"), title="", text="一")
    lead = reports.chapter_of(row, "lead")
    actions.save(by=by, chapter=lead, title="导语", text="一")
    assert (lead.title, lead.text) == ("", "一")


def test_an_earlier_years_text_is_replaced_and_kept(app: Flask) -> None:
    by, year = office(), Period.of_year(2024)

    def take_over(*chapters: Chapter) -> Report:
        return actions.take_over(
            by=by, kind=ReportKind.YEARLY, period=year, title="往年", chapters=chapters
        )

    take_over(Chapter("lead", "", "旧导语"), Chapter("study", "二、学习", "旧文"))
    row = take_over(Chapter("lead", "", "新导语"))
    assert row.state is ReportState.ARCHIVED
    assert [(one.key, one.text) for one in row.chapters] == [("lead", "新导语"), ("study", "")]
    assert [text for _, text in kept(reports.chapter_of(row, "study"))] == ["旧文", ""]
    row.state = ReportState.DRAFTING
    with pytest.raises(Refused):
        take_over(Chapter("lead", "", "新导语"))
