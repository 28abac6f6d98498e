"""The 调度单: one page of A4: what is red, what changed since the last meeting, what to decide."""

from __future__ import annotations

import shutil
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from sqlalchemy import select

from assist.audit.models import AuditEvent
from assist.dashboard.models import Meeting
from assist.db import db
from assist.problems.states import Act, ItemKind, State
from tests.cadres.factories import bureau_leader, cadre, handler, leader, office
from tests.dashboard.full import full, item, said
from tests.enterprises.factories import paired
from tests.problems.factories import ProblemFactory
from tests.reports.test_pages import laid_out

LATE = date(2025, 12, 20)


def late(who: Any, **values: Any) -> Any:
    given = {"state": State.HANDLING, "lead_unit": who.unit, "clock_due_on": LATE}
    return ProblemFactory(**(given | values))


def cells(content: bytes) -> list[list[str]]:
    return [
        [cell.text for cell in row.cells]
        for table in Document(BytesIO(content)).tables
        for row in table.rows
    ]


def test_red_comes_first_then_changes_then_decisions(browser_as: Any) -> None:
    who = handler(unit__name="区商务局")
    problem = late(who, title="门前积水")
    item(problem, ItemKind.PRESENTED, "费用由哪家出", options="区里出\n企业出")
    browser = browser_as(office())
    browser.post("/dashboard/sheet/issue", {"held_on": "2025-12-30", "title": "第3次调度会"})
    said(problem, "清理完了", who, Act.ANSWER)

    page = browser.get("/dashboard/sheet")

    assert page.texts(".sheet-page h2") == [
        "一、超期 1 件", "二、2025年12月30日（ 第3次调度会 ）调度以来的变化", "三、需要定 1 件",
    ]  # fmt: skip
    for words in ("门前积水", "区商务局", "反馈了办理结果", "费用由哪家出", "区里出", "企业出"):
        assert words in page.said


def test_without_a_meeting_before_the_page_says_so(browser_as: Any) -> None:
    page = browser_as(leader()).get("/dashboard/sheet")

    for words in ("没有超期的问题", "还没有印发过调度单", "没有需要定的事"):
        assert words in page.said


def test_issued_twice_for_a_day_it_is_one_meeting(browser_as: Any) -> None:
    browser = browser_as(office())

    for title in ("第3次", "第3次调度会"):
        browser.post("/dashboard/sheet/issue", {"held_on": "2025-12-31", "title": title})

    meetings = db.session.scalars(select(Meeting)).all()
    assert [(m.held_on, m.title) for m in meetings] == [(date(2025, 12, 31), "第3次调度会")]
    log = select(AuditEvent.sentence).where(AuditEvent.verb == "meeting.issue")
    assert set(db.session.scalars(log)) == {"印发了2025年12月31日调度会的调度单"}


@pytest.mark.parametrize(
    "held_on, words",
    [
        ("", "请填写调度会日期。"),
        ("昨天", "请填写日期，例如2025-03-04"),
        ("2024-12-31", "调度会日期须在今天前后 31 天以内。"),
    ],
)
def test_an_odd_day_is_asked_again(browser_as: Any, held_on: str, words: str) -> None:
    sent = {"held_on": held_on, "title": "第3次调度会"}

    page = browser_as(office()).post("/dashboard/sheet/issue", sent, status=422)

    assert words in page.errors[0]
    assert page.one("[name=title]")["value"] == "第3次调度会"
    assert db.session.scalars(select(Meeting)).all() == []


def test_who_may_read_it_and_who_may_issue_it(browser_as: Any) -> None:
    browser = browser_as(bureau_leader())
    assert browser.get("/dashboard/sheet").all("main form") == []
    browser.post("/dashboard/sheet/issue", {"held_on": "2025-12-31"}, status=403)
    browser_as(cadre()).get("/dashboard/sheet", status=403)


def test_the_document_says_the_same_without_a_phone(browser_as: Any) -> None:
    problem = late(handler(unit__name="区商务局"), title="积水，找13812345678")
    item(problem, ItemKind.EXTENSION, "图纸未到", new_due_on=date(2026, 2, 9))

    answer = browser_as(leader()).get("/dashboard/sheet?format=docx")

    found = cells(answer.response.get_data())
    assert found[0] == ["一、超期 1 件", "问题", "责任单位", "时限"]
    assert found[1][1:] == ["积水，找138****5678", "区商务局", "超期8天"]
    assert found[-1][2] == "延期申请：延至2026年2月9日。图纸未到"
    log = db.session.scalars(select(AuditEvent.sentence).where(AuditEvent.verb == "export")).one()
    assert log.startswith("导出了调度单（超期 1 件，需要定 1 件），SHA-256 ")


def test_own_enterprises_or_all(browser_as: Any) -> None:
    reader = leader()
    late(handler(), enterprise=paired(leader=reader))
    late(handler())
    browser = browser_as(reader)

    assert browser.get("/dashboard/sheet").texts(".sheet-page h2")[0] == "一、超期 1 件"
    assert browser.get("/dashboard/sheet?scope=all").texts(".sheet-page h2")[0] == "一、超期 2 件"


@pytest.mark.skipif(
    not (shutil.which("soffice") and shutil.which("pdftotext")), reason="no LibreOffice here"
)
def test_the_worst_day_fits_one_page(browser_as: Any, tmp_path: Path) -> None:
    reader = leader()
    browser = browser_as(reader)
    browser.post("/dashboard/sheet/issue", {"held_on": "2025-12-24", "title": "第3次调度会"})
    full(reader)

    answer = browser.get("/dashboard/sheet?format=docx&scope=all")

    pages = laid_out(answer.response.get_data(), tmp_path)
    assert len(pages) == 1
    assert "另有20件见系统" in pages[0].get_text().replace("\n", "").replace(" ", "")
