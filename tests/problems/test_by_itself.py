"""What happens by itself: 挂账 that returns, 提级 of what is overdue, and pages before that."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask

from assist.audit import queries as audit
from assist.cadres.models import Unit
from assist.db import db
from assist.problems import actions, queries
from assist.problems.models import Problem
from assist.problems.queries.tabs import Filters, Tab
from assist.problems.standing import stand
from assist.problems.states import Act, Level, Outcome, State
from tests.cadres.factories import UnitFactory, handler, office
from tests.problems.factories import ProblemFactory, assigned, by, handling

ON = date(2025, 12, 31)
#: Five working days after the 31st, the days for rework: 1 to 3 January are off, the 4th is worked.
REWORKED = date(2026, 1, 8)


def parked(lead: Unit | None, review: date = ON) -> Problem:
    return ProblemFactory(
        state=State.PARKED,
        lead_unit=lead,
        outcome=Outcome.PARKED,
        reason="需上级协调",
        next_review_on=review,
        clock_due_on=review,
    )


def steps(problem: Problem) -> list[tuple[Act, date, int | None]]:
    return [(step.act, step.on, step.by_id) for step in problem.steps]


def test_parked_returns_on_its_day_and_once(app: Flask) -> None:
    due, later = parked(UnitFactory()), parked(UnitFactory(), date(2026, 1, 1))
    assert actions.resume_due(on=ON) == [due]
    assert actions.resume_due(on=ON) == []
    assert (due.state, due.outcome, due.next_review_on) == (State.HANDLING, None, None)
    assert (due.clock_since_on, due.due_on, due.clock_due_on) == (ON, REWORKED, REWORKED)
    assert steps(due) == [(Act.RESUME, ON, None)]
    assert later.state is State.PARKED


def test_noticed_late_it_has_returned_on_its_day_all_the_same(app: Flask) -> None:
    problem = parked(UnitFactory())
    actions.resume_due(on=date(2026, 1, 20))
    assert (problem.clock_since_on, problem.due_on) == (ON, REWORKED)
    assert audit.verify().broken_at is None


def test_solved_on_the_spot_it_returns_to_be_assigned(app: Flask) -> None:
    problem = parked(None)
    actions.resume_due(on=ON)
    assert problem.state is State.REGISTERED


def test_an_act_after_the_day_finds_it_returned(app: Flask) -> None:
    person = handler()
    problem = parked(person.unit, date(2025, 12, 29))
    actions.measure(**by(person), problem=problem, words="已会商")
    assert [act for act, _, _ in steps(problem)] == [Act.RESUME, Act.MEASURE]
    assert [day for _, day, _ in steps(problem)] == [date(2025, 12, 29), ON]


def test_resumed_by_hand_on_the_day_is_the_hands(app: Flask) -> None:
    clerk = office()
    problem = parked(UnitFactory())
    actions.resume(**by(clerk), problem=problem)
    assert steps(problem) == [(Act.RESUME, ON, clerk.id)]


@pytest.mark.parametrize("lead", [True, False], ids=["lead", "nobody"])
@pytest.mark.parametrize("review", [date(2025, 12, d) for d in (17, 18, 19, 22, 23, 24, 25, 30)])
def test_lists_say_what_the_row_does_not_say_yet(app: Flask, lead: bool, review: date) -> None:
    """Tabs and lines before the digest has run are what they are after it."""
    person, clerk = handler(), office()
    problem = parked(person.unit if lead else None, review)

    def seen() -> list[Any]:
        tabs = [
            (tab, person is who)
            for who in (person, clerk)
            for tab in Tab
            if queries.board_page(Filters(tab=tab), who, ON, 1).rows
        ]
        return [tabs, queries.board_lines([problem.id], ON)]

    before = seen()
    actions.resume_due(on=ON)
    db.session.commit()
    assert seen() == before


def test_a_page_shows_it_returned_and_writes_nothing(app: Flask) -> None:
    problem = parked(UnitFactory())
    shown = stand(problem, ON)
    assert (shown.state, shown.clock_due_on, shown.outcome) == (State.HANDLING, REWORKED, None)
    assert not db.session.dirty
    db.session.commit()
    db.session.expire_all()
    assert problem.state is State.PARKED


@pytest.mark.parametrize(
    "due, goes_up",
    [(date(2025, 12, 17), True), (date(2025, 12, 18), False), (ON, False)],
)
def test_ten_working_days_red_go_up_once(app: Flask, due: date, goes_up: bool) -> None:
    problem = handling(UnitFactory(), due_on=due)
    assert actions.escalate_overdue(on=ON) == ([problem] if goes_up else [])
    assert actions.escalate_overdue(on=ON) == []
    assert (problem.level is Level.DISTRICT) is goes_up
    assert (problem.state, problem.clock_due_on) == (State.HANDLING, due)
    assert [step.words for step in problem.steps] == (
        ["超期 10 个工作日，自动提级。"] if goes_up else []
    )


def test_nothing_goes_above_the_district_or_out_of_parking_by_itself(app: Flask) -> None:
    long_ago = date(2025, 6, 2)
    handling(UnitFactory(), due_on=long_ago, level=Level.DISTRICT)
    parked(UnitFactory(), date(2026, 1, 9)).clock_due_on = long_ago
    ProblemFactory(state=State.CLOSED, closed_on=long_ago, clock_due_on=None)
    db.session.commit()
    assert actions.escalate_overdue(on=ON) == []


def test_the_office_and_the_liaison_are_as_late_as_a_unit(app: Flask) -> None:
    long_ago = date(2025, 6, 2)
    waiting = ProblemFactory(clock_due_on=long_ago)
    unsigned = assigned(UnitFactory())
    unsigned.clock_due_on = long_ago
    db.session.commit()
    assert actions.escalate_overdue(on=ON) == [waiting, unsigned]
