"""Those who were not told of a policy, under who is to tell them."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import openpyxl
from sqlalchemy import event, select

from assist.audit.models import AuditEvent
from assist.db import db
from tests.cadres.factories import cadre, office
from tests.enterprises.factories import EnterpriseFactory, paired
from tests.policies.factories import DeliveryFactory, PolicyFactory


def waiting(page: Any) -> list[str]:
    return page.texts(".teller li a")


def workbook(response: Any) -> list[Any]:
    return list(openpyxl.load_workbook(BytesIO(response.data)).active.iter_rows(values_only=True))


def test_a_cadre_reads_who_is_untold_among_own(browser_as: Any) -> None:
    me, policy = cadre(), PolicyFactory()
    paired(me, enterprise=EnterpriseFactory(name="我的"))
    EnterpriseFactory(name="别人的")
    page = browser_as(me).get(f"/policies/{policy.id}/untold")
    assert waiting(page) == ["我的"]
    assert "只算您能看到的企业" in page.said


def test_the_untold_stand_folded_under_who_is_to_tell(browser_as: Any) -> None:
    policy, browser = PolicyFactory(), browser_as(office())
    for n in range(16):
        person = cadre(name=f"干部{n:02d}", pinyin=f"gb{n:02d}")
        for _ in range(12 if n == 0 else 1):
            paired(person)
    EnterpriseFactory(name="没有结对的")
    path = f"/policies/{policy.id}/untold"
    page = browser.get(path)
    assert len(page.all(".teller")) == 15
    assert not page.all(".teller[open]")
    assert page.texts(".teller summary strong")[0] == "干部00"
    assert page.texts(".teller summary .teller-count")[0] == "12 家"
    assert len(page.all(".teller")[0].find_all("li")) == 10
    everybody = page.one(".teller a.btn-outline-secondary")
    assert everybody.get_text() == "看全部 12 家"
    one = browser.get(str(everybody["href"]))
    assert len(waiting(one)) == 12
    assert one.texts("[name=cadre] [selected]") == ["干部00"]
    second = browser.get(f"{path}?page=2")
    assert second.texts(".teller summary strong") == ["干部15", "未结对"]
    nobody = browser.get(f"{path}?cadre=0")
    assert waiting(nobody) == ["没有结对的"]
    assert nobody.one(".teller[open]")
    codes = [code["value"] for code in one.all("[name=enterprise]")]
    told = browser.get(str(one.one(".teller a.btn-outline-primary")["href"]))
    assert len(told.one("[name=enterprises]").get_text().split()) == len(codes) == 12
    assert "没有符合条件的企业" in browser.get(f"{path}?cadre=999999").said
    assert "没有符合条件的企业" in browser.get(f"{path}?cadre=x&unit=y&q=查无").said
    rows = workbook(browser.get(f"{path}?format=xlsx&cadre=0").response)
    assert [row[1] for row in rows[1:]] == ["没有结对的"]
    logged = select(AuditEvent.sentence).where(AuditEvent.verb == "export")
    assert "企业 1 行，筛选 format=xlsx&cadre=0" in db.session.scalars(logged).one()


def test_what_the_list_of_the_untold_costs(browser_as: Any) -> None:
    policy, browser, seen = PolicyFactory(), browser_as(office()), []
    for _ in range(20):
        paired(cadre())

    def count(_c: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", count)
    try:
        browser.get(f"/policies/{policy.id}/untold")
    finally:
        event.remove(db.engine, "before_cursor_execute", count)
    assert len([w for w in seen if w.lstrip().startswith(("SELECT", "WITH"))]) <= 12


def test_nobody_left_untold_offers_no_filters(browser_as: Any) -> None:
    told = DeliveryFactory()
    page = browser_as(office()).get(f"/policies/{told.policy_id}/untold")
    assert "适用的企业都推送过了。" in page.said
    assert not page.all("[name=cadre], .teller")


def test_those_not_told_are_searched_and_exported_as_shown(browser_as: Any) -> None:
    policy, browser = PolicyFactory(), browser_as(office())
    EnterpriseFactory(name="甲公司")
    EnterpriseFactory(name="乙公司")
    path = f"/policies/{policy.id}/untold?q=甲"
    assert waiting(browser.get(path)) == ["甲公司"]
    assert "没有符合条件的企业" in browser.get(f"/policies/{policy.id}/untold?q=丙").said
    answer = browser.get(f"{path}&format=xlsx").response
    rows = list(openpyxl.load_workbook(BytesIO(answer.data)).active.values)
    assert [row[1] for row in rows[1:]] == ["甲公司"]
