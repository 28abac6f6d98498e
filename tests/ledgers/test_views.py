"""A kind as the specialist meets it: list, form, record, void; the engine serves every kind
alike."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from flask import Flask

from assist.accounts.duties import Duty, set_duties
from assist.db import db
from assist.ledgers.kinds import KINDS
from assist.ledgers.kinds.events import Event
from assist.ledgers.kinds.meetings import Meeting
from assist.ledgers.models import Kind
from assist.lib.sheets import read_workbook
from assist.lib.standing import Standing
from tests.cadres.factories import cadre, leader, office, specialist
from tests.client import Browser
from tests.enterprises.factories import EnterpriseFactory
from tests.ledgers.factories import EventFactory

BrowserAs = Callable[..., Browser]
NEW = {
    "held_on": "2025-05-03",
    "name": "银企对接会",
    "type": "银企对接",
    "campaign": "y",
    "people": "30",
}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.word)
def test_every_kind_has_a_list_and_a_form(kind: Kind, browser_as: BrowserAs) -> None:
    browser = browser_as(office())
    assert browser.get(f"/ledgers/{kind.word}").h1 == kind.label
    form = browser.get(f"/ledgers/{kind.word}/new")
    assert form.h1 == f"登记{kind.label}"
    answer = browser.post(f"/ledgers/{kind.word}/new", {}, status=422)
    assert answer.errors
    browser.get(f"/ledgers/{kind.word}?format=xlsx")


def test_an_unknown_kind_is_not_found(browser_as: BrowserAs) -> None:
    browser_as(office()).get("/ledgers/visits", status=404)


def test_a_record_gets_its_number_and_names_its_enterprises(browser_as: BrowserAs) -> None:
    one, two = EnterpriseFactory(), EnterpriseFactory()
    browser = browser_as(office())
    page = browser.post(
        "/ledgers/events/new", NEW | {"enterprises": f"{one.code}、{two.code.lower()}"}
    )
    assert page.location == "/ledgers/events/HD-2025-0001"
    shown = browser.get(page.location)
    assert one.name in shown.said
    assert two.name in shown.said
    assert "登记专场活动" in shown.said


def test_what_was_typed_stays_beside_the_complaint(browser_as: BrowserAs) -> None:
    typed = NEW | {"held_on": "2026-02-30", "people": "许多", "enterprises": "查无此企"}
    page = browser_as(office()).post("/ledgers/events/new", typed, status=422)
    assert page.one("[name=held_on]")["value"] == "2026-02-30"
    assert page.one("[name=people]")["value"] == "许多"
    assert len(page.errors) == 3


def test_a_record_is_found_by_the_initials_of_its_name(browser_as: BrowserAs) -> None:
    event = EventFactory(name="银企对接会", place="工业园")
    EventFactory(name="校园招聘会", place="技工学校")
    browser = browser_as(office())
    for words in ("yqdj", "YQDJ", "银企", "ｙｑ", "gyy", event.number, "yqdj gyy"):
        found = browser.get("/ledgers/events", query_string={"q": words})
        assert len(found.all("tbody tr")) == 1, words
        assert "银企对接会" in found.said
    event.name = "政银对接会"
    db.session.commit()
    assert browser.get("/ledgers/events?q=yqdj").all("tbody tr") == []
    assert len(browser.get("/ledgers/events?q=zydj").all("tbody tr")) == 1


def test_nothing_of_tomorrow_is_entered(browser_as: BrowserAs) -> None:
    page = browser_as(office()).post(
        "/ledgers/events/new", NEW | {"held_on": "2026-01-01"}, status=422
    )
    assert page.errors == ["日期不能晚于今天。"]


def test_tomorrow_is_told_with_the_other_faults(browser_as: BrowserAs) -> None:
    typed = NEW | {"held_on": "2026-01-01", "people": "许多"}
    page = browser_as(office()).post("/ledgers/events/new", typed, status=422)
    assert "日期不能晚于今天。" in page.errors
    assert len(page.errors) == 2


def test_two_editors_meet_both_texts(browser_as: BrowserAs) -> None:
    event = EventFactory()
    first, second = browser_as(office()), browser_as(office())
    path = f"/ledgers/events/{event.number}/amend"
    version = first.get(path).one("[name=version]")["value"]
    first.post(path, NEW | {"name": "甲的名称", "version": version, "number": event.number})
    page = second.post(
        path, NEW | {"name": "乙的名称", "version": version, "number": event.number}, status=409
    )
    assert "甲的名称" in page.said
    assert "乙的名称" in page.said
    assert db.session.get_one(Event, event.id).name == "甲的名称"


def test_void_needs_a_reason_and_no_longer_shows(browser_as: BrowserAs) -> None:
    event = EventFactory()
    browser = browser_as(office())
    browser.post(f"/ledgers/events/{event.number}/void", {}, status=422)
    browser.post(f"/ledgers/events/{event.number}/void", {"words": "重复登记"})
    assert db.session.get_one(Event, event.id).standing is Standing.VOID
    assert event.number not in browser.get("/ledgers/events").said
    assert event.number in browser.get("/ledgers/events?standing=all").said
    browser.post(f"/ledgers/events/{event.number}/void", {"words": "再来"}, status=409)


def test_a_specialist_writes_only_what_is_assigned(app: Flask, browser_as: BrowserAs) -> None:
    person = specialist()
    set_duties(user=person, duties=frozenset({Duty.OUTREACH}))
    db.session.commit()
    browser = browser_as(person)
    browser.get("/ledgers/outreach/new")
    browser.get("/ledgers/events")
    browser.get("/ledgers/events/new", status=403)
    browser.post("/ledgers/events/new", NEW, status=403)


def test_leaders_read_and_cadres_do_not(browser_as: BrowserAs) -> None:
    EventFactory()
    browser = browser_as(leader())
    browser.get("/ledgers/events")
    browser.get("/ledgers/events/new", status=403)
    browser_as(cadre()).get("/ledgers/events", status=403)


def test_search_and_filters_narrow_the_list(browser_as: BrowserAs) -> None:
    EventFactory(name="用工招聘会", type="用工招聘")
    EventFactory(name="百分%之百", type="培训", campaign=False)
    browser = browser_as(office())
    assert "百分" not in browser.get("/ledgers/events?type=用工招聘").one("tbody").get_text()
    assert "用工" not in browser.get("/ledgers/events?q=%25").one("tbody").get_text()
    assert "用工" not in browser.get("/ledgers/events?campaign=否").one("tbody").get_text()


def test_the_list_goes_out_as_a_workbook(browser_as: BrowserAs) -> None:
    event = EventFactory(name="=1+1")
    answer = browser_as(office()).get("/ledgers/events?format=xlsx")
    sheet = read_workbook(BytesIO(answer.response.data).getvalue())["专场活动"]
    assert [row[1]["名称"] for row in sheet.rows] == ["=1+1"]
    assert [row[1]["活动编号"] for row in sheet.rows] == [event.number]


def test_a_file_is_attached_given_out_and_withdrawn(browser_as: BrowserAs) -> None:
    event = EventFactory()
    browser, path = browser_as(office()), f"/ledgers/events/{event.number}"
    file = (BytesIO(b"%PDF-1.4\n%%EOF\n"), "签到表.pdf")
    browser.post(f"{path}/files", {"file": file}, content_type="multipart/form-data")
    link = browser.get(path).one('a[href*="/files/"]')
    assert link.get_text() == "签到表.pdf"
    given = browser.get(str(link["href"]))
    assert given.headers["X-Content-Type-Options"] == "nosniff"
    assert given.headers["Content-Disposition"].startswith("attachment")
    browser_as(leader()).get(str(link["href"]))
    browser_as(cadre()).get(str(link["href"]), status=403)
    browser.post(f"{link['href']}/withdraw")
    browser.get(str(link["href"]), status=404)


def test_what_is_no_document_is_refused_beside_the_field(browser_as: BrowserAs) -> None:
    event = EventFactory()
    file = (BytesIO(b"<svg onload=alert(1)>"), "图.pdf")
    page = browser_as(office()).post(
        f"/ledgers/events/{event.number}/files",
        {"file": file},
        status=422,
        content_type="multipart/form-data",
    )
    assert page.errors


def test_what_is_offered_is_ticked_and_the_rest_typed(browser_as: BrowserAs) -> None:
    browser = browser_as(office())
    typed = {"held_on": "2025-05-03", "forms": ["宣讲", "电子屏"], "topics": ["宪法", "反诈、禁毒"]}
    page = browser.post("/ledgers/outreach/new", typed, status=422)
    assert page.errors == ["请填写地点。"]
    ticked = [tag["value"] for tag in page.all("[name=forms][checked], [name=topics][checked]")]
    assert ticked == ["宣讲", "电子屏", "宪法"]
    assert page.one("#topics-more")["value"] == "反诈、禁毒"
    stored = browser.post("/ledgers/outreach/new", typed | {"place": "大厅"}).location
    assert "宪法、反诈、禁毒" in browser.get(stored).said


def test_what_must_be_one_of_a_few_is_chosen(browser_as: BrowserAs) -> None:
    browser = browser_as(office())
    plan = browser.get("/ledgers/plans/new")
    assert plan.texts("[name=force] option") == ["未填", "现行", "废止"]
    assert plan.one("[name=force] [selected]").text == "现行"
    drill = {"held_on": "2025-05-03", "name": "演练", "type": "演练", "people": "许多"}
    page = browser.post("/ledgers/drills/new", drill, status=422)
    assert page.one("[name=type] [selected]").text == "演练"
    strange = browser.post(
        "/ledgers/drills/new", drill | {"type": "聚餐", "people": ""}, status=422
    )
    assert strange.errors == ["“聚餐”不在可选范围内：培训、演练、考试。"]


def test_an_empty_list_and_one_that_is_narrowed_say_different_things(
    browser_as: BrowserAs,
) -> None:
    browser = browser_as(office())
    assert "还没有登记制度文件" in browser.get("/ledgers/documents").said
    narrowed = browser.get("/ledgers/documents?from=2023-01-01&to=2023-12-31")
    assert "没有符合条件的制度文件" in narrowed.said
    assert narrowed.one("[name=from]")["value"] == "2023-01-01"


def test_a_record_is_called_by_its_name(browser_as: BrowserAs) -> None:
    event = EventFactory(name="名" * 60, intended=12_000_050)
    browser = browser_as(office())
    first = browser.get("/ledgers/events").one("tbody td:first-child")
    assert first.get_text(" ", strip=True) == f"{'名' * 39}… {event.number}"
    page = browser.get(f"/ledgers/events/{event.number}")
    assert page.one("h2.case-title").text == "名" * 60
    assert "12 万元" in page.said


def test_a_void_record_takes_no_more_files(browser_as: BrowserAs) -> None:
    event = EventFactory(standing=Standing.VOID, void_why="重复")
    browser, path = browser_as(office()), f"/ledgers/events/{event.number}"
    assert browser.get(path).all("main form") == []
    browser.post(f"{path}/files", {"file": (BytesIO(b"%PDF-1.4\n%%EOF\n"), "表.pdf")}, status=409)


def test_of_two_texts_only_what_differs_stands_first(browser_as: BrowserAs) -> None:
    one, two = EnterpriseFactory(), EnterpriseFactory()
    event = EventFactory(enterprises=[one, two], campaign=True, people=30, type="培训")
    browser, path = browser_as(office()), f"/ledgers/events/{event.number}/amend"
    typed = {
        "held_on": event.held_on.isoformat(),
        "name": "乙的名称",
        "type": "培训",
        "campaign": "y",
        "people": "30",
        "enterprises": f"{two.name}、{one.code}",
        "version": "0",
    }
    page = browser.post(path, typed, status=409)
    assert page.h1 == f"专场活动{event.number}已被他人修改"
    assert page.texts(".changed th") == ["名称 不一致"]
    del typed["campaign"]
    unticked = browser.post(path, typed, status=409).texts(".changed")
    assert unticked[1] == "送解优专场 不一致 是 否"


LEAST = {
    "events": {"name": "座谈会", "type": "座谈恳谈"},
    "outreach": {"forms": "宣讲", "topics": "宪法", "place": "大厅"},
    "meetings": {"topic": "学法", "type": "其他"},
    "drills": {"name": "消防演练", "type": "演练"},
    "plans": {"number": "防汛预案"},
    "documents": {"number": "洪科工发〔2025〕1号", "name": "方案", "type": "方案"},
}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.word)
def test_what_must_be_said_is_enough_for_a_record(kind: Kind, browser_as: BrowserAs) -> None:
    browser = browser_as(office())
    typed = LEAST[kind.word] | {"held_on": "2025-05-03"}
    place = browser.post(f"/ledgers/{kind.word}/new", typed).location
    row = db.session.query(kind.model).one()
    assert kind.title(row) in browser.get(place).said
    version = {"version": str(row.version), "number": row.number, "note": "补记"}
    browser.post(f"{place}/amend", typed | version)
    assert "补记" in browser.get(place).said
    assert row.number in browser.get(f"/ledgers/{kind.word}").said


def test_a_box_that_is_not_ticked_is_a_no(browser_as: BrowserAs) -> None:
    plain = {"held_on": "2025-05-03", "name": "座谈会", "type": "座谈恳谈"}
    browser = browser_as(office())
    browser.post("/ledgers/events/new", plain)
    assert db.session.query(Event).one().campaign is False
    browser.post(
        "/ledgers/meetings/new", {"held_on": "2025-05-03", "topic": "学法", "type": "其他"}
    )
    assert db.session.query(Meeting).one().first_item is False


@pytest.mark.parametrize("number", ["甲\n乙", "甲/乙", "甲" * 101])
def test_a_typed_number_has_to_stand_in_an_address(number: str, browser_as: BrowserAs) -> None:
    typed = {"held_on": "2025-05-03", "number": number}
    page = browser_as(office()).post("/ledgers/plans/new", typed, status=422)
    assert page.errors == ["最多 100 个字，且不能含有 / \\ ? # % 等符号和换行。"]
