"""今日 read one after the other, and the year in parts with medians."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from assist.audit.models import AuditEvent
from assist.db import db
from assist.problems.models import Item
from assist.problems.states import Outcome, Source, State
from assist.visits.models import ProblemNote, Standing, Tick
from tests.cadres.factories import UnitFactory, bureau_leader, leader
from tests.enterprises.factories import EnterpriseFactory, paired
from tests.problems.factories import ProblemFactory, category
from tests.visits.factories import PromiseFactory, VisitFactory

TODAY = date(2025, 12, 31)


def told(words: str, **values: Any) -> Any:
    return VisitFactory(**({"summary": words, "held_on": TODAY, "recorded_on": TODAY} | values))


def test_a_day_is_read_one_after_the_other(browser_as: Any) -> None:
    told("第一条")
    told("第二条")
    told("作废的", standing=Standing.VOID)
    told("前天补记的", held_on=date(2025, 12, 29))
    browser = browser_as(leader())

    page, read = browser.get("/dashboard/today"), []
    while True:
        read.append(page.one(".read-text").get_text())
        following = page.all(".read-steps [rel=next]")
        if not following:
            break
        page = browser.get(following[0]["href"])

    assert read == ["第一条", "第二条", "前天补记的"]
    assert "第 3 条" in page.said
    page = browser.get(page.one(".read-steps [rel=prev]")["href"])
    assert page.one(".read-text").get_text() == "第二条"


def test_a_quiet_day_leads_to_the_one_before(browser_as: Any) -> None:
    told("上周的", held_on=date(2025, 12, 24), recorded_on=None)
    browser = browser_as(leader())

    assert "上周的" in browser.get("/dashboard/today").said
    page = browser.get("/dashboard/today?day=2025-12-31")
    assert "这一天没有登记走访" in page.said
    assert "上周的" in browser.get(page.one("[rel=prev]")["href"]).said


@pytest.mark.parametrize("query", ["day=nonsense&at=x", "day=2099-01-01&at=999999", "at=-1"])
def test_odd_addresses_read_what_there_is(browser_as: Any, query: str) -> None:
    told("只有一条")

    assert "只有一条" in browser_as(leader()).get(f"/dashboard/today?{query}").said


def test_own_enterprises_first(browser_as: Any) -> None:
    reader = leader()
    told("自己的", enterprise=paired(leader=reader))
    told("别人的")
    browser = browser_as(reader)

    assert "别人的" not in browser.get("/dashboard/today").said
    assert "登记 2 条" in browser.get("/dashboard/today?scope=all").said


def test_one_tap_instructs_on_what_the_contact_brought(browser_as: Any) -> None:
    firm = EnterpriseFactory()
    visit = told("门口又积水了", enterprise=firm)
    ProblemFactory(
        enterprise=firm, title="门前积水", source=Source.VISIT, source_number=visit.number
    )
    known = ProblemFactory(enterprise=firm, title="用电不足")
    db.session.add(ProblemNote(visit_id=visit.id, problem_id=known.id, tick=Tick.BETTER))
    db.session.commit()
    PromiseFactory(visit=visit, enterprise=firm, words="送一份目录", due_on=date(2026, 1, 5))
    browser = browser_as(leader())

    page = browser.get("/dashboard/today")
    for words in ("门前积水", "本次提出", "用电不足", "已好转", "送一份目录"):
        assert words in page.said
    form = page.all(".read-quick")[0]
    words = form.select("button")[0]["value"]
    back = form.select_one("[name=back]")["value"]
    done = browser.post(form["action"], {"words": words, "back": back})

    assert done.location == back == "/dashboard/today?scope=all&day=2025-12-31&at=1"
    assert db.session.scalars(select(Item.words)).all() == [words]


def test_whoever_does_not_instruct_reads_alone(browser_as: Any) -> None:
    firm = EnterpriseFactory()
    visit = told("看过了", enterprise=firm)
    ProblemFactory(enterprise=firm, source=Source.VISIT, source_number=visit.number)

    page = browser_as(bureau_leader()).get("/dashboard/today")

    assert page.all("main form") == []


def test_no_phone_of_a_contact_is_on_these_pages(browser_as: Any) -> None:
    told("电话里说的", enterprise=EnterpriseFactory(phone="13612349876"))
    browser = browser_as(leader())

    for path in ("/dashboard", "/dashboard/today", "/dashboard/parts", "/dashboard/changes"):
        assert "9876" not in browser.get(path).text


def year(reader: Any) -> None:
    unit = UnitFactory(name="区商务局", short_name="商务局")
    firm = paired(leader=reader)
    done = {"state": State.CLOSED, "outcome": Outcome.SOLVED, "lead_unit": unit}
    for answered in (date(2025, 12, 3), date(2025, 12, 5), date(2025, 12, 26)):
        ProblemFactory(
            enterprise=firm, assigned_on=date(2025, 12, 1), answered_on=answered,
            solved_on=answered, closed_on=date(2025, 12, 30), **done,
        )  # fmt: skip
    ProblemFactory(
        state=State.HANDLING, lead_unit=unit, clock_due_on=date(2025, 12, 30),
        category=category("用工"),
    )  # fmt: skip


def test_parts_count_and_give_the_median(browser_as: Any) -> None:
    year(leader(name="李区长"))

    page = browser_as(leader()).get("/dashboard/parts")

    rows = page.texts("tbody tr")
    assert rows[0] == "融资 3 3 0 0 4 天 21 天"
    assert rows[1] == "用工 1 0 1 1 — —"
    assert rows[2] == "商务局 4 3 1 1 4 天 21 天"
    assert rows[3:] == ["李区长 3 3 0 0 4 天 21 天", "未结对 1 0 1 1 — —"]


@pytest.mark.parametrize("asked, sheets", [("", 2), ("&leaders=1", 3)])
def test_leaders_are_in_the_file_only_when_asked_for(
    browser_as: Any, asked: str, sheets: int
) -> None:
    year(leader(name="李区长"))

    answer = browser_as(leader()).get(f"/dashboard/parts?format=xlsx{asked}")

    book = load_workbook(BytesIO(answer.response.get_data()))
    assert len(book.sheetnames) == sheets
    log = db.session.scalars(select(AuditEvent.sentence).where(AuditEvent.verb == "export")).one()
    assert ("含按联系领导" in log) is bool(asked)


def test_on_paper_leaders_are_left_out_unless_asked_for(browser_as: Any) -> None:
    browser = browser_as(leader())

    assert browser.get("/dashboard/parts").all("body.with-leaders") == []
    assert len(browser.get("/dashboard/parts?leaders=1").all("body.with-leaders")) == 1
