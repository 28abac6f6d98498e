"""A problem's life through its acts, on both engines."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from assist.audit.models import AuditEvent
from assist.cadres.models import Cadre
from assist.db import db
from assist.lib.errors import Invalid, Refused
from assist.problems import actions
from assist.problems.models import Problem
from assist.problems.standing import open_acts
from assist.problems.states import (
    Act,
    Decision,
    Difficulty,
    ItemKind,
    Level,
    Outcome,
    Satisfaction,
    Source,
    State,
)
from tests.cadres.factories import UnitFactory, bureau_leader, cadre, handler, leader, office
from tests.enterprises.factories import paired
from tests.problems.factories import ProblemFactory, assigned, by, category, handling

ON = date(2025, 12, 31)


def recorded(person: Cadre, **more: Any) -> Problem:
    values = {"title": "续贷慢", "detail": "银行续贷审批慢。", "source": Source.VISIT}
    return actions.record(
        **by(person), enterprise=paired(person), category=category(), **values | more
    )


def test_record_gives_the_years_next_number_and_the_office_a_clock(app: Flask) -> None:
    ProblemFactory(number="2025-0007")
    person = cadre()
    first = recorded(person)
    second = actions.record(
        **by(person),
        enterprise=first.enterprise,
        category=category(),
        title="再一件",
        detail="内容",
        source=Source.PHONE,
    )
    assert [first.number, second.number] == ["2025-0001", "2025-0002"]
    assert (first.state, first.clock_since_on, first.clock_due_on) == (
        State.REGISTERED,
        ON,
        date(2026, 1, 6),
    )


def test_record_for_somebody_elses_enterprise_is_refused(app: Flask) -> None:
    with pytest.raises(Refused):
        actions.record(
            **by(cadre()),
            enterprise=paired(cadre()),
            category=category(),
            title="题",
            detail="文",
            source=Source.VISIT,
        )


def test_solved_on_the_spot_is_solved_on_the_visits_day(app: Flask) -> None:
    person = cadre()
    problem = recorded(person, registered_on=date(2025, 12, 29))
    actions.solve_on_spot(**by(person), problem=problem)
    assert (problem.state, problem.outcome) == (State.ANSWERED, Outcome.SOLVED_ON_SPOT)
    assert (problem.solved_on, problem.answered_by_id) == (date(2025, 12, 29), person.id)
    with pytest.raises(Refused, match="本人"):
        actions.call_back(**by(person), problem=problem, satisfaction=Satisfaction.SATISFIED)


def test_the_whole_way_with_a_dissatisfied_enterprise(app: Flask) -> None:
    liaison, clerk, lead = cadre(), office(), UnitFactory()
    doer = handler(unit=lead)
    problem = recorded(liaison)
    actions.assign(**by(clerk), problem=problem, lead_unit=lead, difficulty=Difficulty.ORDINARY)
    actions.sign(**by(doer), problem=problem)
    actions.answer(**by(doer), problem=problem, outcome=Outcome.SOLVED, words="已协调续贷。")
    assert (problem.state, problem.solved_on) == (State.ANSWERED, ON)
    actions.call_back(
        **by(liaison), problem=problem, satisfaction=Satisfaction.DISSATISFIED, words="还没到账"
    )
    with pytest.raises(Refused, match="研判"):
        actions.close(**by(clerk), problem=problem)
    actions.decide_call_back(
        **by(clerk), problem=problem, decision=Decision.SEND_BACK, words="请落实到账"
    )
    assert (problem.state, problem.outcome, problem.solved_on) == (State.HANDLING, None, None)
    # Five working days: 1–3 January are off, the 4th is worked.
    assert problem.due_on == date(2026, 1, 8)
    actions.answer(**by(doer), problem=problem, outcome=Outcome.SOLVED, words="已到账。")
    actions.call_back(**by(liaison), problem=problem, satisfaction=Satisfaction.SATISFIED)
    actions.close(**by(clerk), problem=problem)
    db.session.commit()
    assert (problem.state, problem.closed_on, problem.clock_due_on) == (State.CLOSED, ON, None)
    acts = [step.act for step in problem.steps]
    assert acts == [
        Act.RECORD, Act.ASSIGN, Act.SIGN, Act.ANSWER, Act.CALL_BACK, Act.DECIDE_CALL_BACK,
        Act.ANSWER, Act.CALL_BACK, Act.CLOSE,
    ]  # fmt: skip
    verbs = db.session.scalars(
        select(AuditEvent.verb).where(AuditEvent.kind == "problem").order_by(AuditEvent.id)
    )
    assert list(verbs) == [f"problem.{act.value}" for act in acts]


def test_an_upheld_dissatisfied_keeps_its_day_of_solving(app: Flask) -> None:
    doer, liaison, clerk = handler(), cadre(), office()
    problem = handling(doer.unit, enterprise=paired(liaison))
    actions.answer(**by(doer), problem=problem, outcome=Outcome.SOLVED, words="已解决")
    actions.call_back(**by(liaison), problem=problem, satisfaction=Satisfaction.DISSATISFIED)
    actions.decide_call_back(
        **by(clerk), problem=problem, decision=Decision.UPHOLD, words="政策所限，已解释"
    )
    assert (problem.state, problem.solved_on) == (State.ANSWERED, ON)
    actions.close(**by(clerk), problem=problem)
    assert problem.satisfaction is Satisfaction.DISSATISFIED


def test_sent_back_twice_goes_up_a_level(app: Flask) -> None:
    doer, liaison, clerk = handler(), cadre(), office()
    problem = handling(doer.unit, enterprise=paired(liaison))
    for _ in range(2):
        actions.answer(**by(doer), problem=problem, outcome=Outcome.SOLVED, words="好了")
        actions.call_back(**by(liaison), problem=problem, satisfaction=Satisfaction.DISSATISFIED)
        actions.decide_call_back(
            **by(clerk), problem=problem, decision=Decision.SEND_BACK, words="重办"
        )
    assert (problem.level, problem.sent_back) == (Level.DISTRICT, 2)


def test_three_tries_on_different_days_allow_closing(app: Flask) -> None:
    doer, clerk = handler(), office()
    problem = handling(doer.unit)
    actions.answer(
        by=doer,
        on=date(2025, 12, 25),
        problem=problem,
        outcome=Outcome.EXPLAINED,
        words="政策不允许",
    )
    for day in (26, 26, 29):
        actions.call_back(
            by=clerk, on=date(2025, 12, day), problem=problem, satisfaction=Satisfaction.UNREACHABLE
        )
    assert problem.tries == 2
    actions.call_back(
        by=clerk, on=date(2025, 12, 30), problem=problem, satisfaction=Satisfaction.NO_RESPONSE
    )
    actions.close(**by(clerk), problem=problem)
    assert problem.state is State.CLOSED


def test_dispute_gives_it_back_and_the_same_unit_cannot_dispute_again(app: Flask) -> None:
    doer, clerk = handler(), office()
    problem = assigned(doer.unit)
    actions.dispute(**by(doer), problem=problem, words="不属于我局职责")
    assert (problem.state, problem.lead_unit_id) == (State.REGISTERED, None)
    actions.assign(**by(clerk), problem=problem, lead_unit=doer.unit)
    with pytest.raises(Refused, match="一次"):
        actions.dispute(**by(doer), problem=problem, words="还是不属于")


def test_an_extension_granted_moves_the_clock(app: Flask) -> None:
    doer, chief = handler(), leader()
    problem = handling(doer.unit)
    with pytest.raises(Invalid):
        actions.ask_extension(**by(doer), problem=problem, words="等材料", new_due=date(2026, 1, 5))
    actions.ask_extension(**by(doer), problem=problem, words="等材料", new_due=date(2026, 1, 30))
    actions.decide_extension(**by(chief), problem=problem, decision=Decision.GRANT)
    assert (problem.due_on, problem.clock_due_on) == (date(2026, 1, 30), date(2026, 1, 30))
    assert [item.answer for item in problem.items] == ["同意延期"]


def test_a_co_unit_answers_its_own_part(app: Flask) -> None:
    lead, co, clerk = handler(), handler(), office()
    problem = ProblemFactory()
    actions.assign(**by(clerk), problem=problem, lead_unit=lead.unit, co_units=[co.unit])
    actions.sign(**by(lead), problem=problem)
    actions.measure(**by(co), problem=problem, words="已提供用地数据")
    part = problem.co_parts[0]
    assert (part.answered_on, part.words) == (ON, "已提供用地数据")
    assert problem.steps[-1].act is Act.CO_ANSWER


def test_a_co_unit_that_has_not_answered_is_named_in_the_step(app: Flask) -> None:
    lead, co, clerk = handler(), handler(), office()
    problem = ProblemFactory()
    actions.assign(**by(clerk), problem=problem, lead_unit=lead.unit, co_units=[co.unit])
    actions.sign(**by(lead), problem=problem)
    said = {"problem": problem, "outcome": Outcome.SOLVED, "words": "办好了"}
    with pytest.raises(Invalid, match=f"{co.unit.name}还没有反馈协办意见"):
        actions.answer(**by(lead), **said)
    actions.answer(**by(lead), **said, co_missing="电话里已经确认")
    facts = problem.steps[-1].fact_pairs
    assert facts[-2:] == [("协办未反馈", co.unit.name), ("未反馈原因", "电话里已经确认")]


def test_the_lead_cannot_be_its_own_co_unit(app: Flask) -> None:
    unit = UnitFactory()
    with pytest.raises(Invalid, match="协办"):
        actions.assign(**by(office()), problem=ProblemFactory(), lead_unit=unit, co_units=[unit])


def test_the_office_enters_for_a_unit_and_it_is_marked(app: Flask) -> None:
    unit, clerk = UnitFactory(), office()
    problem = assigned(unit)
    actions.sign(**by(clerk), problem=problem)
    assert problem.steps[-1].on_behalf_of == unit.name
    actions.answer(**by(clerk), problem=problem, outcome=Outcome.SOLVED, words="单位来函")
    with pytest.raises(Refused, match="本人"):
        actions.call_back(**by(clerk), problem=problem, satisfaction=Satisfaction.SATISFIED)


def test_park_and_resume(app: Flask) -> None:
    doer, clerk = handler(), office()
    problem = handling(doer.unit)
    with pytest.raises(Invalid):
        actions.park(**by(clerk), problem=problem, words="等专项债", next_review=ON)
    actions.park(**by(clerk), problem=problem, words="等专项债", next_review=date(2026, 3, 2))
    assert (problem.state, problem.clock_due_on, problem.outcome) == (
        State.PARKED, date(2026, 3, 2), Outcome.PARKED,
    )  # fmt: skip
    actions.resume(**by(clerk), problem=problem)
    assert (problem.state, problem.outcome, problem.due_on) == (
        State.HANDLING,
        None,
        date(2026, 1, 8),
    )


@pytest.mark.parametrize(
    "act, outcome",
    [
        (actions.reject, Outcome.NOT_ACCEPTED),
        (actions.divert, Outcome.DIVERTED),
        (actions.withdraw, Outcome.WITHDRAWN),
    ],
)
def test_the_ways_out_say_which(app: Flask, act: Any, outcome: Outcome) -> None:
    problem = act(**by(office()), problem=ProblemFactory(), words="已进入诉讼", reason="法定途径")
    assert (problem.state, problem.outcome, problem.reason) == (State.REJECTED, outcome, "法定途径")
    assert open_acts(problem, office(), ON) == []


def test_an_instruction_waits_for_its_reply(app: Flask) -> None:
    doer, chief = handler(), leader()
    problem = handling(doer.unit)
    actions.instruct(**by(chief), problem=problem, words="请一周内办结")
    item = problem.items[-1]
    assert (item.kind, item.answered_on, item.due_on) == (
        ItemKind.INSTRUCTION,
        None,
        date(2026, 1, 8),
    )
    actions.reply(**by(doer), problem=problem, item=item, words="已约银行面谈")
    assert (item.answered_on, item.answer, item.answered_by_id) == (ON, "已约银行面谈", doer.id)
    with pytest.raises(Refused):
        actions.reply(**by(doer), problem=problem, item=item, words="再答")


def test_a_leaders_line_answers_what_was_presented(app: Flask) -> None:
    chief, clerk = leader(), office()
    problem = handling(handler().unit)
    actions.present(**by(clerk), problem=problem, words="请定：延期或挂账")
    actions.instruct(**by(chief), problem=problem, words="同意挂账")
    assert [(item.kind, item.answer) for item in problem.items] == [
        (ItemKind.PRESENTED, "同意挂账"), (ItemKind.INSTRUCTION, ""),
    ]  # fmt: skip


def test_escalation_above_the_district_names_its_paper(app: Flask) -> None:
    clerk, problem = office(), ProblemFactory()
    actions.escalate(**by(clerk), problem=problem)
    assert problem.level is Level.DISTRICT
    with pytest.raises(Invalid, match="文号"):
        actions.escalate(**by(clerk), problem=problem)
    actions.escalate(**by(clerk), problem=problem, document="洪科工信〔2025〕9号")
    assert problem.level is Level.CITY


def test_reopened_it_is_no_longer_solved(app: Flask) -> None:
    doer, clerk = handler(), office()
    problem = handling(doer.unit)
    actions.answer(**by(doer), problem=problem, outcome=Outcome.SOLVED, words="好")
    actions.call_back(**by(clerk), problem=problem, satisfaction=Satisfaction.SATISFIED)
    actions.close(**by(clerk), problem=problem)
    actions.reopen(**by(clerk), problem=problem, words="又反复")
    assert (problem.state, problem.solved_on, problem.closed_on, problem.satisfaction) == (
        State.HANDLING, None, None, None,
    )  # fmt: skip


def test_a_bureau_leader_closes_what_the_bureau_handled(app: Flask) -> None:
    bureau = UnitFactory(name="区科技和工业信息化局")
    problem = handling(bureau)
    clerk = office(unit=bureau)
    actions.answer(**by(handler(unit=bureau)), problem=problem, outcome=Outcome.SOLVED, words="好")
    actions.call_back(**by(clerk), problem=problem, satisfaction=Satisfaction.SATISFIED)
    with pytest.raises(Refused, match="局领导"):
        actions.close(**by(clerk), problem=problem)
    actions.close(**by(bureau_leader(unit=bureau)), problem=problem)
    assert problem.state is State.CLOSED
