"""What stands round the board: kept filters, columns, acts on many, print, text, manual."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from assist.accounts.policy import Role
from assist.audit.models import AuditEvent
from assist.db import db
from assist.problems.models import Problem, SavedView
from assist.problems.rules import TRANSITIONS, manual
from assist.problems.rules.alike import alike
from assist.problems.states import Act, ItemKind, State, StuckOn
from tests.cadres.factories import UnitFactory, bureau_leader, cadre, handler, leader, office
from tests.enterprises.factories import EnterpriseFactory, paired
from tests.problems.factories import ProblemFactory, assigned, handling


def now(problem: Problem) -> Problem:
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Problem, problem.id)


def verbs() -> list[str]:
    return list(db.session.scalars(select(AuditEvent.verb).order_by(AuditEvent.id)))


def test_filters_are_kept_by_name_for_oneself_alone(browser_as: Any) -> None:
    me, other = office(), leader()
    browser = browser_as(me)
    query = "tab=overdue&cols=title%2Cstuck"
    page = browser.post("/problems/views", {"name": "超期的", "query": query + "&evil=1"})
    assert page.location == f"/problems?{query}"
    page = browser.get(page.location)
    assert page.texts(".kept a") == ["超期的"]
    assert page.one(".kept a")["aria-current"] == "page"
    assert browser_as(other).get("/problems").all(".kept") == []
    (kept,) = db.session.scalars(select(SavedView))
    browser_as(other).post(f"/problems/views/{kept.id}/drop", status=404)
    browser.post("/problems/views", {"name": "超期的", "query": "tab=parked"})
    assert db.session.scalars(select(SavedView.query)).all() == ["tab=parked"]
    browser.post(f"/problems/views/{kept.id}/drop")
    assert browser.get("/problems").all(".kept") == []


def test_a_name_is_needed_to_keep_filters(browser_as: Any) -> None:
    browser = browser_as(office())
    page = browser.post("/problems/views", {"name": " ", "query": "tab=all"})
    assert "请填写筛选名称。" in browser.get(page.location).text


def test_columns_as_wanted(browser_as: Any) -> None:
    handling(UnitFactory(), stuck_on=StuckOn.FUNDS)
    browser = browser_as(office())
    usual = ["编号", "企业", "类别", "问题", "状态", "持有人", "用时", "联络员", "时限▲"]
    assert browser.get("/problems").texts("#board th") == usual
    page = browser.get("/problems?cols=stuck&cols=due&cols=nothing")
    assert page.texts("#board th") == ["编号", "卡点", "到期日", "时限▲"]
    every = ",".join(column.value for column in manual_columns())
    assert len(browser.get(f"/problems?cols={every}").texts("#board th")) == len(manual_columns())


def manual_columns() -> list[Any]:
    from assist.problems.queries.columns import Column

    return list(Column)


@pytest.mark.parametrize("code, count", [("nobody", 1), ("funds", 1), ("superior", 0), ("x", 2)])
def test_by_what_they_are_stuck_on(browser_as: Any, code: str, count: int) -> None:
    handling(UnitFactory(), stuck_on=StuckOn.FUNDS, moved_on=date(2025, 12, 30))
    handling(UnitFactory(), moved_on=date(2025, 12, 1))
    page = browser_as(office()).get(f"/problems?stuck={code}")
    assert len(page.all("#board tbody tr")) == count


def test_several_are_assigned_and_what_cannot_be_says_why(browser_as: Any) -> None:
    first, second, gone = ProblemFactory(), ProblemFactory(), assigned(UnitFactory())
    unit = UnitFactory()
    browser = browser_as(office())
    board = browser.get("/problems?pick=1")
    ticks = sorted(tag["value"] for tag in board.all("#board [name=n]"))
    assert ticks == sorted(problem.number for problem in (first, second, gone))
    asked = "&".join(f"n={number}" for number in [*ticks, "1999-0001"])
    form = browser.get(f"/problems/many?act=assign&{asked}")
    ticked = {tag["value"]: tag.has_attr("checked") for tag in form.all("form [name=n]")}
    assert ticked == {first.number: True, second.number: True, gone.number: False}
    assert f"有 1 件的状态不能交办，没有勾上：{gone.number}。" in form.said
    fields = {"act": "assign", "n": ticks, "lead_unit": unit.name, "words": "请抓紧"}
    page = browser.post("/problems/many", fields, status=200)
    assert "已交办 2 件，1 件没有办。" in page.said
    assert "问题处于“已交办”状态，不能重复交办。" in page.said
    assert [now(one).lead_unit for one in (first, second)] == [unit, unit]
    assert verbs().count("problem.assign") == 2
    again = browser.post("/problems/many", fields, status=200)
    assert "已交办 0 件，3 件没有办。" in again.said


def test_nothing_ticked_keeps_what_was_typed_and_the_list(browser_as: Any) -> None:
    problem, unit = ProblemFactory(), UnitFactory()
    fields = {"act": "assign", "of": [problem.number], "lead_unit": unit.name, "words": "记住我"}
    page = browser_as(office()).post("/problems/many", fields, status=422)
    assert "请至少勾选一件能交办的问题。" in page.said
    assert page.one("main [name=n]")["value"] == problem.number
    assert page.one("main textarea").get_text(strip=True) == "记住我"
    assert now(problem).state is State.REGISTERED


def test_several_are_urged(browser_as: Any) -> None:
    chosen = [handling(UnitFactory()) for _ in range(2)]
    numbers = [problem.number for problem in chosen]
    browser_as(leader()).post(
        "/problems/many", {"act": "urge", "n": numbers, "words": "月底前"}, status=200
    )
    assert [[item.kind for item in now(one).items] for one in chosen] == [[ItemKind.URGE]] * 2


def test_a_missing_unit_is_a_complaint_and_what_was_chosen_stays(browser_as: Any) -> None:
    problem = ProblemFactory()
    fields = {"act": "assign", "n": [problem.number], "words": "记住我"}
    page = browser_as(office()).post("/problems/many", fields, status=422)
    assert page.errors == ["请选择主办单位。"]
    assert page.one("main [name=n]")["value"] == problem.number


@pytest.mark.parametrize("who", [bureau_leader, cadre, handler])
def test_many_are_not_for_everybody(browser_as: Any, who: Any) -> None:
    browser_as(who()).get("/problems/many?act=assign", status=403)
    assert not browser_as(who()).get("/problems?pick=1").all(".pick-bar")


def test_only_ones_own_can_be_ticked(browser_as: Any) -> None:
    browser_as(leader()).get("/problems/many?act=close", status=404)
    page = browser_as(leader()).get("/problems/many?act=urge")
    assert "还没有勾选问题。" in page.said


def test_the_text_for_the_group_names_nobody_unless_asked(browser_as: Any) -> None:
    firm = EnterpriseFactory(name="恒光化工有限公司", phone="13612345678")
    problem = handling(UnitFactory(name="区住建局"), enterprise=firm, due_on=date(2025, 12, 30))
    browser = browser_as(office())
    text = browser.get("/problems/words?q=恒光").one("textarea").get_text()
    assert "共 1 件，其中超期 1 件、临期 0 件。" in text
    assert f"1. {problem.number}，融资，办理中，区住建局，超期1天" in text
    assert "恒光" not in text
    assert firm.short_name not in text
    assert "136" not in text
    assert "export" not in verbs()
    named = browser.get("/problems/words?names=1").one("textarea").get_text()
    assert firm.short_name in named
    assert verbs()[-1] == "export"


def test_print_shows_what_the_filters_find(browser_as: Any) -> None:
    found, _ = handling(UnitFactory()), ProblemFactory(state=State.PARKED)
    page = browser_as(office()).get("/problems/print?state=handling")
    assert page.texts("tbody td:first-child") == [found.number]


def test_what_may_be_the_same_is_suggested_to_whoever_may_see_it(browser_as: Any) -> None:
    liaison = cadre()
    mine = ProblemFactory(enterprise=paired(liaison), title="断路器老化导致经常停电")
    ProblemFactory(title="断路器老化导致停电")
    ProblemFactory(title="用工缺口")
    asked = f"/problems/similar?title=断路器老化停电&enterprise={mine.enterprise.code}"
    assert browser_as(liaison).get(asked).texts("#similar a") == [mine.number]
    visit = browser_as(liaison).get(f"/visits/new?enterprise={mine.enterprise.code}")
    field = visit.one("[name=problems-0-title]")
    assert (field["hx-get"], field["hx-include"]) == ("/problems/similar", "#enterprise")
    sent = asked.replace("title=", "problems-0-title=")
    assert browser_as(liaison).get(sent).texts(field["hx-select"] + " a") == [mine.number]
    everyone = browser_as(office()).get(asked).texts("#similar a")
    assert (everyone[0], len(everyone)) == (mine.number, 2)
    assert browser_as(office()).get("/problems/similar?title=%25").all("#similar a") == []


@pytest.mark.parametrize(
    "one, other, least, most",
    [
        ("停电", "停电", 1, 1),
        ("停电", "用工", 0, 0),
        ("", "停电", 0, 0),
        ("经常停电", "停电", 0.4, 0.6),
    ],
)
def test_how_alike(one: str, other: str, least: float, most: float) -> None:
    assert least <= alike(one, other) <= most


def test_the_manual_says_every_move_of_the_table(browser_as: Any) -> None:
    page = browser_as(cadre()).get("/problems/manual")
    said = [row.act for row in manual.rows([])]
    assert set(said) == {act for _, act in TRANSITIONS} | {Act.RECORD}
    listed = page.texts(".tbl-acts tbody th")
    assert sorted(listed) == sorted(act.label for act in said)
    own, others = (table.find_all("tbody")[0] for table in page.all(".tbl-acts"))
    mine = {Act.RECORD, Act.SOLVE_ON_SPOT, Act.CALL_BACK, Act.SUPPLEMENT}
    assert [th.get_text() for th in own.find_all("th")] == [a.label for a in Act if a in mine]
    assert "已反馈 → 办理中；已反馈（状态不变）" in others.get_text()
    assert page.texts(".tbl-manual .st") == [state.label for state in State]
    assert "3 个工作日内交办" in page.said
    drawn = {(arrow.before, act, arrow.after) for arrow in manual.arrows() for act in arrow.acts}
    stay = {(state, act, state) for state in State for act in manual.staying(state)}
    assert drawn | stay == {(before, act, after) for (before, act), after in TRANSITIONS.items()}
    assert page.texts(".machine .node text") == [state.label for state in State]
    assert "签收与异议时限 1" in page.said


def test_the_manual_names_the_roles_by_the_permissions() -> None:
    from assist.accounts.policy import BUSINESS, PERMISSIONS

    rows = {row.act: row.who for row in manual.rows((r, PERMISSIONS[r]) for r in BUSINESS)}
    assert rows[Act.ASSIGN] == [Role.LEADER.label, Role.OFFICE.label]
    assert rows[Act.SIGN] == ["承办人（本单位的）", "送解优办（代录）"]
    assert rows[Act.CALL_BACK] == ["联企干部（本人联系企业的）", "送解优办"]
    assert rows[Act.CLOSE] == ["区领导", "局领导（本局主办的）", "送解优办"]
    assert rows[Act.PRESENT] == ["送解优办"]


def test_one_matter_for_several_firms(browser_as: Any) -> None:
    person = handler()
    first, second = (handling(person.unit, title=f"断路器{n}") for n in range(2))
    clerk = browser_as(office())
    page = clerk.post(
        "/problems/matters",
        {"title": "老旧断路器", "cause": "变电站改造未完", "unit": person.unit.name},
    )
    address = page.location
    numbers = f"{first.number}、{second.number}"
    clerk.post(f"{address}/join", {"numbers": numbers})
    assert clerk.post(f"{address}/join", {"numbers": "1999-1"}, status=422).errors == [
        "没有编号为“1999-1”的问题。"
    ]
    theirs = browser_as(person)
    theirs.post(f"{address}/reply", {"reply": "三月底完成改造。"})
    form = theirs.get(f"/problems/{first.number}?act=answer")
    assert form.one("#act textarea").get_text(strip=True) == "三月底完成改造。"
    theirs.post(f"/problems/{first.number}/answer", {"outcome": "solved", "words": "三月底完成。"})
    assert (now(first).state, now(second).state) == (State.ANSWERED, State.HANDLING)
    clerk.post(f"{address}/split/{second.number}")
    assert (now(first).matter is not None, now(second).matter) == (True, None)
    browser_as(handler()).get(address, status=404)


def test_what_was_ticked_on_the_board_begins_a_matter_or_joins_one(browser_as: Any) -> None:
    first, second = ProblemFactory(), ProblemFactory()
    clerk = browser_as(office())
    assert clerk.get("/problems?pick=1").one(".pick-bar [formaction]")["formaction"] == (
        "/problems/matters"
    )
    form = clerk.get(f"/problems/matters?n={first.number}&n={second.number}")
    assert form.one("details[open] [name=numbers]")["value"] == f"{first.number}、{second.number}"
    said = {"title": "断路器停电", "numbers": first.number}
    wrong = clerk.post("/problems/matters", said | {"numbers": "1999-0001"}, status=422)
    assert wrong.errors == ["没有编号为“1999-0001”的问题。"]
    address = clerk.post("/problems/matters", said).location
    assert now(first).matter.title == "断路器停电"
    refused = clerk.post("/problems/matters", said | {"title": "另一类"}, status=422)
    assert refused.errors == [f"{first.number}已经在另一类事里，请先拆出。"]
    (only,) = clerk.get(f"/problems/matters?n={second.number}").all("tbody a")
    assert clerk.get(only["href"].replace("#join", "")).one("#join [name=numbers]")["value"] == (
        second.number
    )
    clerk.post(f"{address}/join", {"numbers": second.number})
    assert now(second).matter.title == "断路器停电"


def test_a_problem_is_in_one_matter_at_most(browser_as: Any) -> None:
    problem = ProblemFactory()
    clerk = browser_as(office())
    one, two = (clerk.post("/problems/matters", {"title": t}).location for t in ("甲", "乙"))
    clerk.post(f"{one}/join", {"numbers": problem.number})
    page = clerk.post(f"{two}/join", {"numbers": problem.number}, status=422)
    assert page.errors == [f"{problem.number}已经在另一类事里，请先拆出。"]


def test_a_matter_changed_meanwhile_shows_both(browser_as: Any) -> None:
    clerk = browser_as(office())
    address = clerk.post("/problems/matters", {"title": "甲"}).location
    clerk.post(address, {"version": "1", "title": "乙"})
    page = clerk.post(address, {"version": "1", "title": "丙"}, status=409)
    assert "乙" in page.said
    assert "丙" in page.said
