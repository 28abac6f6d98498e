"""The dashboard's own counts are those of the figures and of the board, on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from assist.dashboard import queries
from assist.db import db
from assist.enterprises import figures as enterprises
from assist.pairings import figures as pairings
from assist.problems import actions as acts
from assist.problems import figures as problems
from assist.problems.models import Problem
from assist.problems.queries import Filters, Tab, board_select
from assist.problems.states import Outcome, State
from assist.visits import figures as visits
from tests.cadres.factories import UnitFactory, leader, office
from tests.enterprises.factories import EnterpriseFactory, paired
from tests.problems.factories import ProblemFactory
from tests.visits.factories import VisitFactory

TODAY = date(2025, 12, 31)


def value(room: Any, key: str, view: queries.View) -> Any:
    return next(figure for figure in room.FIGURES if figure.key == key).value(view.year)


def test_counts_agree_with_figures_and_board(app: Flask) -> None:
    reader = leader()
    paired(leader=reader)
    EnterpriseFactory()
    EnterpriseFactory(withdrawn=True)
    EnterpriseFactory(years=(2024,))
    VisitFactory.create_batch(2)
    VisitFactory(held_on=date(2024, 12, 31))
    unit = UnitFactory()
    ProblemFactory(state=State.HANDLING, lead_unit=unit, clock_due_on=date(2025, 12, 30))
    ProblemFactory(state=State.HANDLING, lead_unit=unit, clock_due_on=TODAY)
    ProblemFactory(state=State.REJECTED, outcome=Outcome.WITHDRAWN, closed_on=TODAY)
    done = {"state": State.CLOSED, "outcome": Outcome.SOLVED, "closed_on": TODAY}
    ProblemFactory(registered_on=date(2024, 5, 1), solved_on=TODAY, **done)
    with app.test_request_context():
        view = queries.view_of(reader, TODAY, "all")
        found = queries.counts(view)

        board = board_select(Filters(tab=Tab.OVERDUE), reader, TODAY)
        overdue = db.session.scalar(select(func.count()).select_from(board.subquery()))

        assert found.overdue == overdue == 1
        assert found.collected == value(problems, "problem.collected", view)
        assert found.solved == value(problems, "problem.solved", view)
        assert found.key == value(enterprises, "enterprise.key_count", view)
        assert found.paired == value(pairings, "pairing.covered", view) == 1
        assert found.visits == value(visits, "visit.count", view)


@pytest.mark.parametrize("days", [0, 2, 7, 8])
@pytest.mark.parametrize("lead", [True, False], ids=["lead", "nobody"])
def test_what_returns_counts_before_and_after_the_digest_alike(
    app: Flask, lead: bool, days: int
) -> None:
    """On the morning of its 研判日 a 挂账 is already what the digest will make of it."""
    unit, reader, clerk = UnitFactory(), leader(), office()
    problem = ProblemFactory(
        state=State.PARKED, outcome=Outcome.PARKED, reason="等政策",
        lead_unit=unit if lead else None, assigned_on=date(2025, 12, 1) if lead else None,
        registered_on=date(2025, 12, 1), due_on=date(2025, 12, 12) if lead else None,
        next_review_on=TODAY - timedelta(days=days), clock_due_on=TODAY - timedelta(days=days),
    )  # fmt: skip
    keys = [figure.key for figure in problems.FIGURES]

    def seen() -> list[Any]:
        found: list[Any] = []
        for person in (reader, clerk):
            with app.test_request_context():
                view = queries.View(person, TODAY, [problem.enterprise_id], own=True)
                counted = queries.counts(view)
                shown = queries.rows(view)
                values = [value(problems, key, view) for key in keys]
                tabs = [count_of(tab, person) for tab in (Tab.OVERDUE, Tab.PARKED, Tab.ASSIGN)]
                assert [counted.overdue, counted.parked] == tabs[:2]
                assert counted.assign == (tabs[2] if person is clerk else 0)
                assert counted.overdue == sum(part.overdue for part in queries.table(view).classes)
                found += [counted, shown, queries.table(view), dict(zip(keys, values, strict=True))]
        return found

    before = seen()
    acts.resume_due(on=TODAY)
    db.session.commit()
    after = seen()
    assert told(before) == told(after)


def count_of(tab: Tab, person: Any) -> int:
    board = board_select(Filters(tab=tab), person, TODAY)
    return db.session.scalar(select(func.count()).select_from(board.subquery())) or 0


def told(found: list[Any]) -> list[Any]:
    """Without what was said last: the digest itself is a step."""
    return [
        tuple([replace(row, words="", said_on=None) for row in rows] for rows in one)
        if isinstance(one, tuple)
        else one
        for one in found
    ]


def test_months_hold_what_the_year_holds(app: Flask) -> None:
    ProblemFactory(registered_on=date(2025, 1, 31), outcome=Outcome.SOLVED, solved_on=TODAY)
    ProblemFactory(registered_on=date(2025, 2, 1))
    ProblemFactory(registered_on=date(2024, 2, 1))
    reader = leader()
    with app.test_request_context():
        months = queries.parts(queries.view_of(reader, TODAY, "all")).months

    assert months[:2] == ((1, 1, 0), (2, 1, 0))
    assert months[11] == (12, 0, 1)
    assert sum(collected for _month, collected, _solved in months) == 2


def test_the_most_urgent_come_first_and_no_more_than_are_shown(app: Flask) -> None:
    unit, reader = UnitFactory(), leader()
    for day in range(1, 32):
        ProblemFactory(
            state=State.HANDLING, lead_unit=unit, clock_due_on=TODAY - timedelta(days=day)
        )
    with app.test_request_context():
        overdue, waiting = queries.rows(queries.view_of(reader, TODAY, "all"))

    first = db.session.scalar(select(func.min(Problem.clock_due_on)))
    urgent = db.session.scalar(select(Problem.number).where(Problem.clock_due_on == first))
    assert overdue[0].number == urgent
    assert len(overdue) == 15
    assert waiting == []
