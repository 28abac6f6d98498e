"""The leaders' page: its sentence, its scope, and that every number opens as many records."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from assist.accounts.models import User
from assist.db import db
from assist.enterprises.models import Enterprise
from assist.problems.models import Item, Problem, Step
from assist.problems.states import Act, ItemKind, Outcome, Satisfaction, State
from tests.accounts.factories import admin, auditor
from tests.cadres.factories import (
    UnitFactory,
    bureau_leader,
    cadre,
    handler,
    leader,
    office,
    specialist,
)
from tests.client import Browser, Page
from tests.enterprises.factories import EnterpriseFactory, paired
from tests.problems.factories import ProblemFactory, category
from tests.visits.factories import VisitFactory

TODAY = date(2025, 12, 31)
LATE, SOON = date(2025, 12, 20), date(2026, 1, 20)


def overdue(**values: Any) -> Problem:
    given = {"state": State.HANDLING, "lead_unit": UnitFactory(), "clock_due_on": LATE}
    return ProblemFactory(**(given | values))


def item(problem: Problem, kind: ItemKind, by: User | None = None, **values: Any) -> Item:
    row = Item(
        problem=problem, kind=kind, asked_on=LATE, asked_by_id=by.id if by else None,
        **({"words": "请定夺"} | values),
    )  # fmt: skip
    db.session.add(row)
    db.session.commit()
    return row


def said(problem: Problem, words: str, by: User) -> None:
    db.session.add(
        Step(
            problem_id=problem.id, act=Act.MEASURE, on=LATE, at=problem.created_at, by_id=by.id,
            before=State.HANDLING, after=State.HANDLING, words=words,
        )
    )  # fmt: skip
    db.session.commit()


def sentence(page: Page) -> str:
    return "".join(page.one("#sentence").get_text().split())


def rows_of(page: Page) -> int:
    """How many records a list shows, by its own line of paging."""
    return int(re.search(r"共 (\d+) [条家件人笔]", page.one(".paging").get_text())[1])  # type: ignore[index]


def test_the_sentence_counts_what_is_overdue_and_what_waits(browser_as: Any) -> None:
    reader = leader()
    overdue()
    item(overdue(), ItemKind.PRESENTED)
    item(ProblemFactory(state=State.HANDLING, clock_due_on=SOON), ItemKind.EXTENSION)
    item(ProblemFactory(state=State.HANDLING, clock_due_on=SOON), ItemKind.INSTRUCTION)
    ProblemFactory(state=State.PARKED, clock_due_on=LATE)
    ProblemFactory(state=State.CLOSED, closed_on=TODAY, clock_due_on=LATE)

    page = browser_as(reader).get("/dashboard")

    assert sentence(page) == "超期2件，2件等您定"


def test_what_waits_depends_on_the_reader(browser_as: Any) -> None:
    bureau = UnitFactory(name="科技和工业信息化局")
    item(ProblemFactory(clock_due_on=SOON), ItemKind.PRESENTED)
    answered = {"state": State.ANSWERED, "satisfaction": Satisfaction.SATISFIED}
    ProblemFactory(lead_unit=bureau, outcome=Outcome.EXPLAINED, clock_due_on=SOON, **answered)
    ProblemFactory(clock_due_on=SOON)

    found = {
        who.__name__: sentence(browser_as(who()).get("/dashboard"))
        for who in (leader, bureau_leader, office)
    }

    assert found == {
        "leader": "超期0件，2件等您定",
        "bureau_leader": "超期0件，1件等您定",
        "office": "超期0件，2件等您定",
    }


def test_a_row_names_the_holder_and_the_last_word(browser_as: Any) -> None:
    reader = leader()
    unit = UnitFactory(name="区交通运输局")
    enterprise = EnterpriseFactory(short_name="示例公司")
    problem = overdue(lead_unit=unit, enterprise=enterprise, title="门前道路积水")
    said(problem, "已到现场察看", reader)

    row = browser_as(reader).get("/dashboard").one("#overdue > li")

    told = row.get_text(" ", strip=True)
    for words in (
        "超期8天",
        "示例公司：门前道路积水",
        "区交通运输局",
        "已到现场察看",
        "12月20日",
    ):
        assert words in told


def test_own_enterprises_come_first_and_the_district_is_one_tap_away(browser_as: Any) -> None:
    reader = leader()
    overdue(enterprise=paired(leader=reader))
    overdue()
    browser = browser_as(reader)

    own = browser.get("/dashboard")
    assert sentence(own) == "超期1件，0件等您定"
    tabs = {tab.get_text(strip=True): tab["href"] for tab in own.all(".page-head .tabs a")}
    assert sentence(browser.get(tabs["全区"])) == "超期2件，0件等您定"


def test_without_pairings_the_district_is_shown_and_no_switch(browser_as: Any) -> None:
    overdue()

    page = browser_as(bureau_leader()).get("/dashboard")

    assert sentence(page) == "超期1件，0件等您定"
    assert page.all(".page-head .tabs") == []


@pytest.fixture
def district(app: Any) -> User:
    """A leader with one enterprise among several, and something of everything."""
    reader = leader()
    own = paired(leader=reader, lead_unit=UnitFactory(name="区商务局"))
    for enterprise in (own, paired(), EnterpriseFactory()):
        _fill(enterprise)
    return reader


def _fill(enterprise: Enterprise) -> None:
    VisitFactory(enterprise=enterprise, held_on=date(2025, 5, 6))
    unit = UnitFactory()
    item(overdue(enterprise=enterprise, lead_unit=unit), ItemKind.PRESENTED)
    ProblemFactory(enterprise=enterprise, category=category("用工"), clock_due_on=SOON)
    ProblemFactory(
        enterprise=enterprise,
        state=State.CLOSED,
        outcome=Outcome.SOLVED,
        registered_on=date(2025, 3, 4),
        solved_on=date(2025, 4, 5),
        closed_on=date(2025, 4, 9),
    )
    ProblemFactory(enterprise=enterprise, state=State.PARKED, clock_due_on=SOON)


@pytest.mark.parametrize("scope", ["own", "all"])
def test_every_number_opens_a_list_of_as_many(browser_as: Any, district: User, scope: str) -> None:
    browser: Browser = browser_as(district)
    page = browser.get(f"/dashboard?scope={scope}")

    numbers = [
        (int(link.get_text(strip=True)), link["href"])
        for link in page.all("#sentence a, .dash-numbers a, .dash-cover dd a")
    ]
    numbers += [
        (int(re.search(r"：(\d+)", link["aria-label"])[1]), link["href"])  # type: ignore[index]
        for link in page.all(".chart-drawn svg a")
    ]

    wrong = [
        (number, href, found)
        for number, href in numbers
        if number != (found := _listed(browser.get(href), href))
    ]
    assert wrong == []
    assert len(numbers) > 30


def _listed(page: Page, href: str) -> int:
    if href.startswith("/figures"):
        return int(re.match(r"\d+", page.one("#value").get_text())[0])  # type: ignore[index]
    return rows_of(page) if page.all(".paging") else 0


def test_a_word_from_the_dashboard_becomes_an_item_that_is_followed(browser_as: Any) -> None:
    reader = leader()
    problem = overdue(title="用电负荷不足")
    browser: Browser = browser_as(reader)

    link = browser.get("/dashboard").one("#overdue .dash-go")
    form = browser.get(link["href"]).one("#overdue form")
    sent = {
        "words": "请本周内会商解决",
        "due": "2026-01-09",
        "back": form.select_one("[name=back]")["value"],  # type: ignore[index]
    }
    assert browser.post(form["action"], sent).location == "/dashboard?scope=all"
    page = browser.get("/dashboard")

    told = page.one("section[aria-labelledby=instructions-title]").get_text(" ", strip=True)
    assert "请本周内会商解决" in told
    assert "待答复" in told
    assert "期限2026年1月9日" in told
    assert form["action"] == f"/dashboard/decide/{problem.number}/instruct"


def test_an_answered_instruction_says_by_whom_and_when(browser_as: Any) -> None:
    reader, answerer = leader(), office(name="王主任")
    done = {"answered_on": TODAY, "answered_by_id": answerer.id, "answer": "已经办妥"}
    item(overdue(), ItemKind.INSTRUCTION, reader, words="请尽快办理", **done)
    item(overdue(), ItemKind.INSTRUCTION, leader(), words="别人的批示")
    browser: Browser = browser_as(reader)

    for path in ("/dashboard", "/dashboard/instructions"):
        told = browser.get(path).said
        for words in ("请尽快办理", "已答复", "王主任", "已经办妥"):
            assert words in told
        assert "别人的批示" not in told


def test_the_office_follows_everybodys_instructions(browser_as: Any) -> None:
    item(overdue(), ItemKind.INSTRUCTION, leader(name="李区长"), words="请尽快办理")

    told = browser_as(office()).get("/dashboard/instructions").said

    assert "李区长" in told
    assert "请尽快办理" in told


def test_nothing_at_all_is_said_calmly(browser_as: Any) -> None:
    page = browser_as(leader()).get("/dashboard")

    assert sentence(page) == "超期0件，0件等您定"
    for words in ("没有超期的问题", "没有等您定的事项", "还没有批示", "暂无数据"):
        assert words in page.said


def test_a_bureau_leader_reads_and_does_not_instruct(browser_as: Any) -> None:
    overdue()

    page = browser_as(bureau_leader()).get("/dashboard")

    assert page.all("form[action$=instruct], .dash-go, .dash-call") == []
    assert "我的批示" not in page.said


@pytest.mark.parametrize("who", [cadre, handler, specialist, admin, auditor])
def test_nobody_else_has_the_page(browser_as: Any, who: Any) -> None:
    browser = browser_as(who())
    browser.get("/dashboard", status=403)
    browser.get("/dashboard/instructions", status=403)


@pytest.mark.parametrize("scope", ["own", "all"])
def test_the_page_asks_at_most_twelve_times(browser_as: Any, district: User, scope: str) -> None:
    browser: Browser = browser_as(district)
    browser.get(f"/dashboard?scope={scope}")
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        asked.append(statement)

    sa.event.listen(Engine, "before_cursor_execute", note)
    try:
        browser.get(f"/dashboard?scope={scope}")
    finally:
        sa.event.remove(Engine, "before_cursor_execute", note)
    assert len(asked) <= 12
