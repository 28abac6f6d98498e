"""Promises as people meet them: written on the form, listed, settled, on the enterprise's page."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
from flask import Flask
from sqlalchemy import select

from assist.db import db
from assist.visits.models import Keeping, Promise
from tests.cadres.factories import cadre, leader, office
from tests.enterprises.factories import paired
from tests.exchange.files import CODE, exported, small, take
from tests.visits.factories import PromiseFactory, sent


def promised(place: int, words: str, due: str) -> dict[str, str]:
    return {f"promises-{place}-words": words, f"promises-{place}-due_on": due}


def test_a_promise_is_written_on_the_form_and_shown(browser_as: Any) -> None:
    me = cadre()
    enterprise = paired(me)
    browser = browser_as(me)
    fields = sent(enterprise, **promised(0, "周五前回话", "2026-01-02"))
    page = browser.get(browser.post("/visits/new", fields).location)
    assert "周五前回话" in page.said
    assert "还有2天" in page.said
    shown = browser.get(f"/enterprises/{enterprise.code}")
    assert "应兑现：周五前回话" in shown.said
    assert "周五前回话" in browser.get("/visits/home").said


def test_a_promise_without_a_day_or_words_is_complained_of(browser_as: Any) -> None:
    me = cadre()
    browser, enterprise = browser_as(me), paired(me)
    for words, due, complaint in (
        ("回话", "", "请选择什么时候兑现"),
        ("", "2026-01-02", "请写明承诺了什么"),
        ("回话", "2025-12-01", "兑现期限不能早于走访日期"),
        ("回话", "不知道", "日期"),
    ):
        page = browser.post("/visits/new", sent(enterprise, **promised(0, words, due)), status=422)
        assert complaint in page.said
        assert page.one("[name=promises-0-words]")["value"] == words
        assert page.all("#promises[open]")
    assert db.session.scalars(select(Promise)).all() == []


def test_one_more_promise_without_javascript(browser_as: Any) -> None:
    me = cadre()
    fields = sent(paired(me), act="add-promise", **promised(0, "回话", "2026-01-02"))
    browser = browser_as(me)
    page = browser.post("/visits/new", fields, status=200)
    assert len(page.all(".promise")) == 2
    assert page.one("[name=promises-0-words]")["value"] == "回话"
    fields |= {"act": "drop:promises-0"} | promised(1, "再来", "2026-01-03")
    page = browser.post("/visits/new", fields, status=200)
    assert [tag["value"] for tag in page.all("[name$=-words][name^=promises]")] == ["再来"]


def test_the_list_shows_what_presses_first(browser_as: Any) -> None:
    me = cadre()
    enterprise = paired(me)
    late = PromiseFactory(enterprise=enterprise, keeper=me, due_on=date(2025, 12, 20))
    far = PromiseFactory(enterprise=enterprise, keeper=me, due_on=date(2026, 6, 1))
    others = PromiseFactory(due_on=date(2025, 12, 20))
    browser = browser_as(me)
    page = browser.get("/visits/promises")
    assert late.words in page.said
    assert "超期11天未兑现" in page.said
    assert far.words not in page.said
    assert far.words in browser.get("/visits/promises?state=open").said
    assert others.words not in browser.get("/visits/promises?state=all").said
    assert others.words in browser_as(office()).get("/visits/promises").said
    assert others.words in browser_as(leader()).get(f"/visits/promises?q={others.number}").said
    content = browser.get("/visits/promises?format=xlsx").response.get_data()
    book = openpyxl.load_workbook(BytesIO(content))
    assert [row[0] for row in book.active.values][1:] == [late.number]


def test_an_empty_list_says_what_to_do(browser_as: Any) -> None:
    page = browser_as(cadre()).get("/visits/promises")
    assert "没有到期、超期或未兑现的承诺" in page.said


def test_it_is_settled_on_its_page(browser_as: Any) -> None:
    me = cadre()
    row = PromiseFactory(enterprise=paired(me), keeper=me)
    browser, path = browser_as(me), f"/visits/promises/{row.number}"
    version = browser.get(path).one("[name=version]")["value"]
    fields = {"keeping": "broken", "settled_on": "2025-12-31", "outcome": "", "version": version}
    assert "请写明原因" in browser.post(path, fields, status=422).said
    assert browser.post(path, fields | {"keeping": "kept"}).location == path
    db.session.expire_all()
    assert db.session.scalars(select(Promise)).one().keeping is Keeping.KEPT
    assert not browser.get(path).all("[name=keeping]")
    browser.post(path, fields | {"keeping": "kept"}, status=409)


def test_somebody_elses_promise_is_absent_and_a_reader_only_reads(browser_as: Any) -> None:
    row = PromiseFactory()
    path = f"/visits/promises/{row.number}"
    browser_as(cadre()).get(path, status=404)
    assert not browser_as(leader()).get(path).all("[name=keeping]")
    assert browser_as(office()).get(path).all("[name=keeping]")


def test_promises_travel_in_the_workbook(app: Flask) -> None:
    rows = small()
    rows["承诺"] = [
        {
            "承诺编号": "CN-2025-0007",
            "统一社会信用代码": CODE,
            "走访编号": "ZF-0001",
            "承诺日期": date(2025, 3, 4),
            "承诺内容": "回话",
            "兑现期限": date(2025, 3, 14),
            "承诺人": "lx",
            "责任人": "lx",
        }
    ]
    assert take(rows).faults == []
    row = db.session.scalars(select(Promise)).one()
    assert (row.keeping, row.keeper and row.keeper.account) == (Keeping.OPEN, "lx")
    assert take(rows).taken["承诺"].same == 1
    header, line = exported()["承诺"]
    again = rows | {"承诺": [dict(zip(header, line, strict=True))]}
    assert take(again).taken["承诺"].same == 1


def test_impossible_promises_are_faults(app: Flask) -> None:
    rows = small()
    line = {
        "统一社会信用代码": CODE,
        "承诺日期": date(2025, 3, 4),
        "承诺内容": "回话",
        "兑现期限": date(2025, 3, 14),
    }
    rows["承诺"] = [
        line | {"承诺编号": "CN-1", "兑现期限": date(2025, 3, 1)},
        line | {"承诺编号": "CN-2", "状态": "已兑现"},
        line | {"承诺编号": "CN-3", "兑现日期": date(2025, 3, 9)},
        line | {"承诺编号": "CN-4", "状态": "未兑现", "兑现日期": date(2025, 3, 1)},
        line | {"承诺编号": "CN-5", "状态": "未兑现", "兑现日期": date(2026, 3, 1)},
    ]
    assert [(entry.row, entry.column) for entry in take(rows).faults] == [
        (2, "兑现期限"),
        (3, "兑现日期"),
        (4, "兑现日期"),
        (5, "兑现日期"),
        (6, "兑现日期"),
    ]
