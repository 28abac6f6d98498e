"""One problem's page: what it says in each state, whom it lets do what, what it costs."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from assist.cadres.models import Cadre
from assist.db import db
from assist.problems import actions
from assist.problems.models import Problem
from assist.problems.states import Level, Outcome, Satisfaction, State, StuckOn
from tests.cadres.factories import UnitFactory, cadre, handler, leader, office, specialist
from tests.enterprises.factories import EnterpriseFactory, paired
from tests.problems.factories import ProblemFactory, assigned, by, category, handling
from tests.problems.test_board import queries_of


def buttons(page: Any) -> list[str]:
    return [words for words in page.texts(".case-acts .btn") if not words.startswith("更多操作")]


def path(problem: Problem) -> str:
    return f"/problems/{problem.number}"


def with_steps(person: Cadre, count: int) -> Problem:
    problem = handling(person.unit, enterprise=paired(cadre(name="赵联络")))
    for n in range(count):
        actions.measure(**by(person), problem=problem, words=f"第{n + 1}步", stuck_on=StuckOn.FUNDS)
    db.session.commit()
    return problem


def test_the_head_says_who_has_it_since_when_and_until_when(browser_as: Any) -> None:
    problem = ProblemFactory(
        clock_since_on=date(2025, 12, 26), clock_due_on=date(2025, 12, 30), title="续贷慢"
    )
    page = browser_as(office()).get(path(problem))
    assert page.h1 == f"问题 {problem.number}"
    assert page.texts(".case-title") == ["续贷慢"]
    assert page.texts(".case-line > *") == ["已登记", "超期1天"]
    assert (
        "现在由 送解优办 负责 ，2025年12月26日起，已 3 个工作日，2025年12月30日到期。" in page.said
    )


@pytest.mark.parametrize("typed", ["0000-00-00", "2025-02-30", "2025-aa-bb"])
def test_what_only_looks_like_a_day_is_shown_as_typed(browser_as: Any, typed: str) -> None:
    problem = assigned(handler().unit)
    actions.escalate(**by(office()), problem=problem, level=Level.CITY, document=typed)
    db.session.commit()
    assert typed in browser_as(office()).get(path(problem)).said


def test_the_buttons_are_what_the_person_may_do_now(browser_as: Any) -> None:
    person = handler()
    problem = assigned(person.unit)
    assert buttons(browser_as(person).get(path(problem))) == ["签收", "异议退回"]
    assert buttons(browser_as(leader()).get(path(problem))) == [
        "批示",
        "不予受理",
        "转法定途径",
        "撤回",
        "提级",
        "催办",
        "退回补充",
    ]
    assert buttons(browser_as(specialist()).get(path(problem))) == []


def test_an_act_opens_its_form_without_scripts(browser_as: Any) -> None:
    problem = ProblemFactory(category=category("账款拖欠"))
    unit = UnitFactory(name="区审计局")
    browser = browser_as(office())
    assert browser.get(path(problem)).all("#act form") == []
    page = browser.get(f"{path(problem)}?act=assign")
    assert page.one("#act form")["action"] == f"{path(problem)}/assign"
    assert "不要交给被反映的单位主办" in page.one("#act .alert-warning").get_text()
    assert f"{unit.name}（无承办人账号，由送解优办代录）" in page.texts("#lead_unit option")


def test_the_difficulty_is_preselected_by_class(browser_as: Any) -> None:
    from assist.problems.states import Difficulty

    problem = ProblemFactory(category=category("用地与厂房", Difficulty.COMPLEX))
    page = browser_as(office()).get(f"{path(problem)}?act=assign")
    assert page.one("#act input[name=difficulty][checked]")["value"] == "complex"


def test_htmx_gets_the_form_alone(browser_as: Any) -> None:
    problem = ProblemFactory()
    page = browser_as(office()).get(f"{path(problem)}?act=reject", headers={"HX-Request": "true"})
    assert [tag.get("id") for tag in page.soup.find_all(recursive=False)] == ["act"]
    assert page.headers["Vary"].find("HX-Request") >= 0


def test_a_form_that_the_reader_may_not_use_does_not_open(browser_as: Any) -> None:
    person = handler()
    problem = assigned(person.unit)
    for act in ("assign", "x", "answer"):
        assert browser_as(person).get(f"{path(problem)}?act={act}").all("#act form") == []


def test_the_history_is_told_newest_first(browser_as: Any) -> None:
    person = handler(name="钱承办")
    problem = with_steps(person, 2)
    page = browser_as(office()).get(path(problem))
    assert page.texts("#steps .tl-head strong") == ["记录了办理措施", "记录了办理措施"]
    assert page.texts("#steps .said") == ["第2步", "第1步"]
    assert page.texts("#steps .step-facts")[0] == "卡点：等资金"
    assert "钱承办（" in page.texts("#steps .tl-head")[0]


def test_more_than_fifty_steps_are_paged(browser_as: Any) -> None:
    problem = with_steps(handler(), 51)
    browser = browser_as(office())
    assert len(browser.get(path(problem)).all("#steps li")) == 50
    assert browser.get(f"{path(problem)}?page=2").texts("#steps .said") == ["第1步"]


def test_open_items_stand_on_top_with_their_answers(browser_as: Any) -> None:
    person = handler()
    problem = handling(person.unit)
    actions.ask_extension(
        **by(person), problem=problem, words="需总行审批", new_due=date(2026, 1, 30)
    )
    actions.instruct(**by(leader()), problem=problem, words="本周答复")
    db.session.commit()
    page = browser_as(office()).get(path(problem))
    assert page.texts(".waiting .st") == ["延期申请", "批示"]
    assert page.texts(".waiting .btn") == ["审批延期", "提交答复"]
    assert "申请延至 2026年1月30日" in page.said
    theirs = browser_as(person).get(path(problem))
    assert theirs.texts(".waiting .btn") == ["提交答复"]
    assert theirs.texts(".waiting .hint") == ["尚未答复。"]


def test_the_contacts_phone_is_masked(browser_as: Any) -> None:
    problem = ProblemFactory(enterprise=EnterpriseFactory(phone="13612345678"))
    page = browser_as(office()).get(path(problem))
    assert "136****5678" in page.text
    assert "13612345678" not in page.text


def test_a_still_problem_is_said_to_be_still(browser_as: Any) -> None:
    problem = handling(UnitFactory(), clock_since_on=date(2025, 12, 1), due_on=date(2026, 1, 30))
    page = browser_as(leader()).get(path(problem))
    assert page.texts(".alert-warning") == ["没人动：已经 22 个工作日没有新的办理措施。"]


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("who", [office, leader, specialist])
def test_every_state_has_a_page(browser_as: Any, state: State, who: Any) -> None:
    values: dict[str, Any] = {"state": state, "lead_unit": UnitFactory()}
    if not state.is_open:
        values |= {"closed_on": date(2025, 12, 20), "clock_due_on": None}
        outcome = Outcome.SOLVED if state is State.CLOSED else Outcome.NOT_ACCEPTED
        values |= {"outcome": outcome, "satisfaction": Satisfaction.SATISFIED}
    if state in {State.ASSIGNED, State.HANDLING}:
        values["assigned_on"] = date(2025, 12, 30)
    problem = ProblemFactory(**values)
    browser = browser_as(who())
    page = browser.get(path(problem))
    assert page.texts(".case-line .st")[0] == state.label
    for link in page.all(".case-acts a"):
        browser.get(str(link["href"]).partition("#")[0])


def test_somebody_elses_problem_is_absent(browser_as: Any) -> None:
    problem = assigned(UnitFactory())
    browser_as(handler()).get(path(problem), status=404)
    browser_as(cadre()).get(path(problem), status=404)
    browser_as(office()).get("/problems/2025-9999", status=404)


def test_who_recorded_a_problem_still_opens_it(browser_as: Any) -> None:
    person = cadre()
    problem = ProblemFactory(created_by_id=person.id)
    browser_as(person).get(path(problem))


def test_another_problem_of_the_same_enterprise_stays_closed_to_a_unit(browser_as: Any) -> None:
    person = handler()
    mine = assigned(person.unit)
    complaint = ProblemFactory(enterprise=mine.enterprise)
    browser = browser_as(person)
    browser.get(f"/enterprises/{mine.enterprise.code}")
    browser.get(path(complaint), status=404)


def test_a_page_with_twenty_steps_asks_at_most_twelve_questions(browser_as: Any) -> None:
    problem = with_steps(handler(), 20)
    assert queries_of(browser_as(office()), path(problem)) <= 12
    assert queries_of(browser_as(leader()), path(problem)) <= 12
