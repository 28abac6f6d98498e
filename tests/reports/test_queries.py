"""What is frozen stays: text, figures, records, bytes; later entries are told, on both engines."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from assist.db import db
from assist.lib.errors import Invalid, Refused
from assist.lib.periods import Period
from assist.reports import actions
from assist.reports.catalogue import BY_KEY, FIGURES
from assist.reports.models import FilePart, FrozenChapter, FrozenFigure, FrozenRecord, Report
from assist.reports.queries import files, freezing, reports
from assist.reports.queries.closing import why_closed
from assist.reports.rules.chapters import ReportKind
from assist.reports.rules.states import ReportState
from assist.visits.models import Standing
from tests.cadres.factories import office
from tests.reports.factories import SERVICE, frozen, logged, report
from tests.visits.factories import VisitFactory

YEAR = Period.of_year(2025)
ON = date(2025, 12, 31)
TITLE = "洪江区科技和工业信息化局“送解优”专项行动工作简报（2025年第3季度）"


def with_visits(count: int = 2) -> Report:
    """A frozen report that counts so many visits."""
    VisitFactory.create_batch(count, held_on=date(2025, 3, 1))
    row = report()
    row.chapters[-1].text = SERVICE.replace("0次", f"{count}次")
    actions.freeze(by=office(name="封账人"), on=ON, report=row, dated=ON, words="")
    db.session.commit()
    return row


def test_a_freeze_keeps_every_figure_with_its_records(app: Flask) -> None:
    row = with_visits()
    freeze = freezing.current(row)
    assert freeze is not None
    assert (row.state, freeze.name, freeze.as_of) == (ReportState.FROZEN, "封账人", ON)
    kept = {one.figure: one for one in freezing.kept_rows(freeze)}
    assert set(kept) == {figure.key for figure in FIGURES}
    visits = kept["visit.count"]
    assert (visits.words, visits.value, len(visits.numbers)) == ("2家次", "2", 2)
    assert freezing.holds(freeze)
    assert freezing.differences(freeze) == []


@pytest.mark.parametrize("table", [FrozenChapter, FrozenFigure, FrozenRecord])
def test_a_freeze_that_was_altered_no_longer_holds(app: Flask, table: type) -> None:
    freeze = freezing.current(with_visits())
    assert freeze is not None
    altered = db.session.scalars(select(table)).first()
    setattr(altered, {FrozenFigure: "words", FrozenRecord: "number"}.get(table, "text"), "改")
    db.session.flush()

    assert not freezing.holds(freeze)


def test_a_frozen_report_prints_the_same_bytes_after_later_entries(app: Flask) -> None:
    row = with_visits()
    before = {part: files.of(row, part, ON).content for part in FilePart}
    VisitFactory(held_on=date(2025, 5, 1))
    logged()
    later = date(2026, 2, 1)

    assert {part: files.of(row, part, later).content for part in FilePart} == before
    assert files.frozen_bytes(ReportKind.YEARLY, YEAR, FilePart.WORD) == before[FilePart.WORD]
    assert {content[:2] for content in before.values()} == {b"PK"}


def test_later_entries_count_and_are_told_by_record(app: Flask) -> None:
    row = with_visits()
    freeze = freezing.current(row)
    first = VisitFactory(held_on=date(2025, 5, 1))
    assert freeze is not None
    gone = freezing.kept_rows(freeze, ["visit.count"])[0].numbers[0]
    logged()
    found = {one.figure: one for one in freezing.differences(freeze)}["visit.count"]
    assert (found.then, found.now, found.added, found.removed) == (
        "2家次", "3家次", [first.number], [],
    )  # fmt: skip
    assert freezing.entered_since(BY_KEY["visit.count"], YEAR) == {first.number}
    assert first.number in freezing.labels_now([found])
    assert freezing.labels_of(freeze, [gone])[gone].startswith("2025-03-01")


def test_the_same_value_of_other_records_is_a_difference(app: Flask) -> None:
    VisitFactory(held_on=date(2025, 3, 1))
    freeze = freezing.current(frozen())
    assert freeze is not None
    visit = db.session.scalars(select(type(VisitFactory.build()))).first()
    assert visit is not None
    visit.standing = Standing.VOID
    other = VisitFactory(held_on=date(2025, 4, 1))
    logged()
    found = {one.figure: one for one in freezing.differences(freeze)}["visit.count"]

    assert (found.moved, found.added, found.removed) == (False, [other.number], [visit.number])


def test_the_next_report_tells_what_was_entered_after_the_freeze(app: Flask) -> None:
    row = report(kind=ReportKind.QUARTERLY, period="2025Q3", title=TITLE)
    actions.freeze(by=office(), on=ON, report=row, dated=ON, words="")
    VisitFactory.create_batch(2, held_on=date(2025, 8, 1))
    logged()
    by, quarter = office(), Period.of_quarter(2025, 4)
    later = actions.begin(by=by, kind=ReportKind.QUARTERLY, period=quarter, approximate=False)
    work = reports.chapter_of(later, "work")

    told = f"上期报告《{TITLE}》封账后有补录，上门走访由0家次调整为〖2家次｜上门走访｜2025Q3〗。"
    assert work.text.endswith(told)
    assert sum(told in chapter.text for chapter in later.chapters) == 1


def test_a_period_is_closed_while_its_report_is_frozen(app: Flask) -> None:
    row = frozen()
    assert row.title in (why_closed(date(2025, 6, 1)) or "")
    assert why_closed(date(2026, 1, 1)) is None
    actions.withdraw(by=office(), on=ON, report=row, words="数字有误")
    assert why_closed(date(2025, 6, 1)) is None


def test_an_edition_that_was_withdrawn_stays_as_it_was(app: Flask) -> None:
    row, by = with_visits(), office()
    first = files.of(row, FilePart.WORD, ON)
    actions.withdraw(by=by, on=ON, report=row, words="数字有误")
    VisitFactory(held_on=date(2025, 6, 1))
    logged()
    chapter = reports.chapter_of(row, "service")
    actions.adopt(by=by, chapter=chapter, at=0, words="2次")
    actions.freeze(by=by, on=ON, report=row, dated=date(2026, 1, 10), words="")
    db.session.commit()

    assert [one.edition for one in freezing.editions(row)] == [2, 1]
    second = files.of(row, FilePart.WORD, ON)
    assert files.of(row, FilePart.WORD, ON, 1).content == first.content != second.content
    assert "第2版" in second.name


def test_days_and_gaps_are_asked_before_freezing(app: Flask) -> None:
    row, by = report(), office()
    for on, dated, error in (
        (date(2025, 12, 30), ON, Refused),
        (ON, date(2025, 12, 30), Invalid),
        (ON, date(2026, 3, 1), Invalid),
    ):
        with pytest.raises(error):
            actions.freeze(by=by, on=on, report=row, dated=dated, words="")
    row.chapters[-1].text += "〖请写明原因｜待填写〗"
    with pytest.raises(Refused, match="1 处必须更正"):
        actions.freeze(by=by, on=ON, report=row, dated=ON, words="")
    assert row.state is ReportState.DRAFTING
