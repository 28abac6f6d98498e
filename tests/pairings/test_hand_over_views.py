"""The wizard of a hand-over and the sheet for the new person."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import event, func, select

from assist.db import db
from assist.enterprises.models import Pairing
from tests.cadres.factories import UnitFactory, cadre, handler, leader, office
from tests.enterprises.factories import EnterpriseFactory, PairingFactory, paired
from tests.problems.factories import ProblemFactory, handling
from tests.visits.factories import PolicyFactory, PromiseFactory, VisitFactory


def fields(to: Any, *chosen: Any, **more: str) -> dict[str, Any]:
    return {
        "to": to.account,
        "start_on": "2025-12-31",
        "enterprises": [enterprise.code for enterprise in chosen],
    } | more


def count() -> int:
    return db.session.scalar(select(func.count()).select_from(Pairing)) or 0


def test_choose_preview_confirm_print(browser_as: Any) -> None:
    old, new = cadre(name="旧联络员"), cadre(name="新联络员")
    first = paired(old, enterprise=EnterpriseFactory(name="甲竹业"))
    second = paired(old, enterprise=EnterpriseFactory(name="乙竹业"))
    handling(UnitFactory(name="某局"), enterprise=first, title="道路积水")
    PromiseFactory(enterprise=first, keeper_id=old.id, words="送政策汇编")
    browser = browser_as(office())
    assert "旧联络员" in browser.get("/pairings/hand-over").one("select[name=who]").text
    page = browser.get(f"/pairings/hand-over?who={old.account}")
    assert [box["value"] for box in page.all("[name=enterprises][checked]")] == [
        first.code,
        second.code,
    ]
    path = f"/pairings/hand-over/{old.account}"
    page = browser.post(path, fields(new, first), status=200)
    assert count() == 2
    assert "旧联络员 → 新联络员" in page.said
    assert "道路积水 现由某局办理，不受影响" in page.said
    assert "送政策汇编" in page.said
    hidden = {str(box["name"]): box["value"] for box in page.all("main form [type=hidden]")}
    page = browser.post(path, hidden | {"step": "confirm"})
    assert page.location == f"/pairings/brief/{new.account}"
    page = browser.get(page.location)
    assert page.texts(".sheet h2") == ["甲竹业"]
    assert count() == 3
    # A second tap finds that the pairing has changed, and does nothing.
    browser.post(path, hidden | {"step": "confirm"}, status=422)
    assert count() == 3


def test_what_is_open_is_told_once_where_two_pairings_pass_on(browser_as: Any) -> None:
    old, new = cadre(), cadre()
    mine = paired(old, end_on=date(2026, 1, 31))
    paired(old, enterprise=mine, start_on=date(2026, 2, 1))
    PromiseFactory(enterprise=mine, keeper_id=old.id, words="送政策汇编")
    path = f"/pairings/hand-over/{old.account}"
    page = browser_as(office()).post(path, fields(new, mine), status=200)
    assert len(page.all("tbody tr")) == 2
    assert page.said.count("送政策汇编") == 1
    assert page.texts("tbody td")[6:8] == ["同上", "同上"]


def test_what_is_wrong_is_said_and_what_was_typed_stays(browser_as: Any) -> None:
    old, new = cadre(), cadre(name="新人")
    mine = paired(old)
    browser, path = browser_as(office()), f"/pairings/hand-over/{old.account}"
    page = browser.post(path, {"basis": "洪联发3号"}, status=422)
    assert {"请填写接手人。", "请填写从哪天起。", "请至少选择一家企业。"} <= set(page.errors)
    assert page.one("[name=basis]")["value"] == "洪联发3号"
    page = browser.post(path, fields(old, mine), status=422)
    assert page.errors == ["移交人和接手人是同一个人。"]
    page = browser.post(path, fields(new, mine) | {"to": "查无此人"}, status=422)
    assert "没有叫“查无此人”的在岗干部" in page.errors[0]
    page = browser.post(path, fields(new, mine, step="confirm"), status=409)
    assert "重新预览" in page.said
    page = browser.post(path, fields(new, mine, start_on="2099-01-01", seen="x"), status=200)
    for odd in ("<script>", "\x00", "😀" * 99, "长" * 100_000):
        browser.post(path, fields(new, mine) | {"to": odd}, status=422)
    browser.post("/pairings/hand-over/nobody", fields(new, mine), status=404)
    browser.get("/pairings/hand-over?who=%00")
    assert count() == 1


def test_somebody_without_enterprises_is_told(browser_as: Any) -> None:
    page = browser_as(office()).get(f"/pairings/hand-over?who={cadre().account}")
    assert "没有在联系的企业" in page.said


def test_the_sheet_says_what_a_new_person_must_know(browser_as: Any) -> None:
    old, me = cadre(name="前任"), cadre(name="现任")
    mine = EnterpriseFactory(name="甲竹业", phone="13612345678")
    PairingFactory(
        enterprise=mine, liaisons=[old], start_on=date(2024, 1, 1), end_on=date(2024, 12, 31)
    )
    paired(me, enterprise=mine)
    told = PolicyFactory(title="已告知的办法")
    PolicyFactory(title="没告知的办法")
    PolicyFactory(title="过期的办法", valid_until=date(2025, 6, 30))
    for day in range(1, 8):
        VisitFactory(
            enterprise=mine, held_on=date(2025, 12, day), summary=f"第{day}次", people=[old],
            policies=[told] if day == 1 else (),
        )  # fmt: skip
    ProblemFactory(enterprise=mine, title="道路积水")
    PromiseFactory(enterprise=mine, keeper_id=me.id, words="送政策汇编")
    page = browser_as(me).get(f"/pairings/brief/{me.account}")
    said = page.said
    for words in (
        "甲竹业", "联系人 总经理 136****5678", "前任（2024-01-01 至 2024-12-31）",
        "道路积水：已登记，现由送解优办办理", "送政策汇编", "第7次", "第3次", "没告知的办法",
    ):  # fmt: skip
        assert words in said, words
    for words in ("13612345678", "第2次", "已告知的办法", "过期的办法"):
        assert words not in said, words


def test_a_sheet_is_ones_own_or_the_offices_to_print(browser_as: Any) -> None:
    me, other = cadre(), cadre()
    paired(other)
    browser = browser_as(me)
    assert "没有在联系的企业" in browser.get(f"/pairings/brief/{me.account}").said
    browser.get(f"/pairings/brief/{other.account}", status=404)
    browser.get("/pairings/brief/nobody", status=404)
    browser_as(handler()).get(f"/pairings/brief/{other.account}", status=403)
    assert len(browser_as(leader()).get(f"/pairings/brief/{other.account}").all(".sheet")) == 1


def test_the_sheet_asks_little_however_many_there_are(browser_as: Any) -> None:
    me = cadre()
    for number in range(20):
        mine = paired(me)
        VisitFactory(enterprise=mine)
        ProblemFactory(enterprise=mine)
        PromiseFactory(enterprise=mine, keeper_id=me.id, words=f"第{number}件")
    PolicyFactory()
    browser, seen, path = browser_as(me), [], f"/pairings/brief/{me.account}"
    browser.get(path)

    def note(_c: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        page = browser.get(path)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    reads = [words for words in seen if words.lstrip().upper().startswith(("SELECT", "WITH"))]
    assert len(page.all(".sheet")) == 20
    assert len(reads) <= 12, "\n\n".join(reads)
