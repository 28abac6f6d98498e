"""The board: tabs, filters, order, export, and what it costs."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from sqlalchemy import event, select

from assist import audit
from assist.audit.models import AuditEvent
from assist.db import db
from assist.problems import actions
from assist.problems.models import CoPart, Problem
from assist.problems.states import Level, Outcome, Satisfaction, State
from tests.cadres.factories import (
    UnitFactory,
    bureau_leader,
    cadre,
    handler,
    leader,
    office,
    specialist,
)
from tests.enterprises.factories import EnterpriseFactory, paired
from tests.problems.factories import ProblemFactory, assigned, by, category, handling


def numbers(page: Any) -> list[str]:
    return page.texts("#board tbody td:first-child a")


def counts(page: Any) -> dict[str, str]:
    found = {}
    for tab in page.all("nav.tabs a"):
        number = tab.select_one(".tabs-count")
        count = number.extract().get_text() if number else ""
        found[tab.get_text(strip=True)] = count
    return found


def closed(**values: Any) -> Problem:
    values = {"closed_on": date(2025, 12, 20), "outcome": Outcome.SOLVED} | values
    return ProblemFactory(state=State.CLOSED, clock_due_on=None, **values)


def test_what_is_due_first_comes_first_then_parked_then_done(browser_as: Any) -> None:
    done = closed()
    parked = ProblemFactory(state=State.PARKED, clock_due_on=date(2025, 1, 2))
    green = ProblemFactory(clock_due_on=date(2026, 2, 1))
    red = ProblemFactory(clock_due_on=date(2025, 12, 1))
    browser = browser_as(office())
    assert numbers(browser.get("/problems")) == [red.number, green.number, parked.number]
    everything = browser.get("/problems?tab=all")
    assert numbers(everything) == [red.number, green.number, parked.number, done.number]
    assert everything.texts("#board .light") == ["超期22天", "剩21天", "1月2日研判"]


def test_the_newest_first_on_demand(browser_as: Any) -> None:
    old = ProblemFactory(registered_on=date(2025, 1, 1))
    new = ProblemFactory(registered_on=date(2025, 12, 30))
    page = browser_as(office()).get("/problems?sort=newest")
    assert numbers(page) == [new.number, old.number]


def one_of_each_kind() -> dict[str, Problem]:
    """A problem for each tab; what is only answered or parked is not late."""
    later = {"clock_due_on": date(2026, 2, 1)}
    answered = {"state": State.ANSWERED, "outcome": Outcome.SOLVED, **later}
    rejected = {"state": State.REJECTED, "outcome": Outcome.NOT_ACCEPTED, "clock_due_on": None}
    return {
        "late": ProblemFactory(clock_due_on=date(2025, 12, 30)),
        "soon": handling(UnitFactory(), due_on=date(2025, 12, 31)),
        "answered": ProblemFactory(**answered),
        "angry": ProblemFactory(**answered, satisfaction=Satisfaction.DISSATISFIED),
        "parked": ProblemFactory(state=State.PARKED, **later),
        "done": closed(),
        "gone": ProblemFactory(**rejected),
    }


def test_each_tab_shows_its_own(browser_as: Any) -> None:
    kinds = one_of_each_kind()
    browser = browser_as(office())
    expected = {
        "": "late soon answered angry parked",
        "mine": "late angry parked",
        "overdue": "late",
        "soon": "soon",
        "assign": "late",
        "call-back": "answered",
        "dissatisfied": "angry",
        "parked": "parked",
        "closed": "done",
        "rejected": "gone",
    }
    for tab, names in expected.items():
        page = browser.get(f"/problems?tab={tab}")
        assert numbers(page) == [kinds[name].number for name in names.split()], tab


def test_tabs_say_how_many_wait_in_them(browser_as: Any) -> None:
    one_of_each_kind()
    waiting = {
        tab: count for tab, count in counts(browser_as(office()).get("/problems")).items() if count
    }
    assert waiting == {
        "未办结": "5",
        "我的": "3",
        "超期": "1",
        "两日内到期": "1",
        "待交办": "1",
        "待回访": "1",
        "不满意": "1",
        "待我定": "0",
    }


def test_mine_is_what_i_hold(browser_as: Any) -> None:
    person, liaison = handler(), cadre()
    lead = handling(person.unit)
    shared = handling(UnitFactory())
    db.session.add(CoPart(problem_id=shared.id, unit_id=person.unit_id))
    answered = ProblemFactory(
        state=State.ANSWERED, outcome=Outcome.SOLVED, enterprise=paired(liaison)
    )
    ProblemFactory()
    db.session.commit()
    assert numbers(browser_as(person).get("/problems?tab=mine")) == [lead.number, shared.number]
    assert numbers(browser_as(person).get("/problems?tab=unit")) == [lead.number, shared.number]
    assert numbers(browser_as(liaison).get("/problems?tab=mine")) == [answered.number]


def test_what_waits_for_a_leaders_decision(browser_as: Any) -> None:
    asked = handling(UnitFactory())
    actions.ask_extension(**by(office()), problem=asked, words="需要时间", new_due=date(2026, 2, 1))
    presented = handling(UnitFactory())
    actions.present(**by(office()), problem=presented, words="是否开会？")
    handling(UnitFactory())
    db.session.commit()
    page = browser_as(leader()).get("/problems?tab=decide")
    assert numbers(page) == [asked.number, presented.number]
    assert numbers(browser_as(office()).get("/problems?tab=decide")) == [asked.number]


def test_what_the_bureau_handled_waits_for_its_leader(browser_as: Any) -> None:
    bureau = UnitFactory(name="区科技和工业信息化局")
    own = ProblemFactory(
        state=State.ANSWERED,
        outcome=Outcome.SOLVED,
        satisfaction=Satisfaction.SATISFIED,
        lead_unit=bureau,
    )
    ProblemFactory(
        state=State.ANSWERED,
        outcome=Outcome.SOLVED,
        satisfaction=Satisfaction.SATISFIED,
        lead_unit=UnitFactory(),
    )
    page = browser_as(bureau_leader()).get("/problems?tab=decide")
    assert numbers(page) == [own.number]


def test_filters_narrow_and_stay_in_the_form(browser_as: Any) -> None:
    unit = UnitFactory(name="区财政局")
    wanted = handling(unit, category=category("用工"), level=Level.DISTRICT)
    ProblemFactory(registered_on=date(2024, 5, 1))
    browser = browser_as(office())
    for query in (
        "state=handling",
        "category=用工",
        "unit=区财政局",
        "level=district",
        "state=handling&year=2025",
    ):
        assert numbers(browser.get(f"/problems?{query}")) == [wanted.number], query
    page = browser.get("/problems?unit=区财政局&year=2024")
    assert numbers(page) == []
    chosen = [option["value"] for option in page.all("select option[selected]") if option["value"]]
    assert chosen == ["区财政局", "2024"]
    assert page.texts("#board .btn") == ["清除条件"]


@pytest.mark.parametrize("words", ["2025-0777", "周转", "放款", "生物", "SLSW", "slsw"])
def test_search_finds_number_words_and_initials(browser_as: Any, words: str) -> None:
    enterprise = EnterpriseFactory(
        name="示例生物有限公司", short_name="示例生物", pinyin="slswyxgs"
    )
    found = ProblemFactory(
        number="2025-0777", title="资金周转", detail="盼放款", enterprise=enterprise
    )
    ProblemFactory(title="缺技工", detail="缺人")
    assert numbers(browser_as(office()).get(f"/problems?q={words}")) == [found.number]


def test_each_of_several_words_is_found_in_the_text_or_the_enterprise(browser_as: Any) -> None:
    found = ProblemFactory(title="接电困难", enterprise=EnterpriseFactory(name="雪峰竹业"))
    ProblemFactory(title="接电困难")
    browser = browser_as(office())
    assert numbers(browser.get("/problems?q=接电 雪峰")) == [found.number]
    assert numbers(browser.get("/problems?q=接电 雪峰 无此词")) == []


@pytest.mark.parametrize("words", ["%", "_", "\\", "'", "<script>", "恒" * 500])
def test_search_takes_signs_as_they_are(browser_as: Any, words: str) -> None:
    ProblemFactory()
    page = browser_as(office()).get("/problems", query_string={"q": words})
    assert numbers(page) == []


@pytest.mark.parametrize("query", ["tab=x&state=y&level=z&year=²&page=-1&sort=?", "year=99999"])
def test_odd_filters_are_none(browser_as: Any, query: str) -> None:
    problem = ProblemFactory()
    assert numbers(browser_as(office()).get(f"/problems?{query}")) == [problem.number]


def test_people_see_their_own(browser_as: Any) -> None:
    person, liaison = handler(), cadre()
    theirs = assigned(person.unit)
    own = ProblemFactory(enterprise=paired(liaison))
    recorded = ProblemFactory(created_by_id=liaison.id, clock_due_on=date(2026, 1, 9))
    assert numbers(browser_as(person).get("/problems")) == [theirs.number]
    assert numbers(browser_as(liaison).get("/problems")) == [own.number, recorded.number]
    for who in (leader(), bureau_leader(), specialist(), office()):
        assert len(numbers(browser_as(who).get("/problems"))) == 3


def test_an_empty_board_says_so(browser_as: Any) -> None:
    assert "这里没有问题。" in browser_as(office()).get("/problems").said


def test_the_export_is_the_list_and_is_logged(browser_as: Any) -> None:
    liaison = cadre(name="赵联络")
    enterprise = paired(
        liaison, enterprise=EnterpriseFactory(name="＝1+1公司", phone="13612345678")
    )
    wanted = handling(UnitFactory(name="区财政局"), enterprise=enterprise)
    ProblemFactory()
    response = browser_as(office()).get("/problems?unit=区财政局&format=xlsx").response
    content = response.get_data()
    sheet = openpyxl.load_workbook(BytesIO(content)).active
    rows = list(sheet.values)
    assert rows[0][:5] == ("问题编号", "企业", "类别", "问题", "状态")
    assert [row[0] for row in rows[1:]] == [wanted.number]
    assert rows[1][1] == "＝1+1公司"
    assert "赵联络" in rows[1]
    assert b"13612345678" not in content
    event_row = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "export")).one()
    assert "1 行" in event_row.sentence
    assert "区财政局" in event_row.sentence


def queries_of(browser: Any, path: str) -> int:
    seen: list[str] = []

    def note(*args: Any) -> None:
        seen.append(args[2])

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        browser.get(path)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len([text for text in seen if not text.startswith(("BEGIN", "PRAGMA"))])


def written() -> None:
    """The log goes on, as it does with every write that is not a factory's."""
    audit.record(verb="problem.record", kind="problem", key="1", sentence="登记了问题")
    db.session.commit()


def test_the_board_asks_at_most_twelve_questions_however_long(browser_as: Any) -> None:
    browser = browser_as(office())
    ProblemFactory(enterprise=paired(cadre()))
    few = queries_of(browser, "/problems")
    for _ in range(60):
        ProblemFactory(enterprise=paired(cadre()), lead_unit=UnitFactory())
    written()
    many = queries_of(browser, "/problems")
    assert few == many <= 12
    assert queries_of(browser, "/problems") < many  # nothing was written since
    page = browser.get("/problems")
    assert len(numbers(page)) == 50
    assert len(numbers(browser.get("/problems?page=2"))) == 11
    assert page.texts(".paging-total") == ["共 61 件"]
