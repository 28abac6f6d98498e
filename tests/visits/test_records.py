"""One visit, what may be done to it, the list and the home, as people meet them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event, select

from assist.audit.models import AuditEvent
from assist.db import db
from assist.lib.sheets import read_workbook
from assist.policies.models import Delivery
from assist.problems.models import Problem
from assist.problems.states import State
from assist.settings import current
from assist.visits import actions
from assist.visits.models import Channel, Draft, Standing, Visit
from assist.web.clock import today
from tests.cadres.factories import UnitFactory, cadre, handler, leader, office, specialist
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


def queries_of(browser: Any, path: str) -> int:
    statements: list[str] = []

    def count(_c: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", count)
    browser.get(path)
    event.remove(db.engine, "before_cursor_execute", count)
    return len(statements)


# Who sees a visit.


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
    problem = ProblemFactory(enterprise=enterprise, state=State.HANDLING, title="用电增容")
    category()
    fields = sent(enterprise, policies=policy.number, **told(0, "续贷"))
    fields |= {f"ticks-{problem.number}": "better", f"tick_words-{problem.number}": "已来看过"}
    browser = browser_as(me)
    page = browser.get(browser.post("/visits/new", fields).location)
    for words in ("稳岗返还", "用电增容", "已好转", "已来看过", "续贷", "已登记", "送解优办"):
        assert words in page.said
    assert "不改变问题的状态" in page.said


# Amending and voiding.


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


# Drafts.


def test_a_draft_keeps_what_was_typed_until_it_is_sent(browser_as: Any) -> None:
    me = cadre(unit=UnitFactory())
    enterprise = paired(me)
    category("用工")
    problem = ProblemFactory(enterprise=enterprise)
    browser = browser_as(me)
    fields = sent(
        enterprise,
        me,
        nothing_new="",
        summary="写到一半",
        held_on="还没想好",
        **told(1, "甲", "用工"),
    )
    fields |= {f"ticks-{problem.number}": "solved"}
    saved = browser.post("/visits/drafts", fields, status=200, headers={"HX-Request": "true"})
    assert saved.one("#saved").get_text().startswith("草稿已存 ")
    assert browser.post("/visits/drafts", fields | {"met": "李总"}).location == "/visits/home"
    home = browser.get("/visits/home")
    assert enterprise.name in " ".join(home.texts(".draft"))
    page = browser.get(f"/visits/new?draft={fields['client_id']}")
    assert page.one("#summary").get_text().strip() == "写到一半"
    assert page.one("#held_on")["value"] == "还没想好"
    assert page.one("#met")["value"] == "李总"
    assert page.one("[name=client_id]")["value"] == fields["client_id"]
    assert page.all(f'[name="ticks-{problem.number}"][value=solved][checked]')
    assert page.all("[name=problems-0-category][value=用工][checked]")
    assert "csrf" not in db.session.scalars(select(Draft.fields)).one()
    browser.post("/visits/new", fields | {"held_on": "2025-12-30"})
    assert db.session.scalars(select(Draft)).all() == []
    late = browser.post("/visits/drafts", fields, status=200, headers={"HX-Request": "true"})
    assert late.one("#saved").get_text() == ""
    assert db.session.scalars(select(Draft)).all() == []


def test_drafts_are_ones_own(browser_as: Any) -> None:
    me, other = cadre(), cadre()
    enterprise = paired(me, other)
    fields = sent(enterprise, summary="只给自己看")
    browser_as(me).post("/visits/drafts", fields)
    stranger = browser_as(other)
    assert not stranger.get("/visits/home").all(".draft")
    stranger.get(f"/visits/new?draft={fields['client_id']}", status=404)
    stranger.post(f"/visits/drafts/{fields['client_id']}/delete", status=404)
    stranger.post("/visits/drafts", fields | {"summary": "别人的"})
    browser_as(me).post(f"/visits/drafts/{fields['client_id']}/delete")
    left = db.session.scalars(select(Draft)).one()
    assert left.user_id == other.id


def test_a_draft_does_not_name_anothers_enterprise(browser_as: Any) -> None:
    me = cadre()
    others = EnterpriseFactory(name="别人的企业")
    browser = browser_as(me)
    browser.post("/visits/drafts", sent(others))
    assert "别人的企业" not in browser.get("/visits/home").text


def test_drafts_are_limited_in_number_and_size(browser_as: Any) -> None:
    me = cadre()
    enterprise = paired(me)
    browser = browser_as(me)
    page = browser.post("/visits/drafts", sent(enterprise, summary="长" * 30_000), status=409)
    assert "草稿太长" in page.said
    browser.post("/visits/drafts", sent(enterprise, client_id="<script>"), status=409)
    for _ in range(20):
        fields = sent(enterprise)
        browser.post("/visits/drafts", fields)
    browser.post("/visits/drafts", fields | {"met": "旧的还能存"})
    page = browser.post("/visits/drafts", sent(enterprise), status=409)
    assert "草稿已有 20 份" in page.said


# The list.


def test_the_list_is_narrowed_and_searched(browser_as: Any) -> None:
    desk, unit = office(), UnitFactory()
    one = VisitFactory(
        enterprise=EnterpriseFactory(name="云雾茶业有限公司", pinyin="ywcyyxgs"),
        people=[cadre(unit=unit)],
        held_on=date(2025, 3, 4),
    )
    two = VisitFactory(summary="说到100%_用电", channel=Channel.PHONE, held_on=date(2025, 6, 1))
    void = VisitFactory(standing=Standing.VOID, void_why="重复")
    browser = browser_as(desk)

    def found(**args: str) -> set[str]:
        page = browser.get("/visits", query_string=args)
        return {text for text in page.texts("td[data-label=编号]")}

    assert found() == {one.number, two.number}
    for words in ("云雾", "YWCY", one.number):
        assert found(q=words) == {one.number}
    assert found(q="100%_") == {two.number}
    assert found(q="%") == {two.number}
    assert found(unit=unit.name) == {one.number}
    assert found(channel="phone") == {two.number}
    assert found(**{"from": "2025-05-01"}) == {two.number}
    assert found(**{"to": "2025-03-04"}) == {one.number}
    assert found(standing="void") == {void.number}
    assert found(standing="all") == {one.number, two.number, void.number}
    assert found(mine="1") == set()


@pytest.mark.parametrize("value", ["'", "\x00", "9" * 400, "2025-13-40", "-1", "👍", "<b>"])
def test_odd_filters_are_no_reason_to_fail(browser_as: Any, value: str) -> None:
    browser = browser_as(office())
    names = ("q", "mine", "unit", "channel", "standing", "from", "to", "page", "format")
    browser.get("/visits", query_string=dict.fromkeys(names, value))


def test_a_cadre_lists_own_enterprises_and_own_visits(browser_as: Any) -> None:
    me = cadre()
    own = VisitFactory(enterprise=paired(me))
    went = VisitFactory(people=[me])
    VisitFactory()
    browser = browser_as(me)
    assert set(browser.get("/visits").texts("td[data-label=编号]")) == {own.number, went.number}
    assert browser.get("/visits?mine=1").texts("td[data-label=编号]") == [went.number]


def test_the_list_is_exported_as_it_is_narrowed(browser_as: Any) -> None:
    desk, person = office(), cadre(name="走访人")
    kept = VisitFactory(people=[person], summary="=1+1")
    VisitFactory(channel=Channel.PHONE)
    page = browser_as(desk).get("/visits?channel=on_site&format=xlsx")
    rows = read_workbook(page.response.get_data())["走访"].rows
    assert [values["走访编号"] for _, values in rows] == [kept.number]
    assert rows[0][1]["走访情况"] == "=1+1"
    assert rows[0][1]["走访人员"] == "走访人"
    logged = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "export")).one()
    assert "1 行" in logged.sentence
    assert "channel=on_site" in logged.sentence


def test_lists_ask_little_however_much_they_show(browser_as: Any) -> None:
    me, unit = cadre(), UnitFactory()
    for _ in range(60):
        enterprise = paired(me)
        VisitFactory(enterprise=enterprise, people=[me, cadre(unit=unit)])
    category()
    for _ in range(25):
        ProblemFactory(enterprise=enterprise, created_by_id=me.id)
    for user in (me, office()):
        browser = browser_as(user)
        browser.get("/visits")
        assert queries_of(browser, "/visits") <= 12
        assert queries_of(browser, "/visits/home") <= 12
    number = db.session.scalars(select(Visit.number)).first()
    assert queries_of(browser, f"/visits/{number}") <= 16


# The home.


def test_the_home_is_a_cadres_first_page(browser_as: Any) -> None:
    assert browser_as(cadre()).get("/", status=303).location == "/visits/home"


def test_the_home_says_how_long_each_enterprise_has_been_silent(browser_as: Any) -> None:
    me = cadre()
    names = {}
    for name, days in (("很久", 91), ("快到", 61), ("刚去", 5), ("今天", 0)):
        names[name] = paired(me, enterprise=EnterpriseFactory(name=f"{name}公司"))
        VisitFactory(
            enterprise=names[name], held_on=today() - timedelta(days=days), channel=Channel.WECHAT
        )
    VisitFactory(enterprise=names["很久"], held_on=today(), standing=Standing.VOID)
    paired(me, enterprise=EnterpriseFactory(name="从未公司"))
    ofs_unit = paired(enterprise=EnterpriseFactory(name="本单位公司"), lead_unit=me.unit)
    ProblemFactory(enterprise=names["刚去"])
    page = browser_as(me).get("/visits/home")
    assert page.texts(".row-line .row-main > a[href^='/enterprises']") == [
        "从未公司", "很久公司", "快到公司", "刚去公司", "今天公司", ofs_unit.name,
    ]  # fmt: skip
    assert page.texts(".row-line .light") == [
        "还没有联系记录", "已 91 天没有联系", "61 天前联系", "5 天前联系", "今天联系过",
        "还没有联系记录",
    ]  # fmt: skip
    lights = [tag["class"][1] for tag in page.all(".row-line .light")]
    assert lights == [f"light-{c}" for c in ("red", "red", "amber", "green", "green", "red")]
    assert "1 件在办" in page.said


def test_the_home_says_what_became_of_what_was_sent(browser_as: Any) -> None:
    me = cadre()
    category()
    browser = browser_as(me)
    browser.post("/visits/new", sent(paired(me), **told(0, "续贷慢")))
    page = browser.get("/visits/home")
    line = " ".join(page.texts(".became"))
    for words in ("续贷慢", "已登记", "送解优办", "12月31日"):
        assert words in line


def test_the_home_without_anything_says_so(browser_as: Any) -> None:
    page = browser_as(cadre()).get("/visits/home")
    assert "还没有与您结对的企业。" in page.said
    assert "还没有上报过问题。" in page.said


def test_a_visit_without_news_takes_three_taps_from_the_home(browser_as: Any) -> None:
    me = cadre()
    paired(me)
    browser = browser_as(me)
    link = browser.get("/visits/home").one(".row-acts a")["href"]
    form = browser.get(link).one("#visit-form")
    fields: dict[str, Any] = {}
    for tag in form.select("input, textarea, select"):
        kind = tag.get("type")
        if tag.name == "select":
            fields[tag["name"]] = tag.select_one("[selected]")["value"]
        elif kind not in {"checkbox", "radio"} or tag.has_attr("checked"):
            fields.setdefault(tag["name"], []).append(tag.get("value", tag.get_text()))
    fields["nothing_new"] = form.select_one("[name=nothing_new]")["value"]
    number = browser.post(form["action"], fields).location.rsplit("/", 1)[1]
    visit = stored(number)
    assert visit.nothing_new
    assert visit.channel is Channel.ON_SITE
    assert [person.id for person in visit.people] == [me.id]


def test_who_may_amend_is_said_in_words(app: Any) -> None:
    visit = VisitFactory(people=[cadre()])
    assert "只有走访人员本人" in str(actions.why_not_amend(by=cadre(), visit=visit, on=today()))
