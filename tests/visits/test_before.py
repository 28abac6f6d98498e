"""去之前看: what one should know before going, the contact, joining somebody else's visit."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event, select

from assist.audit.models import AuditEvent
from assist.db import db
from assist.enterprises.models import Contact
from assist.problems.states import State
from assist.visits.models import ProblemNote, Tick, Visit
from tests.cadres.factories import UnitFactory, cadre, leader, office
from tests.enterprises.factories import EnterpriseFactory, paired
from tests.problems.factories import handling
from tests.visits.factories import PolicyFactory, PromiseFactory, SubstitutionFactory, VisitFactory

DAY = date(2025, 12, 30)


def path(enterprise: Any) -> str:
    return f"/visits/before/{enterprise.code}"


def test_one_page_says_what_to_know(browser_as: Any) -> None:
    me, other = cadre(name="李联络"), cadre(name="王同事")
    enterprise = paired(me, leader=leader(name="周区长"), lead_unit=UnitFactory(name="区财政局"))
    PromiseFactory(enterprise=enterprise, keeper=me, words="带规划局来看", due_on=date(2025, 12, 1))
    problem = handling(UnitFactory(name="区水务局"), enterprise=enterprise, title="厂区积水")
    visit = VisitFactory(
        enterprise=enterprise, people=[other], held_on=DAY, policies=[PolicyFactory(title="说过的")]
    )
    db.session.add(
        ProblemNote(visit_id=visit.id, problem_id=problem.id, tick=Tick.BETTER, words="抽过水了")
    )
    VisitFactory(enterprise=enterprise, people=[other], held_on=DAY - timedelta(days=40))
    PolicyFactory(title="没说过的")
    PolicyFactory(title="过期的", valid_until=date(2025, 6, 1))
    PolicyFactory(title="给大企业的", for_size="大型")
    browser_as(office()).post(f"/problems/{problem.number}/urge", {"words": "请抓紧排水"})
    said = browser_as(me).get(path(enterprise)).said
    for words in ("周区长", "区财政局", "李联络", "带规划局来看", "超期30天未兑现", "厂区积水",
                  "区水务局", "请抓紧排水", "已好转，抽过水了", "王同事", "没说过的"):  # fmt: skip
        assert words in said, words
    assert "说过的 示政发" not in said.replace("没说过的", "")
    assert "过期的" not in said
    assert "给大企业的" not in said
    assert "近30天谁来过（1）" in said


def test_with_nothing_in_it_it_says_so(browser_as: Any) -> None:
    me = cadre()
    said = browser_as(me).get(path(paired(me))).said
    for words in ("没有未兑现的承诺", "没有在办的问题", "没有人来过", "适用的现行政策都推送过了"):
        assert words in said


def test_a_stranger_sees_nothing(browser_as: Any) -> None:
    browser_as(cadre()).get(path(EnterpriseFactory()), status=404)


def test_it_asks_little_however_much_there_is(browser_as: Any) -> None:
    me, away, boss = cadre(), cadre(name="钱请假"), leader(name="周区长")
    enterprise = paired(me, away, leader=boss)
    enterprise.address = "雄溪镇"
    enterprise.contacts.append(Contact(name="孙财务", phone="13912345678", position=1))
    for person in (away, boss):
        SubstitutionFactory(absent=person, substitute=cadre(name="赵代理"))
    for _ in range(9):
        PromiseFactory(enterprise=enterprise, keeper=me)
        PolicyFactory()
        visit = VisitFactory(enterprise=enterprise, people=[me, cadre()], held_on=DAY)
        problem = handling(UnitFactory(), enterprise=enterprise)
        db.session.add(ProblemNote(visit_id=visit.id, problem_id=problem.id, tick=Tick.BETTER))
    db.session.commit()
    browser, where = browser_as(me), path(enterprise)
    page = browser.get(where)
    assert "钱请假请假，由赵代理代理" in page.said
    assert "周区长请假，由赵代理代理" in page.said
    assert "孙财务" in page.one(".before .card:last-of-type details").get_text()
    # The first of each kind stands open, whatever there is besides.
    assert len(page.all(".before > .card > .card-body > .rows > li")) == 3
    statements: list[str] = []

    def listen(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", listen)
    browser.get(where)
    event.remove(db.engine, "before_cursor_execute", listen)
    assert len(statements) <= 12, "\n".join(statements)


def test_one_tap_puts_the_contact_into_the_address_book_and_is_logged(browser_as: Any) -> None:
    me = cadre()
    enterprise = paired(me, enterprise=EnterpriseFactory(phone="13612345678"))
    browser = browser_as(me)
    form = browser.get(path(enterprise)).one(".before form")
    page = browser.post(form["action"], {"why": form.select_one("[name=why]")["value"]}, status=200)
    text = page.response.get_data().decode()
    assert page.headers["Content-Type"].startswith("text/vcard")
    assert "TEL;TYPE=WORK,VOICE:13612345678" in text
    logged = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "contact.reveal")).one()
    assert "136****5678" in logged.sentence
    assert "存入通讯录" in logged.sentence
    browser.post(form["action"], {"why": ""})
    assert "请填写查看事由" in browser.get(path(enterprise)).said


def test_joining_makes_one_a_companion_and_counts_once(browser_as: Any) -> None:
    me, other = cadre(name="后来的"), cadre(name="先去的")
    enterprise = paired(me, other)
    visit = VisitFactory(enterprise=enterprise, people=[other], held_on=DAY)
    browser = browser_as(me)
    assert "我也去了" in browser.get(path(enterprise)).said
    browser.post(f"/visits/{visit.number}/join")
    db.session.expire_all()
    (found,) = db.session.scalars(select(Visit)).all()
    assert [person.name for person in found.people] == ["先去的", "后来的"]
    assert "我也去了" not in browser.get(path(enterprise)).said
    browser.post(f"/visits/{visit.number}/join", status=409)
    logged = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "visit.join")).one()
    assert "后来的" in logged.changes


@pytest.mark.parametrize("days, status", [(7, 303), (8, 409)])
def test_one_joins_as_long_as_one_might_amend(browser_as: Any, days: int, status: int) -> None:
    me = cadre()
    held_on = date(2025, 12, 31) - timedelta(days=days)
    visit = VisitFactory(enterprise=paired(me), held_on=held_on)
    browser_as(me).post(f"/visits/{visit.number}/join", status=status)


def test_closed_problems_are_not_in_it(browser_as: Any) -> None:
    me = cadre()
    enterprise = paired(me)
    problem = handling(UnitFactory(), enterprise=enterprise)
    problem.state, problem.closed_on = State.CLOSED, DAY
    db.session.commit()
    assert problem.title not in browser_as(me).get(path(enterprise)).said
