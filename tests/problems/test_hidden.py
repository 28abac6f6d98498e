"""A complaint about a unit is hidden from that unit: lists, counts, pages, timeline, visits."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from werkzeug.exceptions import NotFound

from assist.cadres.models import Cadre
from assist.db import db
from assist.lib.errors import Invalid
from assist.problems import actions, queries
from assist.problems.models import Problem
from assist.problems.queries.tabs import Filters, Tab
from assist.problems.states import Source, State
from assist.problems.timeline import cases, entries
from assist.visits import queries as visits
from tests.cadres.factories import UnitFactory, cadre, handler, leader, office
from tests.enterprises.factories import paired
from tests.problems.factories import ProblemFactory, by, category

ON = date(2025, 12, 31)


def complaint(person: Cadre, recorder: Cadre | None = None) -> Problem:
    """About the person's unit, from an enterprise that the person is paired with."""
    problem = actions.record(
        **by(recorder or office()),
        enterprise=paired(person),
        category=category("行政检查与执法"),
        title="多头检查",
        detail="一个月查了四次。",
        source=Source.PHONE,
        about_unit=person.unit,
    )
    db.session.commit()
    return problem


def seen_by(person: Cadre, problem: Problem) -> list[bool]:
    """Whether each door shows it."""
    enterprise = problem.enterprise
    try:
        opened = bool(queries.get_visible(person, problem.number, ON))
    except NotFound:
        opened = False
    ticks = [one.id for one in visits.tickable(enterprise.id, person)]
    return [
        opened,
        problem.id in queries.board_page(Filters(tab=Tab.ALL), person, ON, 1).rows,
        bool(list(queries.every_line(Filters(tab=Tab.ALL), person, ON))),
        queries.tab_counts([Tab.OPEN], person, ON) == {Tab.OPEN: "1"},
        queries.open_counts([enterprise.id], person, ON) == {enterprise.id: 1},
        problem.id in ticks,
        bool(entries(enterprise, person, ON, 10)),
        cases(enterprise, person, ON)[1][0].value == 1,
        any(move.number == problem.number for move in queries.reported_by(person, ON)),
    ]


def test_its_people_see_nothing_of_it_anywhere(app: Flask) -> None:
    person = cadre()
    assert not any(seen_by(person, complaint(person)))


def test_everybody_elses_people_do(app: Flask) -> None:
    person = cadre()
    problem = complaint(person)
    problem.about_unit = UnitFactory()
    db.session.commit()
    assert all(seen_by(person, problem))


def test_a_leader_and_the_office_see_it(app: Flask) -> None:
    problem = complaint(cadre())
    for person in (leader(unit=problem.about_unit), office(unit=problem.about_unit)):
        assert queries.get_visible(person, problem.number, ON) is problem


def test_whoever_wrote_it_down_still_sees_it(app: Flask) -> None:
    person = cadre()
    problem = ProblemFactory(created_by_id=person.id, about_unit=person.unit)
    assert queries.get_visible(person, problem.number, ON) is problem


@pytest.mark.parametrize("as_co", [False, True])
def test_it_goes_to_that_unit_only_with_a_reason(app: Flask, as_co: bool) -> None:
    person = handler()
    problem = complaint(person)
    chosen = {"lead_unit": UnitFactory(), "co_units": [person.unit]} if as_co else {}
    chosen = chosen or {"lead_unit": person.unit}
    with pytest.raises(Invalid, match="是被反映的单位") as error:
        actions.assign(**by(office()), problem=problem, **chosen)
    assert (error.value.field, problem.state) == ("words", State.REGISTERED)
    actions.assign(**by(office()), problem=problem, **chosen, words="由分管领导督办")
    assert problem.state is State.ASSIGNED
    assert queries.is_visible(person, problem, ON)


def test_named_while_assigning_it_is_hidden_from_then_on(app: Flask) -> None:
    person = handler()
    problem = ProblemFactory(category=category("账款拖欠"))
    lead = UnitFactory()
    actions.assign(**by(office()), problem=problem, lead_unit=lead, about_unit=person.unit)
    assert problem.about_unit is person.unit
