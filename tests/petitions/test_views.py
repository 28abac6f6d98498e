"""Pages of petitions: who sees them, the acts, the mask, the file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest
import sqlalchemy as sa
from flask import Flask

from assist.accounts.duties import Duty, set_duties
from assist.audit.models import AuditEvent
from assist.db import db
from assist.lib.sheets import read_workbook
from assist.petitions.models import Petition, PetitionChannel
from tests.cadres.factories import bureau_leader, cadre, handler, leader, office, specialist
from tests.client import Browser
from tests.petitions.factories import PetitionFactory

BrowserAs = Callable[..., Browser]
NEW = {
    "received_on": "2025-12-01",
    "channel": "visit",
    "field": "劳动",
    "matter": "反映工资没有结清",
    "petitioner": "欧阳小明",
    "petitioner_phone": "137 1234 5678",
}
ANSWER = {
    "finish-done_on": "2025-12-30",
    "finish-opinion": "supported",
    "finish-answer": "已经补发。",
    "finish-result": "化解",
}


def test_a_petition_is_told_and_answered_in_time(browser_as: BrowserAs) -> None:
    browser = browser_as(office())
    made = browser.post("/petitions/new", NEW)
    assert made.location == "/petitions/XF-2025-0001"
    shown = browser.get(made.location)
    assert "告知超期15天" in shown.said
    assert "办结剩30天" in shown.said
    browser.post(f"{made.location}/tell", {"tell-told_on": "2025-12-10"})
    browser.post(f"{made.location}/finish", ANSWER)
    shown = browser.get(made.location)
    assert "按期办结" in shown.said
    assert "欧***" in shown.said
    assert "欧阳小明" not in shown.text


def test_complaints_stand_at_their_field(browser_as: BrowserAs) -> None:
    row = PetitionFactory()
    browser = browser_as(office())
    assert len(browser.post("/petitions/new", {}, status=422).errors) == 3
    page = browser.post(f"/petitions/{row.number}/finish", {}, status=422)
    assert len(page.errors) == 4
    extension = {
        "extend-extended_to": "2026-04-01",
        "extend-extended_why": "复杂",
        "extend-extension_told_on": "2025-12-31",
    }
    page = browser.post(f"/petitions/{row.number}/extend", extension, status=422)
    assert page.errors == ["应在办理期限（2026年1月30日）之后、2026年3月1日以前。"]


@pytest.mark.parametrize("role", [handler, leader, bureau_leader, specialist])
def test_only_the_named_see_a_petition(role: Callable[..., object], browser_as: BrowserAs) -> None:
    person = role()
    column = "handler_id" if role in {handler, specialist} else "leader_id"
    own, other = PetitionFactory(**{column: person.id}), PetitionFactory()
    browser = browser_as(person)
    browser.get(f"/petitions/{own.number}")
    for path in ("", "/reveal", "/tell", "/finish"):
        send = browser.post if path else browser.get
        send(f"/petitions/{other.number}{path}", status=404)
    listed = browser.get("/petitions")
    assert own.number in listed.said
    assert other.number not in listed.said
    file = browser.get("/petitions?format=xlsx")
    sheet = read_workbook(BytesIO(file.response.data).getvalue())["信访"]
    assert [line[1]["信访编号"] for line in sheet.rows] == [own.number]
    browser.get(f"/petitions/{own.number}/amend", status=403)


def test_cadres_have_no_petitions_and_an_assigned_specialist_all(
    app: Flask, browser_as: BrowserAs
) -> None:
    row, person = PetitionFactory(), specialist()
    browser_as(cadre()).get("/petitions", status=403)
    browser_as(person).get(f"/petitions/{row.number}", status=404)
    browser_as(person).get("/petitions/new", status=403)
    set_duties(user=person, duties=frozenset({Duty.PETITIONS}))
    db.session.commit()
    browser_as(person).get(f"/petitions/{row.number}")
    browser_as(person).post("/petitions/new", NEW)


def test_who_asked_is_shown_on_a_reason_and_logged(browser_as: BrowserAs) -> None:
    row, browser = PetitionFactory(), browser_as(office())
    for path in ("/petitions", f"/petitions/{row.number}", f"/petitions/{row.number}/amend"):
        page = browser.get(path)
        assert "欧阳小明" not in page.text
        assert "13712345678" not in page.text
    browser.post(f"/petitions/{row.number}/reveal", {}, status=422)
    page = browser.post(f"/petitions/{row.number}/reveal", {"reveal-why": "回电话"}, status=200)
    assert "欧阳小明" in page.said
    assert "13712345678" in page.said
    event = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.verb == "petition.reveal"))
    assert "回电话" in event.one().sentence


def test_the_file_of_the_list_does_not_say_who_asked(browser_as: BrowserAs) -> None:
    PetitionFactory()
    answer = browser_as(office()).get("/petitions?format=xlsx")
    line = read_workbook(BytesIO(answer.response.data).getvalue())["信访"].rows[0][1]
    assert "欧阳小明" not in map(str, line.values())
    assert line["办理情况"] == "告知超期15天；办结剩30天"


def test_filters_narrow_the_list(browser_as: BrowserAs) -> None:
    person = handler()
    due = PetitionFactory(handler_id=person.id, told_on=date(2025, 12, 2), matter="百分%之百")
    late = PetitionFactory(received_on=date(2025, 9, 1), due_on=date(2025, 10, 31))
    done = PetitionFactory(done_on=date(2025, 12, 9), channel="hotline")
    browser = browser_as(office())

    def numbers(query: str) -> list[str]:
        return sorted(browser.get(f"/petitions?{query}").texts("tbody td:first-child small"))

    assert numbers("") == sorted([due.number, late.number, done.number])
    assert numbers("state=overdue") == [late.number]
    assert numbers("state=done") == [done.number]
    assert numbers("channel=hotline") == [done.number]
    assert numbers(f"handler={person.id}") == [due.number]
    assert numbers("q=%25") == [due.number]
    assert numbers("q=欧阳") == []


def test_two_editors_meet_both_texts_masked(browser_as: BrowserAs) -> None:
    row = PetitionFactory()
    first, second = browser_as(office()), browser_as(office())
    path = f"/petitions/{row.number}/amend"
    version = first.get(path).one("[name=version]")["value"]
    first.post(path, NEW | {"version": version, "matter": "甲的写法", "petitioner": "欧***"})
    page = second.post(path, NEW | {"version": version, "petitioner": "欧***"}, status=409)
    assert "甲的写法" in page.said
    assert "欧阳小明" not in page.text
    assert db.session.get_one(Petition, row.id).petitioner == "欧阳小明"


def test_void_and_reopen_need_reasons(browser_as: BrowserAs) -> None:
    row = PetitionFactory(done_on=date(2025, 12, 20), result="化解")
    browser = browser_as(office())
    browser.post(f"/petitions/{row.number}/reopen", {}, status=422)
    browser.post(f"/petitions/{row.number}/reopen", {"reopen-words": "不服"})
    browser.post(f"/petitions/{row.number}/void", {"void-words": "重复登记"})
    assert row.number not in browser.get("/petitions").said
    assert row.number in browser.get("/petitions?state=void").said
    browser.post(f"/petitions/{row.number}/finish", ANSWER, status=409)


def test_a_figure_opens_no_petition_to_whom_it_is_closed(
    browser_as: Callable[..., Browser],
) -> None:
    me = leader()
    mine, other = PetitionFactory(leader=me), PetitionFactory()
    address = "/figures/petition.received?period=2025"
    page = browser_as(me).get(address)
    assert "2件" in page.one("#value").get_text().replace(" ", "")
    assert page.texts(".records li > :first-child") == [mine.number]
    assert "另有 1 件信访计入" in page.said
    everything = browser_as(office()).get(address)
    assert {mine.number, other.number} <= set(everything.texts(".records li > :first-child"))
    assert other.number not in browser_as(leader()).get(address).text


def test_more_time_is_not_offered_once_the_limit_has_passed(browser_as: BrowserAs) -> None:
    late = PetitionFactory(received_on=date(2025, 9, 1), due_on=date(2025, 10, 31))
    running, browser = PetitionFactory(), browser_as(office())
    browser.get(f"/petitions/{running.number}").one("form[action$='/extend']")
    assert browser.get(f"/petitions/{late.number}").all("form[action$='/extend']") == []


def test_an_answered_matter_leads_to_its_review(browser_as: BrowserAs) -> None:
    row, browser = PetitionFactory(done_on=date(2025, 12, 20)), browser_as(office())
    old = PetitionFactory(done_on=date(2025, 11, 30), received_on=date(2025, 11, 1))
    page = browser.get(f"/petitions/{row.number}")
    assert "计到2026年1月19日" in page.said
    form = browser.get(str(page.one("main a[href*=review]")["href"]))
    assert form.one("[name=channel] [selected]").text == "复查"
    assert row.number in form.one("[name=matter]").text
    assert form.one("[name=petitioner]")["value"] == ""
    assert form.one("[name=answered]")["value"] == row.number
    typed = {"received_on": "2025-12-30", "channel": "review", "matter": "不服，申请复查"}
    review = browser.post("/petitions/new", typed | {"answered": row.number}).location
    shown = browser.get(review)
    assert [link.text for link in shown.all(f"main a[href='/petitions/{row.number}']")] == [
        f"信访 {row.number}"
    ]
    assert len(browser.get(f"/petitions/{row.number}").all(f"main a[href='{review}']")) == 1
    assert browser.get(f"{review}/amend").one("[name=answered]")["value"] == row.number
    assert browser.get(f"/petitions/{old.number}").all("main a[href*=review]") == []
    browser.get("/petitions/new?review=XF-absent", status=404)


def test_who_handles_a_review_alone_reads_the_first_number_and_no_more(
    browser_as: BrowserAs,
) -> None:
    first, named = PetitionFactory(), handler()
    row = PetitionFactory(channel=PetitionChannel.REVIEW, answered=first, handler=named)
    page = browser_as(named).get(f"/petitions/{row.number}")
    assert f"复查的是： 信访 {first.number}" in page.said
    assert page.all(f"a[href='/petitions/{first.number}']") == []


def test_any_of_many_fields_is_found_by_name_or_part(browser_as: BrowserAs) -> None:
    for n in range(60):
        PetitionFactory(field=f"领域{n:02d}")
    rest = [PetitionFactory(field=words) for words in ("物业", "物业收费", "占道_停车")]
    me = handler()
    mine = PetitionFactory(handler_id=me.id, field="社区物业")
    browser = browser_as(office())

    def found(field: str) -> list[str]:
        page = browser.get("/petitions", query_string={"field": field})
        assert page.one("input[name=field]")["value"] == field
        return page.texts("tbody tr td:first-child small")

    box = browser.get("/petitions").one("input[name=field]")
    assert len(browser.get("/petitions").all(f"datalist#{box['list']} option")) == 50
    assert found("物业") == [rest[0].number]
    assert found("业收") == [rest[1].number]
    assert found("道_停") == [rest[2].number]
    assert found("道%停") == []
    assert "没有符合条件的信访" in browser.get("/petitions?field=没有").said
    own = browser_as(me).get("/petitions?field=物业")
    assert own.texts("td:first-child small") == [mine.number]


def test_who_was_asked_for_is_among_the_choices(browser_as: BrowserAs) -> None:
    for _ in range(51):
        PetitionFactory(handler_id=handler().id)
    last, idle = handler(name="最后一位"), handler()
    row = PetitionFactory(handler_id=last.id)
    browser = browser_as(office())
    page = browser.get(f"/petitions?handler={last.id}")
    assert page.texts("tbody tr td:first-child small") == [row.number]
    assert page.texts("[name=handler] [selected]") == ["最后一位"]
    assert browser.get(f"/petitions?handler={idle.id}").texts("[name=handler] [selected]") == []
