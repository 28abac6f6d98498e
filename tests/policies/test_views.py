"""The library of policies, as people of each role meet it."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from sqlalchemy import event, func, select

from assist.audit.models import AuditEvent
from assist.db import db
from assist.enterprises.models import Industry, Size
from assist.policies.models import Application, Delivery, Payment, Policy, PolicyLevel
from tests.accounts.factories import admin
from tests.cadres.factories import cadre, office
from tests.enterprises.factories import EnterpriseFactory, paired
from tests.policies.factories import (
    ApplicationFactory,
    DeliveryFactory,
    PaymentFactory,
    PolicyFactory,
)

NEW = {
    "number": "湘政办发〔2025〕5号",
    "title": "关于支持中小企业的若干措施",
    "level": "province",
    "issued_on": "2025-02-18",
    "valid_until": "2027-12-31",
}


def titles(page: Any) -> list[str]:
    return page.texts("tbody tr td:first-child a")


def waiting(page: Any) -> list[str]:
    return page.texts(".teller li a")


def workbook(response: Any) -> list[Any]:
    return list(openpyxl.load_workbook(BytesIO(response.data)).active.iter_rows(values_only=True))


def test_create_amend_and_search(browser_as: Any) -> None:
    browser = browser_as(office())
    path = browser.post("/policies/new", NEW).location
    assert browser.get(path).h1 == NEW["title"]
    again = browser.post("/policies/new", NEW, status=422)
    assert again.errors == ["这个文号已经登记为《关于支持中小企业的若干措施》。"]
    browser.post(f"{path}/edit", NEW | {"title": "改过的标题", "version": "1"})
    stale = browser.post(f"{path}/edit", NEW | {"title": "又改", "version": "1"}, status=409)
    assert "改过的标题" in stale.said
    assert "又改" in stale.said
    PolicyFactory(title="别的", number="别的1号")
    assert titles(browser.get("/policies?q=〔2025〕5号")) == ["改过的标题"]
    assert titles(browser.get("/policies?level=province")) == ["改过的标题"]
    assert titles(browser.get("/policies?q=%25")) == []


def test_in_force(browser_as: Any) -> None:
    PolicyFactory(title="现行的", valid_until=None)
    PolicyFactory(title="过期的", valid_until=date(2025, 6, 30))
    PolicyFactory(title="未生效的", issued_on=date(2026, 1, 1))
    browser = browser_as(cadre())
    assert titles(browser.get("/policies?in_force=yes")) == ["现行的"]
    assert sorted(titles(browser.get("/policies?in_force=no"))) == ["未生效的", "过期的"]


def test_only_the_office_writes_and_the_admin_reads_nothing(browser_as: Any) -> None:
    policy = PolicyFactory()
    browser = browser_as(cadre())
    browser.get("/policies/new", status=403)
    browser.post(f"/policies/{policy.id}/deliver", {}, status=403)
    browser.get("/policies/99999", status=404)
    browser_as(admin()).get("/policies", status=403)


@pytest.mark.parametrize("value", ["<script>x</script>", "\x00", "😀", "%_", "长" * 100_000])
def test_hostile_values_are_refused_or_stored_but_never_break(browser_as: Any, value: str) -> None:
    browser = browser_as(office())
    for n, field in enumerate((*NEW, "kind", "issuer", "version")):
        page = browser.post("/policies/new", NEW | {"number": f"{n}号", field: value}, status=None)
        assert page.status in {303, 422}
    browser.get("/policies")
    browser.get("/policies", query_string={"q": value[:5000], "level": "x", "page": "0"})


def test_deliveries_by_name_code_and_short_name_once_a_day(browser_as: Any) -> None:
    one, two, three = (EnterpriseFactory() for _ in range(3))
    policy, browser = PolicyFactory(), browser_as(office())
    sent = {
        "enterprises": f"{one.name}\n{two.code.lower()}、{three.short_name}",
        "held_on": "2025-03-01",
        "way": "wechat",
    }
    path = f"/policies/{policy.id}"
    browser.post(f"{path}/deliver", sent)
    assert "已推送 3 次，3 家企业" in browser.get(path).said
    browser.post(f"{path}/deliver", sent)
    assert "另有 3 家当天已经登记过" in browser.get(path).said
    assert db.session.scalar(select(func.count(Delivery.id))) == 3
    logged = select(AuditEvent.sentence).where(AuditEvent.verb == "policy.deliver")
    assert len(db.session.scalars(logged).all()) == 1


def test_wrong_deliveries_say_what_is_wrong(browser_as: Any) -> None:
    EnterpriseFactory(short_name="同名", name="甲")
    EnterpriseFactory(short_name="同名", name="乙")
    policy = PolicyFactory(valid_until=date(2025, 6, 30))
    browser, path = browser_as(office()), f"/policies/{policy.id}/deliver"

    def errors(**values: str) -> list[str]:
        sent = {"enterprises": "甲", "held_on": "2025-03-01", "way": "wechat"} | values
        return browser.post(path, sent, status=422).errors

    assert "同名" in errors(enterprises="同名")[0]
    assert "查无此企业" in errors(enterprises="甲、查无此企业")[0]
    assert errors(held_on="2026-01-01") == ["日期不能晚于今天。"]
    assert errors(held_on="2024-12-31") == ["早于政策的发布日期（2025年1月1日）。"]
    assert errors(held_on="2025-07-01") == ["政策的有效期到2025年6月30日为止。"]
    assert errors(way="") == ["请选择方式。"]
    assert "一次最多 300 家" in errors(enterprises="、".join(str(n) for n in range(400)))[0]


def test_a_mistaken_delivery_is_withdrawn(browser_as: Any) -> None:
    delivery = DeliveryFactory()
    browser = browser_as(office())
    path = f"/policies/{delivery.policy_id}/deliveries/{delivery.id}/withdraw"
    browser.post(path)
    assert db.session.scalar(select(func.count(Delivery.id))) == 0
    browser.post(path, status=404)


def test_a_cadre_sees_only_own_enterprises_among_the_told(browser_as: Any) -> None:
    me, policy = cadre(), PolicyFactory()
    DeliveryFactory(policy=policy, enterprise=paired(me, enterprise=EnterpriseFactory(name="我的")))
    DeliveryFactory(policy=policy, enterprise=EnterpriseFactory(name="别人的"))
    page = browser_as(me).get(f"/policies/{policy.id}")
    assert titles(page) == ["我的"]
    assert "已推送 2 次" in page.said


def test_export_and_cost_of_the_list(browser_as: Any) -> None:
    for _ in range(60):
        DeliveryFactory(policy=PolicyFactory(level=PolicyLevel.CITY))
    browser, seen = browser_as(office()), []
    rows = workbook(browser.get("/policies?format=xlsx&level=city").response)
    assert len(rows) == 61
    assert rows[1][2] == "市"
    assert rows[1][-1] == 1

    def count(_c: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", count)
    try:
        browser.get("/policies")
    finally:
        event.remove(db.engine, "before_cursor_execute", count)
    assert len([w for w in seen if w.lstrip().startswith(("SELECT", "WITH"))]) <= 8


def test_a_policy_is_its_title(app: Any) -> None:
    assert str(PolicyFactory(title="措施")) == "措施"
    assert db.session.scalar(select(Policy.title)) == "措施"


def test_whom_it_fits_and_who_is_untold(browser_as: Any) -> None:
    browser = browser_as(office())
    small = EnterpriseFactory(size=Size.SMALL, industry=Industry.C, tags="专精特新")
    EnterpriseFactory(size=Size.LARGE, name="太大的")
    aim = {"for_size": ["small", "micro"], "for_industry": ["A", "C"], "for_tags": "专精特新"}
    path = browser.post("/policies/new", NEW | aim).location
    page = browser.get(path)
    assert "适用 1 家，已推送 0 家，还没有推送 1 家" in page.said
    assert "小型、微型；农、林、牧、渔业、制造业；专精特新" in page.said
    listed = browser.get(f"{path}/untold")
    assert waiting(listed) == [small.name]
    assert "太大的" not in listed.said
    rows = workbook(browser.get(f"{path}/untold?format=xlsx").response)
    assert rows[1] == (small.code, small.name, None, None, "小型", "专精特新", "未结对", None)
    assert small.name in str(browser.get(f"{path}?enterprise={small.code}").response.data.decode())
    sent = {"enterprises": small.name, "held_on": "2025-03-01", "way": "wechat"}
    browser.post(f"{path}/deliver", sent)
    assert "适用 1 家，已推送 1 家，还没有推送 0 家" in browser.get(path).said
    assert "适用的企业都推送过了" in browser.get(f"{path}/untold").said


def test_whom_it_fits_is_amended_and_refused(browser_as: Any) -> None:
    browser, policy = browser_as(office()), PolicyFactory(for_size="小型")
    path = f"/policies/{policy.id}/edit"
    sent = NEW | {"version": "1", "for_four_up": ["industry"], "for_size": ["galactic"]}
    assert "galactic" in browser.post(path, sent, status=422).errors[0]
    long = browser.post(path, sent | {"for_size": [], "for_tags": "标" * 21}, status=422)
    assert long.errors == ["每个标签最多 20 个字，合计最多 300 个字。"]
    browser.post(path, sent | {"for_size": [], "for_tags": "外贸，专精特新"})
    db.session.refresh(policy)
    assert (policy.for_four_up, policy.for_size) == ("规上工业", "")
    assert policy.for_tags == "外贸、专精特新"


def test_applied_cashed_twice_taken_back_and_withdrawn(browser_as: Any) -> None:
    browser, delivery = browser_as(office()), DeliveryFactory()
    path, name = f"/policies/{delivery.policy_id}", delivery.enterprise.name
    assert "未申报" in browser.get(path).said
    sent = {"enterprises": name, "applied_on": "2025-04-01"}
    browser.post(f"{path}/apply", sent)
    again = browser.post(f"{path}/apply", sent)
    assert "另有 1 家当天已经登记过" in browser.get(again.location).said
    assert "已申报 1 家次，已兑现 0 家次" in browser.get(path).said
    one = db.session.scalars(select(Application)).one()
    there = f"{path}/applications/{one.id}"
    assert "还没有兑现" in browser.get(there).said
    browser.post(f"{there}/pay", {"paid_on": "2025-06-01", "amount": "12000.50"})
    browser.post(f"{there}/pay", {"paid_on": "2025-07-01", "amount": "8000", "words": "第二批"})
    page = browser.get(there)
    assert "兑现（2 笔）" in page.said
    assert "兑现金额 2 万元" in page.said
    assert "已申报 1 家次，已兑现 1 家次" in browser.get(path).said
    browser.post(f"{there}/withdraw", status=409)
    for payment in db.session.scalars(select(Payment).where(Payment.reverses_id.is_(None))):
        back = {"reversed_on": "2025-08-01", "reason": "记错了企业"}
        browser.post(f"{there}/payments/{payment.id}/reverse", back)
        browser.post(f"{there}/payments/{payment.id}/reverse", back, status=409)
    page = browser.get(there)
    assert "兑现（0 笔）" in page.said
    assert "2025-08-01 冲销（DX-2025-0004）：记错了企业" in page.said
    browser.post(f"{there}/withdraw")
    assert "已撤回，不再计入" in browser.get(there).said
    browser.post(f"{there}/pay", {"paid_on": "2025-09-01", "amount": "1"}, status=409)
    assert "还没有登记申报" in browser.get(f"{path}/applications").said
    browser.post(f"{path}/apply", sent)
    assert "已申报 1 家次，已兑现 0 家次" in browser.get(path).said
    logged = select(AuditEvent.verb).where(AuditEvent.kind == "policy").order_by(AuditEvent.id)
    assert db.session.scalars(logged).all() == [
        "policy.apply", "policy.pay", "policy.pay", "policy.reverse", "policy.reverse",
        "policy.withdraw_application", "policy.apply",
    ]  # fmt: skip


def test_wrong_applications_say_what_is_wrong(browser_as: Any) -> None:
    one, browser = ApplicationFactory(), browser_as(office())
    ApplicationFactory(policy=one.policy, enterprise=one.enterprise, applied_on=date(2025, 5, 1))
    path = f"/policies/{one.policy_id}"

    def errors(act: str = "", **values: str) -> list[str]:
        there = f"{path}/applications/{one.id}{act}"
        return browser.post(there, {"version": "1"} | values, status=422).errors

    assert errors(applied_on="2025-05-01") == ["这家企业当天的申报已经登记过。"]
    assert errors(applied_on="2026-01-01") == ["申报日期不能晚于今天。"]
    assert errors(applied_on="2024-12-31") == ["早于政策的发布日期（2025年1月1日）。"]
    assert errors("/pay", amount="5") == ["请填写兑现日期。"]
    assert errors("/pay", paid_on="2025-04-01") == ["请填写大于零的兑现金额。"]
    assert errors("/pay", paid_on="2025-04-01", amount="0") == ["请填写大于零的兑现金额。"]
    assert errors("/pay", paid_on="2025-02-01", amount="5") == ["早于申报日期（2025年3月1日）。"]
    assert errors("/pay", paid_on="2026-02-01", amount="5") == ["兑现日期不能晚于今天。"]
    paid = PaymentFactory(application=one)
    back = f"/payments/{paid.id}/reverse"
    assert errors(back, reversed_on="2025-05-31", reason="错") == [
        "早于这笔兑现的日期（2025年6月1日）。"
    ]
    assert errors(back, reversed_on="2026-05-31", reason="错") == ["冲销日期不能晚于今天。"]
    assert errors(back, reversed_on="2025-07-01") == ["请填写冲销原因。"]
    assert errors(applied_on="2025-07-01") == ["晚于第一笔兑现的日期（2025年6月1日）。"]
    stale = {"version": "7", "applied_on": "2025-03-02"}
    page = browser.post(f"{path}/applications/{one.id}", stale, status=409)
    assert "2025-03-02" in page.said
    sent = {"enterprises": "查无此企业", "applied_on": "2025-03-01"}
    assert "查无此企业" in browser.post(f"{path}/apply", sent, status=422).errors[0]


def test_applications_are_searched_filtered_and_exported(browser_as: Any) -> None:
    browser, policy = browser_as(office()), PolicyFactory(title="稳岗补贴")
    firm = EnterpriseFactory(name="甲公司", pinyin="jgs")
    paid = ApplicationFactory(policy=policy, enterprise=firm, applied_on=date(2025, 3, 1))
    PaymentFactory(application=paid, amount=10_000_00)
    PaymentFactory(application=paid, amount=5_000_00, paid_on=date(2025, 7, 1))
    ApplicationFactory(enterprise=EnterpriseFactory(name="乙公司", pinyin="ygs"))

    def found(query: str) -> list[str]:
        return titles(browser.get(f"/policies/applications?{query}"))

    assert found("") == ["乙公司", "甲公司"]
    assert found("q=jgs") == found("q=稳岗") == found("claim=cashed") == ["甲公司"]
    assert found("claim=applied") == found("q=乙") == ["乙公司"]
    assert found("to=2025-02-28") == []
    assert "没有符合条件的申报" in browser.get("/policies/applications?q=没有").said
    assert titles(browser.get(f"/policies/{policy.id}/applications?q=jgs")) == ["甲公司"]
    assert "兑现 1.5 万元" in browser.get("/policies/applications?q=jgs").said
    answer = browser.get("/policies/applications?format=xlsx&q=jgs").response
    rows = list(openpyxl.load_workbook(BytesIO(answer.data)).active.values)
    assert rows[1][0] == "甲公司"
    assert rows[1][5:] == ("已兑现", 2, datetime(2025, 7, 1), 15000)
    assert len(rows) == 2


def test_a_cadre_reads_own_applications_alone(browser_as: Any) -> None:
    me, policy = cadre(), PolicyFactory()
    mine = paired(me, enterprise=EnterpriseFactory(name="我的"))
    ApplicationFactory(policy=policy, enterprise=mine)
    ApplicationFactory(policy=policy, enterprise=EnterpriseFactory(name="别人的"))
    browser = browser_as(me)
    page = browser.get(f"/policies/{policy.id}/applications")
    assert titles(page) == ["我的"]
    assert "已申报 1 家次" in page.said
    browser.post(f"/policies/{policy.id}/apply", {}, status=403)
    others = db.session.scalars(
        select(Application).where(Application.enterprise_id != mine.id)
    ).one()
    browser.get(f"/policies/{policy.id}/applications/{others.id}", status=404)


def test_the_enterprise_shows_what_it_applied_for(browser_as: Any) -> None:
    paid = PaymentFactory(amount=30_000_00)
    firm, policy = paid.application.enterprise, paid.application.policy
    PaymentFactory(
        application=paid.application, reverses=paid, amount=30_000_00, paid_on=date(2025, 7, 1)
    )
    PaymentFactory(application=paid.application, amount=20_000_00, paid_on=date(2025, 8, 1))
    browser = browser_as(office())
    page = browser.get(f"/enterprises/{firm.code}")
    for words in ("申报政策", "政策兑现", "冲销兑现", f"《{policy.title}》 3 万元"):
        assert words in page.said
    assert page.all(f'a[href="/policies/{policy.id}/applications/{paid.application_id}"]')
    said = browser.get(f"/enterprises/{firm.code}/dossier").said
    assert f"{policy.title} {policy.number} 还没有告知 2025-03-01 2 万元" in said
