"""Two presses at once, on either engine: one report, one freeze, nobody's words lost."""

from __future__ import annotations

from typing import Any

from flask import Flask
from sqlalchemy import func, select

from assist.db import db
from assist.reports.models import ChapterVersion, Freeze, Report, ReportChapter, Signature
from tests.cadres.factories import office
from tests.reports.factories import SERVICE, report
from tests.visits.test_concurrency import at_once

AT_ONCE = 4
HERE = "/reports/yearly/2025"


def count(model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def statuses(answers: list[Any]) -> list[int]:
    return sorted(answer.status_code for answer in answers)


def test_a_report_begun_at_once_is_one(app: Flask, browser_as: Any) -> None:
    browsers = [browser_as(office()) for _ in range(AT_ONCE)]
    fields = [{"report": "yearly/2025"}] * AT_ONCE
    answers = at_once(app, browsers, "/reports/new", fields)

    assert set(statuses(answers)) <= {303, 422}  # what is begun is offered no more
    assert (count(Report), count(ReportChapter), count(ChapterVersion)) == (1, 8, 8)


def test_a_report_is_frozen_once(app: Flask, browser_as: Any) -> None:
    report()
    browsers = [browser_as(office()) for _ in range(AT_ONCE)]
    fields = [{"freeze-dated": "2025-12-31"}] * AT_ONCE
    answers = at_once(app, browsers, f"{HERE}/acts/freeze", fields)

    assert statuses(answers) == [303, *[409] * (AT_ONCE - 1)]
    assert (count(Freeze), count(Signature)) == (1, 1)


def test_of_texts_written_at_once_none_is_lost(app: Flask, browser_as: Any) -> None:
    report()
    browsers = [browser_as(office()) for _ in range(AT_ONCE)]
    fields = [
        {"version": "1", "title": "四、优化", "text": f"第{place}人的文字。"}
        for place in range(AT_ONCE)
    ]
    answers = at_once(app, browsers, f"{HERE}/chapters/service/edit", fields)

    assert statuses(answers) == [303, *[409] * (AT_ONCE - 1)]
    chapter = db.session.scalars(select(ReportChapter).where(ReportChapter.key == "service")).one()
    texts = select(ChapterVersion.text).where(ChapterVersion.chapter_id == chapter.id)
    assert list(db.session.scalars(texts.order_by("number"))) == [SERVICE, chapter.text]
    kept = [one.get_data(as_text=True) for one in answers if one.status_code == 409]
    assert all("人的文字。" in page or "刚刚修改" in page for page in kept)
