"""Arrears as people meet them: pictures, list, one debt, movements, plan, disclosure, files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from assist.accounts.duties import Duty, set_duties
from assist.arrears import actions
from assist.arrears.models import Debt, DebtorKind, Dispute, PlanYear, Repayment, Stock, Way
from assist.db import db
from assist.enterprises.models import Size
from assist.lib.sheets import read_workbook
from tests.arrears.factories import DebtFactory
from tests.cadres.factories import bureau_leader, cadre, handler, leader, office, specialist
from tests.client import Browser, Page
from tests.enterprises.factories import EnterpriseFactory, paired

BrowserAs = Callable[..., Browser]
ON = date(2025, 12, 31)
NEW = {
    "debtor": "区示例局",
    "debtor_kind": "agency",
    "creditor": "示例建设有限公司",
    "contract": "示例道路",
    "kind": "works",
    "owed": "500000.50",
    "stock": "new",
    "dispute": "none",
    "formed_on": "2025-02-01",
    "delivered_on": "2025-02-01",
}
PAID = {"on": "2025-03-01", "amount": "40000", "way": "transfer"}


def pay(
    debt: Debt, amount: int, day: date = date(2025, 3, 1), way: Way = Way.TRANSFER
) -> Repayment:
    made = actions.repay(by=office(), on=ON, debt=debt, day=day, amount=amount, way=way)
    db.session.commit()
    return made


def rows(page: Page) -> list[str]:
    """The numbers of the list."""
    return [str(tag["href"]).rpartition("/")[2] for tag in page.all("table.tbl td.t > a")]


def test_an_empty_ledger_says_so(browser_as: BrowserAs) -> None:
    assert "还没有登记欠款" in browser_as(office()).get("/arrears").said
    assert "没有登记欠款" in browser_as(cadre()).get("/arrears").said


def test_the_pictures_tell_progress_small_debts_and_ranking(browser_as: BrowserAs) -> None:
    debt, small = DebtFactory(owed=900_000_00), DebtFactory(owed=100_000_00)
    DebtFactory(stock=Stock.NEW, formed_on=date(2025, 2, 1), due_on=date(2025, 3, 1))
    actions.set_plan(by=office(), year=2025, amount=400_000_00)
    pay(debt, 300_000_00)
    pay(small, 100_000_00, date(2025, 6, 30), Way.BILL)
    page = browser_as(leader()).get("/arrears")
    assert page.texts(".tile .fig") == ["100 万元", "40 万元", "30 万元", "60 万元", "1 笔"]
    assert "已于2025年6月30日达到" in page.said
    assert "提前 184 天" in page.said
    assert "已于2025年6月30日全部清零" in page.said
    assert "应当为零" in page.one(".tile-danger").get_text()
    points = [str(tag["aria-label"]) for tag in page.all(".chart-fit a")]
    assert points[:6] == [
        f"{month}累计还款：{fen}" for month, fen in enumerate([0, 0, 30, 30, 30, 40], 1)
    ]
    assert page.texts(".chart-fit .chart-label")[-2:] == ["累计还款", "累计计划"]


def test_a_plan_that_will_fail_is_said(browser_as: BrowserAs) -> None:
    debt = DebtFactory(owed=900_000_00)
    actions.set_plan(by=office(), year=2025, amount=800_000_00)
    pay(debt, 300_000_00)
    said = browser_as(office()).get("/arrears").said
    assert "还差 50 万元" in said
    assert "完不成计划" in said
    assert "还有 1 笔" not in said


@pytest.mark.parametrize(
    "query, expected",
    [
        ("q=sfqy", ["B", "A"]),
        ("q=B", ["B"]),
        ("q=%25", []),
        ("stock=added", ["B"]),
        ("dispute=part", ["B"]),
        ("judicial=yes", ["B"]),
        ("judicial=no", ["C", "A"]),
        ("small=no", ["C"]),
        ("standing=open", ["C", "B"]),
        ("standing=cleared", ["A"]),
        ("standing=overdue", ["C"]),
        ("debtor_kind=state_firm", ["C"]),
        ("kind=goods", []),
        ("paid=2025-03", ["A"]),
        ("paid=2025-13&stock=none", ["C", "B", "A"]),
        ("sort=balance", ["C", "B", "A"]),
        ("sort=due", ["C", "B", "A"]),
        ("as_of=2025-02-28&standing=open", ["C", "B", "A"]),
        ("void=yes", ["D"]),
        ("creditor=别的企业", ["C"]),
        ("debtor=没有", []),
    ],
)
def test_the_list_is_narrowed(browser_as: BrowserAs, query: str, expected: list[str]) -> None:
    pinyin = "sfqyyxgs slzwdw"
    paid = DebtFactory(number="A", owed=10_00, pinyin=pinyin)
    DebtFactory(number="B", stock=Stock.ADDED, dispute=Dispute.PART, judicial=True, pinyin=pinyin)
    DebtFactory(
        number="C",
        owed=60_000_000,
        due_on=date(2025, 1, 1),
        debtor_kind=DebtorKind.STATE_FIRM,
        creditor="别的企业",
    )
    DebtFactory(number="D", void=True)
    pay(paid, 10_00)
    assert rows(browser_as(office()).get(f"/arrears?{query}")) == expected


def test_the_list_goes_out_as_a_workbook(browser_as: BrowserAs) -> None:
    DebtFactory(debtor="=1+1", owed=123_45)
    answer = browser_as(office()).get("/arrears?format=xlsx")
    sheet = read_workbook(BytesIO(answer.response.data).getvalue())["欠款"]
    assert [(row[1]["债务单位"], row[1]["余额(元)"]) for row in sheet.rows] == [("=1+1", 123.45)]


def test_a_debt_is_entered_with_its_due_day_worked_out(browser_as: BrowserAs) -> None:
    enterprise = EnterpriseFactory(size=Size.SMALL)
    browser = browser_as(office())
    form = browser.get(f"/arrears/new?enterprise={enterprise.code}")
    assert form.one("[name=creditor]")["value"] == enterprise.name
    page = browser.post("/arrears/new", NEW | {"enterprise": enterprise.code})
    assert page.location == "/arrears/QK-2025-0001"
    shown = browser.get(page.location)
    assert "推算为 2025年3月3日" in shown.said
    assert "第九条" in shown.said
    assert "每日万分之五" in shown.said
    debt = db.session.query(Debt).one()
    assert (debt.owed, debt.balance, debt.enterprise_id) == (50_000_050, 50_000_050, enterprise.id)


def test_what_was_typed_stays_beside_the_complaint(browser_as: BrowserAs) -> None:
    typed = NEW | {"owed": "1.234", "formed_on": "2026-02-30", "enterprise": "123"}
    page = browser_as(office()).post("/arrears/new", typed, status=422)
    assert len(page.errors) == 3
    assert page.one("[name=owed]")["value"] == "1.234"
    page = browser_as(office()).post("/arrears/new", NEW | {"stock": "base"}, status=422)
    assert "已锁定" in page.said


def test_a_repayment_and_its_reversal(browser_as: BrowserAs) -> None:
    debt, browser = DebtFactory(), browser_as(office())
    address = f"/arrears/{debt.number}"
    page = browser.post(f"{address}/repay", PAID | {"amount": "100000.01"}, status=422)
    assert "超过余额" in page.said
    browser.post(f"{address}/repay", PAID | {"on": "2026-01-01"}, status=422)
    browser.post(f"{address}/repay", PAID | {"way": "reversal"}, status=422)
    browser.post(f"{address}/repay", PAID)
    assert "6万元余额" in browser.get(address).said.replace(" ", "")
    back = f"{address}/repayments/HK-2025-0001/reverse"
    browser.get(back)
    assert browser.post(back, {"on": "2025-02-01", "words": "错"}, status=422).errors
    assert browser.post(back, {"on": "2025-04-01"}, status=422).errors
    browser.post(back, {"on": "2025-04-01", "words": "重复登记"})
    shown = browser.get(address)
    assert "重复登记" in shown.said
    assert "已冲销" in shown.said
    browser.post(back, {"on": "2025-04-01", "words": "再来"}, status=409)
    browser.get(f"{address}/repayments/HK-none/reverse", status=404)
    assert db.session.get_one(Debt, debt.id).balance == 100_000_00


def test_an_adjustment_is_signed(browser_as: BrowserAs) -> None:
    debt, browser = DebtFactory(), browser_as(office())
    address = f"/arrears/{debt.number}"
    typed = {"on": "2025-03-01", "amount": "-1000.50", "reason": "核对后核减"}
    browser.post(f"{address}/adjust", typed | {"amount": "-100001"}, status=422)
    browser.post(f"{address}/adjust", typed)
    assert "核减" in browser.get(address).said
    assert db.session.get_one(Debt, debt.id).balance == 98_999_50


def test_two_editors_meet_both_texts(browser_as: BrowserAs) -> None:
    debt = DebtFactory(stock=Stock.ADDED)
    address = f"/arrears/{debt.number}/amend"
    first, second = browser_as(office()), browser_as(office())
    version = first.get(address).one("[name=version]")["value"]
    typed = NEW | {"stock": "added", "formed_on": "2023-07-01", "version": version}
    first.post(address, typed | {"owner": "甲"})
    page = second.post(address, typed | {"owner": "乙"}, status=409)
    assert page.texts(".changed") == ["责任人 不一致 甲 乙"]


def test_void_needs_a_reason_and_no_longer_counts(browser_as: BrowserAs) -> None:
    debt, browser = DebtFactory(stock=Stock.ADDED), browser_as(office())
    browser.post(f"/arrears/{debt.number}/void", {}, status=422)
    browser.post(f"/arrears/{debt.number}/void", {"words": "重复"})
    assert rows(browser.get("/arrears?stock=added")) == []
    assert "已作废" in browser.get(f"/arrears/{debt.number}").said
    browser.post(f"/arrears/{debt.number}/repay", PAID, status=409)


def test_cadres_read_what_their_enterprises_are_owed(browser_as: BrowserAs) -> None:
    liaison = cadre()
    own = DebtFactory(enterprise=paired(liaison))
    other = DebtFactory(enterprise=EnterpriseFactory())
    nobody = DebtFactory()
    browser = browser_as(liaison)
    assert rows(browser.get("/arrears?standing=open")) == [own.number]
    assert own.number in browser.get("/arrears").said
    browser.get(f"/arrears/{own.number}")
    for debt in (other, nobody):
        browser.get(f"/arrears/{debt.number}", status=404)
        browser.get(f"/arrears/{debt.number}/files/1", status=404)
    browser.get("/arrears/QK-none", status=404)
    browser.post(f"/arrears/{own.number}/repay", PAID, status=403)
    browser.get("/arrears/plan", status=403)
    browser.get("/arrears/disclosure", status=403)


def test_only_whose_work_it_is_may_write(browser_as: BrowserAs) -> None:
    debt, person, other = DebtFactory(), specialist(), specialist()
    set_duties(user=person, duties=frozenset({Duty.ARREARS}))
    set_duties(user=other, duties=frozenset({Duty.OUTREACH}))
    db.session.commit()
    browser_as(person).post(f"/arrears/{debt.number}/repay", PAID)
    for user in (other, leader(), bureau_leader()):
        browser = browser_as(user)
        assert "登记还款" not in browser.get(f"/arrears/{debt.number}").said
        browser.post(f"/arrears/{debt.number}/repay", PAID, status=403)
        browser.get("/arrears/new", status=403)
    browser_as(handler()).get("/arrears", status=403)


def test_the_enterprise_page_says_what_it_is_owed(browser_as: BrowserAs) -> None:
    liaison = cadre()
    enterprise = paired(liaison)
    debt = DebtFactory(enterprise=enterprise, creditor_code=enterprise.code)
    DebtFactory(enterprise=enterprise, void=True)
    pay(debt, 40_000_00)
    page = browser_as(liaison).get(f"/enterprises/{enterprise.code}")
    tile = next(tag for tag in page.all(".tile") if "被欠" in tag.get_text())
    assert "1 笔" in tile.get_text()
    assert "6 万元" in tile.get_text()
    assert "收到还款" in page.said
    assert rows(browser_as(liaison).get(str(tile["href"]))) == [debt.number]


def test_a_running_sum_opens_to_every_repayment_in_it(browser_as: BrowserAs) -> None:
    debt = DebtFactory(owed=10_000_00)
    pay(debt, 1_000_00, day=date(2025, 1, 5))
    pay(debt, 2_000_00, day=date(2025, 3, 5))
    browser = browser_as(leader())
    links = browser.get("/arrears").all("[data-label=累计还款] a")
    opened = browser.get(str(links[2]["href"]))
    assert (links[2].get_text(), len(opened.all(".records li"))) == ("0.3", 2)


def test_the_plan_is_set_and_met_by_two(browser_as: BrowserAs) -> None:
    first, second = browser_as(office()), browser_as(office())
    first.post("/arrears/plan", {"year": "2026", "amount": "0", "version": "0"})
    second.post("/arrears/plan", {"year": "2026", "amount": "5", "version": "0"}, status=409)
    version = second.get("/arrears/plan?year=2026").one("[name=version]")["value"]
    second.post("/arrears/plan", {"year": "2026", "amount": "500", "version": version})
    first.post("/arrears/plan", {"year": "1", "amount": "-5", "version": "0"}, status=422)
    nothing = {"year": "2026", "amount": "  ", "version": version}
    assert first.post("/arrears/plan", nothing, status=422).errors == ["请填写计划清偿金额。"]
    assert [(row.year, row.amount) for row in db.session.query(PlanYear)] == [(2026, 500_00)]
    browser_as(leader()).post("/arrears/plan", {"year": "2027", "amount": "1"}, status=403)


def test_the_disclosure_counts_overdue_contracts_of_public_bodies(browser_as: BrowserAs) -> None:
    due: dict[str, Any] = {"due_on": date(2024, 6, 1), "owed": 10_000_00}
    paid = DebtFactory(debtor="区甲局", **due)
    DebtFactory(debtor="区甲局", **due)
    DebtFactory(debtor="区乙协会", debtor_kind=DebtorKind.GROUP, **due)
    DebtFactory(debtor="区丙公司", debtor_kind=DebtorKind.STATE_FIRM, **due)
    DebtFactory(debtor="区丁局", creditor_size=Size.LARGE, **due)
    DebtFactory(debtor="区戊局", owed=1_00, due_on=date(2024, 12, 31))
    DebtFactory(debtor="区己局")
    pay(paid, 10_000_00)
    browser = browser_as(leader())
    past, this = (
        browser.get("/arrears/disclosure?year=2024"),
        browser.get("/arrears/disclosure?year=2025"),
    )
    assert "2025年3月31日前公开" in past.said
    assert [cell.split("，")[0].strip() for cell in past.texts("td.num a")] == ["2", "1", "3"]
    assert [cell.split("，")[0].strip() for cell in this.texts("td.num a")] == ["1", "1", "1", "3"]
    assert "另有 1 笔未清欠款没有应付日期" in this.said
    link = past.all("td.num a")[0]["href"]
    assert len(rows(browser.get(str(link)))) == 2
    answer = browser.get("/arrears/disclosure?year=2025&format=xlsx")
    sheet = read_workbook(BytesIO(answer.response.data).getvalue())["逾期未付"]
    assert [row[1]["债务单位"] for row in sheet.rows] == ["区乙协会", "区甲局", "区戊局"]


PDF = b"%PDF-1.7\ntrailer<<>>\n%%EOF\n"


def test_a_voucher_is_attached_read_and_taken_off(app: Flask, browser_as: BrowserAs) -> None:
    liaison = cadre()
    debt = DebtFactory(enterprise=paired(liaison))
    address, browser = f"/arrears/{debt.number}", browser_as(office())
    browser.post(f"{address}/files", {"file": (BytesIO(b"<svg/>"), "a.svg")}, status=422)
    browser.post(f"{address}/files", {"file": (BytesIO(PDF), "../回单.pdf")})
    link = browser.get(address).one("a[href*='/files/']")
    assert link.get_text() == "回单.pdf"
    answer = browser_as(liaison).get(str(link["href"]))
    assert answer.response.data == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    browser_as(cadre()).get(str(link["href"]), status=404)
    browser_as(liaison).post(f"{link['href']}/withdraw", status=403)
    browser.post(f"{link['href']}/withdraw")
    browser.get(str(link["href"]), status=404)


def test_vouchers_belong_to_their_repayment(browser_as: BrowserAs) -> None:
    debt, browser = DebtFactory(), browser_as(office())
    page = f"/arrears/{debt.number}"
    sent = PAID | {"papers": (BytesIO(b"%PDF-1.7\n%%EOF\n"), "回单.pdf")}
    browser.post(f"{page}/repay", sent)
    number = debt.repayments[0].number
    at = f"{page}/repayments/{number}/files"
    wrong = {f"{number}-file": (BytesIO(b"#!/bin/sh"), "回单.pdf")}
    assert "只能上传" in browser.post(at, wrong, status=422).one("[aria-label=余额变动]").text
    browser.post(at, {f"{number}-file": (BytesIO(b"%PDF-1.7\n%%EOF\n"), "确认函.pdf")})
    shown, papers = browser.get(page), "[aria-label=余额变动] li li > a"
    assert shown.texts(papers) == ["回单.pdf", "确认函.pdf"]
    kept = str(shown.all(papers)[0]["href"])
    assert browser.get(kept).headers["Content-Type"] == "application/pdf"
    assert browser_as(leader()).get(page).all("[aria-label=余额变动] form") == []
    browser.get(kept.replace(debt.number, DebtFactory().number), status=404)
    browser.post(f"{kept}/withdraw", {})
    browser.get(kept, status=404)
    assert browser.get(page).texts(papers) == ["确认函.pdf"]


def test_a_debt_whose_money_was_taken_back_may_be_voided(browser_as: BrowserAs) -> None:
    debt = DebtFactory(stock=Stock.NEW, formed_on=date(2025, 2, 1))
    paid, browser = pay(debt, 100), browser_as(office())
    page = f"/arrears/{debt.number}"
    assert browser.get(page).all("form[action$='/void']") == []
    taken_back = {"on": "2025-12-31", "words": "录错"}
    browser.post(f"{page}/repayments/{paid.number}/reverse", taken_back)
    browser.get(page).one("form[action$='/void']")


def test_the_visit_form_says_what_the_enterprise_is_owed(browser_as: BrowserAs) -> None:
    liaison = cadre()
    own, other = paired(liaison), EnterpriseFactory()
    for enterprise in (own, other):
        DebtFactory(enterprise=enterprise, creditor_code=enterprise.code)
    browser = browser_as(liaison)
    said = browser.get(f"/visits/new?enterprise={own.code}").said
    assert "被欠 1 笔 ，共 10 万元" in said
    assert "被欠 1 笔" in browser_as(office()).get(f"/visits/new?enterprise={other.code}").said


def test_a_page_of_the_list_costs_at_most_twelve_queries(app: Flask, browser_as: BrowserAs) -> None:
    for _ in range(15):
        pay(DebtFactory(), 1_00)
    browser, asked = browser_as(office()), list[str]()

    def note(*args: Any) -> None:
        asked.append(args[2])

    sa.event.listen(db.engine, "before_cursor_execute", note)
    for address in ("/arrears", "/arrears?standing=open"):
        asked.clear()
        browser.get(address)
        selects = [statement for statement in asked if statement.startswith("SELECT")]
        assert len(selects) <= 12, selects
    sa.event.remove(db.engine, "before_cursor_execute", note)
