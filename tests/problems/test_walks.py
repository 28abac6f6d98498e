"""Random walks through a problem's life: whatever people do, nothing of it breaks."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from assist.db import db
from assist.lib.errors import Invalid, Refused
from assist.lib.periods import Period
from assist.problems import actions, rules
from assist.problems.figures import FIGURES
from assist.problems.models import Problem
from assist.problems.states import (
    NOT_TAKEN,
    OPEN,
    Act,
    Decision,
    Holder,
    Level,
    Outcome,
    Satisfaction,
    State,
    StuckOn,
)
from assist.settings import current
from tests.cadres.factories import UnitFactory, cadre, handler, leader, office
from tests.enterprises.factories import paired
from tests.problems.factories import ProblemFactory

FIRST = date(2025, 3, 3)
#: Which of the acts that the state knows.
ACTS = st.integers(0, 20)
#: What ends a walk soon is done seldom.
RARE = {Act.SOLVE_ON_SPOT, Act.REJECT, Act.DIVERT, Act.WITHDRAW, Act.CLOSE}
WHO = st.sampled_from(["office", "leader", "handler", "co", "liaison"])
PICK = st.integers(0, 5)


class Walk:
    """The people, the problem and the day."""

    def __init__(self) -> None:
        liaison = cadre()
        self.people = {
            "office": office(),
            "leader": leader(),
            "handler": handler(),
            "co": handler(),
            "liaison": liaison,
        }
        self.units = [self.people["handler"].unit, self.people["co"].unit, UnitFactory()]
        self.problem: Problem = ProblemFactory(
            enterprise=paired(liaison), registered_on=FIRST, clock_since_on=FIRST,
            clock_due_on=date(2025, 3, 6),
        )  # fmt: skip
        self.on = FIRST

    def arguments(self, act: Act, pick: int) -> dict[str, Any]:
        later = self.on + timedelta(1 + pick * 9)
        waiting = (one for one in self.problem.items if one.kind in rules.ANSWERABLE)
        item = next((one for one in waiting if one.answered_on is None), None)
        return {
            Act.ASSIGN: {
                "lead_unit": self.units[pick % 3], "co_units": self.units[1:2][: pick % 2],
            },
            Act.ASK_EXTENSION: {"new_due": later},
            Act.DECIDE_EXTENSION: {"decision": [Decision.GRANT, Decision.REFUSE][pick % 2]},
            Act.DECIDE_CALL_BACK: {"decision": [Decision.SEND_BACK, Decision.UPHOLD][pick % 2]},
            Act.ANSWER: {
                "outcome": [Outcome.SOLVED, Outcome.EXPLAINED][pick % 2], "co_missing": "未回复",
            },
            Act.MEASURE: {"stuck_on": list(StuckOn)[pick % 4]},
            Act.CALL_BACK: {"satisfaction": list(Satisfaction)[pick % 5]},
            Act.PARK: {"next_review": later},
            Act.ESCALATE: {"level": list(Level)[pick % 4], "document": "洪报〔2025〕1号"},
            Act.INSTRUCT: {"paper": True},
            Act.REPLY: {"item": item},
        }.get(act, {})  # fmt: skip

    def take(self, who: str, place: int, pick: int) -> None:
        """Try one of the acts; what is refused leaves everything as it was."""
        known = rules.acts_of(self.problem.state)
        if not known:
            return
        act = known[place % len(known)]
        if act in RARE and pick != 5:
            return
        arguments = self.arguments(act, pick)
        if act is Act.REPLY and arguments["item"] is None:
            return
        names = list(self.people)
        first = names.index(who)
        for name in names[first:] + names[:first]:
            if self.tried(act, name, arguments):
                return

    def tried(self, act: Act, name: str, arguments: dict[str, Any]) -> bool:
        person = self.people[name]
        try:
            with db.session.begin_nested():
                getattr(actions, act.value)(
                    by=person, on=self.on, problem=self.problem, words="话", **arguments
                )
        except (Refused, Invalid):
            db.session.expire(self.problem)
            return False
        return True


def holds(problem: Problem, on: date) -> None:
    """What is true of a problem whatever has happened to it."""
    is_open = problem.state in OPEN
    assert (rules.holder(problem) is Holder.NOBODY) is (not is_open)
    assert (problem.clock_due_on is None) is (not is_open)
    assert problem.registered_on <= problem.clock_since_on <= on
    assert (problem.closed_on is None) is is_open
    assert is_open or all(item.answered_on for item in problem.items)
    assert (problem.solved_on is not None) == (
        problem.outcome in {Outcome.SOLVED, Outcome.SOLVED_ON_SPOT}
    )
    if problem.state in {State.ASSIGNED, State.HANDLING}:
        assert problem.lead_unit_id is not None
    if problem.state is State.PARKED:
        assert problem.next_review_on is not None


def replays(problem: Problem) -> None:
    """The steps lead to the state, one from the other, in the order of days; so does the time that
    was waited."""
    state, last, stuck, waited = State.REGISTERED, FIRST, StuckOn.NOTHING, 0
    since: date | None = None
    for step in problem.steps:
        assert (step.before, step.on >= last) == (state, True)
        state, last = step.after, step.on
        if step.act is Act.MEASURE:
            label = dict(step.fact_pairs)["卡点"]
            stuck = next(one for one in StuckOn if one.label == label)
        elif step.act in {Act.ANSWER, Act.RESUME}:
            stuck = StuckOn.NOTHING
        waits = state is State.PARKED or (state is State.HANDLING and stuck is StuckOn.SUPERIOR)
        if waits:
            since = since or step.on
        elif since is not None:
            waited += current().calendar.between(since, step.on)
            since = None
    assert problem.state is state
    assert (problem.waited_days, problem.waiting_since_on) == (waited, since)


@settings(
    max_examples=12, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(st.lists(st.tuples(WHO, ACTS, PICK, st.integers(0, 6)), min_size=25, max_size=50))
def test_whatever_people_do(app: Flask, acts: list[tuple[str, int, int, int]]) -> None:
    walk = Walk()
    for who, place, pick, days in acts:
        walk.on += timedelta(days)
        since = walk.problem.clock_since_on
        walk.take(who, place, pick)
        holds(walk.problem, walk.on)
        assert walk.problem.clock_since_on >= since, "a clock never goes back"
    actions.resume_due(on=walk.on)
    actions.escalate_overdue(on=walk.on)
    db.session.flush()
    holds(walk.problem, walk.on)
    replays(walk.problem)
    counted()
    db.session.commit()


def counted() -> None:
    """Figures count what the rows say."""
    every = db.session.scalars(select(Problem)).all()
    period = Period.of_year(2025)
    values = {figure.key: figure.value(period) for figure in FIGURES}
    taken = [problem for problem in every if problem.outcome not in NOT_TAKEN]
    assert values["problem.collected"] == len(taken)
    solved = [one for one in every if one.solved_on and one.solved_on.year == 2025]
    assert values["problem.solved"] == len(solved)
