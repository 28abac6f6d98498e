"""Ticks, tasks and scores as they are written, and what is refused."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from assist.accounts.duties import Duty
from assist.accounts.models import User
from assist.audit.models import AuditEvent
from assist.db import db
from assist.lib.errors import Invalid, Refused
from assist.lib.periods import Period
from assist.planning.actions import duties, indicators, tasks
from assist.planning.models import Better, IndicatorScore, Task, TaskState
from assist.planning.queries import calendar
from assist.planning.queries import indicators as scores
from assist.planning.rules.tasks import TaskFacts
from assist.web.transaction import writing_transaction
from tests.cadres.factories import office
from tests.planning.factories import IndicatorFactory, TaskFactory, assigned
from tests.problems.factories import ProblemFactory

ON = date(2025, 12, 31)
YEAR = Period(date(2025, 1, 1), ON, ON)


def tick(by: User, key: str = "report-2025", done_on: date = date(2025, 2, 20)) -> None:
    entry = calendar.tickable(key)
    duties.tick(by=by, on=ON, entry=entry, done_on=done_on, words="已报区工委")


def test_a_tick_is_told_and_taken_back(app: Flask) -> None:
    me = office(name="赵六")
    with writing_transaction():
        tick(me)
    entry = calendar.tickable("report-2025")
    assert (entry.done_on, entry.words) == (date(2025, 2, 20), "已报区工委（赵六）")
    assert calendar.tickable("report-2026").done_on is None

    with pytest.raises(Refused, match="已经标记"):
        tick(me)
    duties.withdraw_tick(by=me, on=ON, entry=entry)
    assert calendar.tickable("report-2025").done_on is None
    with pytest.raises(Refused, match="没有人工标记"):
        duties.withdraw_tick(by=me, on=ON, entry=entry)
    logged = db.session.scalars(select(AuditEvent.sentence)).all()
    assert "标记完成“报送2024年法治政府建设年度报告”：已报区工委" in logged


def test_only_whose_work_it_is_ticks_and_not_for_tomorrow(app: Flask) -> None:
    with pytest.raises(Refused, match="不由您负责"):
        tick(assigned(Duty.POWER))
    with pytest.raises(Invalid, match="晚于今天"):
        tick(office(), done_on=date(2026, 1, 1))
    tick(assigned(Duty.POWER), "power-2025-10")


def test_progress_is_the_owners_and_the_planners(app: Flask) -> None:
    owner, planner = assigned(), assigned(Duty.PLANNING)
    task = TaskFactory(owner=owner)
    tasks.report(by=owner, on=ON, task=task, state=TaskState.DOING, percent=30, note="已起草")
    tasks.report(by=planner, on=ON, task=task, state=TaskState.DONE, percent=None, note="")
    assert (task.percent, task.done_on) == (100, ON)
    tasks.report(by=planner, on=ON, task=task, state=TaskState.DOING, percent=50, note="")
    assert task.done_on is None
    with pytest.raises(Refused, match="只有责任人"):
        tasks.report(by=assigned(), on=ON, task=task, state=TaskState.DONE, percent=None, note="")


def test_what_is_left_open_is_carried_over_once(app: Flask) -> None:
    by = office()
    left = TaskFactory(title="没做完", year=2025, due_on=date(2025, 11, 30), percent=60,
                       state=TaskState.DOING)  # fmt: skip
    TaskFactory(year=2025, due_on=date(2025, 1, 1), state=TaskState.DONE, percent=100)
    TaskFactory(year=2025, due_on=date(2025, 1, 1), state=TaskState.CANCELLED)
    carried = tasks.carry_over(by=by, on=ON, year=2025)

    assert [(t.title, t.year, t.due_on, t.percent, t.state) for t in carried] == [
        ("没做完", 2026, date(2026, 11, 30), 0, TaskState.WAITING)
    ]
    assert carried[0].carried_from_id == left.id
    assert left.percent == 60
    with pytest.raises(Refused, match="没有未完成"):
        tasks.carry_over(by=by, on=ON, year=2025)
    db.session.commit()
    assert len(db.session.scalars(select(Task).where(Task.year == 2026)).all()) == 1


def test_a_task_says_what_changed(app: Flask) -> None:
    by, owner = office(), office()
    facts = TaskFacts(2026, "开展执法培训", "", owner.id, date(2026, 6, 30))
    with writing_transaction():
        task = tasks.create(by=by, on=ON, facts=facts)
    with writing_transaction():
        later = TaskFacts(2026, "开展执法培训", "", owner.id, date(2026, 9, 30))
        tasks.amend(by=by, on=ON, task=task, facts=later)
        tasks.amend(by=by, on=ON, task=task, facts=later)
    verbs = db.session.scalars(select(AuditEvent.verb).order_by(AuditEvent.id)).all()
    assert verbs == ["task.create", "task.amend"]


def test_scores_change_only_on_request(app: Flask) -> None:
    by = office()
    counted = IndicatorFactory(figure="problem.collected", target=2_00, unit="件")
    entered = IndicatorFactory(better=Better.LOWER, target=2_00, weight=5_00)
    IndicatorFactory(active=False, figure="problem.collected")
    ProblemFactory(registered_on=date(2025, 3, 1))
    assert indicators.score_period(by=by, on=ON, period=YEAR) == 1
    indicators.enter_value(
        by=by, on=ON, indicator=entered, period=YEAR, value=4_00, evidence="台账"
    )
    db.session.commit()
    stored = scores.score_of(counted.id, "2025")
    assert stored is not None
    assert (stored.value, stored.score, stored.as_of) == (1_00, 5_00, ON)

    ProblemFactory(registered_on=date(2025, 4, 1))
    counted.weight = 20_00
    db.session.commit()
    assert (stored.score, stored.weight) == (5_00, 10_00)
    assert indicators.score_period(by=by, on=ON, period=YEAR) == 2
    assert (stored.value, stored.score, stored.weight) == (2_00, 20_00, 20_00)
    assert scores.total_of(scores.lines(YEAR)).words == "22.5 / 25 分"


def test_a_score_without_a_value_is_none(app: Flask) -> None:
    row = IndicatorFactory(figure="petition.on_time_rate")

    assert indicators.score_period(by=office(), on=ON, period=YEAR) == 0
    stored = db.session.scalars(select(IndicatorScore)).one()
    assert (stored.indicator_id, stored.value, stored.score) == (row.id, None, None)


def test_what_counts_by_itself_is_not_entered(app: Flask) -> None:
    row = IndicatorFactory(figure="problem.collected")
    with pytest.raises(Refused, match="自动取数"):
        indicators.enter_value(
            by=office(), on=ON, indicator=row, period=YEAR, value=1, evidence="无"
        )


def test_names_are_given_once_and_sources_must_exist(app: Flask) -> None:
    row = IndicatorFactory(name="办结率")
    facts = indicators.IndicatorFacts(
        "诉求办理", "办结率", 10_00, 90_00, "%", Better.HIGHER, "", "", True
    )
    with pytest.raises(Invalid, match="同名"):
        indicators.create(by=office(), on=ON, facts=facts)
    indicators.amend(by=office(), on=ON, indicator=row, facts=facts)
    wrong = indicators.IndicatorFacts(**vars(facts) | {"figure": "no.figure"})
    with pytest.raises(Invalid, match="没有这个统计指标"):
        indicators.amend(by=office(), on=ON, indicator=row, facts=wrong)
