"""What this product keeps beyond the bureau's columns goes out and comes in again, whole."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from assist.accounts.models import User
from assist.cadres.models import Cadre
from assist.db import db
from assist.exchange.queries import Exported
from assist.problems import actions
from assist.problems.actions.intake import seed_categories
from assist.problems.models import CoPart, Item, Matter, Problem, Step
from assist.problems.states import Act, Decision, Outcome, Satisfaction, Source, State, StuckOn
from assist.visits.models import Channel, ProblemNote, Tick
from assist.visits.rules import Facts, Ticked
from tests.cadres.factories import UnitFactory, cadre, handler, leader, office
from tests.conftest import _empty
from tests.enterprises.factories import paired
from tests.exchange.files import exported, faults, small, take
from tests.problems.factories import category

STEPS = "问题经过"


def december(day: int) -> date:
    return date(2025, 12, day)


def a_long_story() -> str:
    """A problem through most acts: shared, late, asked about, sent back, answered again, closed."""
    seed_categories()
    person, chief, boss = cadre(), office(), leader()
    lead, helping = UnitFactory(), UnitFactory()
    one, other = handler(unit=lead), handler(unit=helping)
    enterprise = paired(person, leader=boss)
    values: dict[str, Any] = {"enterprise": enterprise, "category": category(), "title": "续贷慢"}
    about = actions.record(
        by=person, on=december(1), detail="银行\n续贷慢。", source=Source.PHONE, **values
    )
    it = {"problem": about}
    actions.assign(by=chief, on=december(2), lead_unit=helping, words="请办理。", **it)
    actions.dispute(by=other, on=december(2), words="不是我局的事。", **it)
    actions.assign(by=chief, on=december(3), lead_unit=lead, co_units=[helping], **it)
    actions.sign(by=one, on=december(4), **it)
    waits = {"stuck_on": StuckOn.SUPERIOR, "words": "等省里批复。"}
    actions.measure(by=one, on=december(4), **waits, **it)
    actions.measure(by=one, on=december(5), words="已约谈银行，电话 13700000000。", **it)
    actions.measure(by=chief, on=december(5), words="代主办单位录入。", **it)
    actions.ask_extension(by=one, on=december(8), words="材料多", new_due=december(26), **it)
    actions.decide_extension(
        by=chief, on=december(9), decision=Decision.GRANT, words="同意。", **it
    )
    actions.measure(by=other, on=december(10), words="已出具意见。", **it)
    actions.present(by=chief, on=december(10), words="怎么办？", options=["压", "不压"], **it)
    actions.instruct(by=boss, on=december(11), words="抓紧办。", **it)
    actions.urge(by=chief, on=december(12), words="请报进度。", due=december(15), **it)
    actions.urge(by=boss, on=december(12), words="督办。", formal=True, **it)
    actions.answer(by=one, on=december(15), outcome=Outcome.SOLVED, words="已续贷。", **it)
    actions.call_back(by=person, on=december(16), satisfaction=Satisfaction.DISSATISFIED, **it)
    actions.decide_call_back(
        by=chief, on=december(17), decision=Decision.SEND_BACK, words="再办。", **it
    )
    actions.answer(by=one, on=december(18), outcome=Outcome.PARTLY_SOLVED, words="部分。", **it)
    actions.call_back(by=person, on=december(19), satisfaction=Satisfaction.UNREACHABLE, **it)
    db.session.commit()
    return str(about.number)


def others(number: str) -> None:
    """A tick on a visit, one parked, one reopened, one of a kind with others, one complained of."""
    first = db.session.scalars(select(Problem).where(Problem.number == number)).one()
    chief, person = office(), cadre()
    enterprise, unit = paired(person), UnitFactory()
    for outcome in (Outcome.PARKED, Outcome.EXPLAINED, Outcome.SOLVED_ON_SPOT):
        about = actions.record(
            by=chief, on=december(1), enterprise=enterprise, category=category(),
            title="另一件", detail="内容。", source=Source.OTHER,
        )  # fmt: skip
        it = {"problem": about}
        if outcome is Outcome.SOLVED_ON_SPOT:
            actions.solve_on_spot(by=person, on=december(1), words="当场答复。", **it)
            continue
        actions.assign(by=chief, on=december(2), lead_unit=unit, **it)
        actions.sign(by=handler(unit=unit), on=december(3), **it)
        if outcome is Outcome.PARKED:
            actions.park(
                by=chief, on=december(4), words="等资金", reason="资金不足",
                next_review=date(2026, 3, 2), **it,
            )  # fmt: skip
            continue
        actions.answer(by=handler(unit=unit), on=december(5), outcome=outcome, words="好。", **it)
        actions.call_back(by=person, on=december(8), satisfaction=Satisfaction.SATISFIED, **it)
        actions.close(by=chief, on=december(9), **it)
        actions.reopen(by=chief, on=december(10), words="又来了。", **it)
    matter = Matter(number="LS-2025-001", title="续贷", cause="周转", unit=unit, reply="统一答复")
    first.matter, first.about_unit = matter, unit
    for one in db.session.scalars(select(Cadre)).unique():
        one.pinyin = "ry"  # which the import would else make
    db.session.add(matter)
    visited(person, enterprise)
    db.session.commit()


def visited(person: Any, enterprise: Any) -> None:
    from assist.visits import actions as visits

    held = select(Problem).where(
        Problem.enterprise_id == enterprise.id, Problem.closed_on.is_(None)
    )
    ticked = [
        Ticked(problem.id, tick, "企业说的话")
        for problem, tick in zip(db.session.scalars(held), Tick, strict=False)
    ]
    visits.record(
        by=person, on=december(20), enterprise=enterprise,
        facts=Facts(december(20), Channel.ON_SITE, [person], summary="去了。"), ticked=ticked,
    )  # fmt: skip


def test_nothing_of_a_problems_history_is_lost(app: Flask, engine: str) -> None:
    others(a_long_story())
    before = exported()
    assert {"问题经过", "问题事项", "协办反馈", "走访问题情况", "一类事"} <= set(before)
    acts = {row[2] for row in before[STEPS][1:]}
    assert len(acts) > 14
    stream = BytesIO()
    Exported().write(stream)
    again = take(stream.getvalue())
    assert again.faults == []
    again.taken.pop("设置")  # defaults become rows
    assert {(count.added, count.changed) for count in again.taken.values()} == {(0, 0)}
    db.session.remove()
    db.engine.dispose()
    _empty(engine, app)
    assert take(stream.getvalue()).faults == []
    after = exported()
    assert list(after) == list(before)
    for title, lines in before.items():
        assert after[title] == lines, title


def test_it_stands_in_the_database_as_it_stood(app: Flask, engine: str) -> None:
    number = a_long_story()
    others(number)
    stream = BytesIO()
    Exported().write(stream)
    wanted = facts(number)
    assert wanted["waited"] == (december(5), 1, None)
    assert any(wanted["behalf"]), "代录 is told"
    assert wanted["recorder"]
    numbers, options = zip(*((item[3], item[4]) for item in wanted["items"]), strict=True)
    assert any(numbers)
    assert "压\n不压" in options
    db.session.remove()
    db.engine.dispose()
    _empty(engine, app)
    take(stream.getvalue())
    assert facts(number) == wanted
    assert db.session.scalars(select(ProblemNote.tick)).all() != []
    assert db.session.scalars(select(Step).where(Step.act == Act.TAKE_OVER)).all() == []


def facts(number: str) -> dict[str, Any]:
    it = db.session.scalars(select(Problem).where(Problem.number == number)).one()
    return {
        "state": (it.state, it.clock_since_on, it.clock_due_on, it.sent_back, it.tries),
        "steps": [(s.act, s.on, s.at, s.before, s.after, s.words, s.facts) for s in it.steps],
        "waited": (it.moved_on, it.waited_days, it.waiting_since_on),
        "behalf": [s.on_behalf_of for s in it.steps],
        "recorder": it.created_by and it.created_by.account,
        "who": [(s.by.account if s.by else None, s.unit and s.unit.name) for s in it.steps],
        "items": [
            (i.kind, i.asked_on, i.words, i.number, i.options, i.answered_on, i.answer)
            for i in it.items
        ],
        "parts": [(p.unit.name, p.due_on, p.answered_on, p.words) for p in it.co_parts],
    }


def with_steps(*steps: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The small bureau, its one problem with these steps."""
    plain = {"问题编号": "WT-0007", "操作": "登记", "日期": december(1), "现状态": "已登记"}
    return small() | {STEPS: [plain | step for step in steps]}


def test_history_comes_with_a_problem_that_stands_already(app: Flask, engine: str) -> None:
    take(small())
    rows = with_steps({"序号": 2, "操作": "交办", "经办人": "lx", "现状态": "已交办"})
    assert take(rows).taken[STEPS].added == 1
    problem = db.session.scalars(select(Problem)).one()
    assert [step.act for step in problem.steps] == [Act.TAKE_OVER, Act.ASSIGN]
    assert problem.state is State.ASSIGNED
    assert take(rows).taken[STEPS].same == 1


@pytest.mark.parametrize(
    "step, column, words",
    [
        ({"序号": 2}, "序号", "缺少序号 1，序号须连续。"),
        ({"序号": 0}, "序号", "请填写序号。"),
        ({"序号": 1, "问题编号": "WT-9"}, "问题编号", "没有“WT-9”：系统和本文件的“问题”中都没有。"),
        ({"序号": 1, "经办人": "nobody"}, "经办人", "没有“nobody”：系统和本文件的“干部”中都没有。"),
        ({"序号": 1, "时间": "昨天"}, "时间", "请按“2025-03-04 15:07:00”填写时间。"),
        ({"序号": 1, "日期": date(2025, 1, 1)}, "日期", "日期早于登记日期（2025-03-04）。"),
    ],
)
def test_a_step_that_cannot_be_is_a_fault(
    app: Flask, step: dict[str, Any], column: str, words: str
) -> None:
    assert faults(with_steps(step)) == [(STEPS, 2, column, words)]


def test_who_wrote_it_down_first_stays_whoever_brings_the_file(app: Flask, engine: str) -> None:
    chief, rows = office(), small()
    take({title: rows[title] for title in ("单位", "干部")})
    rows["问题"].append(rows["问题"][0] | {"问题编号": "WT-0008", "登记人": "lx"})
    assert take(rows, by=chief).faults == []  # the column is there: the first has no recorder
    rows["问题"][1].pop("登记人")
    rows["问题"].append(rows["问题"][0] | {"问题编号": "WT-0009"})
    assert take(rows, by=chief).taken["问题"].changed == 0
    told = db.session.execute(
        select(Problem.number, User.account).outerjoin(Problem.created_by).order_by(Problem.number)
    )
    assert list(map(tuple, told)) == [
        ("WT-0007", None),
        ("WT-0008", "lx"),
        ("WT-0009", chief.account),
    ]


def test_a_step_once_told_is_never_told_otherwise(app: Flask, engine: str) -> None:
    take(with_steps({"序号": 1, "说明": "原话"}))
    words = "办理经过只能增加，不能修改；请保持原样，或另起一行。"
    assert faults(with_steps({"序号": 1, "说明": "改过"})) == [(STEPS, 2, "说明", words)]


def test_a_units_part_is_one_of_the_problems_units(app: Flask) -> None:
    rows = small() | {"协办反馈": [{"问题编号": "WT-0007", "协办单位": "区财政局"}]}
    assert faults(rows) == [("协办反馈", 2, "协办单位", "不是问题“WT-0007”的协办单位。")]
    rows["问题"][0]["协办单位"] = "区财政局"
    rows["协办反馈"][0] |= {"协办反馈日期": december(3), "协办反馈": "没有意见"}
    assert faults(rows) == []
    part = db.session.scalars(select(CoPart)).one()
    assert (part.answered_on, part.words) == (december(3), "没有意见")


def test_an_answer_comes_after_its_question(app: Flask) -> None:
    asked = {"问题编号": "WT-0007", "序号": 1, "事项类别": "催办", "提出日期": december(5)}
    rows = small() | {"问题事项": [asked | {"答复日期": december(4)}]}
    assert faults(rows) == [("问题事项", 2, "答复日期", "答复日期早于提出日期（2025-12-05）。")]
    rows["问题事项"] = [asked | {"督办编号": "督办2025-001", "答复": "已报"}]
    assert faults(rows) == []
    assert db.session.scalars(select(Item.number)).one() == "督办2025-001"


def test_a_tick_is_of_the_visits_enterprise(app: Flask) -> None:
    rows = small() | {
        "走访问题情况": [{"走访编号": "ZF-0001", "问题编号": "WT-0007", "情况": "已好转"}]
    }
    assert faults(rows) == []
    rows["走访"].append(
        rows["走访"][0]
        | {"走访编号": "ZF-2", "统一社会信用代码": rows["企业"][1]["统一社会信用代码"]}
    )
    rows["走访问题情况"][0]["走访编号"] = "ZF-2"
    words = "“WT-0007”不是这次走访的企业的问题。"
    assert faults(rows) == [("走访问题情况", 2, "问题编号", words)]
