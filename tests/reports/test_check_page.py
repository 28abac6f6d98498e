"""The page that checks a text: marked numbers, a table, files judged, nothing kept."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from docx import Document

from assist.audit.models import AuditEvent
from assist.db import db
from assist.web.uploads import Attachment
from tests.accounts.factories import admin
from tests.cadres.factories import office
from tests.client import Browser
from tests.visits.factories import VisitFactory

TEXT = "一、情况\n联企干部入企走访4次，培育企业5家。"


def document(text: str) -> bytes:
    made = Document()
    for line in text.split("\n"):
        made.add_paragraph(line)
    stream = BytesIO()
    made.save(stream)
    return stream.getvalue()


@pytest.fixture
def desk(browser_as: Any) -> Browser:
    VisitFactory.create_batch(3, held_on=date(2025, 5, 1))
    found: Browser = browser_as(office())
    return found


def test_each_number_is_marked_by_word_and_opens_its_records(desk: Browser) -> None:
    page = desk.post("/reports/check", {"period": "2025", "text": TEXT}, status=200)

    assert page.texts(".check-body .ck") == ["4次 不一致，台账3家次", "5家 未识别"]
    assert page.one(".check-body").get_text().startswith("一、情况\n联企干部")
    opened = desk.get(page.one(".check-body a.ck")["href"])
    assert len(opened.all(".records li")) == 3
    assert page.one("textarea").get_text().strip() == TEXT


def test_an_agreeing_number_says_so(desk: Browser) -> None:
    page = desk.post("/reports/check", {"period": "2025", "text": "走访三家次。"}, status=200)

    assert page.texts(".check-body .ck") == ["三家次 一致"]


def test_another_period_is_counted_in_its_own_days(desk: Browser) -> None:
    page = desk.post("/reports/check", {"period": "2025Q2", "text": "走访3家次。"}, status=200)

    assert page.texts(".check-body .ck") == ["3家次 一致"]
    assert "2025年第2季度" in page.one(".check-said").get_text()


def test_a_word_file_is_read_and_nothing_of_it_is_kept(desk: Browser) -> None:
    events = db.session.query(AuditEvent).count()
    page = desk.post(
        "/reports/check",
        {"period": "2025", "text": "", "file": (BytesIO(document(TEXT)), "简报.docx")},
        status=200,
    )

    assert page.texts(".check-body .ck") == ["4次 不一致，台账3家次", "5家 未识别"]
    assert db.session.query(Attachment).count() == 0
    assert db.session.query(AuditEvent).count() == events


@pytest.mark.parametrize(
    "data,words",
    [
        ({"period": "2025", "text": ""}, "请粘贴文字，或者选择文件"),
        ({"period": "2025", "text": " \n "}, "请粘贴文字，或者选择文件"),
        ({"period": "nonsense", "text": TEXT}, "期间应写作2025"),
        ({"period": "2025", "file": (BytesIO(b"%PDF-1.7\x00"), "a.pdf")}, "不是文本文件"),
        ({"period": "2025", "file": (BytesIO(b"PK\x03\x04"), "a.docx")}, "文件已损坏"),
        ({"period": "2025", "file": (BytesIO(b" "), "a.txt")}, "文件里没有文字"),
        ({"period": "2025", "text": "字" * 200_001}, "最多 200000 个字"),
    ],
)
def test_what_cannot_be_checked_is_told_beside_its_field(
    desk: Browser, data: dict[str, Any], words: str
) -> None:
    page = desk.post("/reports/check", data, status=422)

    assert words in " ".join(page.texts(".field-error"))


def test_a_long_text_stays_whole(desk: Browser) -> None:
    text = "入企走访3次，培育企业5家；" * 1000
    page = desk.post("/reports/check", {"period": "2025", "text": text}, status=200)

    assert len(page.all(".check-body .ck")) == 2_000


def test_words_of_the_text_are_shown_as_words(desk: Browser) -> None:
    text = "<script>alert(1)</script>走访<b>3家次</b>。"
    page = desk.post("/reports/check", {"period": "2025", "text": text}, status=200)

    assert "<script>alert" in page.one(".check-body").get_text()
    assert page.all(".check-body script, .check-body b") == []


def test_who_sees_no_figures_checks_nothing(browser_as: Any) -> None:
    browser_as(admin()).get("/reports/check", status=403)
