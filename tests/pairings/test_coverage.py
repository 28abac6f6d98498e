"""The picture of months: what its cells say, what stands out, and who sees it."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import openpyxl
from sqlalchemy import event

from assist.db import db
from assist.pairings.rules import Cell, Mark, marks_of, shade
from assist.visits.models import Channel, Standing
from tests.cadres.factories import UnitFactory, cadre, handler, leader, office, specialist
from tests.enterprises.factories import EnterpriseFactory, PairingFactory, paired
from tests.visits.factories import VisitFactory

ON = date(2025, 12, 31)


def marks(last: date | None, recent: int = 0, is_paired: bool = True) -> list[str]:
    found = marks_of(paired=is_paired, last=last, recent=recent, ref=ON, short=30, long=90)
    return [words for _mark, words in found]


def test_marks_begin_on_their_day() -> None:
    assert marks(ON - timedelta(days=29)) == []
    assert marks(ON - timedelta(days=30)) == ["30 天没有联系"]
    assert marks_of(paired=True, last=ON - timedelta(90), recent=0, ref=ON, short=30, long=90) == [
        (Mark.SILENT, "90 天没有联系")
    ]
    assert marks(None, is_paired=False) == ["未结对", "还没有联系记录"]
    assert marks(ON, recent=1) == []
    assert marks(ON, recent=2) == ["近 30 天上门 2 次"]


def test_a_cell_says_its_numbers_in_words_too() -> None:
    assert Cell(3, 2, 1).words == "3月：上门 2 次，其他联系 1 次"
    assert Cell(3).words == "3月：没有联系"
    assert Cell(3, coming=True).words == "3月：未到"
    assert [shade(Cell(1, *numbers)) for numbers in ((0, 0), (0, 1), (1, 0), (1, 1), (9, 9))] == [
        0, 1, 2, 3, 4,
    ]  # fmt: skip


def rows(page: Any) -> list[str]:
    return page.texts(".cover tbody th a")


def test_a_cell_counts_valid_contacts_and_opens_to_them(browser_as: Any) -> None:
    me = cadre()
    mine = paired(me, enterprise=EnterpriseFactory(name="竹业"))
    for day, channel, standing in (
        (3, Channel.ON_SITE, Standing.VALID),
        (9, Channel.ON_SITE, Standing.VALID),
        (12, Channel.PHONE, Standing.VALID),
        (15, Channel.ON_SITE, Standing.VOID),
    ):
        held_on = date(2025, 3, day)
        VisitFactory(enterprise=mine, held_on=held_on, channel=channel, standing=standing)
    VisitFactory(enterprise=mine, held_on=date(2024, 3, 3))
    browser = browser_as(me)
    page = browser.get("/pairings/coverage")
    cell = page.one("a.cover-cell")
    assert page.texts("a.cover-cell .visually-hidden") == ["3月：上门 2 次，其他联系 1 次"]
    assert len(browser.get(str(cell["href"])).all("tbody tr")) == 3
    assert page.texts(".cover-sum") == ["全年 上门 2 ， 其他 1"]


def test_who_is_not_looked_after_is_found_by_its_state(browser_as: Any) -> None:
    chief = leader()
    fine = paired(cadre(), leader=chief, enterprise=EnterpriseFactory(name="甲", pinyin="jia"))
    VisitFactory(enterprise=fine, held_on=date(2025, 12, 20))
    often = paired(cadre(), leader=chief, enterprise=EnterpriseFactory(name="乙", pinyin="yi"))
    for day in (2, 20):
        VisitFactory(enterprise=often, held_on=date(2025, 12, day))
    quiet = paired(cadre(), enterprise=EnterpriseFactory(name="丙", pinyin="bing"))
    VisitFactory(enterprise=quiet, held_on=date(2025, 11, 20), channel=Channel.WECHAT)
    EnterpriseFactory(name="丁", pinyin="ding")
    EnterpriseFactory(name="戊", pinyin="wu", years=(2024,))
    EnterpriseFactory(name="己", pinyin="ji", withdrawn=True)
    browser = browser_as(office())
    page = browser.get("/pairings/coverage")
    assert rows(page) == ["丙", "丁", "甲", "乙"]
    assert page.texts(".tile .fig") == ["4 家", "1 家", "2 家", "1 家", "1 家"]
    for tile, names in zip(
        page.all(".tile"), (4, ["丁"], ["丙", "丁"], ["丁"], ["乙"]), strict=True
    ):
        shown = rows(browser.get(str(tile["href"])))
        assert shown == names if isinstance(names, list) else len(shown) == names
    assert rows(browser.get("/pairings/coverage?sort=last")) == ["丁", "丙", "甲", "乙"]
    assert rows(browser.get(f"/pairings/coverage?leader={chief.id}")) == ["甲", "乙"]
    assert rows(browser.get("/pairings/coverage?q=BING")) == ["丙"]
    assert rows(browser.get("/pairings/coverage?year=2024")) == ["戊"]
    for odd in ("year=x", "year=99999", "state=%00", "leader=x", "by=nobody", "q=%25", "page=-3"):
        browser.get(f"/pairings/coverage?{odd}")


def test_a_past_year_is_seen_from_its_end_and_a_coming_one_is_empty(browser_as: Any) -> None:
    old = EnterpriseFactory(name="老", years=(2024, 2026))
    PairingFactory(enterprise=old, start_on=date(2024, 1, 1), end_on=date(2024, 12, 31))
    VisitFactory(enterprise=old, held_on=date(2024, 12, 30))
    VisitFactory(enterprise=old, held_on=date(2025, 6, 1))
    browser = browser_as(office())
    page = browser.get("/pairings/coverage?year=2024")
    assert page.texts(".cover-last") == ["最近联系 2024-12-30"]
    page = browser.get("/pairings/coverage?year=2026")
    assert len(page.all(".cover-cell.coming")) == 12
    assert "未结对" in page.texts(".cover-last")[0]
    page = browser.get("/pairings/coverage?year=2031")
    assert "2031年还没有重点企业。" in page.said
    assert page.one("[name=year] [selected]")["value"] == "2031"


def test_by_leader_and_by_unit(browser_as: Any) -> None:
    chief, unit = leader(name="甲领导"), UnitFactory(name="某局")
    for number in range(3):
        one = paired(cadre(), leader=chief, lead_unit=unit)
        if number:
            VisitFactory(enterprise=one, held_on=date(2025, 12, 1 + number))
    EnterpriseFactory()
    browser = browser_as(office())
    page = browser.get("/pairings/coverage?by=leader")
    cells = page.texts("tbody td")
    assert cells[:8] == ["甲领导", "3", "2", "0", "0.7", "1", "1", "0"]
    assert cells[8:10] == ["未结对", "1"]
    assert page.texts("tbody td a")[0] == "甲领导"
    assert len(rows(browser.get(str(page.all("tbody td a")[0]["href"])))) == 3
    assert len(rows(browser.get(str(page.all("tbody td a")[1]["href"])))) == 1
    assert browser.get("/pairings/coverage?by=unit").texts("tbody td")[0] == "某局"


def test_a_cadre_sees_the_own_and_others_have_no_such_page(browser_as: Any) -> None:
    me = cadre()
    paired(me, enterprise=EnterpriseFactory(name="我的"))
    paired(cadre(), enterprise=EnterpriseFactory(name="别人的"))
    page = browser_as(me).get("/pairings/coverage")
    assert rows(page) == ["我的"]
    assert page.texts(".tile .fig")[0] == "1 家"
    assert not page.all("select[name=leader]")
    for role in (handler, specialist):
        browser_as(role()).get("/pairings/coverage", status=403)


def test_the_picture_as_a_workbook(browser_as: Any) -> None:
    one = paired(cadre(name="张三"), enterprise=EnterpriseFactory(name="=竹业"))
    VisitFactory(enterprise=one, held_on=date(2025, 2, 3))
    browser = browser_as(office())
    for address, cells in (
        (
            "?format=xlsx&year=2025",
            {"企业名称": "=竹业", "2月上门": 1, "2月其他": 0, "全年上门": 1},
        ),
        ("?format=xlsx&by=unit", {"重点企业": 1, "上门走访": 1}),
    ):
        data = browser.get(f"/pairings/coverage{address}").response.data
        head, row = openpyxl.load_workbook(BytesIO(data)).active.iter_rows(values_only=True)
        named = dict(zip(head, row, strict=True))
        assert {key: named[key] for key in cells} == cells


def test_nothing_and_long_names_are_designed(browser_as: Any) -> None:
    browser = browser_as(office())
    assert "2025年还没有重点企业" in browser.get("/pairings/coverage").said
    paired(cadre(name="长" * 40), enterprise=EnterpriseFactory(name="长" * 40))
    assert rows(browser.get("/pairings/coverage")) == ["长" * 40]
    assert "没有符合条件的企业" in browser.get("/pairings/coverage?q=无").said


def test_the_picture_asks_little_however_much_it_shows(browser_as: Any) -> None:
    for number in range(55):
        VisitFactory(enterprise=paired(cadre(), cadre()), held_on=date(2025, 1 + number % 12, 5))
    browser, seen = browser_as(office()), []
    browser.get("/pairings/coverage")

    def count(_c: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", count)
    try:
        page = browser.get("/pairings/coverage")
    finally:
        event.remove(db.engine, "before_cursor_execute", count)
    reads = [words for words in seen if words.lstrip().upper().startswith(("SELECT", "WITH"))]
    assert len(rows(page)) == 50
    assert len(reads) <= 12, "\n\n".join(reads)
