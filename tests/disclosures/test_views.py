"""Pages of 信息公开: the way from draft to publication, who may review, the list and its file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO

from flask import Flask

from assist.accounts.duties import Duty, set_duties
from assist.db import db
from assist.disclosures.models import Column, Disclosure
from assist.lib.sheets import read_workbook
from tests.cadres.factories import bureau_leader, cadre, leader, office, specialist
from tests.client import Browser
from tests.disclosures.factories import DisclosureFactory, reviewed

BrowserAs = Callable[..., Browser]
NEW = {"column": "documents", "title": "公开方案", "formed_on": "2025-12-01", "content": "全文"}
PASS = {"review-decision": "pass"}


def test_from_draft_to_publication(app: Flask, browser_as: BrowserAs) -> None:
    writer = specialist()
    set_duties(user=writer, duties=frozenset({Duty.DISCLOSURES}))
    db.session.commit()
    first, second, third = browser_as(writer), browser_as(office()), browser_as(bureau_leader())
    path = first.post("/disclosures/new", NEW).location
    assert path == "/disclosures/GK-2025-0001"
    assert "还没有完成初审、复审、终审、保密审查，不能发布。" in first.get(path).said
    out = {"publish-published_on": "2025-12-31", "publish-url": "/1", "publish-archive": "1"}
    first.post(f"{path}/publish", out, status=409)
    first.post(f"{path}/review", PASS)
    first.post(f"{path}/secrecy", {"secrecy-result": "passed"}, status=422)
    second.post(f"{path}/review", PASS | {"review-words": "同意"})
    second.post(f"{path}/secrecy", {"secrecy-result": "passed"})
    first.post(f"{path}/review", PASS, status=422)
    third.post(f"{path}/review", PASS)
    first.post(f"{path}/publish", out)
    shown = first.get(path)
    assert "超期发布" in shown.said
    assert db.session.query(Disclosure).one().reviewed


def test_readers_read_and_nobody_else(browser_as: BrowserAs) -> None:
    row = DisclosureFactory()
    browser_as(cadre()).get("/disclosures", status=403)
    reader = browser_as(leader())
    reader.get(f"/disclosures/{row.number}")
    reader.get("/disclosures/GK-none", status=404)
    reader.post(f"/disclosures/{row.number}/review", PASS, status=403)
    idle = browser_as(specialist())
    idle.get("/disclosures/new", status=403)
    idle.post(f"/disclosures/{row.number}/review", PASS, status=409)
    idle.get(f"/disclosures/{row.number}/amend", status=403)


def test_complaints_stand_at_their_field(browser_as: BrowserAs) -> None:
    row, browser = DisclosureFactory(), browser_as(office())
    assert len(browser.post("/disclosures/new", {}, status=422).errors) == 3
    path = f"/disclosures/{row.number}/review"
    assert browser.post(path, {}, status=422).errors == ["请选择审查结果。"]
    sent_back = browser.post(path, {"review-decision": "back"}, status=422)
    assert sent_back.errors == ["退回要写明意见。"]
    behalf = PASS | {"review-name": "李科长", "review-day": "2026-02-30"}
    assert len(browser.post(path, behalf, status=422).errors) == 1


def test_sent_back_shows_the_words(browser_as: BrowserAs) -> None:
    row = reviewed(third_by="", third_on=None)
    browser = browser_as(bureau_leader())
    path = f"/disclosures/{row.number}"
    browser.post(f"{path}/review", {"review-decision": "back", "review-words": "标题不规范"})
    assert "终审退回：标题不规范" in browser.get(path).said


def test_history_without_reviews_is_shown_so(browser_as: BrowserAs) -> None:
    row = DisclosureFactory(published_on=date(2025, 12, 5))
    browser = browser_as(leader())
    assert "审查不全" in browser.get("/disclosures").said
    assert (
        "没有完成初审、复审、终审、保密审查就已发布"
        in browser.get(f"/disclosures/{row.number}").said
    )


def test_the_yearly_report_is_owed_by_31_january(browser_as: BrowserAs) -> None:
    browser = browser_as(office())
    assert (
        "2024年度政府信息公开工作年报，2025年1月31日以前公开： 超期"
        in browser.get("/disclosures").said
    )
    reviewed(column=Column.ANNUAL, formed_on=date(2025, 1, 18), published_on=date(2025, 1, 24))
    assert "2025年1月24日已公开。" in browser.get("/disclosures").said


def test_filters_and_the_file_agree(browser_as: BrowserAs) -> None:
    draft = DisclosureFactory(due_on=date(2026, 1, 9), title="百分%之百")
    late = DisclosureFactory(due_on=date(2025, 12, 30))
    out = reviewed(published_on=date(2025, 12, 31), column=Column.FINANCE)
    browser = browser_as(office())

    def numbers(query: str) -> list[str]:
        return sorted(browser.get(f"/disclosures?{query}").texts("tbody td:first-child small"))

    assert numbers("state=overdue") == [late.number]
    assert numbers("state=late") == [out.number]
    assert numbers("state=open") == sorted([draft.number, late.number])
    assert numbers("column=finance") == [out.number]
    assert numbers("q=%25") == [draft.number]
    assert numbers("from=2026-01-01") == []
    answer = browser.get("/disclosures?format=xlsx&column=finance")
    rows = read_workbook(BytesIO(answer.response.data).getvalue())["信息公开"].rows
    assert [line[1]["公开编号"] for line in rows] == [out.number]


def test_two_editors_meet_both_texts(browser_as: BrowserAs) -> None:
    row = DisclosureFactory()
    first, second = browser_as(office()), browser_as(office())
    path = f"/disclosures/{row.number}/amend"
    version = first.get(path).one("[name=version]")["value"]
    first.post(path, NEW | {"version": version, "title": "甲的标题"})
    page = second.post(path, NEW | {"version": version, "title": "乙的标题"}, status=409)
    assert "甲的标题" in page.said
    assert "乙的标题" in page.said


def test_void_needs_a_reason_and_leaves_the_list(browser_as: BrowserAs) -> None:
    row, browser = DisclosureFactory(), browser_as(office())
    browser.post(f"/disclosures/{row.number}/void", {}, status=422)
    browser.post(f"/disclosures/{row.number}/void", {"void-words": "重复登记"})
    assert row.number not in browser.get("/disclosures").said
    assert row.number in browser.get("/disclosures?state=void").said


def test_each_review_says_what_comes_next(browser_as: BrowserAs) -> None:
    number = DisclosureFactory().number
    browser, path = browser_as(office()), f"/disclosures/{number}"
    back = {"review-decision": "back", "review-words": "数字不一致。"}
    assert (
        "已退回修改" in browser.post(f"{path}/review", back, status=200, follow_redirects=True).said
    )
    page = browser.get(path)
    assert "初审退回：数字不一致。" in page.one(".alert-warning").text
    assert page.one(".alert-warning a")["href"] == f"{path}/amend"
    passed = browser.post(f"{path}/review", PASS, status=200, follow_redirects=True)
    assert "还差复审、终审、保密审查。" in passed.said
    assert passed.all(".alert-warning") == []
    failed = {"secrecy-result": "failed", "secrecy-words": "有未公开的数据"}
    assert (
        "保密审查不通过"
        in browser.post(f"{path}/secrecy", failed, status=200, follow_redirects=True).said
    )
