"""Every act through its own address, with the names of the contract, as the role that owes it."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import pytest

from assist.cadres.models import Cadre
from assist.db import db
from assist.problems import actions
from assist.problems.forms import FORMS
from assist.problems.models import Problem
from assist.problems.states import Act, Level, Outcome, Satisfaction, State, StuckOn
from assist.problems.views import CALLS, DOORS
from tests.cadres.factories import (
    UnitFactory,
    bureau_leader,
    cadre,
    handler,
    leader,
    office,
    specialist,
)
from tests.enterprises.factories import paired
from tests.problems.factories import ProblemFactory, assigned, by, handling
from tests.web.test_uploads import PDF

HOSTILE = ["<script>alert(1)</script>", "%_\\", "a\x00b", "恒" * 100_000, "＝1+1"]


def now(problem: Problem) -> Problem:
    db.session.rollback()
    db.session.expire_all()
    found = db.session.get(Problem, problem.id)
    assert found is not None
    return found


def address(problem: Problem, act: str) -> str:
    return f"/problems/{problem.number}/{act}"


def answered(**values: Any) -> tuple[Problem, Cadre]:
    """Answered by the handler of its unit; the pair is the problem and that handler."""
    person = handler()
    problem = handling(person.unit, **values)
    actions.answer(**by(person), problem=problem, outcome=Outcome.SOLVED, words="已放款。")
    db.session.commit()
    return problem, person


def test_every_act_with_a_form_has_a_call_and_a_door() -> None:
    assert set(FORMS) == set(CALLS) == set(DOORS)
    assert set(Act) - set(FORMS) == {Act.RECORD, Act.TAKE_OVER}


def test_the_office_assigns_by_the_units_names(browser_as: Any) -> None:
    problem, lead = ProblemFactory(), UnitFactory()
    first, second = UnitFactory(), UnitFactory()
    page = browser_as(office()).post(
        address(problem, "assign"),
        {
            "lead_unit": lead.name,
            "co_units": [first.name, second.name],
            "difficulty": "complex",
            "level": "district",
            "words": "请抓紧。",
        },
    )
    found = now(problem)
    assert page.location == f"/problems/{problem.number}"
    assert (found.state, found.lead_unit.name, found.level) == (
        State.ASSIGNED,
        lead.name,
        Level.DISTRICT,
    )
    assert {unit.name for unit in found.co_units} == {first.name, second.name}


def test_assigning_without_the_choices_takes_the_class_own(browser_as: Any) -> None:
    problem, lead = ProblemFactory(), UnitFactory()
    browser_as(office()).post(address(problem, "assign"), {"lead_unit": lead.name})
    assert now(problem).difficulty is problem.category.difficulty


def test_the_units_handler_signs_measures_and_answers(browser_as: Any) -> None:
    person = handler()
    problem = assigned(person.unit)
    browser = browser_as(person)
    browser.post(address(problem, "sign"), {"words": "收到"})
    assert now(problem).state is State.HANDLING
    browser.post(address(problem, "measure"), {"words": "已会商", "stuck_on": "funds"})
    assert now(problem).stuck_on is StuckOn.FUNDS
    browser.post(address(problem, "answer"), {"outcome": "solved", "words": "已放款"})
    found = now(problem)
    assert (found.state, found.outcome) == (State.ANSWERED, Outcome.SOLVED)


def test_a_handler_disputes_with_a_reason(browser_as: Any) -> None:
    person = handler()
    problem = assigned(person.unit)
    browser = browser_as(person)
    assert browser.post(address(problem, "dispute"), status=422).errors == ["请填写异议理由。"]
    browser.post(address(problem, "dispute"), {"words": "非本单位职责"})
    assert now(problem).state is State.REGISTERED


def test_an_extension_is_asked_for_and_granted(browser_as: Any) -> None:
    person = handler()
    problem = handling(person.unit)
    fields = {"new_due": "2026-01-30", "words": "需总行审批"}
    browser_as(person).post(address(problem, "ask-extension"), fields)
    browser_as(leader()).post(address(problem, "decide-extension"), {"decision": "grant"})
    assert now(problem).due_on == date(2026, 1, 30)


def test_an_extension_to_an_earlier_day_is_a_complaint_beside_the_field(browser_as: Any) -> None:
    person = handler()
    problem = handling(person.unit)
    fields = {"new_due": "2026-01-05", "words": "需总行审批"}
    page = browser_as(person).post(address(problem, "ask-extension"), fields, status=422)
    assert page.errors == ["新期限须晚于现在的期限。"]
    assert page.one("#act [name=new_due]")["value"] == "2026-01-05"
    assert page.one("#act textarea").get_text(strip=True) == "需总行审批"


def test_the_liaison_calls_back_and_the_office_closes(browser_as: Any) -> None:
    liaison = cadre()
    problem, _ = answered(enterprise=paired(liaison))
    browser_as(liaison).post(address(problem, "call-back"), {"satisfaction": "satisfied"})
    assert now(problem).satisfaction is Satisfaction.SATISFIED
    browser_as(office()).post(address(problem, "close"))
    found = now(problem)
    assert (found.state, found.closed_on) == (State.CLOSED, date(2025, 12, 31))


def test_closing_before_a_call_back_is_refused_with_the_reason(browser_as: Any) -> None:
    problem, _ = answered()
    page = browser_as(office()).post(address(problem, "close"), status=409)
    assert "尚未回访" in page.said
    assert now(problem).state is State.ANSWERED


@pytest.mark.parametrize(
    "decision, state", [("send_back", State.HANDLING), ("uphold", State.ANSWERED)]
)
def test_a_dissatisfied_enterprise_is_decided_on(
    browser_as: Any, decision: str, state: State
) -> None:
    problem, _ = answered()
    browser = browser_as(office())
    browser.post(address(problem, "call-back"), {"satisfaction": "dissatisfied", "words": "不够"})
    missing = browser.post(address(problem, "decide-call-back"), {"decision": decision}, status=422)
    assert missing.errors == ["请填写理由。"]
    browser.post(address(problem, "decide-call-back"), {"decision": decision, "words": "再办"})
    assert now(problem).state is state


def test_sent_back_for_rework_with_words(browser_as: Any) -> None:
    problem, _ = answered()
    browser = browser_as(office())
    browser.post(address(problem, "return-for-rework"), status=422)
    browser.post(address(problem, "return-for-rework"), {"words": "材料不全"})
    assert now(problem).outcome is None


def test_parked_and_resumed(browser_as: Any) -> None:
    problem = handling(UnitFactory())
    browser = browser_as(office())
    fields = {"reason": "需上级协调", "next_review": "2026-03-31", "words": "等省级政策"}
    browser.post(address(problem, "park"), fields)
    found = now(problem)
    assert (found.state, found.reason) == (State.PARKED, "需上级协调")
    browser.post(address(problem, "resume"), {"words": "条件具备"})
    assert now(problem).state is State.HANDLING


@pytest.mark.parametrize(
    "act, outcome",
    [
        ("reject", Outcome.NOT_ACCEPTED),
        ("divert", Outcome.DIVERTED),
        ("withdraw", Outcome.WITHDRAWN),
    ],
)
def test_the_ways_out(browser_as: Any, act: str, outcome: Outcome) -> None:
    problem = ProblemFactory()
    browser = browser_as(office())
    browser.post(address(problem, act), {"reason": "重复"}, status=422)
    browser.post(address(problem, act), {"reason": "重复", "words": "已有同类问题在办"})
    found = now(problem)
    assert (found.state, found.outcome, found.reason) == (State.REJECTED, outcome, "重复")


def test_reopened_with_words(browser_as: Any) -> None:
    problem = ProblemFactory(state=State.CLOSED, closed_on=date(2025, 12, 20), clock_due_on=None)
    browser_as(office()).post(address(problem, "reopen"), {"words": "又发生了"})
    assert now(problem).state is State.REGISTERED  # nobody had it


def test_solved_on_the_spot_by_the_one_who_recorded(browser_as: Any) -> None:
    liaison = cadre()
    problem = ProblemFactory(enterprise=paired(liaison))
    browser_as(liaison).post(address(problem, "solve-on-spot"), {"words": "当场讲清"})
    assert now(problem).outcome is Outcome.SOLVED_ON_SPOT


def test_escalated_above_the_district_with_a_paper(browser_as: Any) -> None:
    problem = ProblemFactory()
    browser = browser_as(office())
    page = browser.post(address(problem, "escalate"), {"level": "city"}, status=422)
    assert page.errors == ["提到市级以上须填写上报文号。"]
    browser.post(address(problem, "escalate"))
    assert now(problem).level is Level.DISTRICT


def test_a_leaders_line_is_tracked_to_its_reply(browser_as: Any) -> None:
    person = handler()
    problem = handling(person.unit)
    browser = browser_as(leader())
    assert browser.post(address(problem, "instruct"), status=422).errors == ["请填写批示内容。"]
    browser.post(address(problem, "instruct"), {"words": "本周答复", "due": "2026-01-09"})
    theirs = browser_as(person)
    shown = theirs.get(f"/problems/{problem.number}")
    item = shown.one(".waiting [name=item]")["value"]
    assert "本周答复" in shown.one(".waiting").get_text()
    theirs.post(address(problem, "reply"), {"item": item, "words": "已会商，周五前答复"})
    assert now(problem).items[0].answer == "已会商，周五前答复"
    page = theirs.post(address(problem, "reply"), {"item": item, "words": "再答"}, status=409)
    assert "没有待答复" in page.said


def test_urged_and_presented(browser_as: Any) -> None:
    problem = handling(UnitFactory())
    browser = browser_as(office())
    browser.post(address(problem, "urge"), {"words": "请抓紧", "due": "2026-01-09"})
    browser.post(address(problem, "present"), {"words": "是否召开协调会？"})
    browser_as(leader()).post(address(problem, "instruct"), {"words": "同意"})
    kinds = [(item.kind.label, item.answer) for item in now(problem).items]
    assert kinds == [("催办", ""), ("呈批", "同意"), ("批示", "")]


def test_a_co_units_measure_answers_its_part(browser_as: Any) -> None:
    person = handler()
    problem = ProblemFactory()
    actions.assign(**by(office()), problem=problem, lead_unit=UnitFactory(), co_units=[person.unit])
    actions.sign(**by(office()), problem=problem)
    db.session.commit()
    browser_as(person).post(address(problem, "measure"), {"words": "我局已出具证明"})
    assert [part.words for part in now(problem).co_parts] == ["我局已出具证明"]


def test_the_office_enters_for_a_unit_and_the_page_says_so(browser_as: Any) -> None:
    unit = UnitFactory()
    problem = assigned(unit)
    path, browser = address(problem, "sign"), browser_as(office())
    assert (
        "主办单位没有承办人账号，由送解优办代录。"
        in browser.get(f"/problems/{problem.number}").said
    )
    assert browser.get(f"/problems/{problem.number}").all(f"form[action='{path}']") == []
    form = browser.get(f"/problems/{problem.number}?act=sign")
    assert form.one("#act .alert-warning [data-own]").get_text() == unit.name
    browser.post(path, {"files": (BytesIO(PDF), "签收函.pdf")})
    assert "签收函.pdf" in browser.get(f"/problems/{problem.number}").said
    assert f"代录：{unit.name}" in browser.get(f"/problems/{problem.number}").said


@pytest.mark.parametrize("act", sorted(act.slug for act in FORMS))
def test_another_units_problem_is_as_absent_as_none(browser_as: Any, act: str) -> None:
    problem = assigned(UnitFactory())
    chosen = next(member for member in FORMS if member.slug == act)
    person = handler()
    status = 404 if any(person.may(door) for door in DOORS[chosen]) else 403
    browser_as(person).post(address(problem, act), {"words": "x"}, status=status)


@pytest.mark.parametrize("person", [specialist, bureau_leader, cadre])
def test_the_wrong_role_is_turned_away(browser_as: Any, person: Any) -> None:
    someone = person()
    problem = ProblemFactory(enterprise=paired(someone))
    page = browser_as(someone).post(
        address(problem, "assign"), {"lead_unit": UnitFactory().name}, status=403
    )
    assert page.h1 == "没有权限"


def test_an_act_out_of_order_is_refused_with_the_reason(browser_as: Any) -> None:
    person = handler()
    problem = assigned(person.unit)
    page = browser_as(person).post(
        address(problem, "answer"), {"outcome": "solved", "words": "好了"}, status=409
    )
    assert "问题处于“已交办”状态，不能反馈办理结果。" in page.said


def test_who_answered_does_not_close(browser_as: Any) -> None:
    person = office()
    problem = handling(UnitFactory())
    actions.answer(**by(person), problem=problem, outcome=Outcome.SOLVED, words="好了")
    db.session.commit()
    browser = browser_as(person)
    assert "反馈人不能销号" in browser.post(address(problem, "close"), status=409).said


def test_an_unknown_act_is_not_found(browser_as: Any) -> None:
    problem = ProblemFactory()
    browser = browser_as(office())
    for act in ("take-over", "record", "decide_extension", "x"):
        browser.post(address(problem, act), status=404)


def test_what_was_typed_stays_when_something_is_missing(browser_as: Any) -> None:
    problem, co = ProblemFactory(), UnitFactory()
    page = browser_as(office()).post(
        address(problem, "assign"),
        {
            "lead_unit": "没有这个单位",
            "co_units": [co.name],
            "difficulty": "complex",
            "words": "记住我",
        },
        status=422,
    )
    assert page.errors == ["没有名为“没有这个单位”的单位。"]
    assert page.one("#act textarea").get_text(strip=True) == "记住我"
    ticked = [tag["value"] for tag in page.all("#act input[checked]")]
    assert ticked == [co.name, "complex"]


def test_an_answer_before_every_co_unit_says_why_beside_its_own_field(browser_as: Any) -> None:
    person, co = handler(), UnitFactory()
    problem = ProblemFactory()
    actions.assign(**by(office()), problem=problem, lead_unit=person.unit, co_units=[co])
    actions.sign(**by(person), problem=problem)
    db.session.commit()
    browser = browser_as(person)
    asked = browser.get(f"/problems/{problem.number}?act=answer").one("#co_missing")
    assert asked.get("required") is not None, "the form asks beforehand"
    said = {"words": "已放款。", "outcome": "solved"}
    page = browser.post(address(problem, "answer"), said, status=422)
    assert page.one("#co_missing")["aria-invalid"] == "true"
    told = page.one("#co_missing-error").get_text(strip=True)
    assert told == f"{co.name}还没有反馈协办意见，请在这里写明原因。"
    assert page.one("#words").text.strip() == said["words"]
    assert page.one("[name=outcome][value=solved]").get("checked") is not None
    assert now(problem).state is State.HANDLING
    page = browser.post(address(problem, "answer"), said | {"co_missing": "电话里已确认。"})
    assert page.status == 303
    assert now(problem).state is State.ANSWERED


def test_an_outcome_that_no_unit_answers_is_refused(browser_as: Any) -> None:
    person = handler()
    problem = handling(person.unit)
    page = browser_as(person).post(
        address(problem, "answer"), {"outcome": "withdrawn", "words": "x"}, status=422
    )
    assert page.errors == ["请选择已解决、部分解决、解释说明之一。"]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_words_are_text_or_a_complaint(browser_as: Any, text: str) -> None:
    problem = ProblemFactory(state=State.HANDLING, lead_unit=UnitFactory())
    browser = browser_as(office())
    page = browser.post(address(problem, "urge"), {"words": text, "due": text}, status=422)
    assert not page.all("script:not([src])")
    status = 422 if len(text) > 4000 else 303
    browser.post(address(problem, "urge"), {"words": text}, status=status)
    browser.get(f"/problems/{problem.number}")


def test_htmx_is_sent_on(browser_as: Any) -> None:
    problem = ProblemFactory()
    fields = {"lead_unit": UnitFactory().name}
    page = browser_as(office()).post(
        address(problem, "assign"), fields, status=200, headers={"HX-Request": "true"}
    )
    assert page.headers["HX-Redirect"] == f"/problems/{problem.number}"


def test_a_disputed_problem_leads_its_handler_back_to_the_board(browser_as: Any) -> None:
    person = handler()
    problem = assigned(person.unit)
    page = browser_as(person).post(address(problem, "dispute"), {"words": "非职责"})
    assert page.location == "/problems"
