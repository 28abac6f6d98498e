"""Plans as people of each role meet them."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from sqlalchemy import event

from assist.accounts.duties import Duty
from assist.db import db
from assist.planning.models import Task
from assist.planning.views.calendar import BRIEF
from tests.cadres.factories import cadre, leader, office
from tests.disclosures.factories import DisclosureFactory
from tests.petitions.factories import PetitionFactory
from tests.planning.factories import IndicatorFactory, TaskFactory, assigned
from tests.problems.factories import ProblemFactory


def new_task(person: Any, **values: str) -> dict[str, str]:
    return {
        "year": "2026",
        "title": "组织行政执法人员培训",
        "detail": "不少于 60 学时",
        "owner": person.account,
        "due_on": "2026-06-30",
    } | values


def titles(page: Any) -> list[str]:
    return page.texts("tbody tr td:first-child a")


def test_the_calendar_says_what_is_late_and_who_does_it(browser_as: Any) -> None:
    assigned(Duty.ARREARS, name="周八")
    page = browser_as(leader()).get("/planning?year=2025")

    row = next(r for r in page.texts("tbody tr") if "合同数量" in r)
    assert "2025-03-31" in row
    assert "超期" in row
    assert "周八" in row
    assert "标记完成" not in page.said
    assert "2025年3月电力执法检查不少于2次" in page.said


def test_a_duty_is_ticked_with_words_and_withdrawn(browser_as: Any) -> None:
    browser = browser_as(office(name="赵六"))
    path = "/planning/duties/report-2025"
    page = browser.post(path, {"done_on": "2025-02-20"}, status=422)
    assert page.errors == ["请写明完成情况。"]
    late = browser.post(path, {"done_on": "2026-02-20", "words": "已报"}, status=422)
    assert late.errors == ["完成日期不能晚于今天。"]
    browser.post(path, {"done_on": "2025-02-20", "words": "已报区工委、区管委"})
    said = browser.get("/planning?year=2025").said
    assert "2025年2月20日完成" in said
    assert "已报区工委、区管委（赵六）" in said
    browser.post(path, {"done_on": "2025-02-20", "words": "再报"}, status=409)
    browser.post(f"{path}/withdraw")
    browser.post(f"{path}/withdraw", status=409)
    browser.get("/planning/duties/report-soon", status=404)
    browser.get("/planning/duties/nothing-2025", status=404)


def test_a_specialist_ticks_what_is_assigned(browser_as: Any) -> None:
    browser = browser_as(assigned(Duty.POWER))
    words = {"done_on": "2025-11-30", "words": "记录在纸质台账"}
    browser.post("/planning/duties/power-2025-11", words)
    browser.post("/planning/duties/report-2025", words, status=409)
    assert "这项工作由责任人标记完成" in browser.get("/planning/duties/report-2025").said


def test_the_calendar_costs_what_it_shows(browser_as: Any) -> None:
    TaskFactory.create_batch(5, owner=office())
    DisclosureFactory.create_batch(5)
    PetitionFactory.create_batch(5)
    browser, seen = browser_as(office()), []

    def count(_c: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", count)
    try:
        for path in ("/planning", "/planning/tasks", "/planning/indicators"):
            seen.clear()
            browser.get(path)
            asked = [w for w in seen if w.lstrip().startswith(("SELECT", "WITH"))]
            assert len(asked) <= 12, asked
    finally:
        event.remove(db.engine, "before_cursor_execute", count)


def test_a_task_is_set_amended_and_reported_on(browser_as: Any) -> None:
    owner = assigned(name="吴九")
    clerk, worker = browser_as(office()), browser_as(owner)
    path = clerk.post("/planning/tasks/new", new_task(owner)).location
    clerk.post(f"{path}/edit", new_task(owner, due_on="2026-09-30", version="1"))
    stale = clerk.post(f"{path}/edit", new_task(owner, title="另改", version="1"), status=409)
    assert "另改" in stale.said

    shown = worker.get(path)
    version = shown.one("[name=version]")["value"]
    wrong = {"state": "doing", "percent": "100", "version": version}
    assert worker.post(f"{path}/report", wrong, status=422).errors == [
        "完成比例为 100 的任务，请选择“已完成”。"
    ]
    told = {"state": "doing", "percent": "40", "note": "已定讲师", "version": version}
    worker.post(f"{path}/report", told)
    worker.post(f"{path}/report", told, status=409)
    said = worker.get(path).said
    assert "进行中，40%" in said
    assert "更新任务“组织行政执法人员培训”进度" in said
    worker.get(f"{path}/edit", status=403)
    browser_as(assigned()).post(f"{path}/report", told | {"version": "3"}, status=409)
    browser_as(cadre()).get(path, status=403)
    clerk.get("/planning/tasks/987654", status=404)


def test_wrong_tasks_say_what_is_wrong(browser_as: Any) -> None:
    browser, owner = browser_as(office()), office()

    def errors(**values: str) -> list[str]:
        return browser.post("/planning/tasks/new", new_task(owner, **values), status=422).errors

    assert errors(year="26") == ["年度应在 2000 到 2099 之间。"]
    assert errors(title="") == ["请填写任务。"]
    assert errors(owner="nobody") == ["没有账号为“nobody”的干部。"]
    assert errors(owner=cadre().account) == ["这位干部看不到任务，请另选责任人。"]
    assert errors(due_on="2025-12-31") == ["完成期限应在2026年或次年第一季度内。"]


@pytest.mark.parametrize("value", ["<script>x</script>", "\x00", "😀", "%_", "长" * 100_000])
def test_hostile_values_are_refused_or_stored_but_never_break(browser_as: Any, value: str) -> None:
    browser, owner = browser_as(office()), office()
    for name in ("year", "title", "detail", "owner", "due_on", "version"):
        sent = new_task(owner, **{name: value})
        assert browser.post("/planning/tasks/new", sent, status=None).status in {303, 422}
    browser.get("/planning/tasks", query_string={"q": value[:5000], "year": value[:9], "show": "x"})
    browser.get("/planning", query_string={"year": value[:9], "ahead": value[:9]})
    browser.get("/planning/indicators", query_string={"period": value[:40]})


def test_what_is_left_is_carried_over_by_one_act(browser_as: Any) -> None:
    TaskFactory(title="没做完", year=2025, due_on=date(2025, 11, 30))
    browser = browser_as(office())
    assert "结转到2026年（1）" in browser.get("/planning/tasks").said
    location = browser.post("/planning/tasks/carry-over", {"year": "2025"}).location
    assert titles(browser.get(location)) == ["没做完"]
    assert "结转到2026年" not in browser.get("/planning/tasks").one(".page-head").get_text()
    browser.post("/planning/tasks/carry-over", {"year": "2025"}, status=409)
    browser_as(leader()).post("/planning/tasks/carry-over", {"year": "2025"}, status=403)


def test_the_list_goes_out_as_a_workbook(browser_as: Any) -> None:
    TaskFactory(title="=1+1")
    TaskFactory(year=2025, due_on=date(2025, 3, 1))
    answer = browser_as(office()).get("/planning/tasks?format=xlsx&year=2026").response
    rows = list(openpyxl.load_workbook(BytesIO(answer.data)).active.iter_rows(values_only=True))
    assert [row[1] for row in rows] == ["任务", "=1+1"]


NEW = {
    "area": "诉求办理",
    "name": "问题化解率",
    "weight": "20",
    "target": "95",
    "unit": "%",
    "better": "higher",
    "figure": "problem.resolution_rate",
    "active": "y",
}


def test_an_indicator_is_scored_and_shows_its_trend(browser_as: Any) -> None:
    ProblemFactory(registered_on=date(2025, 11, 3))
    browser = browser_as(office())
    path = browser.post("/planning/indicators/new", NEW).location
    assert "未评分" in browser.get("/planning/indicators?period=2025Q4").said
    location = browser.post("/planning/indicators/score", {"period": "2025Q4"}).location
    page = browser.get(location)
    assert page.one("#total").get_text() == "0 / 20 分"
    assert "各项权重合计为 20 分" in page.said
    assert browser.get(f"{path}?period=2025Q4").one("#score").get_text() == "0 / 20 分"
    assert (
        "自动取数"
        in browser.post(
            f"{path}/value", {"period": "2025Q4", "value": "1", "evidence": "x"}, status=409
        ).said
    )


def test_a_value_is_entered_with_evidence(browser_as: Any) -> None:
    row = IndicatorFactory(target=200, weight=10_00)
    path = f"/planning/indicators/{row.id}"
    browser = browser_as(assigned(Duty.PLANNING))
    assert browser.post(f"{path}/value", {"period": "2025", "value": "一"}, status=422).errors == [
        "请填写数字，最多两位小数。",
        "请写明佐证。",
    ]
    sent = {"period": "2025", "value": "1.5", "evidence": "政务服务局回函"}
    browser.post(f"{path}/value", sent)
    page = browser.get(f"{path}?period=2025")
    assert page.one("#score").get_text() == "7.5 / 10 分"
    assert "政务服务局回函" in page.said
    browser.post(f"{path}/value", sent | {"period": "2026"}, status=409)
    browser_as(leader()).post(f"{path}/value", sent, status=403)


def test_wrong_indicators_say_what_is_wrong(browser_as: Any) -> None:
    IndicatorFactory(name="已有的")
    browser = browser_as(office())

    def errors(**values: str) -> list[str]:
        return browser.post("/planning/indicators/new", NEW | values, status=422).errors

    assert errors(name="已有的") == ["已经有同名的指标。"]
    assert errors(weight="0") == ["权重应在 0.01 到 100 分之间。"]
    assert errors(target="-1") == ["目标值不能为负数。"]
    assert errors(figure="no.figure") == ["没有这个统计指标，请重新选择取数来源。"]
    assert errors(better="") == ["请选择方向。"]


def test_two_editors_of_an_indicator_meet_both_texts(browser_as: Any) -> None:
    row = IndicatorFactory(name="办结率")
    browser, path = browser_as(office()), f"/planning/indicators/{row.id}/edit"
    version = browser.get(path).one("[name=version]")["value"]
    browser.post(path, NEW | {"name": "甲的", "version": version})
    page = browser.post(path, NEW | {"name": "乙的", "version": version}, status=409)
    assert "甲的" in page.said
    assert "乙的" in page.said


def test_a_task_is_its_title(browser_as: Any) -> None:
    task = TaskFactory(title="公" * 200)
    assert str(db.session.get_one(Task, task.id)) == "公" * 200
    assert browser_as(leader()).get(f"/planning/tasks/{task.id}").h1 == "公" * 200


def test_a_long_group_is_cut_and_opens_page_by_page(browser_as: Any) -> None:
    PetitionFactory.create_batch(BRIEF + 3, received_on=date(2025, 1, 2), due_on=date(2025, 3, 3))
    browser = browser_as(office())
    page = browser.get("/planning")
    late = page.all("section.card")[0]
    total = int("".join(filter(str.isdigit, late.select_one(".card-head span").get_text())))
    assert total > BRIEF
    assert len(late.select("tbody tr")) == BRIEF
    more = next(a for a in page.all("a") if a.get_text().startswith(f"查看全部 {total} 项"))
    whole = browser.get(str(more["href"]))
    assert len(whole.all("tbody tr")) == min(total, 50)
    assert f"共 {total} 条" in whole.said
    assert [head.get_text() for head in whole.all("section.card h2")] == ["超期"]
    assert "超期" in browser.get("/planning?group=nonsense").said
