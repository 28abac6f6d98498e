"""The list of visits and the cadre's home."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event, select

from assist.audit.models import AuditEvent
from assist.db import db
from assist.lib.sheets import read_workbook
from assist.problems import actions
from assist.problems.models import Problem
from assist.problems.states import State, StuckOn
from assist.visits.models import Channel, Standing, Visit
from assist.web.clock import today
from tests.cadres.factories import UnitFactory, cadre, office
from tests.enterprises.factories import EnterpriseFactory, paired
from tests.problems.factories import ProblemFactory, category
from tests.visits.factories import VisitFactory, sent, told


def stored(number: str) -> Visit:
    db.session.expire_all()
    return db.session.scalars(select(Visit).where(Visit.number == number)).one()


def queries_of(browser: Any, path: str) -> int:
    statements: list[str] = []

    def count(_c: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", count)
    browser.get(path)
    event.remove(db.engine, "before_cursor_execute", count)
    return len(statements)


def test_what_was_sent_back_for_more_stands_on_top(browser_as: Any) -> None:
    me = cadre()
    problem = ProblemFactory(enterprise=paired(me), created_by_id=me.id)
    browser_as(office()).post(f"/problems/{problem.number}/ask-back", {"words": "哪家银行？"})
    page = browser_as(me).get("/visits/home")
    assert "要补充： 哪家银行？" in page.said
    assert "有 1 件退回补充" in page.said
    assert len(page.all("#became a[href*='/problems/']")) == 2, "it stands once, with its button"
    assert page.one(".wanting .btn")["href"].endswith("?act=supplement#act")


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
        return set(page.texts("td[data-label=编号]"))

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


def test_the_home_says_in_red_what_is_overdue(browser_as: Any) -> None:
    me = cadre()
    category()
    browser = browser_as(me)
    browser.post("/visits/new", sent(paired(me), **told(0, "续贷慢")))
    problem = db.session.scalars(select(Problem)).one()
    problem.clock_due_on = date(2025, 12, 30)
    db.session.commit()

    assert browser.get("/visits/home").texts(".became .light-red") == ["超期，12月30日到期"]


def test_the_home_says_how_many_days_and_what_it_is_stuck_on(browser_as: Any) -> None:
    me = cadre()
    ProblemFactory(
        enterprise=paired(me), created_by_id=me.id, state=State.HANDLING, lead_unit=UnitFactory(),
        stuck_on=StuckOn.FUNDS, moved_on=date(2025, 12, 30), waited_days=4,
    )  # fmt: skip
    ProblemFactory(enterprise=paired(me), created_by_id=me.id)
    for problem in db.session.scalars(select(Problem)):
        actions.urge(by=office(), on=date(2025, 12, 31), problem=problem, words="请报进度。")
    db.session.commit()
    waiting, plain = sorted(browser_as(me).get("/visits/home").texts(".became"), key=len)[::-1]
    assert "登记以来 22 个工作日，净用 18 个" in waiting
    assert "卡点： 等资金" in waiting
    assert "登记以来 22 个工作日" in plain
    assert "净用" not in plain
    assert "卡点" not in plain


def test_the_home_without_anything_says_so(browser_as: Any) -> None:
    page = browser_as(cadre()).get("/visits/home")
    assert "还没有与您结对的企业。" in page.said
    assert "还没有上报过问题。" in page.said


def test_a_visit_without_news_takes_three_taps_from_the_home(browser_as: Any) -> None:
    me = cadre()
    paired(me)
    browser = browser_as(me)
    link = browser.get("/visits/home").one(".row-acts a[href^='/visits/new']")["href"]
    form = browser.get(link).one("#visit-form")
    fields: dict[str, Any] = {}
    for tag in form.select("input[name], textarea, select"):
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


def test_the_form_asks_little_for_all_that_it_says_beforehand(browser_as: Any) -> None:
    me, companion = cadre(), cadre()
    enterprise = paired(me)
    VisitFactory(enterprise=enterprise, people=[me, companion])
    ProblemFactory(enterprise=enterprise, created_by_id=me.id)
    browser = browser_as(me)
    path = f"/visits/new?enterprise={enterprise.code}"
    page = browser.get(path)
    assert f"{me.name}、{companion.name}" in page.said
    assert queries_of(browser, path) <= 12
