"""Decisions in place, what changed since the reader looked, and calls to whoever holds it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from assist.audit.models import AuditEvent
from assist.dashboard.models import Looked
from assist.db import db
from assist.problems.models import Item, Problem
from assist.problems.states import ItemKind, Satisfaction, State
from tests.cadres.factories import bureau_leader, cadre, handler, leader, office
from tests.dashboard.full import item, said
from tests.enterprises.factories import paired
from tests.problems.factories import ProblemFactory

SOON = date(2026, 1, 20)
OPTIONS = "由交通运输局牵头\n列入明年计划"


def problem_of(unit_of: Any, **values: Any) -> Problem:
    given = {"state": State.HANDLING, "lead_unit": unit_of.unit, "clock_due_on": SOON}
    problem: Problem = ProblemFactory(**(given | {"due_on": SOON} | values))
    return problem


def answered(kind: ItemKind) -> Item:
    db.session.expire_all()
    return db.session.scalars(select(Item).where(Item.kind == kind)).one()


def test_a_presented_question_is_decided_by_one_of_its_options(browser_as: Any) -> None:
    problem = problem_of(handler())
    item(problem, ItemKind.PRESENTED, "费用由哪家出", options=OPTIONS)
    browser = browser_as(leader())

    page = browser.get("/dashboard")
    assert "费用由哪家出" in page.one("#decisions").get_text()
    form = page.one("#decisions form")
    assert [b["value"] for b in form.select("[name=option]")] == OPTIONS.split("\n")
    done = browser.post(
        form["action"], {"option": "列入明年计划", "words": "", "back": "/dashboard"}
    )

    assert done.location == "/dashboard"
    assert answered(ItemKind.PRESENTED).answer == "列入明年计划"
    assert answered(ItemKind.INSTRUCTION).words == "列入明年计划"
    assert "没有等您定的事项" in browser.get("/dashboard").said


def test_an_extension_is_granted_in_place(browser_as: Any) -> None:
    problem = problem_of(handler())
    item(problem, ItemKind.EXTENSION, "图纸未到", new_due_on=date(2026, 2, 9))
    browser = browser_as(leader())

    page = browser.get("/dashboard")
    assert "申请延至2026年2月9日" in page.said
    form = page.one("#decisions form[action$=decide-extension]")
    browser.post(form["action"], {"decision": "grant"})

    db.session.expire_all()
    assert db.session.get(Problem, problem.id).due_on == date(2026, 2, 9)  # type: ignore[union-attr]


def test_a_decision_without_its_reason_is_asked_again_with_what_was_typed(browser_as: Any) -> None:
    problem = problem_of(handler(), state=State.ANSWERED, satisfaction=Satisfaction.DISSATISFIED)
    item(problem, ItemKind.DISSATISFIED, "又积水了")
    browser = browser_as(leader())
    address = f"/dashboard/decide/{problem.number}/decide-call-back"

    page = browser.post(address, {"decision": "send_back", "words": " "}, status=422)
    assert page.texts("#decisions .field-error") == ["请填写理由。"]
    page = browser.post(address, {"decision": "nothing", "words": "再看看"}, status=422)
    assert page.one("#decisions [name=words]")["value"] == "再看看"
    assert answered(ItemKind.DISSATISFIED).answered_on is None

    browser.post(address, {"decision": "send_back", "words": "请重办"})
    assert answered(ItemKind.DISSATISFIED).answer == "退回重办 请重办"
    browser.post(address, {"decision": "send_back", "words": "请重办"}, status=409)


def test_what_the_bureau_handled_is_closed_in_place(browser_as: Any) -> None:
    who = handler(unit__name="科技和工业信息化局")
    problem = problem_of(
        who, state=State.ANSWERED, satisfaction=Satisfaction.SATISFIED, answered_by_id=who.id
    )
    browser = browser_as(bureau_leader())

    form = browser.get("/dashboard").one("#decisions form")
    browser.post(form["action"])

    db.session.expire_all()
    assert db.session.get(Problem, problem.id).state is State.CLOSED  # type: ignore[union-attr]


@pytest.mark.parametrize("act", ["assign", "park", "nothing"])
def test_other_acts_are_not_decided_here(browser_as: Any, act: str) -> None:
    problem = problem_of(handler())

    browser_as(leader()).post(f"/dashboard/decide/{problem.number}/{act}", status=404)


def test_the_way_back_never_leaves_the_site(browser_as: Any) -> None:
    problem = problem_of(handler())
    sent = {"words": "请抓紧", "back": "https://example.org/"}

    page = browser_as(leader()).post(f"/dashboard/decide/{problem.number}/instruct", sent)

    assert page.location == "/dashboard"


def test_what_others_did_since_is_told_until_it_is_marked_as_seen(browser_as: Any) -> None:
    reader, other = leader(), handler()
    problem = problem_of(other, title="门前道路积水")
    said(problem, "已看过的", other)
    browser = browser_as(reader)
    page = browser.get("/dashboard")
    assert "还没有标过" in page.one("#since").get_text()
    newest = page.one("#since [name=newest]")["value"]

    said(problem, "刚刚清理完", other)
    browser.post("/dashboard/looked", {"newest": newest, "back": "/dashboard?scope=all"})

    assert "其他进展 1" in browser.get("/dashboard").one("#since").get_text()
    told = browser.get("/dashboard/changes").said
    assert "刚刚清理完" in told
    assert "已看过的" not in told
    said(problem, "自己说的", reader)
    assert "自己说的" not in browser.get("/dashboard/changes").said

    page = browser.get("/dashboard/changes")
    browser.post("/dashboard/looked", {"newest": page.one("main [name=newest]")["value"]})
    assert "看过以后没有变化" in browser.get("/dashboard").one("#since").get_text()
    assert "没有新的变化" in browser.get("/dashboard/changes").said


def test_a_mark_goes_neither_back_nor_ahead(browser_as: Any) -> None:
    reader = leader()
    other = handler()
    said(problem_of(other), "第一次", other)
    browser = browser_as(reader)

    for newest in ("999999999", "0", "nonsense", ""):
        browser.post("/dashboard/looked", {"newest": newest})

    db.session.expire_all()
    assert [row.step_id for row in db.session.scalars(select(Looked))] == [1]


def test_own_enterprises_alone_are_told_of_in_their_view(browser_as: Any) -> None:
    reader, other = leader(), handler()
    browser = browser_as(reader)
    browser.post("/dashboard/looked", {"newest": "1"})
    said(problem_of(other, enterprise=paired(leader=reader)), "自己的企业", other)
    said(problem_of(other), "别的企业", other)

    assert "别的企业" not in browser.get("/dashboard/changes?scope=own").said
    assert "别的企业" in browser.get("/dashboard/changes?scope=all").said


def test_a_call_shows_the_holders_number_once_and_is_logged(browser_as: Any) -> None:
    who = handler(name="王承办", phone="13912345678")
    problem = problem_of(who, clock_due_on=date(2025, 12, 30))
    browser = browser_as(leader())

    page = browser.get("/dashboard")
    assert "13912345678" not in page.text
    button = page.one("#overdue .dash-call")
    page = browser.post("/dashboard/call", {"number": button["value"]}, status=200)

    assert page.one("main .dash-people a")["href"] == "tel:13912345678"
    assert "王承办" in page.said
    log = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "cadre.reveal")).one()
    assert (log.key, "13912345678" in log.sentence) == (problem.number, False)


def test_without_a_phone_the_page_says_so(browser_as: Any) -> None:
    problem = problem_of(handler(phone=""))

    page = browser_as(office()).post("/dashboard/call", {"number": problem.number}, status=200)

    assert "没有登记手机" in page.said


def test_what_is_not_there_cannot_be_called(browser_as: Any) -> None:
    browser_as(leader()).post("/dashboard/call", {"number": "1999-0001"}, status=404)
    browser_as(cadre()).post("/dashboard/call", {"number": "1999-0001"}, status=403)
