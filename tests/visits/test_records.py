"""One visit and what may be done to it, as people meet it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from assist.audit.models import AuditEvent
from assist.db import db
from assist.policies.models import Delivery
from assist.problems.models import Problem
from assist.problems.states import State
from assist.settings import current
from assist.visits import actions
from assist.visits.models import Standing, Visit
from assist.web.clock import today
from tests.cadres.factories import cadre, handler, leader, office, specialist
from tests.enterprises.factories import EnterpriseFactory, paired
from tests.problems.factories import ProblemFactory, category
from tests.visits.factories import PolicyFactory, VisitFactory, sent, told


def stored(number: str) -> Visit:
    db.session.expire_all()
    return db.session.scalars(select(Visit).where(Visit.number == number)).one()


def amended(visit: Visit, **fields: Any) -> dict[str, Any]:
    """The facts of a visit as its form sends them back."""
    return {
        "held_on": visit.held_on.isoformat(),
        "channel": visit.channel.value,
        "people": [person.account for person in visit.people],
        "met": visit.met,
        "summary": visit.summary,
        "policies": [delivery.policy.number for delivery in visit.deliveries],
        "version": str(visit.version),
    } | fields


def test_a_visit_is_seen_by_who_went_who_is_paired_and_who_reads_all(browser_as: Any) -> None:
    author, companion, liaison, stranger = cadre(), cadre(), cadre(), cadre()
    enterprise = paired(liaison)
    visit = VisitFactory(enterprise=enterprise, people=[author, companion], created_by_id=author.id)
    path = f"/visits/{visit.number}"
    for user in (author, companion, liaison, office(), leader(), specialist()):
        assert enterprise.name in browser_as(user).get(path).said
    browser_as(stranger).get(path, status=404)
    browser_as(stranger).get(f"{path}/amend", status=404)
    browser_as(stranger).post(f"{path}/void", {"reason": "x", "version": "1"}, status=404)
    browser_as(handler()).get(path, status=403)
    browser_as(author).get("/visits/ZF-9999", status=404)


def test_a_companion_opens_that_enterprise_but_not_its_other_visits(browser_as: Any) -> None:
    companion = cadre()
    enterprise = EnterpriseFactory()
    mine = VisitFactory(enterprise=enterprise, people=[companion])
    other = VisitFactory(enterprise=enterprise)
    browser = browser_as(companion)
    page = browser.get(f"/enterprises/{enterprise.code}")
    assert f"/visits/{mine.number}" in page.text
    assert f"/visits/{other.number}" not in page.text
    browser.get(f"/visits/{other.number}", status=404)


def test_the_page_shows_problems_ticks_and_policies(browser_as: Any) -> None:
    me = cadre()
    enterprise = paired(me)
    policy = PolicyFactory(title="稳岗返还")
    problem = ProblemFactory(
        number="WT-0001", enterprise=enterprise, state=State.HANDLING, title="用电增容"
    )
    category()
    fields = sent(enterprise, policies=policy.number, **told(0, "续贷"))
    fields |= {f"ticks-{problem.number}": "better", f"tick_words-{problem.number}": "已来看过"}
    browser = browser_as(me)
    page = browser.get(browser.post("/visits/new", fields).location)
    for words in ("稳岗返还", "用电增容", "已好转", "已来看过", "续贷", "已登记", "送解优办"):
        assert words in page.said
    assert "不改变问题的状态" in page.said


def test_author_and_companion_amend_and_the_log_says_what(browser_as: Any) -> None:
    author, companion, third = cadre(), cadre(), cadre()
    visit = VisitFactory(
        people=[author, companion],
        created_by_id=author.id,
        held_on=date(2025, 12, 30),
        recorded_on=date(2025, 12, 30),
    )
    policy = PolicyFactory()
    browser = browser_as(companion)
    form = browser.get(f"/visits/{visit.number}/amend")
    assert form.one("#summary").get_text().strip() == visit.summary
    page = browser.post(
        f"/visits/{visit.number}/amend",
        amended(
            visit,
            summary="改过的情况",
            people=[author.account, third.account],
            policies=[policy.number],
        ),
    )
    assert page.location == f"/visits/{visit.number}"
    visit = stored(visit.number)
    assert visit.summary == "改过的情况"
    assert [person.id for person in visit.people] == [author.id, third.id]
    assert [delivery.policy_id for delivery in visit.deliveries] == [policy.id]
    logged = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "visit.amend")).one()
    assert "改过的情况" in logged.changes
    assert "走访人员" in logged.changes
    assert policy.number in logged.changes


def test_a_policy_taken_off_is_no_longer_delivered(browser_as: Any) -> None:
    desk = office()
    policy, other = PolicyFactory(), PolicyFactory()
    visit = VisitFactory(policies=[policy, other])
    browser_as(desk).post(
        f"/visits/{visit.number}/amend",
        amended(visit, policies=[other.number], held_on="2025-12-02"),
    )
    rows = db.session.execute(select(Delivery.policy_id, Delivery.held_on)).all()
    assert [tuple(row) for row in rows] == [(other.id, date(2025, 12, 2))]


def test_amending_ends_for_cadres_but_not_for_the_office(browser_as: Any) -> None:
    me, desk = cadre(), office()
    limit = current().amend_days
    fresh = today() - timedelta(days=limit)
    in_time = VisitFactory(people=[me], held_on=date(2025, 11, 1), recorded_on=fresh)
    late = VisitFactory(people=[me], held_on=fresh - timedelta(days=1))
    browser = browser_as(me)
    browser.post(f"/visits/{in_time.number}/amend", amended(in_time, met="李总"))
    page = browser.get(f"/visits/{late.number}/amend")
    assert "不能再修改" in page.said
    assert not page.all("#summary")
    browser.post(f"/visits/{late.number}/amend", amended(late, met="李总"), status=409)
    browser_as(desk).post(f"/visits/{late.number}/amend", amended(late, met="王总"))
    assert (stored(in_time.number).met, stored(late.number).met) == ("李总", "王总")


def test_two_editors_see_both_texts(browser_as: Any) -> None:
    me, desk = cadre(), office()
    visit = VisitFactory(people=[me], recorded_on=today())
    fields = amended(visit)
    browser_as(desk).post(f"/visits/{visit.number}/amend", fields | {"summary": "办公室改的"})
    page = browser_as(me).post(
        f"/visits/{visit.number}/amend", fields | {"summary": "我改的"}, status=409
    )
    assert "办公室改的" in page.said
    assert "我改的" in page.said
    assert stored(visit.number).summary == "办公室改的"


def test_a_visit_cannot_move_behind_the_problems_that_it_brought(browser_as: Any) -> None:
    me = cadre()
    category()
    browser = browser_as(me)
    fields = sent(paired(me), held_on="2025-12-20", **told(0, "甲"))
    number = browser.post("/visits/new", fields).location.rsplit("/", 1)[1]
    visit = stored(number)
    path = f"/visits/{number}/amend"
    page = browser.post(path, amended(visit, held_on="2025-12-21"), status=422)
    assert "不能更晚" in page.said
    browser.post(path, amended(stored(number), held_on="2025-12-19"))
    page = browser.post(path, amended(stored(number), people=[]), status=422)
    assert "请选择走访人员" in page.said
    page = browser.post(path, amended(stored(number), summary=""), status=422)
    assert "无新情况" in page.said


def test_a_void_visit_stays_and_its_problems_go_on(browser_as: Any) -> None:
    me = cadre()
    category()
    policy = PolicyFactory()
    browser = browser_as(me)
    fields = sent(paired(me), policies=policy.number, **told(0, "甲"))
    number = browser.post("/visits/new", fields).location.rsplit("/", 1)[1]
    path = f"/visits/{number}"
    assert "1 件问题不会作废" in browser.get(path).said
    version = str(stored(number).version)
    page = browser.post(f"{path}/void", {"reason": " ", "version": version}, status=422)
    assert "请填写作废原因。" in page.errors
    browser.post(f"{path}/void", {"reason": "重复登记", "version": version})
    visit = stored(number)
    assert (visit.standing, visit.void_why) == (Standing.VOID, "重复登记")
    assert not visit.deliveries[0].valid
    assert db.session.scalars(select(Problem.state)).one() is State.REGISTERED
    assert "重复登记" in browser.get(path).said
    again = {"reason": "再来", "version": str(visit.version)}
    browser.post(f"{path}/void", again, status=409)
    browser.post(f"{path}/amend", amended(visit), status=409)


def test_a_companion_cannot_void(browser_as: Any) -> None:
    author, companion = cadre(), cadre()
    visit = VisitFactory(people=[author, companion], created_by_id=author.id, recorded_on=today())
    fields = {"reason": "不要了", "version": str(visit.version)}
    page = browser_as(companion).get(f"/visits/{visit.number}")
    assert not page.all("form[action$=void]")
    browser_as(companion).post(f"/visits/{visit.number}/void", fields, status=409)
    browser_as(author).post(f"/visits/{visit.number}/void", fields | {"version": "77"}, status=409)
    browser_as(author).post(f"/visits/{visit.number}/void", fields)
    assert stored(visit.number).standing is Standing.VOID


def test_who_may_amend_is_said_in_words(app: Any) -> None:
    visit = VisitFactory(people=[cadre()])
    assert "只有走访人员本人" in str(actions.why_not_amend(by=cadre(), visit=visit, on=today()))


def test_a_tick_is_read_on_the_problems_page(browser_as: Any) -> None:
    me = cadre()
    enterprise = paired(me)
    problem = ProblemFactory(enterprise=enterprise)
    ticked = {f"ticks-{problem.number}": "better", f"tick_words-{problem.number}": "银行已约谈"}
    browser = browser_as(me)
    visit = browser.post("/visits/new", sent(enterprise) | ticked).location
    page = browser.get(f"/problems/{problem.number}")
    assert "已好转" in page.said
    assert "银行已约谈" in page.said
    browser.post(f"{visit}/void", {"reason": "登记错了企业", "version": "1"})
    assert "银行已约谈" not in browser.get(f"/problems/{problem.number}").said


def test_law_is_ticked_with_the_visit_amended_with_it_and_goes_with_it(browser_as: Any) -> None:
    me, chief = cadre(), office()
    browser = browser_as(me)
    fields = {
        "outreach-counts": "y",
        "outreach-forms": ["咨询", "发放资料"],
        "outreach-topics": ["民法典"],
        "outreach-books": "3",
    }
    fields["summary"] = "讲了民法典合同编。"
    wrong = sent(paired(me), me, **fields | {"outreach-leaves": "几张"})
    page = browser.post("/visits/new", wrong, status=422)
    assert "请填写 0 到 100000 之间的整数。" in page.said
    assert page.one("#outreach-counts").has_attr("checked")
    assert page.one("#outreach-leaves")["value"] == "几张"
    where = browser.post("/visits/new", wrong | {"outreach-leaves": "4"}).location
    visit = stored(where.rpartition("/")[2])
    assert visit.outreach is not None
    said = "咨询、发放资料；民法典；手册 3 份；单页 4 份"
    assert said in browser.get(where).said
    ledger = f"/ledgers/outreach/{visit.outreach.number}"
    page = browser_as(chief).get(ledger)
    assert f"随走访 {visit.number} 计入，请在走访里修改" in page.said
    assert page.all(f'a[href="{where}"]')
    assert not page.all(f'[href="{ledger}/amend"], [action="{ledger}/void"]')
    assert f"随走访 {visit.number}" in browser_as(chief).get("/ledgers/outreach").said
    browser_as(chief).post(f"{ledger}/void", {"words": "重复"}, status=409)

    browser = browser_as(me)
    page = browser.get(f"{where}/amend")
    assert [tag["value"] for tag in page.all("[name=outreach-topics][checked]")] == ["民法典"]
    assert page.one("#outreach-books")["value"] == "3"
    browser.post(f"{where}/amend", amended(visit, **fields | {"outreach-books": "5"}))
    assert "手册 5 份" in browser.get(where).said
    visit = stored(visit.number)
    browser.post(f"{where}/amend", amended(visit, **{"outreach-books": "5"}))
    assert "计入普法宣传" not in browser.get(where).said
    assert "作废" in browser_as(chief).get(ledger).said


def test_words_left_in_fields_that_do_not_count_do_no_harm(browser_as: Any) -> None:
    me = cadre()
    fields = sent(paired(me), me, **{"outreach-books": "几本", "outreach-topics": "无此主题"})
    where = browser_as(me).post("/visits/new", fields).location
    assert stored(where.rpartition("/")[2]).outreach is None
