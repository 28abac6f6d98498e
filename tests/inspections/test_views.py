"""The pages: who reads, who writes, what is said before, and that nobody's words are lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from PIL import Image
from sqlalchemy import select

from assist.accounts.duties import Duty, set_duties
from assist.audit.models import AuditEvent
from assist.db import Origin, db
from assist.inspections.models import Hazard, Inspection, PowerCheck
from assist.lib.sheets import read_workbook
from assist.lib.standing import Standing
from tests.cadres.factories import bureau_leader, cadre, handler, leader, office, specialist
from tests.client import Browser
from tests.enterprises.factories import EnterpriseFactory
from tests.inspections.factories import (
    HazardFactory,
    InspectionFactory,
    InspectionPlanFactory,
    PowerCheckFactory,
)

BrowserAs = Callable[[Any], Browser]
LISTS = ("safety", "hazards", "power", "plan")
NEW = {
    "held_on": "2025-06-01",
    "kind": "special",
    "people": "3",
    "certified": "2",
    "plan_item": "防火",
    "notice": "检字1号",
    "scan": "码1",
}
POWER = {"held_on": "2025-06-01", "place": "台区", "officers": "2", "hazards": "0"}
LONG = "四十个字的隐患内容" * 5


def only(model: Any) -> Any:
    db.session.expire_all()
    return db.session.scalars(select(model)).unique().one()


@pytest.mark.parametrize("name", LISTS)
def test_every_list_is_sound_when_empty_and_when_full(browser_as: BrowserAs, name: str) -> None:
    browser = browser_as(office())
    assert "还没有" in browser.get(f"/inspections/{name}").said
    HazardFactory(content=LONG)
    PowerCheckFactory(officers=1, place="很长的地点" * 8)
    InspectionPlanFactory(item="很长的检查计划项" * 5)
    assert "还没有" not in browser.get(f"/inspections/{name}").one("section.card:last-of-type").text
    browser.get(f"/inspections/{name}?q=%25&year=9999&month=2025-13&stage=x&kind=x&level=x")


def test_the_menu_leads_to_the_list(browser_as: BrowserAs) -> None:
    page = browser_as(leader()).get("/inspections", status=303)
    assert page.location == "/inspections/safety"


def test_who_reads_and_who_writes(app: Flask, browser_as: BrowserAs) -> None:
    number = InspectionFactory().number
    for person in (cadre(), handler()):
        for name in LISTS:
            browser_as(person).get(f"/inspections/{name}", status=403)
    for person in (leader(), bureau_leader()):
        page = browser_as(person).get(f"/inspections/safety/{number}")
        assert page.all("main form") == []
        browser_as(person).get("/inspections/safety/new", status=403)
        browser_as(person).post("/inspections/power/new", POWER, status=403)


def test_a_specialist_writes_only_what_is_assigned(app: Flask, browser_as: BrowserAs) -> None:
    person, check, hazard = specialist(), PowerCheckFactory(), HazardFactory()
    set_duties(user=person, duties=frozenset({Duty.POWER}))
    db.session.commit()
    browser = browser_as(person)
    browser.get("/inspections/power/new")
    browser.post(f"/inspections/power/{check.number}/void", {"words": "重复"})
    assert browser.get(f"/inspections/hazards/{hazard.number}").all("main form") == []
    for path in ("safety/new", f"hazards/{hazard.number}/edit"):
        browser.get(f"/inspections/{path}", status=403)
    for path in ("plan", f"hazards/{hazard.number}/rectify", f"before/{hazard.number}/files"):
        browser.post(f"/inspections/{path}", {"words": "x"}, status=403)


def test_an_inspection_is_entered_with_its_papers(browser_as: BrowserAs) -> None:
    InspectionPlanFactory(item="防火")
    one, boss = EnterpriseFactory(), leader()
    browser = browser_as(office())
    form = browser.get(f"/inspections/safety/new?enterprise={one.code}")
    assert f"{one.name} ：2025年已检查 0 次" in form.said
    bare = browser.post(
        "/inspections/safety/new", NEW | {"notice": "", "scan": " ", "people": "0"}, status=422
    )
    assert bare.errors == [
        "请填写受检企业。",
        "请填写检查通知书号。",
        "请填写扫码入企凭证。",
        "请填写参加人数。",
    ]
    page = browser.post(
        "/inspections/safety/new",
        NEW | {"enterprises": one.short_name, "leader": boss.account},
    )
    assert page.location == "/inspections/safety/AJ-2025-0001"
    shown = browser.get(page.location)
    assert boss.name in shown.said
    assert "登记了2025年6月1日的安全检查" in shown.said


def test_what_is_doubtful_is_said_before_it_is_written(browser_as: BrowserAs) -> None:
    one = EnterpriseFactory(name="甲公司")
    for n in (1, 2):
        InspectionFactory(enterprises=[one], held_on=date(2025, n, 1))
    browser = browser_as(office())
    typed = NEW | {"enterprises": "甲公司", "certified": "1"}
    page = browser.post("/inspections/safety/new", typed, status=422)
    assert page.texts(".alert-warning li") == [
        "甲公司2025年已检查 2 次，这次是第 3 次，超过年度频次上限 2 次。",
        "还没有登记2025年的检查计划，无计划不检查。",
        "持证执法人员不足 2 人（行政处罚法第四十二条）。",
    ]
    assert page.one("[name=notice]")["value"] == "检字1号"
    assert len(db.session.scalars(select(Inspection)).all()) == 2
    browser.post("/inspections/safety/new", typed | {"known": "y"})
    shown = browser.get("/inspections/safety/AJ-2025-0001")
    assert "3 次，超过上限 2 次" in shown.said
    assert "持证执法人员不足 2 人" in shown.said
    assert "本年检查" in browser.get(f"/enterprises/{one.code}").said


def test_an_imported_inspection_may_be_corrected_without_papers(browser_as: BrowserAs) -> None:
    row = InspectionFactory(origin=Origin.WORKBOOK)
    browser = browser_as(office())
    path = f"/inspections/safety/{row.number}/edit"
    form = browser.get(path)
    typed = NEW | {
        "notice": "",
        "scan": "",
        "known": "y",
        "enterprises": form.one("[name=enterprises]").text.strip(),
        "version": form.one("[name=version]")["value"],
    }
    assert browser.post(path, typed).location == f"/inspections/safety/{row.number}"
    assert (only(Inspection).held_on, only(Inspection).plan_item) == (date(2025, 6, 1), "防火")


def test_a_hazard_goes_its_way_with_photos(browser_as: BrowserAs) -> None:
    row = InspectionFactory()
    browser = browser_as(office(name="李明"))
    at = f"/inspections/safety/{row.number}/hazards"
    fault = browser.post(at, {"enterprise": "x"}, status=422)
    assert fault.errors == [
        "请选择受检企业中的一家。",
        "请填写隐患内容。",
        "请选择等级。",
        "请填写整改期限。",
    ]
    found = {"enterprise": row.enterprises[0].code, "content": LONG, "level": "major"}
    late = browser.post(at, found | {"due_on": "2025-05-01"}, status=422)
    assert late.errors == ["整改期限不能早于检查日期（2025年5月3日）。"]
    page = browser.post(at, found | {"due_on": "2025-12-20"}).location
    assert "超期 11 天" in browser.get(page).one(".light-red").text
    assert "超期 11 天" in browser.get("/inspections/hazards?stage=overdue").said

    number = page.rpartition("/")[2]
    picture = {"before-file": (BytesIO(png()), "前.png")}
    browser.post(f"/inspections/before/{number}/files", picture)
    wrong = {"after-file": (BytesIO(b"#!/bin/sh"), "后.png")}
    assert "只能上传" in browser.post(f"/inspections/after/{number}/files", wrong, status=422).said
    kept = browser.get(page).one("main ul a")["href"]
    assert browser.get(str(kept)).headers["X-Content-Type-Options"] == "nosniff"
    browser.get(str(kept).replace("before", "after"), status=404)

    browser.post(f"{page}/rectify", {}, status=422)
    browser.post(f"{page}/rectify", {"rectified_on": "2025-12-25", "rectified_words": "已清理"})
    assert "待复查" in browser.get(page).said
    again = {"rechecked_on": "2025-12-26", "rechecked_by": "李明", "verdict": "failed"}
    assert browser.post(f"{page}/recheck", again, status=422).errors == [
        "未整改到位的，请填写新的整改期限。"
    ]
    browser.post(f"{page}/recheck", again | {"verdict": "passed"})
    assert "已复查" in browser.get(page).said
    browser.post(f"{page}/recheck", again | {"verdict": "passed"}, status=409)
    assert only(Hazard).rechecked_on == date(2025, 12, 26)
    browser.post(f"{kept}/withdraw", {})
    browser.get(str(kept), status=404)


def test_an_inspection_outside_the_plan_stays_marked(browser_as: BrowserAs) -> None:
    InspectionPlanFactory(item="防火")
    browser = browser_as(office())
    for item, origin, marked in (
        ("防火", Origin.WEB, False),
        ("防汛", Origin.WEB, True),
        ("防汛", Origin.WORKBOOK, False),
    ):
        number = InspectionFactory(plan_item=item, origin=origin).number
        assert ("计划外" in browser.get(f"/inspections/safety/{number}").said) is marked


def test_photos_of_a_hazard_are_seen_and_the_log_keeps_the_proof(browser_as: BrowserAs) -> None:
    number = HazardFactory().number
    browser = browser_as(office())
    browser.post(f"/inspections/before/{number}/files", {"before-file": (BytesIO(png()), "前.png")})
    page = browser.get(f"/inspections/hazards/{number}")
    assert {"整改前照片 *", "整改后照片 *"} <= set(page.texts(".field-label"))
    small = browser.get(str(page.one("main ul img")["src"]))
    assert small.headers["Content-Type"] == "image/jpeg"
    assert "上传了附件“前.png”" in page.said
    assert "SHA-256" not in page.said
    logged = db.session.scalars(select(AuditEvent.sentence).where(AuditEvent.key == number)).all()
    assert "SHA-256" in logged[-1]


def test_an_imported_hazard_without_deadline_is_corrected_without_one(
    browser_as: BrowserAs,
) -> None:
    hazard = HazardFactory(due_on=None)
    path = f"/inspections/hazards/{hazard.number}/edit"
    browser = browser_as(office())
    version = browser.get(path).one("[name=version]")["value"]
    typed = {"enterprise": hazard.enterprise.code, "content": "电线老化", "level": "major"}
    browser.post(path, typed | {"version": version})
    assert only(Hazard).content == "电线老化"


def png() -> bytes:
    stream = BytesIO()
    Image.new("RGB", (8, 8), "red").save(stream, "PNG")
    return stream.getvalue()


@pytest.mark.parametrize("what", ["safety", "hazards", "power"])
def test_two_editors_meet_both_texts(browser_as: BrowserAs, what: str) -> None:
    hazard, check = HazardFactory(), PowerCheckFactory()
    code = hazard.enterprise.code
    number, typed, field = {
        "safety": (hazard.inspection.number, NEW | {"enterprises": code, "known": "y"}, "words"),
        "hazards": (hazard.number, {"enterprise": code, "level": "major"}, "content"),
        "power": (check.number, POWER, "matter"),
    }[what]
    typed |= {"held_on": "2025-05-03"} if what == "safety" else {"due_on": "2025-05-23"}
    path = f"/inspections/{what}/{number}/edit"
    first, second = browser_as(office()), browser_as(office())
    typed["version"] = first.get(path).one("[name=version]")["value"]
    first.post(path, typed | {field: "甲的文字"})
    page = second.post(path, typed | {field: "乙的文字"}, status=409)
    assert "甲的文字" in page.said
    assert "乙的文字" in page.said
    assert "甲的文字" in first.get(f"/inspections/{what}/{number}").said


def test_void_needs_a_reason_and_leaves_the_lists(browser_as: BrowserAs) -> None:
    hazard, check = HazardFactory(), PowerCheckFactory()
    browser = browser_as(office())
    for path in (f"safety/{hazard.inspection.number}", f"power/{check.number}"):
        browser.post(f"/inspections/{path}/void", {}, status=422)
        browser.post(f"/inspections/{path}/void", {"words": "重复登记"})
        assert "重复登记" in browser.get(f"/inspections/{path}").said
        room, _, number = path.partition("/")
        assert number not in browser.get(f"/inspections/{room}").said
        assert number in browser.get(f"/inspections/{room}?standing=all").said
    assert "已作废" in browser.get(f"/inspections/hazards/{hazard.number}").said
    assert hazard.content not in browser.get("/inspections/hazards").said
    assert only(PowerCheck).standing is Standing.VOID
    pdf = {"power-file": (BytesIO(b"%PDF-1.7\n%%EOF\n"), "笔录.pdf")}
    browser.post(f"/inspections/power/{check.number}/files", pdf, status=409)


def test_a_hazard_entered_by_mistake_is_voided(browser_as: BrowserAs) -> None:
    hazard = HazardFactory()
    browser = browser_as(office())
    browser.post(f"/inspections/hazards/{hazard.number}/void", {"words": "误录"})
    assert "误录" in browser.get(f"/inspections/hazards/{hazard.number}").said
    assert "作废" in browser.get(f"/inspections/safety/{hazard.inspection.number}").said


def test_the_month_that_fails_is_named(browser_as: BrowserAs) -> None:
    for month in range(1, 13):
        for day in (5, 15) if month != 3 else (5,):
            PowerCheckFactory(held_on=date(2025, month, day))
    browser = browser_as(leader())
    page = browser.get("/inspections/power")
    assert page.texts(".alert li") == ["2025年3月只有 1 次，少于每月 2 次。"]
    assert page.one(".chart-data a[href$='2025-03']").text == "1"
    assert len(browser.get("/inspections/power?month=2025-03").all("tbody a[href*='DL-']")) == 1
    PowerCheckFactory(held_on=date(2025, 3, 31))
    assert "各月都达到每月 2 次" in browser.get("/inspections/power").said


def test_a_power_check_by_one_officer_is_asked_about(browser_as: BrowserAs) -> None:
    browser = browser_as(office())
    wrong = browser.post("/inspections/power/new", POWER | {"hazards": ""}, status=422)
    assert wrong.errors == ["请填写隐患数，没有隐患填 0。"]
    alone = POWER | {"officers": "1"}
    assert "不足 2 人" in browser.post("/inspections/power/new", alone, status=422).said
    page = browser.post("/inspections/power/new", alone | {"known": "y"})
    assert page.location == "/inspections/power/DL-2025-0001"
    assert "不足 2 人" in browser.get(page.location).said


def test_the_plan_of_a_year(browser_as: BrowserAs) -> None:
    browser = browser_as(office())
    item = {"year": "2025", "item": "防火", "times": "2", "filed": ""}
    browser.post("/inspections/plan", item)
    assert "检查计划里已有这一项" in browser.post("/inspections/plan", item, status=422).said
    InspectionFactory(plan_item="防火")
    page = browser.get("/inspections/plan?year=2025")
    assert "未备案" in page.said
    edit = str(page.one("td a.btn-outline-secondary")["href"])
    version = browser.get(edit).one("[name=version]")["value"]
    browser.post(edit, item | {"filed": "备1号", "version": version})
    assert "还差 1 次" in browser.get("/inspections/plan?year=2025").said
    browser.post(edit, item | {"version": version}, status=409)
    assert "还没有检查计划" in browser.get("/inspections/plan?year=2024").said
    check = browser.get(str(browser.get("/inspections/plan").one("td a[href*=new]")["href"]))
    assert check.one("[name=plan_item]")["value"] == "防火"


@pytest.mark.parametrize("name", LISTS)
def test_a_list_says_which_year_it_shows_though_nothing_is_stored(
    browser_as: BrowserAs, name: str
) -> None:
    page = browser_as(office()).get(f"/inspections/{name}?year=2023")
    assert page.one("[name=year] option[selected]").text == "2023年"


def test_lists_go_out_as_workbooks_and_the_log_says_so(browser_as: BrowserAs) -> None:
    hazard, check = HazardFactory(content="=1+1"), PowerCheckFactory()
    browser = browser_as(leader())
    wanted = {
        "safety": ("安全检查", "检查编号", hazard.inspection.number),
        "hazards": ("安全隐患", "内容", "=1+1"),
        "power": ("电力执法", "执法编号", check.number),
    }
    for name, (title, column, content) in wanted.items():
        answer = browser.get(f"/inspections/{name}?format=xlsx&year=2025")
        rows = read_workbook(BytesIO(answer.response.data).getvalue())[title].rows
        assert [row[1][column] for row in rows] == [content]
    logged = db.session.scalars(select(AuditEvent.sentence).where(AuditEvent.verb == "export"))
    assert len([sentence for sentence in logged if "SHA-256" in sentence]) == 3


def test_search_finds_by_enterprise_and_by_words(browser_as: BrowserAs) -> None:
    one = InspectionFactory(enterprises=[EnterpriseFactory(name="甲公司", short_name="甲")])
    two = InspectionFactory(enterprises=[EnterpriseFactory(name="乙公司", short_name="乙")])
    HazardFactory(inspection=one, content="百分%之百")
    HazardFactory(inspection=two)
    browser = browser_as(office())
    assert browser.get("/inspections/safety?q=甲公司").texts("tbody td:first-child") == [one.number]
    assert browser.get("/inspections/hazards?q=%25").texts("tbody td:first-child") == ["百分%之百"]
    assert len(browser.get("/inspections/hazards?q=乙公司").all("tbody tr")) == 1


def test_a_list_costs_at_most_twelve_queries(app: Flask, browser_as: BrowserAs) -> None:
    for _ in range(12):
        HazardFactory()
        PowerCheckFactory()
        InspectionPlanFactory()
    browser, asked = browser_as(office()), list[str]()

    def note(*args: Any) -> None:
        asked.append(args[2])

    sa.event.listen(db.engine, "before_cursor_execute", note)
    for name in LISTS:
        asked.clear()
        browser.get(f"/inspections/{name}")
        selects = [statement for statement in asked if statement.startswith("SELECT")]
        assert len(selects) <= 12, (name, selects)
    sa.event.remove(db.engine, "before_cursor_execute", note)
