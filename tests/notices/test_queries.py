"""Who is reminded of what: whoever holds it, and whoever must know."""

from __future__ import annotations

from datetime import date

from flask import Flask
from sqlalchemy import select

from assist.audit.models import AuditEvent
from assist.db import db
from assist.problems.models import Problem, Step
from assist.problems.states import Act, ItemKind, Level, Satisfaction, State
from assist.visits.models import Promise
from tests.cadres.factories import bureau_leader, cadre, handler, leader, office, specialist
from tests.enterprises.factories import paired
from tests.notices.days import LATE, asked, digest, duties_told, late, told
from tests.planning.factories import TaskFactory
from tests.problems.factories import ProblemFactory

SOON = date(2026, 1, 4)  # a worked Sunday


def test_who_holds_it_and_who_must_know_are_told(app: Flask) -> None:
    lead, liaison, who, clerk = leader(), cadre(), handler(), office()
    firm = paired(liaison, leader=lead)
    red = late(who, enterprise=firm)
    amber = late(who, due=SOON, enterprise=firm)

    digest(app)

    address = [f"/problems/{problem.number}" for problem in (red, amber)]
    assert told(who) == [("red", address[0]), ("amber", address[1])]
    assert told(liaison) == told(who)
    assert told(clerk) == [("red", address[0])]
    assert told(lead) == []


def test_long_overdue_goes_to_the_own_leader_and_then_to_all(app: Flask) -> None:
    own, other = leader(), leader()
    firm = paired(leader=own)
    four_days, long = late(due=date(2025, 12, 25), enterprise=firm), late(due=date(2025, 12, 1))

    digest(app)

    level_up = ("level_up", f"/problems/{long.number}")
    assert told(own) == [level_up, ("supervise", f"/problems/{four_days.number}")]
    assert told(other) == [level_up]


def test_decisions_go_to_those_who_decide(app: Flask) -> None:
    own, other, clerk, chief = leader(), leader(), office(), bureau_leader()
    problem = late(due=date(2026, 2, 2), enterprise=paired(leader=own))
    asked(problem, ItemKind.PRESENTED)
    asked(problem, ItemKind.EXTENSION)
    asked(late(due=date(2026, 2, 2)), ItemKind.PRESENTED)

    digest(app)

    assert [kind for kind, _ in told(own)] == ["decision"] * 3
    assert [kind for kind, _ in told(other)] == ["decision"]
    assert told(clerk) == [("decision", f"/problems/{problem.number}")]
    assert told(chief) == []


def test_a_line_of_the_leader_is_told_to_whoever_holds_it_and_again_when_late(app: Flask) -> None:
    who = handler()
    problem = late(who, due=date(2026, 2, 2))
    asked(problem, ItemKind.INSTRUCTION, due_on=date(2026, 1, 4))

    for day in ("2025-12-31", "2026-01-04", "2026-01-05", "2026-01-06"):
        digest(app, day)

    assert [kind for kind, _ in told(who)] == ["instructed", "instructed"]


def test_parked_that_returns_and_what_the_bureau_handled(app: Flask) -> None:
    who, clerk, chief = handler(), office(), bureau_leader()
    bureau = handler(unit__name="科技和工业信息化局")
    parked = late(who, due=date(2026, 1, 4), state=State.PARKED, next_review_on=date(2026, 1, 4))
    heard = {"state": State.ANSWERED, "satisfaction": Satisfaction.SATISFIED}
    closing = late(bureau, due=date(2026, 1, 30), **heard)

    digest(app)

    assert told(who) == [("returns", f"/problems/{parked.number}")]
    assert ("returns", f"/problems/{parked.number}") in told(clerk)
    assert told(chief) == [("decision", f"/problems/{closing.number}")]


def test_parked_returns_and_long_overdue_goes_up_by_the_system(app: Flask) -> None:
    who = handler()
    parked = late(who, due=date(2025, 12, 30), state=State.PARKED, next_review_on=LATE)
    long = late(who, due=date(2025, 12, 1))

    found = digest(app)

    assert (found["resumed"], found["escalated"]) == ([parked.number], [long.number])
    assert db.session.get(Problem, parked.id).state is State.HANDLING  # type: ignore[union-attr]
    assert db.session.get(Problem, long.id).level is Level.DISTRICT  # type: ignore[union-attr]
    steps = db.session.scalars(select(Step).order_by(Step.id)).all()
    assert [(step.act, step.by_id) for step in steps] == [(Act.RESUME, None), (Act.ESCALATE, None)]
    log = select(AuditEvent.verb, AuditEvent.name).where(AuditEvent.verb.like("problem.%"))
    assert {verb for verb, _ in db.session.execute(log)} == {"problem.resume", "problem.escalate"}
    assert digest(app, "2026-01-04")["escalated"] == []


def test_a_complaint_is_not_told_to_the_unit_that_it_is_about(app: Flask) -> None:
    liaison, who = cadre(), handler()
    late(who, about_unit_id=liaison.unit_id, enterprise=paired(liaison))

    digest(app)

    assert told(liaison) == []
    assert [kind for kind, _ in told(who)] == ["red"]


def test_promises_go_to_whoever_sees_to_them(app: Flask) -> None:
    keeper, liaison = cadre(), cadre()
    firm = paired(liaison)
    for number, due in (("CN-1", SOON), ("CN-2", LATE), ("CN-3", date(2026, 3, 1))):
        db.session.add(
            Promise(
                number=number, enterprise_id=firm.id, made_on=date(2025, 12, 1), words="送一份目录",
                due_on=due, keeper_id=keeper.id,
            )
        )  # fmt: skip
    db.session.commit()

    digest(app)

    late_one, soon = ("promise", "/visits/promises/CN-2"), ("promise", "/visits/promises/CN-1")
    assert sorted(told(keeper)) == [soon, late_one]
    assert told(liaison) == [late_one]


def test_duties_of_the_calendar_go_to_whose_work_they_are(app: Flask) -> None:
    owner, other, clerk = specialist(), specialist(), office()
    task = TaskFactory(owner=owner, title="送解优总结", due_on=date(2026, 1, 4))

    digest(app)

    address = f"/planning/tasks/{task.id}"
    assert duties_told(owner) == [address]
    assert duties_told(other) == []
    assert "/inspections/power" in duties_told(clerk)


def test_a_unit_in_which_nobody_signs_is_the_offices(app: Flask) -> None:
    clerk = office()
    who = handler(enabled=False)
    problem = late(who, due=SOON)

    digest(app)

    assert told(clerk) == [("amber", f"/problems/{problem.number}")]
    assert told(who) == []


def test_a_closed_problem_reminds_nobody(app: Flask) -> None:
    who = handler()
    ProblemFactory(state=State.CLOSED, lead_unit=who.unit, clock_due_on=LATE, closed_on=LATE)

    assert digest(app)["reminders"] == {}
