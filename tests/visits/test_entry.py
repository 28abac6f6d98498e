"""The form as a person meets it: what it tells, and how it grows without scripts."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import event, func, select

from assist.db import db
from assist.policies import actions as policies
from assist.policies.models import PolicyLevel
from assist.policies.rules import PolicyFacts
from assist.problems.states import State
from assist.visits.models import Channel, Visit
from assist.web.transaction import writing_transaction
from tests.cadres.factories import cadre, office
from tests.enterprises.factories import EnterpriseFactory, paired
from tests.problems.factories import ProblemFactory, category
from tests.visits.factories import PolicyFactory, VisitFactory, sent, told


def visits() -> int:
    return db.session.scalar(select(func.count()).select_from(Visit)) or 0


def test_the_form_tells_what_one_should_know_before_writing(browser_as: Any) -> None:
    me, companion = cadre(), cadre(name="同行人")
    enterprise = paired(me)
    VisitFactory(
        enterprise=enterprise, held_on=date(2025, 12, 20), people=[me, companion], met="李总"
    )
    VisitFactory(enterprise=enterprise, held_on=date(2025, 12, 2), people=[cadre()])
    VisitFactory(enterprise=enterprise, held_on=date(2025, 12, 1), people=[cadre()])
    VisitFactory(
        enterprise=enterprise, held_on=date(2025, 12, 21), channel=Channel.PHONE, people=[]
    )
    problem = ProblemFactory(enterprise=enterprise, state=State.HANDLING)
    closed = ProblemFactory(enterprise=enterprise, state=State.CLOSED, closed_on=date(2025, 12, 9))
    page = browser_as(me).get(f"/visits/new?enterprise={enterprise.code}")
    assert "近30天已有 2 次上门" in page.said
    assert len(page.all(".last-visit p")) == 3
    assert page.texts(".last-visit p")[0].startswith("2025年12月21日 电话")
    assert len(page.all(f'[name="ticks-{problem.number}"]')) == 4
    assert not page.all(f'[name="ticks-{closed.number}"]')
    assert [tag["value"] for tag in page.all("[name=people][checked]")] == [
        me.account,
        companion.account,
    ]
    assert page.one("[name=channel][checked]")["value"] == "on_site"
    assert page.one("#held_on")["value"] == "2025-12-31"


def test_who_has_one_enterprise_finds_it_chosen(browser_as: Any) -> None:
    me = cadre()
    enterprise = paired(me)
    page = browser_as(me).get("/visits/new")
    assert page.one("#enterprise option[selected]")["value"] == enterprise.code


def test_the_lower_part_is_drawn_for_all_until_something_is_written(browser_as: Any) -> None:
    me, another = cadre(), cadre()
    mine, theirs = paired(me), paired(another)
    first, second = browser_as(me), browser_as(another)
    before = first.get(f"/visits/new?enterprise={mine.code}")
    with writing_transaction():
        facts = PolicyFacts("洪政发〔2025〕77号", "刚刚发布的措施", PolicyLevel.DISTRICT)
        policies.create(by=office(), on=date(2025, 12, 31), facts=facts)
    after = second.get(f"/visits/new?enterprise={theirs.code}")
    assert "刚刚发布的措施" not in before.said
    assert "刚刚发布的措施" in after.said
    assert mine.name not in after.text


def test_who_has_no_enterprise_reads_why(browser_as: Any) -> None:
    page = browser_as(cadre()).get("/visits/new")
    assert "还没有与您结对的企业。" in page.texts("#enterprise-hint")[0]


def test_one_more_problem_without_javascript_keeps_everything(browser_as: Any) -> None:
    me = cadre()
    category()
    fields = sent(paired(me), summary="说到一半", act="add", **told(0, "甲"))
    page = browser_as(me).post("/visits/new", fields, status=200)
    assert [tag["name"] for tag in page.all(".problem [name$=title]")] == [
        "problems-0-title",
        "problems-1-title",
    ]
    assert page.one("[name=problems-0-title]")["value"] == "甲"
    assert page.one("#summary").get_text().strip() == "说到一半"
    assert not page.errors
    assert visits() == 0


def test_a_problem_is_taken_away_again(browser_as: Any) -> None:
    me = cadre()
    category()
    fields = sent(paired(me), act="drop:problems-0", **told(0, "甲"), **told(1, "乙"))
    browser = browser_as(me)
    page = browser.post("/visits/new", fields, status=200)
    assert [tag["value"] for tag in page.all(".problem [name$=title]")] == ["乙"]
    page = browser.post(
        "/visits/new", sent(paired(me), act="drop:problems-0", **told(0, "甲")), status=200
    )
    assert [tag.get("value", "") for tag in page.all(".problem [name$=title]")] == [""]


def test_choosing_another_enterprise_shows_what_it_left_open(browser_as: Any) -> None:
    me, companion, last = cadre(), cadre(), cadre()
    first, second = paired(me), paired(me)
    problem = ProblemFactory(enterprise=second)
    VisitFactory(enterprise=second, people=[me, last])
    browser = browser_as(me)
    asked = sent(second, me, before=first.code, act="choose", summary="写了一些")
    page = browser.post("/visits/new", asked, status=200, headers={"HX-Request": "true"})
    assert page.one("form")["id"] == "visit-form"
    assert page.all(f'[name="ticks-{problem.number}"]')
    assert page.one("#summary").get_text().strip() == "写了一些"
    assert page.headers["Vary"].find("HX-Request") >= 0
    kept = browser.post(
        "/visits/new", sent(second, me, companion, before=first.code, act="choose"), status=200
    )
    chosen = {tag["value"] for tag in kept.all("[name=people][checked]")}
    assert chosen == {me.account, companion.account}


def test_the_office_finds_an_enterprise_by_words(browser_as: Any) -> None:
    enterprise = EnterpriseFactory(name="湘西云雾茶业有限公司", years=())
    EnterpriseFactory()
    page = browser_as(office()).post("/visits/new", {"find": "云雾", "act": "choose"}, status=200)
    assert page.one("#enterprise option[selected]")["value"] == enterprise.code


def test_asks_little_of_the_database(browser_as: Any, app: Any) -> None:
    me = cadre()
    enterprise = paired(me)
    for _ in range(12):
        ProblemFactory(enterprise=enterprise)
        PolicyFactory()
        VisitFactory(enterprise=enterprise, people=[me, cadre(unit=me.unit)])
    browser = browser_as(me)
    path = f"/visits/new?enterprise={enterprise.code}"
    browser.get(path)
    statements: list[str] = []

    def listen(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", listen)
    browser.get(path)
    event.remove(db.engine, "before_cursor_execute", listen)
    assert len(statements) <= 20, "\n".join(statements)
