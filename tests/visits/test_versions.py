"""Amending keeps every version, shows who changed what, and stops where a report is signed."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from assist.db import db
from assist.reports.rules.states import ReportState
from assist.visits.models import Keeping, Promise, VisitVersion
from tests.cadres.factories import cadre, office
from tests.enterprises.factories import paired
from tests.reports.factories import ReportFactory
from tests.visits.factories import PromiseFactory, VisitFactory
from tests.visits.test_records import amended, stored

DAY = date(2025, 12, 30)


def visited(me: Any) -> Any:
    return VisitFactory(
        enterprise=paired(me), people=[me], created_by_id=me.id, held_on=DAY, summary="订单比上月多"
    )


def test_every_version_is_kept_and_shown(browser_as: Any) -> None:
    me, clerk = cadre(name="李联络"), office(name="张文员")
    visit = visited(me)
    browser, path = browser_as(me), f"/visits/{visit.number}"
    assert "修改过" not in browser.get(path).said
    browser.post(f"{path}/amend", amended(visit, summary="订单比上月少"))
    again = stored(visit.number)
    browser_as(clerk).post(f"{path}/amend", amended(again, met="李总", channel="phone"))
    page = browser.get(path)
    assert "修改过 2 次" in page.said
    assert page.texts(".version h2") == ["第 3 版", "第 2 版"]
    newest, older = page.texts(".version")
    assert "张文员" in newest
    assert "李联络" in older
    assert [tag.get_text() for tag in page.all(".version del")] == [
        "［删去］上门走访",
        "［删去］多",
    ]
    assert [tag.get_text() for tag in page.all(".version ins")] == [
        "［新增］电话",
        "［新增］李总",
        "［新增］少",
    ]
    kept = db.session.scalars(select(VisitVersion).order_by(VisitVersion.version)).all()
    assert [row.summary for row in kept] == ["订单比上月多", "订单比上月少"]


def test_a_promise_is_put_right_added_and_taken_back(browser_as: Any) -> None:
    me = cadre()
    visit = visited(me)
    wrong = PromiseFactory(enterprise=visit.enterprise, visit=visit, made_on=DAY, keeper=me)
    slip = PromiseFactory(enterprise=visit.enterprise, visit=visit, made_on=DAY, keeper=me)
    browser, path = browser_as(me), f"/visits/{visit.number}/amend"
    numbers = [tag["value"] for tag in browser.get(path).all("[name$=-number]")]
    assert numbers[:2] == [wrong.number, slip.number]
    fields = {
        "promises-0-number": wrong.number,
        "promises-0-words": "周三前回话",
        "promises-0-due_on": "2026-01-07",
        "promises-1-number": slip.number,
        "promises-1-words": "",
        "promises-1-due_on": "",
        "promises-2-words": "送政策汇编",
        "promises-2-due_on": "2026-01-09",
    }
    browser.post(path, amended(visit, **fields))
    found = {row.words: row.keeping for row in db.session.scalars(select(Promise))}
    assert found == {
        "周三前回话": Keeping.OPEN,
        slip.words: Keeping.VOID,
        "送政策汇编": Keeping.OPEN,
    }


def test_who_sends_no_promises_leaves_them(browser_as: Any) -> None:
    me = cadre()
    visit = visited(me)
    PromiseFactory(enterprise=visit.enterprise, visit=visit, made_on=DAY)
    browser_as(me).post(f"/visits/{visit.number}/amend", amended(visit, met="李总"))
    assert db.session.scalars(select(Promise)).one().keeping is Keeping.OPEN


def test_a_frozen_period_is_closed_to_everybody(browser_as: Any) -> None:
    me = cadre()
    ReportFactory(period="2024", state=ReportState.SIGNED)
    report = ReportFactory(period="2025", state=ReportState.FROZEN)
    visit = visited(me)
    path = f"/visits/{visit.number}"
    for user in (me, office()):
        browser = browser_as(user)
        assert f"《{report.title}》已经封账" in browser.get(f"{path}/amend").said
        browser.post(f"{path}/amend", amended(visit, met="李总"), status=409)
        browser.post(f"{path}/void", {"reason": "填错", "version": "1"}, status=409)
    assert stored(visit.number).met == ""
