"""Net and gross time, what is stuck, and what a page offers when a clock presses."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask

from assist.db import db
from assist.problems import actions, queries, rules
from assist.problems.models import Problem
from assist.problems.queries.banner import banner_of
from assist.problems.queries.lines import clock_of
from assist.problems.standing import open_acts
from assist.problems.states import Act, Decision, Outcome, State, StuckOn
from assist.settings import current
from tests.cadres.factories import UnitFactory, handler, office
from tests.problems.factories import handling

#: Mondays of March 2025, without any day off.
FIRST, SECOND, THIRD, FOURTH = (date(2025, 3, day) for day in (3, 10, 17, 24))


def signed(**values: Any) -> tuple[Problem, Any]:
    person = handler()
    values = {"registered_on": FIRST, "clock_since_on": FIRST, "due_on": FOURTH} | values
    return handling(person.unit, **values), person


def used(problem: Problem, on: date) -> tuple[int, int]:
    found = rules.used(problem, on, current())
    return found.gross, found.net


def test_waiting_for_a_superior_and_parking_are_not_net_time(app: Flask) -> None:
    problem, person = signed()
    assert used(problem, SECOND) == (5, 5)
    actions.measure(by=person, on=SECOND, problem=problem, stuck_on=StuckOn.SUPERIOR)
    assert used(problem, THIRD) == (10, 5)
    actions.measure(by=person, on=THIRD, problem=problem, stuck_on=StuckOn.FUNDS)
    assert used(problem, date(2025, 3, 18)) == (11, 6)
    clerk = office()
    parked = {"by": clerk, "on": date(2025, 3, 18), "problem": problem, "words": "等政策"}
    actions.park(**parked, next_review=FOURTH)
    assert used(problem, date(2025, 3, 20)) == (13, 6)
    assert used(problem, date(2025, 3, 26)) == (17, 8), "it has returned on the 24th by itself"
    actions.resume_due(on=date(2025, 3, 26))
    assert used(problem, date(2025, 3, 26)) == (17, 8)
    assert problem.stuck_on is StuckOn.NOTHING


def test_what_is_done_takes_no_more_time(app: Flask) -> None:
    problem, _ = signed(state=State.HANDLING)
    actions.withdraw(by=office(), on=SECOND, problem=problem, words="企业不再提")
    assert used(problem, FOURTH) == (5, 5)


@pytest.mark.parametrize(
    "stuck_on, on, said",
    [
        (StuckOn.NOTHING, date(2025, 3, 14), ""),
        (StuckOn.SUPERIOR, date(2025, 3, 14), "等上级"),
        (StuckOn.FUNDS, date(2025, 3, 14), "等资金"),
        (StuckOn.ENTERPRISE, date(2025, 3, 14), "等企业"),
        (StuckOn.NOTHING, THIRD, "没人动"),
        (StuckOn.SUPERIOR, THIRD, "没人动"),
    ],
)
def test_what_it_is_stuck_on(app: Flask, stuck_on: StuckOn, on: date, said: str) -> None:
    problem, person = signed()
    actions.measure(by=person, on=SECOND, problem=problem, stuck_on=stuck_on)
    db.session.commit()
    assert rules.stuck(problem, on, current()) == said
    (line,) = queries.board_lines([problem.id], on)
    assert (line.stuck, line.gross) == (said, used(problem, on)[0])


def offered(problem: Problem, person: Any, on: date) -> tuple[str, list[Act]]:
    light, _ = clock_of(problem.state, problem.clock_due_on, on)
    found = banner_of(problem, open_acts(problem, person, on), light, on)
    return (found.words, list(found.acts)) if found else ("", [])


def test_more_time_is_offered_while_it_can_be_asked_for(app: Flask) -> None:
    problem, person = signed()
    assert offered(problem, person, THIRD) == ("", [])
    words, acts = offered(problem, person, date(2025, 3, 20))
    assert words == "还剩 2 个工作日到期。按时办不了的，现在就申请延期。"
    assert acts == [Act.ASK_EXTENSION, Act.ANSWER]


def test_days_off_before_the_due_day_are_not_called_today(app: Flask) -> None:
    problem, person = signed()
    problem.clock_due_on = date(2025, 3, 23)  # a Sunday
    words, _ = offered(problem, person, date(2025, 3, 22))
    assert words.startswith("3月23日到期，之前没有工作日了。")


def test_on_the_last_day_and_after_it_the_banner_says_it_is_too_late(app: Flask) -> None:
    problem, person = signed()
    words, acts = offered(problem, person, FOURTH)
    assert words.startswith("今天到期。延期须在到期前至少 1 个工作日申请")
    assert acts == [Act.ANSWER]
    words, acts = offered(problem, person, date(2025, 3, 26))
    assert words.startswith(
        "已超期 2 个工作日。延期须在到期前至少 1 个工作日申请，现在已不能申请。"
    )
    assert acts == [Act.MEASURE, Act.ANSWER]
    assert offered(problem, office(), date(2025, 3, 26))[1] == [
        Act.MEASURE, Act.ANSWER, Act.URGE, Act.PARK,
    ]  # fmt: skip


def test_an_extension_granted_late_ends_the_red_light(app: Flask) -> None:
    problem, person = signed()
    asked = {"by": person, "on": date(2025, 3, 20), "problem": problem, "words": "等总行"}
    actions.ask_extension(**asked, new_due=date(2025, 4, 10))
    words, _ = offered(problem, person, date(2025, 3, 26))
    assert words == "已超期 2 个工作日。已申请延期，等待审批；同意后超期即解除。"
    clerk = office()
    assert offered(problem, clerk, date(2025, 3, 26))[1][0] is Act.DECIDE_EXTENSION
    actions.decide_extension(
        by=clerk, on=date(2025, 3, 26), problem=problem, decision=Decision.GRANT
    )
    assert clock_of(problem.state, problem.clock_due_on, date(2025, 3, 26))[0] == "green"
    assert offered(problem, person, date(2025, 3, 26)) == ("", [])


def test_what_is_answered_needs_no_more_time(app: Flask) -> None:
    problem, person = signed()
    asked = {"by": person, "on": THIRD, "problem": problem}
    actions.ask_extension(**asked, new_due=date(2025, 4, 10), words="等总行")
    actions.answer(**asked, outcome=Outcome.SOLVED, words="放款了")
    assert problem.items[0].answer == "已反馈，不再需要延期。"


def test_the_case_and_the_enterprises_page_say_who_and_how_long(browser_as: Any) -> None:
    problem = handling(UnitFactory(), registered_on=date(2025, 12, 1))
    problem.clock_since_on = date(2025, 12, 8)
    db.session.commit()
    browser = browser_as(office())
    said = browser.get(f"/problems/{problem.number}").said
    assert "登记以来 22 个工作日。 卡点： 没人动" in said
    said = browser.get(f"/enterprises/{problem.enterprise.code}").said
    unit = problem.lead_unit.name
    assert f"{unit} ，2025年12月8日起，登记以来 22 个工作日，没人动" in said
