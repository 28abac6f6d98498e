"""退回补充: asked of whoever recorded it, answered there, and the problem stays where it is."""

from __future__ import annotations

from typing import Any

from assist.db import db
from assist.problems import queries
from assist.problems.models import Problem
from assist.problems.states import ItemKind, State
from assist.web.clock import today
from tests.cadres.factories import UnitFactory, cadre, office
from tests.enterprises.factories import paired
from tests.problems.factories import ProblemFactory, assigned


def now(problem: Problem) -> Problem:
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Problem, problem.id)


def test_the_office_asks_and_the_recorder_adds_to_the_text(browser_as: Any) -> None:
    me = cadre()
    problem = ProblemFactory(enterprise=paired(me), created_by_id=me.id, detail="要贷款")
    path = f"/problems/{problem.number}"
    clerk, recorder = browser_as(office()), browser_as(me)
    assert clerk.post(f"{path}/ask-back", status=422).errors == ["请写明要补充什么。"]
    clerk.post(f"{path}/ask-back", {"words": "贷多少、哪家银行？"})
    (item,) = now(problem).items
    assert (item.kind, item.answered_on, problem.state) == (
        ItemKind.SUPPLEMENT,
        None,
        State.REGISTERED,
    )
    assert [row.words for row in queries.to_supplement(me, today())] == ["贷多少、哪家银行？"]
    page = recorder.get(path)
    assert "贷多少、哪家银行" in page.said
    assert "补充说明" in page.texts(".case-acts a")
    recorder.post(f"{path}/supplement", {"words": "农商行，300万元"})
    found = now(problem)
    assert found.detail == "要贷款\n2025年12月31日补充：农商行，300万元"
    assert found.state is State.REGISTERED
    assert found.items[0].answer == "农商行，300万元"
    assert queries.to_supplement(me, today()) == []
    assert "补充了情况" in clerk.get(path).said


def test_it_is_asked_once_at_a_time_and_answered_only_when_asked(browser_as: Any) -> None:
    me = cadre()
    problem = ProblemFactory(enterprise=paired(me), created_by_id=me.id)
    path = f"/problems/{problem.number}"
    browser_as(me).post(f"{path}/supplement", {"words": "补"}, status=409)
    browser = browser_as(office())
    browser.post(f"{path}/ask-back", {"words": "补什么"})
    browser.post(f"{path}/ask-back", {"words": "再补"}, status=409)
    browser_as(me).post(f"{path}/ask-back", {"words": "再补"}, status=403)


def test_a_successor_answers_and_a_stranger_sees_nothing(browser_as: Any) -> None:
    author, successor = cadre(), cadre()
    enterprise = paired(successor)
    problem = assigned(UnitFactory(), enterprise=enterprise, created_by_id=author.id)
    path = f"/problems/{problem.number}"
    browser_as(office()).post(f"{path}/ask-back", {"words": "哪家银行？"})
    assert queries.to_supplement(cadre(), today()) == []
    browser_as(cadre()).post(f"{path}/supplement", {"words": "补"}, status=404)
    browser_as(successor).post(f"{path}/supplement", {"words": "农商行"})
    assert now(problem).state is State.ASSIGNED
