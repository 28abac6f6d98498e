"""The empty forms of 送达, 申报 and 兑现, which ask for the policy too."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import func, select

from assist.db import db
from assist.policies.models import Application, Delivery, Payment
from tests.cadres.factories import cadre, office
from tests.enterprises.factories import EnterpriseFactory
from tests.policies.factories import ApplicationFactory, PolicyFactory


def test_a_policy_is_found_by_number_or_title_and_booked_once(browser_as: Any) -> None:
    policy, browser = PolicyFactory(title="稳岗补贴"), browser_as(office())
    one, two = EnterpriseFactory(), EnterpriseFactory()
    told = {"policy": policy.number, "enterprises": f"{one.name}、{two.code}", "way": "wechat"}
    sent = browser.post("/policies/deliveries/new", told | {"held_on": "2025-03-01"})
    assert sent.location == f"/policies/{policy.id}"
    applied = {"policy": "稳岗补贴", "enterprises": one.name, "applied_on": "2025-04-01"}
    there = browser.post("/policies/applications/new", applied).location
    browser.post("/policies/applications/new", applied)
    assert "另有 1 家当天已经登记过" in browser.get(there).said
    paid = {"policy": "稳岗补贴", "enterprise": one.code, "paid_on": "2025-06-01", "amount": "5"}
    page = browser.get(browser.post("/policies/payments/new", paid).location)
    assert "兑现（1 笔）" in page.said
    found = (db.session.scalar(select(func.count(kind.id))) for kind in (Delivery, Application))
    assert list(found) == [2, 1]
    assert db.session.scalars(select(Payment.amount)).all() == [5_00]


def test_what_is_wrong_stands_at_its_field_and_is_kept(browser_as: Any) -> None:
    browser, row = browser_as(office()), ApplicationFactory()
    again = ApplicationFactory(
        policy=row.policy, enterprise=row.enterprise, applied_on=date(2025, 5, 1)
    )
    PolicyFactory(title="同名"), PolicyFactory(title="同名")
    good = {
        "policy": row.policy.number,
        "enterprise": row.enterprise.name,
        "paid_on": "2025-06-01",
        "amount": "5",
        "applied_on": "2025-05-01",
    }

    def errors(**values: str) -> list[str]:
        page = browser.post("/policies/payments/new", good | values, status=422)
        typed = (good | values)["policy"]
        assert page.one("[name=policy]")["value"] == typed
        return page.errors

    assert errors(policy="没有的") == ["政策库里没有“没有的”。请填写文号或完整标题。"]
    assert errors(policy="同名") == ["不止一项政策是这个标题，请填写文号。"]
    assert errors(policy="") == ["请填写政策。"]
    assert errors(enterprise=f"{row.enterprise.name}、{EnterpriseFactory().name}") == [
        "一次登记一家企业的兑现。"
    ]
    assert errors(enterprise=EnterpriseFactory().name) == [
        "这家企业没有申报过这项政策，请先登记申报。"
    ]
    assert errors(applied_on="") == [
        "这家企业申报过 2 次（2025年3月1日、2025年5月1日），请填写是哪一次。"
    ]
    assert errors(applied_on="2025-05-02") == [
        "没有这一天的申报，申报日期是2025年3月1日、2025年5月1日。"
    ]
    assert errors(paid_on="2025-04-01") == ["早于申报日期（2025年5月1日）。"]
    assert errors(amount="0") == ["请填写大于零的兑现金额。"]
    browser.post("/policies/payments/new", good)
    assert db.session.scalars(select(Payment.application_id)).all() == [again.id]


def test_an_empty_library_leads_to_its_first_policy(browser_as: Any) -> None:
    browser = browser_as(office())
    for what in ("deliveries", "applications", "payments"):
        page = browser.get(f"/policies/{what}/new")
        assert "政策库里还没有政策" in page.said
        assert page.one(".empty a, main a[href='/policies/new']")["href"] == "/policies/new"
        browser_as(cadre()).get(f"/policies/{what}/new", status=403)
