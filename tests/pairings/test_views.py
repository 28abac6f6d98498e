"""The list of pairings and its forms, as people of each role meet them."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from sqlalchemy import event, select

from assist.db import db
from assist.enterprises.models import Pairing
from tests.cadres.factories import cadre, handler, leader, office, specialist
from tests.enterprises.factories import EnterpriseFactory, PairingFactory, paired


def names(page: Any) -> list[str]:
    return page.texts("tbody tr td:first-child a")


def test_a_cadre_reads_own_pairings_now_and_before(browser_as: Any) -> None:
    me = cadre()
    paired(me, enterprise=EnterpriseFactory(name="现在的"))
    paired(
        me,
        enterprise=EnterpriseFactory(name="以前的"),
        start_on=date(2024, 1, 1),
        end_on=date(2024, 12, 31),
    )
    paired(cadre(), enterprise=EnterpriseFactory(name="别人的"))
    browser = browser_as(me)
    assert names(browser.get("/pairings")) == ["现在的"]
    assert names(browser.get("/pairings?state=past")) == ["以前的"]
    assert names(browser.get("/pairings?state=all")) == ["现在的", "以前的"]
    browser.get("/pairings/new", status=403)


def test_handlers_and_specialists_have_no_such_page(browser_as: Any) -> None:
    for role in (handler, specialist):
        browser_as(role()).get("/pairings", status=403)


def test_filters_and_export(browser_as: Any) -> None:
    chief, person = leader(), cadre()
    paired(person, leader=chief, enterprise=EnterpriseFactory(name="甲", pinyin="jia"))
    other = PairingFactory(enterprise=EnterpriseFactory(name="乙", pinyin="yi"))
    browser = browser_as(office())
    assert names(browser.get(f"/pairings?leader={chief.id}")) == ["甲"]
    assert names(browser.get(f"/pairings?liaison={person.id}")) == ["甲"]
    assert names(browser.get(f"/pairings?unit={other.lead_unit_id}")) == ["乙"]
    assert names(browser.get("/pairings?q=YI")) == ["乙"]
    assert names(browser.get("/pairings?q=%25")) == []
    for odd in ("leader=x", "state=%00", "liaison=99999999999", "page=-1", "q=%F0%9F%98%80%00"):
        browser.get(f"/pairings?{odd}")
    response = browser.get("/pairings?format=xlsx&q=jia").response
    rows = list(openpyxl.load_workbook(BytesIO(response.data)).active.iter_rows(values_only=True))
    assert [row[1] for row in rows] == ["企业名称", "甲"]


def test_the_list_asks_little_however_much_it_shows(browser_as: Any) -> None:
    for _ in range(60):
        paired(cadre(), cadre())
    browser, seen = browser_as(office()), []
    browser.get("/pairings")

    def count(_c: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", count)
    try:
        browser.get("/pairings")
    finally:
        event.remove(db.engine, "before_cursor_execute", count)
    reads = [words for words in seen if words.lstrip().upper().startswith(("SELECT", "WITH"))]
    assert len(reads) <= 12, "\n\n".join(reads)


def fields(enterprise: Any, **values: str) -> dict[str, str]:
    person = cadre(name="李联企")
    return {
        "enterprise": enterprise.code,
        "leader": leader().account,
        "lead_unit": person.unit.name,
        "liaisons": "李联企",
        "start_on": "2025-03-01",
        "basis": "洪联发〔2025〕3号",
    } | values


def test_create_and_take_liaisons_by_name(browser_as: Any) -> None:
    enterprise = EnterpriseFactory()
    page = browser_as(office()).post("/pairings/new", fields(enterprise))
    assert page.location == f"/enterprises/{enterprise.code}"
    made = db.session.scalars(select(Pairing)).unique().one()
    assert [person.name for person in made.liaisons] == ["李联企"]


def test_what_is_missing_or_wrong_is_said_at_its_field(browser_as: Any) -> None:
    browser = browser_as(office())
    page = browser.post("/pairings/new", {}, status=422)
    assert len(page.errors) == 5
    page = browser.post("/pairings/new", {"enterprise": "9", "liaisons": "查无此人"}, status=422)
    assert "没有统一社会信用代码为“9”的企业。" in page.errors
    assert page.one("[name=liaisons]")["value"] == "查无此人"


@pytest.mark.parametrize("value", ["<script>x</script>", "\x00", "😀", "%_", "长" * 100_000])
def test_hostile_values_are_refused(browser_as: Any, value: str) -> None:
    browser = browser_as(office())
    for field in ("enterprise", "leader", "lead_unit", "liaisons", "start_on"):
        sent = fields(EnterpriseFactory()) | {field: value}
        browser.post("/pairings/new", sent, status=422)


def test_overlap_is_shown_and_nothing_is_stored(browser_as: Any) -> None:
    enterprise = paired(cadre())
    page = browser_as(office()).post("/pairings/new", fields(enterprise), status=422)
    assert "与另一段结对（2025年1月1日至今）重叠" in page.errors[0]


def test_change_shows_the_old_one_until_it_is_done(browser_as: Any) -> None:
    pairing = PairingFactory(liaisons=[cadre()])
    browser, path = browser_as(office()), f"/pairings/{pairing.id}/change"
    assert "2025-12-31" in str(browser.get(path).one("[name=start_on]"))
    sent = fields(pairing.enterprise, start_on="2025-09-01", end_on="2025-08-01")
    assert browser.post(path, sent, status=422).errors == ["结束日期早于开始日期。"]
    assert db.session.get(Pairing, pairing.id).end_on is None
    browser.post(path, sent | {"end_on": ""})
    assert db.session.get(Pairing, pairing.id).end_on == date(2025, 8, 31)


def test_two_editors_see_both_texts(browser_as: Any) -> None:
    pairing = PairingFactory(liaisons=[cadre()])
    sent = fields(pairing.enterprise) | {"version": str(pairing.version)}
    browser, path = browser_as(office()), f"/pairings/{pairing.id}/edit"
    browser.post(path, sent)
    page = browser.post(path, sent | {"basis": "我的依据"}, status=409)
    assert "我的依据" in page.said
    assert "洪联发〔2025〕3号" in page.said


def test_end(browser_as: Any) -> None:
    pairing = PairingFactory()
    browser, path = browser_as(office()), f"/pairings/{pairing.id}/end"
    assert browser.post(path, {"end_on": "2024-01-01"}, status=422).errors == [
        "结束日期早于开始日期。"
    ]
    browser.post(path, {"end_on": "2025-11-30"})
    assert names(browser.get("/pairings")) == []
    browser.post(path, {"end_on": "2025-11-29"}, status=409)
    browser.get("/pairings/999/end", status=404)
