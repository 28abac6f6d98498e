"""The pages of writing: figures open, moved ones say so, both texts at a conflict, own chapters."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest
from docx import Document
from flask import Flask
from sqlalchemy import event

from assist.accounts.duties import Duty
from assist.db import db
from assist.reports.models import ReportChapter
from assist.reports.rules.states import ReportState
from tests.cadres.factories import bureau_leader, cadre, leader, office
from tests.client import Browser, Page
from tests.planning.factories import assigned
from tests.reports.factories import LEAD, SERVICE, ReportChapterFactory, ReportFactory, report
from tests.visits.factories import VisitFactory

BrowserAs = Callable[..., Browser]
HERE = "/reports/yearly/2025"
CHAPTER = f"{HERE}/chapters/service"


def stored(key: str = "service") -> ReportChapter:
    return db.session.query(ReportChapter).filter_by(key=key).one()


def typed(page: Page, **changes: str) -> dict[str, str]:
    values = {
        "version": str(page.one("[name=version]")["value"]),
        "title": str(page.one("[name=title]")["value"]),
        "text": page.one("[name=text]").get_text(strip=True),
    }
    return values | changes


def test_the_office_begins_a_report_and_double_pressing_opens_it(browser_as: BrowserAs) -> None:
    browser = browser_as(office())
    page = browser.get("/reports/new")
    assert "2025年第4季度简报" in page.texts("option")
    assert browser.post("/reports/new", {"report": ""}, status=422).errors
    assert browser.post("/reports/new", {"report": "yearly/2025Q4"}, status=422).errors
    for _ in range(2):
        assert browser.post("/reports/new", {"report": "yearly/2025"}).location == HERE
    shown = browser.get(HERE)
    assert shown.h1 == "2025年度报告"
    assert len(shown.all(".report-chapter")) == 8
    assert "2025年度报告" not in browser.get("/reports/new").texts("option")


def test_each_figure_opens_its_records(browser_as: BrowserAs) -> None:
    report()
    browser = browser_as(leader())
    link = browser.get(HERE).one("a.mark")

    assert link["href"] == "/figures/visit.count?period=2025&as_of=2025-12-31"
    assert "口径" in browser.get(str(link["href"])).said


def test_a_moved_figure_says_so_and_is_adopted_by_a_button(browser_as: BrowserAs) -> None:
    report()
    VisitFactory.create_batch(2, held_on=date(2025, 3, 1))
    browser = browser_as(office())
    page = browser.get(HERE)
    assert page.texts(".report-text .st-changed") == ["已变动 0次→2次"]
    assert browser_as(leader()).get(HERE).all(".report-figures form") == []

    form = page.one(".report-figures form")
    fields = {str(one["name"]): str(one["value"]) for one in form.select("input")}
    for _ in range(2):
        browser.post(str(form["action"]), {"at": fields["at"], "words": fields["words"]})
    assert stored().text == SERVICE.replace("0次", "2次")
    assert browser.get(HERE).all(".st-changed") == []
    browser.post(f"{CHAPTER}/adopt", {"at": "x", "words": "2次"}, status=409)


def test_a_chapter_is_edited_and_a_stale_one_shows_both_texts(browser_as: BrowserAs) -> None:
    report()
    first, second = browser_as(office(name="张甲")), browser_as(office())
    mine, theirs = first.get(f"{CHAPTER}/edit"), second.get(f"{CHAPTER}/edit")
    first.post(f"{CHAPTER}/edit", typed(mine, text="张甲写的文字。"))
    late = second.post(f"{CHAPTER}/edit", typed(theirs, text="后写的文字。"), status=409)
    assert "张甲在您修改期间已经保存了这一章" in late.said
    assert late.one("[name=text]").get_text(strip=True) == "后写的文字。"
    assert "张甲写的文字。" in late.texts("#conflict .said")
    second.post(f"{CHAPTER}/edit", typed(late))
    assert stored().text == "后写的文字。"
    first.post(f"{CHAPTER}/edit", typed(mine, text="后写的文字。"))  # twice the same is harmless
    first.post(f"{CHAPTER}/edit", typed(mine, text="字" * 60_001), status=422)


def test_autosave_gives_the_next_version_and_both_texts_when_late(browser_as: BrowserAs) -> None:
    report()
    first, second = browser_as(office()), browser_as(office())
    page = first.get(f"{CHAPTER}/edit")
    saved = first.post(f"{CHAPTER}/autosave", typed(page, text="自动一"), status=200)
    assert saved.one("#saved")["data-version"] == str(stored().version)
    assert "已自动保存" in saved.text
    late = second.post(f"{CHAPTER}/autosave", typed(page, text="自动二"), status=409)
    assert late.one("#conflict")["data-version"] == str(stored().version)
    assert stored().text == "自动一"
    first.post(f"{CHAPTER}/autosave", typed(page, text="字" * 60_001), status=422)


def test_a_specialist_writes_own_chapters_only(browser_as: BrowserAs) -> None:
    row = report()
    ReportChapterFactory(report=row, key="disputes", position=5, title="五、化解矛盾纠纷")
    browser = browser_as(assigned(Duty.PETITIONS))
    page = browser.get(HERE)
    assert [str(a["href"]) for a in page.all(".report-chapter .btn-outline-primary")] == [
        f"{HERE}/chapters/disputes/edit"
    ]
    own = browser.get(f"{HERE}/chapters/disputes/edit")
    browser.post(f"{HERE}/chapters/disputes/edit", typed(own, text="信访工作。"))
    for path in ("edit", "regenerate"):
        browser.get(f"{CHAPTER}/{path}", status=403)
        browser.post(f"{CHAPTER}/{path}", {}, status=403)
    for path in ("adopt", "autosave", "versions/1/restore"):
        browser.post(f"{CHAPTER}/{path}", {}, status=403)
    browser.get("/reports/new", status=403)
    browser.get("/reports/earlier", status=403)
    browser.get(f"{HERE}/chapters/nothing/edit", status=404)


@pytest.mark.parametrize("person", [leader, bureau_leader])
def test_readers_read_text_and_versions(
    browser_as: BrowserAs, person: Callable[[], object]
) -> None:
    report()
    browser = browser_as(person())
    browser.get(HERE)
    browser.get(f"{CHAPTER}/versions")
    browser.get(f"{CHAPTER}/versions/1")
    browser.get(f"{CHAPTER}/edit", status=403)
    browser.get("/reports/yearly/2023", status=404)
    browser.get("/reports/monthly/2025", status=404)
    browser_as(cadre()).get(HERE, status=403)


def test_versions_show_what_changed_in_words(browser_as: BrowserAs) -> None:
    report()
    browser = browser_as(office())
    page = browser.get(f"{CHAPTER}/edit")
    browser.post(f"{CHAPTER}/edit", typed(page, text=SERVICE.replace("持续优化", "不断优化")))
    assert browser.get(f"{CHAPTER}/versions").texts("tbody td:first-child") == ["第2稿", "第1稿"]
    shown = browser.get(f"{CHAPTER}/versions/2")
    assert shown.texts(".difference del") == ["［删去］ 持续"]
    assert shown.texts(".difference ins") == ["［新增］ 不断"]
    assert browser.get(f"{CHAPTER}/versions/1?with=now").texts("ins") == ["［新增］ 不断"]
    browser.get(f"{CHAPTER}/versions/9", status=404)
    browser.post(f"{CHAPTER}/versions/1/restore", {})
    assert stored().text == SERVICE


def test_regenerating_shows_the_difference_first(browser_as: BrowserAs) -> None:
    report()
    browser = browser_as(office())
    before = stored().text
    preview = browser.get(f"{CHAPTER}/regenerate")
    assert preview.all(".difference ins")
    assert stored().text == before
    browser.post(f"{CHAPTER}/regenerate", {})
    assert stored().text != before
    assert stored("lead").text == LEAD
    assert "与现稿相同" in browser.get(f"{CHAPTER}/regenerate").said


def test_last_years_paragraphs_are_at_hand(browser_as: BrowserAs) -> None:
    report()
    browser = browser_as(office())
    text = "导语。\n一、组织领导\n二、学习\n三、执法\n四、优化营商环境\n去年走访90次。"
    fields = {"year": "2024", "title": "2024年度法治政府建设情况的报告", "text": text}
    assert browser.post("/reports/earlier", fields | {"year": "2025"}, status=422).errors
    assert len(browser.post("/reports/earlier", {}, status=422).errors) == 3
    assert browser.post("/reports/earlier", fields).location == "/reports/yearly/2024"
    assert "往年存档" in browser.get("/reports/yearly/2024").said
    assert "去年走访90次。" in browser.get(f"{CHAPTER}/edit").texts("#before-text")


def test_last_years_report_is_taken_from_its_word_file(browser_as: BrowserAs) -> None:
    report()
    browser, document = browser_as(office()), Document()
    for words in ("导语。", "一、组织领导", "二、学习", "三、执法", "四、服务", "去年走访91次。"):
        document.add_paragraph(words)
    content = BytesIO()
    document.save(content)
    content.seek(0)
    fields = {"year": "2024", "title": "往年报告", "file": (content, "2024.docx")}

    wrong = {"year": "2024", "title": "往年报告", "file": (BytesIO(b"PK broken"), "2024.docx")}
    assert browser.post("/reports/earlier", wrong, status=422).errors
    assert browser.post("/reports/earlier", fields).location == "/reports/yearly/2024"
    assert "去年走访91次。" in browser.get(f"{CHAPTER}/edit").texts("#before-text")


def test_what_is_frozen_is_shown_and_not_written(browser_as: BrowserAs) -> None:
    row = report()
    row.state = ReportState.SIGNED
    db.session.commit()
    browser = browser_as(office())
    assert browser.get(HERE).all("a[href$=edit]") == []
    browser.get(f"{CHAPTER}/edit", status=409)
    browser.post(f"{CHAPTER}/autosave", {"version": "1", "text": "x"}, status=409)


def test_long_names_hostile_words_and_broken_marks_stay_text(browser_as: BrowserAs) -> None:
    row = ReportFactory(title="很长的标题" * 30)
    ReportChapterFactory(
        report=row, text="<b>〖1次｜没有的指标〗〖x｜上门走访｜1999Q9〗〖断", key="service"
    )
    page = browser_as(office()).get(HERE)

    assert "没有“ 没有的指标 ”这个指标" in page.said
    assert "<b>" in page.one(".report-text").get_text()


def test_a_page_of_a_report_costs_few_queries(app: Flask, browser_as: BrowserAs) -> None:
    VisitFactory.create_batch(3, held_on=date(2025, 3, 1))
    browser = browser_as(office())
    browser.post("/reports/new", {"report": "yearly/2025"})
    browser.post("/reports/new", {"report": "quarterly/2025Q4"})
    pages = (HERE, "/reports/quarterly/2025Q4", f"{HERE}/check", f"{CHAPTER}/edit")
    pages += (f"{CHAPTER}/versions", "/reports")
    counts = {path: _queries(browser, path) for path in pages}

    assert {path: count for path, count in counts.items() if count > 12} == {}


def _queries(browser: Browser, path: str) -> int:
    browser.get(path)
    seen: list[str] = []

    def count(*arguments: object) -> None:
        seen.append(str(arguments[2]))

    event.listen(db.engine, "before_cursor_execute", count)
    try:
        browser.get(path)
    finally:
        event.remove(db.engine, "before_cursor_execute", count)
    return len([one for one in seen if not one.startswith(("PRAGMA", "BEGIN"))])


def test_tables_and_charts_are_drawn_in_the_draft(browser_as: BrowserAs) -> None:
    row = ReportFactory()
    ReportChapterFactory(
        report=row, text="对比如下。\n〖表｜按类别〗\n〖图｜按月份〗\n〖图｜没有的〗"
    )
    browser = browser_as(office())
    page = browser.get(HERE)
    assert page.texts(".report-table caption") == ["收集问题按类别"]
    assert len(page.all(".report-text figure")) == 1
    assert "图：没有的" in page.said
    row.state = ReportState.SIGNED
    db.session.commit()
    assert browser.get(HERE).all(".report-table, figure") == []
