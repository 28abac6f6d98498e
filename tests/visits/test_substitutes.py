"""请假代理: what the absent one may, for as long as it was said, and the log says for whom."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from assist.audit.models import AuditEvent
from assist.db import db
from assist.enterprises.models import Substitution
from tests.cadres.factories import cadre, handler, office
from tests.enterprises.factories import paired
from tests.exchange.files import exported, small, take
from tests.visits.factories import SubstitutionFactory, VisitFactory, sent

TODAY = date(2025, 12, 31)


def asked(substitute: str, **more: str) -> dict[str, str]:
    return {"substitute": substitute, "start_on": "2025-12-31", "end_on": "2026-01-09"} | more


def test_a_cadre_names_a_substitute_who_records_for_the_absent_one(browser_as: Any) -> None:
    me, other = cadre(name="请假的"), cadre(name="代办的")
    enterprise = paired(me)
    browser, instead = browser_as(me), browser_as(other)
    path = f"/visits/new?enterprise={enterprise.code}"
    instead.get(path, status=404)
    browser.post("/visits/substitutes", asked(other.account, reason="公休"))
    assert "您正在代请假的联系企业" in instead.get("/visits/home").said
    assert enterprise.name in instead.get("/visits/home").said
    assert "您请假期间由代办的代理" in browser.get("/visits/home").said
    assert "请假的请假，由代办的代理" in instead.get(f"/visits/before/{enterprise.code}").said
    facts = browser_as(office()).get(f"/enterprises/{enterprise.code}").texts(".facts dd")
    assert any(line.endswith("请假，由代办的代理到2026年1月9日") for line in facts), facts
    instead.get(path)
    instead.post("/visits/new", sent(enterprise, other))
    logged = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "visit.record")).one()
    assert logged.sentence.endswith("（代请假的）")
    browser.post("/visits/new", sent(enterprise, me))
    own = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert own is not None
    assert "代" not in own.sentence


@pytest.mark.parametrize("start, end", [(-9, -1), (1, 9)])
def test_before_and_after_it_is_somebody_elses(browser_as: Any, start: int, end: int) -> None:
    me, other = cadre(), cadre()
    enterprise = paired(me)
    SubstitutionFactory(
        absent=me,
        substitute=other,
        start_on=TODAY + timedelta(days=start),
        end_on=TODAY + timedelta(days=end),
    )
    browser_as(other).get(f"/enterprises/{enterprise.code}", status=404)


def test_who_is_back_ends_it(browser_as: Any) -> None:
    me, other = cadre(), cadre()
    enterprise = paired(me)
    row = SubstitutionFactory(absent=me, substitute=other)
    path = f"/visits/substitutes/{row.id}/end"
    browser_as(other).get(f"/enterprises/{enterprise.code}")
    browser_as(other).post(path, status=409)
    browser_as(cadre()).post(path, status=404)
    browser_as(me).post(path)
    browser_as(other).get(f"/enterprises/{enterprise.code}", status=404)
    browser_as(me).post(path, status=409)


def test_impossible_substitutes_are_refused_beside_their_field(browser_as: Any) -> None:
    me, other = cadre(), cadre()
    SubstitutionFactory(
        absent=me, substitute=other, start_on=date(2026, 2, 1), end_on=date(2026, 2, 9)
    )
    browser = browser_as(me)
    for fields, words in (
        (asked(me.account), "代理人不能是请假人自己"),
        (asked(handler().account), "不能登记走访"),
        (asked("没有这个人"), "没有这个人"),
        (asked(""), "请填写一位代理人"),
        (asked(other.account, end_on="2025-12-01"), "结束日期不能早于开始日期"),
        (asked(other.account, start_on="2025-11-01", end_on="2025-11-02"), "已经过去"),
        (asked(other.account, end_on="2026-12-31"), "代理最长"),
        (asked(other.account, end_on="2026-02-03"), "已有代理"),
    ):
        assert words in browser.post("/visits/substitutes", fields, status=422).said


def test_the_office_names_one_for_somebody_else_and_a_cadre_may_not(browser_as: Any) -> None:
    me, other = cadre(), cadre()
    fields = asked(other.account, absent=me.account)
    browser_as(cadre()).post("/visits/substitutes", fields, status=409)
    browser_as(office()).post("/visits/substitutes", fields)
    row = db.session.scalars(select(Substitution)).unique().one()
    assert (row.absent_id, row.substitute_id) == (me.id, other.id)
    assert "代理中" in browser_as(me).get("/visits/substitutes").said


def test_with_nothing_in_it_it_says_so(browser_as: Any) -> None:
    page = browser_as(cadre()).get("/visits/substitutes")
    assert "还没有安排过代理" in page.said
    assert page.one("#substitute")["type"] == "text"
    assert not page.all("#absent")
    assert browser_as(office()).get("/visits/substitutes").one("#absent")["type"] == "text"


def test_a_substitutes_visit_stays_theirs_afterwards(browser_as: Any) -> None:
    me, other = cadre(), cadre()
    visit = VisitFactory(enterprise=paired(me), people=[other], created_by_id=other.id)
    browser_as(other).get(f"/visits/{visit.number}")


def test_substitutes_travel_in_the_workbook(app: Flask) -> None:
    rows = small()
    line = {"请假人": "lx", "代理人": "qt", "开始日期": TODAY, "结束日期": date(2026, 1, 9)}
    rows["请假代理"] = [line]
    assert take(rows).faults == []
    assert take(rows).taken["请假代理"].same == 1
    header, written = exported()["请假代理"]
    again = rows | {"请假代理": [dict(zip(header, written, strict=True))]}
    assert take(again).taken["请假代理"].same == 1
    rows["请假代理"] = [
        line | {"代理人": "lx"},
        line | {"请假人": "qt", "结束日期": date(2025, 1, 1)},
    ]
    assert len(take(rows).faults) == 3
