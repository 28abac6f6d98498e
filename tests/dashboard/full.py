"""A leader's worst day: thirty problems overdue, ten decisions, names of forty characters."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from assist.accounts.models import User
from assist.cadres.models import Cadre
from assist.db import db
from assist.problems.models import Item, Problem, Step
from assist.problems.states import Act, ItemKind, Satisfaction, State
from assist.visits.models import ProblemNote, Tick
from assist.web.clock import now
from tests.cadres.factories import UnitFactory, handler, office
from tests.enterprises.factories import EnterpriseFactory, paired
from tests.problems.factories import ProblemFactory, category
from tests.visits.factories import VisitFactory

TODAY = date(2025, 12, 31)
LONG = "洪江区沅江北岸精密装备与新型功能材料产业园区联合制造有限责任公司总部第一分厂"
TITLE = "园区主干道与企业厂区之间的排水管网连年堵塞雨季积水影响原材料进出和夜班工人通行"
KINDS = ("融资", "用工", "用地与厂房", "水电气", "物流运输", "政策落实与奖补", "园区配套")
WORDS = "已到现场察看，排水口被渣土堵住，约好本周内与交通、城管一起清理，费用由谁出还要商量"


def item(problem: Problem, kind: ItemKind, words: str, **values: Any) -> Item:
    row = Item(problem=problem, kind=kind, asked_on=TODAY - timedelta(days=2), words=words)
    for name, value in values.items():
        setattr(row, name, value)
    db.session.add(row)
    db.session.commit()
    return row


def said(problem: Problem, words: str, by: User, act: Act = Act.MEASURE) -> None:
    db.session.add(
        Step(
            problem_id=problem.id, act=act, on=TODAY, at=now(), by_id=by.id,
            before=State.HANDLING, after=State.HANDLING, words=words,
        )
    )  # fmt: skip
    db.session.commit()


def full(reader: Cadre, liaison: Cadre | None = None) -> None:
    """Everything of the reader's own enterprises, so that both scopes show it."""
    units = [
        UnitFactory(name=f"洪江区自然资源和交通运输综合管理服务中心第{n}分局") for n in range(6)
    ]
    people = [handler(unit=unit, name=f"欧阳承办人{n}") for n, unit in enumerate(units)]
    clerk = office()
    for n in range(30):
        firm = paired(
            *([liaison] if liaison else []), leader=reader, lead_unit=units[n % 6],
            enterprise=EnterpriseFactory(name=f"{LONG}{n:02d}", short_name=""),
        )  # fmt: skip
        problem = _open(firm, units[n % 6], n, TODAY - timedelta(days=n + 1))
        said(problem, WORDS, people[n % 6])
        visit = VisitFactory(enterprise=firm, held_on=TODAY, recorded_on=TODAY, summary=WORDS)
        if n % 2 == 0:
            note = ProblemNote(visit_id=visit.id, problem_id=problem.id, tick=Tick.UNCHANGED)
            db.session.add(note)
            db.session.commit()
    firm = paired(leader=reader, enterprise=EnterpriseFactory(name=LONG, short_name=""))
    for n in range(10):
        _decision(_open(firm, units[n % 6], n, TODAY + timedelta(days=40)), n)
    later = _open(firm, units[0], 1, TODAY + timedelta(days=50))
    item(later, ItemKind.INSTRUCTION, "请本周内会商解决，结果报我。", asked_by_id=reader.id)
    done = {"answered_on": TODAY, "answered_by_id": clerk.id, "answer": "已经会商，明日清理"}
    item(later, ItemKind.INSTRUCTION, "请尽快清理排水口。", asked_by_id=reader.id, **done)


def _open(firm: Any, unit: Any, n: int, due: date) -> Problem:
    problem: Problem = ProblemFactory(
        enterprise=firm, lead_unit=unit, title=f"{TITLE}{n}", state=State.HANDLING,
        category=category(KINDS[n % len(KINDS)]), clock_due_on=due, due_on=due,
        assigned_on=date(2025, 12, 2), signed_on=date(2025, 12, 3),
    )  # fmt: skip
    return problem


def _decision(problem: Problem, n: int) -> None:
    if n % 3 == 0:
        ways = ("由交通运输局牵头一次性清淤", "列入明年管网改造计划", "请企业清理，区里补助一半")
        question = "清淤费用由哪家出，请定夺。"
        item(problem, ItemKind.PRESENTED, question, options="\n".join(ways))
    elif n % 3 == 1:
        new_due = TODAY + timedelta(days=60)
        item(problem, ItemKind.EXTENSION, "管网图纸还在调取，请延期。", new_due_on=new_due)
    else:
        problem.state, problem.satisfaction = State.ANSWERED, Satisfaction.DISSATISFIED
        item(problem, ItemKind.DISSATISFIED, "企业说雨一下又积水了。")
