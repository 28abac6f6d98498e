"""协办: a part of one's own, with its own day, light and answer."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask

from assist.cadres.models import Cadre
from assist.db import db
from assist.lib.errors import Invalid, Refused
from assist.problems import actions, queries
from assist.problems.models import Problem
from assist.problems.queries.tabs import Filters, Tab
from assist.problems.standing import open_acts
from assist.problems.states import Act, Outcome, State
from tests.cadres.factories import UnitFactory, handler, office
from tests.problems.factories import ProblemFactory, by, handling

ON = date(2025, 12, 31)
#: Three working days after the 31st: the 4th is worked.
CO_DUE = date(2026, 1, 6)


def shared(*co: Cadre, lead: Cadre | None = None) -> Problem:
    """Signed by its 主办, who has two weeks; each 协办 has three working days."""
    problem = ProblemFactory()
    units = [person.unit for person in co]
    unit = lead.unit if lead else UnitFactory()
    actions.assign(**by(office()), problem=problem, lead_unit=unit, co_units=units)
    actions.sign(**by(office()), problem=problem)
    db.session.commit()
    return problem


def line(problem: Problem, person: Cadre, on: date = ON) -> Any:
    (found,) = queries.board_lines([problem.id], on, person)
    return found


def test_a_co_unit_has_a_day_and_a_light_of_its_own(app: Flask) -> None:
    co, lead = handler(), handler()
    problem = shared(co, lead=lead)
    assert (line(problem, co).due, line(problem, co).clock) == (CO_DUE, "协办剩3天")
    assert (line(problem, lead).due, line(problem, lead).clock) == (date(2026, 1, 12), "剩7天")
    late = date(2026, 1, 7)
    assert (line(problem, co, late).light, line(problem, co, late).clock) == ("red", "协办超期1天")
    assert line(problem, lead, late).light == "green"


@pytest.mark.parametrize(
    "on, tabs", [(ON, {Tab.MINE}), (CO_DUE, {Tab.MINE, Tab.SOON}), (date(2026, 1, 7), {Tab.MINE})]
)
def test_its_board_counts_its_part_by_its_own_clock(app: Flask, on: date, tabs: set[Tab]) -> None:
    co = handler()
    shared(co)
    if on > CO_DUE:
        tabs = tabs | {Tab.OVERDUE}
    asked = (Tab.MINE, Tab.SOON, Tab.OVERDUE)
    found = {tab for tab in asked if queries.board_page(Filters(tab=tab), co, on, 1).rows}
    assert found == tabs


def test_what_a_co_unit_owes_first_comes_first(app: Flask) -> None:
    co = handler()
    later = handling(co.unit, due_on=date(2026, 1, 9))
    first = shared(co)
    assert queries.board_page(Filters(), co, ON, 1).rows == [first.id, later.id]


def test_it_answers_its_own_part_once(app: Flask) -> None:
    co, other = handler(), handler()
    problem = shared(co, other)
    assert open_acts(problem, co, ON) == [Act.CO_ANSWER]
    actions.co_answer(**by(co), problem=problem, words="我局已出具证明")
    assert [(part.unit_id, part.words) for part in problem.co_parts if part.answered_on] == [
        (co.unit_id, "我局已出具证明")
    ]
    assert open_acts(problem, co, ON) == []
    with pytest.raises(Refused, match="已经反馈过协办意见"):
        actions.measure(**by(co), problem=problem, words="再说一遍")
    assert open_acts(problem, other, ON) == [Act.CO_ANSWER]
    assert line(problem, co).clock == "剩7天"


def test_the_office_enters_a_co_units_answer(app: Flask) -> None:
    unit, clerk = UnitFactory(), office()
    problem = ProblemFactory()
    actions.assign(**by(clerk), problem=problem, lead_unit=UnitFactory(), co_units=[unit])
    actions.sign(**by(clerk), problem=problem)
    with pytest.raises(Invalid, match="请选择还没有反馈的协办单位"):
        actions.co_answer(**by(clerk), problem=problem, words="来函", unit=UnitFactory())
    actions.co_answer(**by(clerk), problem=problem, words="来函", unit=unit)
    step = problem.steps[-1]
    assert (step.act, step.unit_id, step.on_behalf_of) == (Act.CO_ANSWER, unit.id, unit.name)
    assert Act.CO_ANSWER not in open_acts(problem, clerk, ON)


def test_the_lead_answers_when_every_part_is_answered_or_says_why_not(app: Flask) -> None:
    co, lead = handler(), handler()
    problem = shared(co, lead=lead)
    said = {"problem": problem, "outcome": Outcome.SOLVED, "words": "办好了"}
    with pytest.raises(Invalid):
        actions.answer(**by(lead), **said)
    assert problem.state is State.HANDLING
    actions.co_answer(**by(co), problem=problem, words="同意")
    actions.answer(**by(lead), **said)
    assert problem.state is State.ANSWERED
    assert "协办未反馈" not in dict(problem.steps[-1].fact_pairs)
