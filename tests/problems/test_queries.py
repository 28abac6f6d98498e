"""Whose problems are whose, the SQL twins of the rules, and counts, on both engines."""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import Any

from flask import Flask
from sqlalchemy import select

from assist.db import db
from assist.problems import actions, queries, rules
from assist.problems.models import Problem, Step
from assist.problems.queries.scope import UNHEARD, WITH_LIAISON, with_lead, with_office
from assist.problems.states import Act, Holder, Outcome, Satisfaction, Source, State
from assist.problems.timeline import cases, entries
from assist.web.clock import now
from tests.cadres.factories import UnitFactory, cadre, handler, office
from tests.enterprises.factories import EnterpriseFactory, paired
from tests.problems.factories import ProblemFactory, assigned, by, category, handling

ON = date(2025, 12, 31)


def test_sql_and_rules_agree_on_who_has_a_problem(app: Flask) -> None:
    enterprise = EnterpriseFactory()
    for state, outcome, satisfaction, tries in product(
        State, (None, Outcome.SOLVED, Outcome.SOLVED_ON_SPOT), (None, *Satisfaction), (0, 3)
    ):
        ProblemFactory(
            state=state,
            outcome=outcome,
            satisfaction=satisfaction,
            tries=tries,
            enterprise=enterprise,
            closed_on=ON,
        )
    said = {
        Holder.OFFICE: with_office(ON),
        Holder.LEAD: with_lead(ON),
        Holder.LIAISON: WITH_LIAISON,
    }
    every = db.session.scalars(select(Problem)).all()
    for holder, condition in said.items():
        found = set(db.session.scalars(select(Problem.id).where(condition)))
        assert found == {problem.id for problem in every if rules.holder(problem) is holder}
    unheard = set(db.session.scalars(select(Problem.id).where(UNHEARD)))
    assert unheard == {problem.id for problem in every if rules.waits_for_call_back(problem)}


def test_a_units_problems_open_their_enterprises_to_its_handler(app: Flask) -> None:
    person = handler()
    mine = assigned(person.unit)
    ProblemFactory()
    found = db.session.scalars(queries.enterprises_of_handler(person, ON)).all()
    assert found == [mine.enterprise_id]
    liaison = cadre(unit=person.unit)
    assert db.session.scalars(queries.enterprises_of_handler(liaison, ON)).all() == []


def test_open_for_is_what_somebody_still_holds(app: Flask) -> None:
    enterprise = EnterpriseFactory()
    older = ProblemFactory(enterprise=enterprise, registered_on=date(2025, 1, 5))
    newer = ProblemFactory(enterprise=enterprise)
    ProblemFactory(enterprise=enterprise, state=State.CLOSED, closed_on=ON)
    assert queries.open_for(enterprise.id) == [older, newer]
    assert queries.open_counts([enterprise.id, 0], office(), ON) == {enterprise.id: 2}


def told(person: Any, enterprise: Any, title: str) -> Problem:
    return actions.record(
        **by(person),
        enterprise=enterprise,
        category=category(),
        title=title,
        detail="内容",
        source=Source.VISIT,
    )


def test_what_became_of_what_was_reported_moves_up_with_each_step(app: Flask) -> None:
    liaison = cadre()
    enterprise = paired(liaison)
    first, second = (told(liaison, enterprise, title) for title in ("先", "后"))
    told(office(), EnterpriseFactory(), "别家")
    assert [row.title for row in queries.reported_by(liaison, ON)] == ["后", "先"]
    unit = UnitFactory(name="区财政局")
    actions.assign(**by(office()), problem=first, lead_unit=unit, words="请办理")
    rows = queries.reported_by(liaison, ON)
    assert [row.title for row in rows] == ["先", "后"]
    assert (rows[0].state, rows[0].holder, rows[0].words) == (State.ASSIGNED, "区财政局", "请办理")
    assert len(queries.reported_by(liaison, ON, limit=1)) == 1
    assert second.number == rows[1].number


def test_counts_by_unit_and_month(app: Flask) -> None:
    unit = UnitFactory(name="区财政局")
    handling(unit, category=category("用工"), registered_on=date(2025, 3, 4))
    ProblemFactory(
        state=State.CLOSED,
        outcome=Outcome.SOLVED,
        registered_on=date(2025, 3, 5),
        solved_on=date(2025, 4, 1),
        closed_on=date(2025, 4, 2),
        lead_unit=unit,
    )
    ProblemFactory(state=State.REJECTED, outcome=Outcome.DIVERTED, closed_on=ON)
    months = queries.by_month(2025)
    assert len(months) == 12
    assert [(row.collected, row.solved) for row in months[2:4]] == [(2, 0), (0, 1)]
    held = queries.open_by_unit(office(), ON)
    assert [(row.name, row.open, row.overdue) for row in held] == [("区财政局", 1, 0)]


def test_the_enterprises_page_tells_the_steps_that_the_reader_may_see(app: Flask) -> None:
    person, enterprise = office(), EnterpriseFactory()
    problem = told(person, enterprise, "续贷慢")
    actions.assign(**by(person), problem=problem, lead_unit=UnitFactory())
    told_of = entries(enterprise, person, ON, 10)
    assert [entry.title for entry in told_of] == ["交办问题", "登记问题"]
    assert {entry.href for entry in told_of} == {f"/problems/{problem.number}"}
    assert entries(enterprise, handler(), ON, 10) == []
    assert entries(enterprise, person, date(2025, 12, 30), 10) == []
    assert [count.value for count in cases(enterprise, person, ON)[1]] == [1, 1]


def test_the_board_reads_the_same_on_either_engine(app: Flask) -> None:
    liaison, person = cadre(), handler()
    red = ProblemFactory(clock_due_on=date(2025, 12, 1), enterprise=paired(liaison))
    parked = ProblemFactory(state=State.PARKED, clock_due_on=date(2025, 1, 1))
    led = handling(person.unit)
    done = ProblemFactory(state=State.CLOSED, closed_on=ON, clock_due_on=None)
    expected = {
        office(): [red.id, led.id, parked.id, done.id],
        liaison: [red.id],
        person: [led.id],
    }
    for user, ids in expected.items():
        every = queries.board_page(queries.Filters(tab=queries.Tab.ALL), user, ON, 1)
        assert (every.rows, every.total) == (ids, len(ids))
        for tab in queries.tabs_of(user):
            found = queries.board_page(queries.Filters(tab=tab), user, ON, 1)
            counted = queries.tab_counts([tab], user, ON)
            assert counted in ({}, {tab: str(found.total)}), tab
            assert len(found.rows) == found.total
        assert len(queries.board_lines(every.rows, ON)) == len(ids)
    offered = queries.choices(ON)
    assert offered["year"] == [("2025", "2025年")]
    assert offered["unit"] == [(person.unit.name, person.unit.name)]


def test_an_imported_problem_is_told_on_the_day_on_which_it_was_registered(app: Flask) -> None:
    enterprise = EnterpriseFactory()
    registered = date(2025, 3, 7)
    problem = ProblemFactory(enterprise=enterprise, registered_on=registered)
    step = Step(problem=problem, act=Act.TAKE_OVER, on=ON, at=now(), after=problem.state)
    db.session.add(step)
    db.session.flush()

    found = entries(enterprise, office(), registered, 10)

    assert [(entry.day, entry.title) for entry in found] == [(registered, "登记问题")]
