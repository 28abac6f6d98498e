"""Several people at once: numbers stay unique, one act wins, nobody's is lost silently."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm.exc import StaleDataError

from assist.accounts.models import User
from assist.audit import queries as audit
from assist.db import db
from assist.enterprises.models import Enterprise
from assist.lib.errors import Refused
from assist.problems import actions
from assist.problems.models import Category, CoPart, Item, Problem, Step
from assist.problems.states import Act, Decision, ItemKind, Outcome, Source, State
from assist.web.transaction import writing_transaction
from tests.cadres.factories import UnitFactory, handler, leader, office
from tests.enterprises.factories import EnterpriseFactory
from tests.problems.factories import by, category, handling

THREADS = 8


def at_once(app: Flask, work: Callable[[int], str]) -> list[str]:
    """Run `work` in threads that start together, each in a transaction of its own."""
    db.session.remove()
    gate = threading.Barrier(THREADS)

    def run(n: int) -> str:
        with app.app_context():
            gate.wait()
            try:
                with writing_transaction():
                    return work(n)
            except (Refused, StaleDataError) as error:
                return type(error).__name__
            finally:
                db.session.remove()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(run, range(THREADS)))


def test_numbers_are_unique_and_without_gaps(app: Flask) -> None:
    clerk, enterprise, kind = office().id, EnterpriseFactory().id, category().id

    def record(n: int) -> str:
        return actions.record(
            **by(db.session.get_one(User, clerk)),
            enterprise=db.session.get_one(Enterprise, enterprise),
            category=db.session.get_one(Category, kind),
            title=f"第{n}件",
            detail="同时登记",
            source=Source.PHONE,
        ).number

    numbers = at_once(app, record)
    assert sorted(numbers) == [f"2025-{n + 1:04d}" for n in range(THREADS)]
    assert audit.verify().broken_at is None


def test_of_several_answers_at_once_one_stands(app: Flask) -> None:
    doer = handler()
    problem_id, doer_id = handling(doer.unit).id, doer.id

    def answer(n: int) -> str:
        problem = db.session.get_one(Problem, problem_id)
        user = db.session.get_one(User, doer_id)
        actions.answer(**by(user), problem=problem, outcome=Outcome.SOLVED, words=f"第{n}份")
        return "answered"

    results = at_once(app, answer)
    assert results.count("answered") == 1
    assert set(results) <= {"answered", "Refused", "StaleDataError"}
    counted = select(func.count()).where(Step.problem_id == problem_id, Step.act == Act.ANSWER)
    assert db.session.scalar(counted) == 1


def test_two_people_acting_at_once_leave_one_history(app: Flask) -> None:
    """The office parks, the handler answers, the leader withdraws: whoever is first wins, and the
    steps lead one to the other."""
    doer, clerk, chief = handler(), office(), leader()
    problem_id = handling(doer.unit).id
    ids = [doer.id, clerk.id, chief.id]

    def act(n: int) -> str:
        problem = db.session.get_one(Problem, problem_id)
        user = db.session.get_one(User, ids[n % 3])
        said = {**by(user), "problem": problem, "words": f"第{n}人"}
        if n % 3 == 0:
            actions.answer(**said, outcome=Outcome.EXPLAINED)
        elif n % 3 == 1:
            actions.park(**said, next_review=date(2026, 3, 2))
        else:
            actions.withdraw(**said)
        return "done"

    results = at_once(app, act)
    problem = db.session.get_one(Problem, problem_id)
    steps = problem.steps
    assert len(steps) == results.count("done") >= 1
    assert [step.before for step in steps] == [State.HANDLING, *(s.after for s in steps[:-1])]
    assert steps[-1].after is problem.state


def test_parking_that_returns_returns_once(app: Flask) -> None:
    doer = handler()
    problem = handling(doer.unit)
    problem.state, problem.outcome = State.PARKED, Outcome.PARKED
    problem.next_review_on = problem.clock_due_on = date(2025, 12, 31)
    db.session.commit()
    problem_id = problem.id

    def digest(_n: int) -> str:
        return f"{len(actions.resume_due(on=date(2025, 12, 31)))}"

    results = at_once(app, digest)
    assert results.count("1") == 1
    counted = select(func.count()).where(Step.problem_id == problem_id, Step.act == Act.RESUME)
    assert db.session.scalar(counted) == 1


def test_a_question_is_answered_once_whoever_is_first(app: Flask) -> None:
    """Neither a refused extension nor an answered 批示 changes the problem's own row."""
    doer, clerk, chief = handler(), office(), leader()
    problem = handling(doer.unit)
    actions.instruct(**by(chief), problem=problem, words="请会商")
    actions.ask_extension(
        **by(doer), problem=problem, words="管网图纸待调取", new_due=date(2026, 3, 2)
    )
    db.session.commit()
    problem_id, ids = problem.id, [clerk.id, chief.id]
    line_id = next(one.id for one in problem.items if one.kind is ItemKind.INSTRUCTION)

    def decide(n: int) -> str:
        said = {
            **by(db.session.get_one(User, ids[n % 2])),
            "problem": db.session.get_one(Problem, problem_id),
            "words": f"第{n}人",
        }
        if n < THREADS // 2:
            actions.decide_extension(**said, decision=Decision.REFUSE)
        else:
            actions.reply(**said, item=db.session.get_one(Item, line_id))
        return "done"

    results = at_once(app, decide)
    steps = db.session.get_one(Problem, problem_id).steps
    for act in (Act.DECIDE_EXTENSION, Act.REPLY):
        assert [step.act for step in steps].count(act) <= 1
    assert len(steps) == 2 + results.count("done") >= 3


def test_more_time_is_asked_for_once_however_often_it_is_sent(app: Flask) -> None:
    doer = handler()
    problem_id, doer_id = handling(doer.unit).id, doer.id

    def ask(n: int) -> str:
        problem = db.session.get_one(Problem, problem_id)
        user = db.session.get_one(User, doer_id)
        new_due = date(2026, 3, 2 + n)
        actions.ask_extension(**by(user), problem=problem, words="待批", new_due=new_due)
        return "asked"

    assert at_once(app, ask).count("asked") == 1
    assert db.session.scalar(select(func.count()).where(Item.problem_id == problem_id)) == 1


def test_a_part_is_answered_once_however_often_it_is_sent(app: Flask) -> None:
    co = handler()
    problem = handling(UnitFactory())
    problem.co_parts.append(CoPart(unit=co.unit, due_on=date(2026, 1, 6)))
    db.session.commit()
    problem_id, co_id = problem.id, co.id

    def answer(n: int) -> str:
        problem = db.session.get_one(Problem, problem_id)
        user = db.session.get_one(User, co_id)
        actions.co_answer(**by(user), problem=problem, words=f"第{n}份")
        return "answered"

    assert at_once(app, answer).count("answered") == 1
    counted = select(func.count()).where(Step.problem_id == problem_id, Step.act == Act.CO_ANSWER)
    assert db.session.scalar(counted) == 1
