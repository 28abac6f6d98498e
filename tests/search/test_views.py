"""The box in the head of every page and what it leads to."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import event

from assist.accounts.policy import Role
from assist.db import db
from assist.search import queries
from tests.accounts.factories import UserFactory
from tests.arrears.factories import DebtFactory
from tests.cadres.factories import cadre, office
from tests.enterprises.factories import EnterpriseFactory, paired
from tests.inspections.factories import HazardFactory, InspectionFactory
from tests.ledgers.factories import EventFactory
from tests.problems.factories import ProblemFactory
from tests.visits.factories import PolicyFactory, PromiseFactory, VisitFactory


def test_the_box_stands_on_every_page_of_business(browser_as: Any) -> None:
    browser = browser_as(cadre())
    for path in ("/enterprises", "/visits/home", "/search"):
        box = browser.get(path).one("form.find")
        assert box["action"] == "/search"
    assert browser.get("/enterprises/nothing", status=404).all("form.find")


def test_whoever_sees_no_business_has_no_box(browser_as: Any) -> None:
    for role in (Role.ADMIN, Role.AUDITOR):
        browser = browser_as(UserFactory(roles=(role,)))
        assert not browser.get("/", follow_redirects=True).all("form.find")
        browser.get("/search?q=企业", status=403)


def test_groups_lead_to_the_lists_with_the_same_words(browser_as: Any) -> None:
    for number in range(7):
        EnterpriseFactory(name=f"枫林{number}号", short_name="")
    browser = browser_as(office())
    page = browser.get("/search?q=枫林")
    assert page.texts("h2") == ["企业 7 条"]
    assert len(page.all(".hits > li")) == 5
    more = page.one(".hits-more a")
    assert len(browser.get(str(more["href"])).all("tbody tr")) == 7


def test_words_of_users_are_marked_and_stay_text(browser_as: Any) -> None:
    EnterpriseFactory(name="<b>枫林</b>&有限公司")
    page = browser_as(office()).get("/search?q=枫林")
    assert page.texts(".hit-head a mark") == ["枫林"]
    assert page.texts(".hit-head a")[0].replace(" ", "") == "<b>枫林</b>&有限公司"


@pytest.mark.parametrize(
    "words, said", [("", "输入要找的字"), ("枫", "至少输入两个字"), ("无此词语", "没有找到")]
)
def test_nothing_is_said_kindly(browser_as: Any, words: str, said: str) -> None:
    assert said in browser_as(cadre()).get(f"/search?q={words}").said


def test_where_the_newest_alone_were_looked_at_it_is_said(
    browser_as: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "LOOKED_AT", 2)
    for day, summary in enumerate(("枇杷水果", "枇杷水", "水果行", "水果", "枇杷水"), 1):
        VisitFactory(held_on=date(2025, 12, day), summary=f"谈到{summary}")
    browser = browser_as(office())
    page = browser.get("/search?q=枇杷水")
    assert page.texts("h2") == ["走访 1 条"]
    assert "这里先找了最近的 2 条。" in page.said
    page = browser.get("/search?q=杷水果")
    assert page.texts("h2") == ["走访 0 条"]
    assert "最近的 2 条里没有找到。" in page.said
    assert len(browser.get(str(page.one(".hits-more a")["href"])).all("tbody tr")) == 1


def test_several_words_that_nothing_holds_together_are_offered_one_by_one(browser_as: Any) -> None:
    page = browser_as(office()).get("/search?q=招聘 焊工 缺")
    assert page.texts("main .actions a") == ["招聘", "焊工"]
    assert page.all("main .actions a")[0]["href"] == "/search?q=%E6%8B%9B%E8%81%98"


def test_hostile_words_are_words(browser_as: Any) -> None:
    browser = browser_as(office())
    for words in ("%25", "%00%00", "<script>x</script>", "长" * 3000, "%F0%9F%98%80"):
        browser.get(f"/search?q={words}")
    browser.get("/search?q=a&q=b&q=%ff")


def test_the_page_asks_little_however_much_it_finds(browser_as: Any) -> None:
    person = cadre(name="柏林")
    for number in range(30):
        enterprise = paired(person, enterprise=EnterpriseFactory(name=f"柏林{number}"))
        ProblemFactory(enterprise=enterprise)
        VisitFactory(enterprise=enterprise)
        PolicyFactory(title=f"柏林{number}")
    browser, seen = browser_as(office()), []
    browser.get("/search?q=柏林")

    def count(_c: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", count)
    try:
        page = browser.get("/search?q=柏林")
    finally:
        event.remove(db.engine, "before_cursor_execute", count)
    reads = [words for words in seen if words.lstrip().upper().startswith(("SELECT", "WITH"))]
    assert len(page.all("h2")) == 5
    assert len(reads) <= 12, "\n\n".join(reads)


#: Lists, and what stands in the row that they find.
LISTS = {
    "/enterprises?": "新名",
    "/visits?": "新名",
    "/visits/promises?state=all&": "新名",
    "/problems?tab=all&": "新名",
    "/pairings?": "新名",
    "/pairings/coverage?": "新名",
    "/inspections/hazards?": "新名",
    "/inspections/safety?": "新名",
    "/search?": "新名",
    "/arrears?": "债权企业",
    "/ledgers/events?": "银企对接会",
}


@pytest.mark.parametrize("words", ["旧日竹业", "jrzy", "xmzgs", "新名"])
@pytest.mark.parametrize("path", LISTS)
def test_every_list_finds_by_all_names_and_their_initials(
    browser_as: Any, path: str, words: str
) -> None:
    me = cadre()
    facts = {"short_name": "新名", "pinyin": "xmzgs", "aliases": "旧日竹业"}
    mine = paired(me, enterprise=EnterpriseFactory(name="新名字公司", **facts))
    ProblemFactory(enterprise=mine)
    VisitFactory(enterprise=mine, people=[me])
    PromiseFactory(enterprise=mine)
    DebtFactory(enterprise=mine, creditor="债权企业")
    HazardFactory(enterprise=mine, inspection=InspectionFactory(enterprises=[mine]))
    EventFactory(enterprises=[mine], name="银企对接会")
    browser = browser_as(office())
    assert LISTS[path] in browser.get(f"{path}q={words}").one("main").get_text()
    assert LISTS[path] not in browser.get(f"{path}q=无此").one("main").get_text()
