"""Whom a policy fits: one rule, and the same in SQL from both sides."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from assist.db import db
from assist.enterprises.models import Enterprise, Industry, Running, Size
from assist.policies import queries
from assist.policies.models import Policy
from assist.policies.queries import Untold
from assist.policies.rules import fits
from assist.policies.timeline import sections
from assist.visits.timeline import entries
from tests.cadres.factories import UnitFactory, cadre, leader, office
from tests.enterprises.factories import EnterpriseFactory, PairingFactory, paired
from tests.policies.factories import (
    ApplicationFactory,
    DeliveryFactory,
    PaymentFactory,
    PolicyFactory,
)

ON = date(2025, 12, 31)
AIMS: list[dict[str, str]] = [
    {},
    {"for_four_up": "规上工业、限上批零"},
    {"for_four_up": "非四上"},
    {"for_industry": "农、林、牧、渔业、制造业"},
    {"for_industry": "教育"},
    {"for_size": "小型、微型"},
    {"for_tags": "AEO、专精特新"},
    {"for_tags": "100%_"},
    {"for_four_up": "规上工业", "for_size": "大型", "for_tags": "专精特新"},
    {"for_four_up": "规上工业", "for_industry": "制造业", "for_size": "小型"},
]
ENTERPRISES: list[dict[str, Any]] = [
    {},
    {"four_up": "规上工业", "industry": Industry.C, "size": Size.SMALL, "tags": "专精特新"},
    {"four_up": "规上工业、限上批零", "size": Size.LARGE, "tags": "外贸、专精特新"},
    {"four_up": "非四上", "industry": Industry.A, "size": Size.MICRO, "tags": "aeo"},
    {"industry": Industry.P, "tags": "专精特新小巨人、100%_"},
    {"industry": Industry.A, "tags": "AEO、100XY"},
]


@pytest.fixture
def everything(app: Any) -> tuple[list[Policy], list[Enterprise]]:
    return (
        [PolicyFactory(**aim) for aim in AIMS],
        [EnterpriseFactory(**values) for values in ENTERPRISES],
    )


def test_the_rule_and_both_conditions_agree(
    everything: tuple[list[Policy], list[Enterprise]],
) -> None:
    policies, enterprises = everything
    by_rule = {
        (policy.id, enterprise.id)
        for policy in policies
        for enterprise in enterprises
        if fits(policy, enterprise)
    }
    by_policy = {
        (policy.id, key)
        for policy in policies
        for key in db.session.scalars(select(Enterprise.id).where(queries.meant_for(policy)))
    }
    by_enterprise = {
        (key, enterprise.id)
        for enterprise in enterprises
        for key in db.session.scalars(select(Policy.id).where(queries.meant_by(enterprise)))
    }
    assert by_rule == by_policy == by_enterprise


def test_what_fits_is_what_was_named(
    everything: tuple[list[Policy], list[Enterprise]],
) -> None:
    policies, enterprises = everything
    found = [[n for n, one in enumerate(enterprises) if fits(policy, one)] for policy in policies]
    assert found == [
        [0, 1, 2, 3, 4, 5], [1, 2], [3], [1, 3, 5], [4], [1, 3], [1, 2, 5], [4], [2], [1],
    ]  # fmt: skip


def test_who_is_told_and_who_can_be(app: Any) -> None:
    policy = PolicyFactory(for_size="小型")
    told, void, not_yet = (EnterpriseFactory(size=Size.SMALL) for _ in range(3))
    DeliveryFactory(policy=policy, enterprise=told)
    DeliveryFactory(policy=policy, enterprise=told, held_on=date(2025, 4, 1))
    DeliveryFactory(policy=policy, enterprise=void, valid=False)
    DeliveryFactory(enterprise=not_yet)  # of another policy
    EnterpriseFactory(size=Size.SMALL, withdrawn=True)
    EnterpriseFactory(size=Size.SMALL, running=Running.CLOSED)
    DeliveryFactory(policy=policy, enterprise=EnterpriseFactory(size=Size.LARGE))
    fit = queries.fit(policy, office(), ON)
    assert (fit.meant, fit.told, fit.untold, fit.own) == (3, 1, 2, False)
    rows = db.session.execute(queries.untold(policy, office(), ON)).all()
    assert [row.name for row in rows] == [void.name, not_yet.name]


def test_the_untold_by_who_is_to_tell_them(app: Any) -> None:
    unit, policy = UnitFactory(), PolicyFactory()
    first, second = cadre(name="张三", pinyin="zs"), cadre(name="李四", pinyin="ls")
    boss = leader(name="王五", pinyin="ww")
    both = paired(first, second, lead_unit=unit)
    hers = paired(second)
    led = PairingFactory(leader=boss).enterprise
    ended = PairingFactory(leader=boss, end_on=date(2025, 1, 31)).enterprise
    DeliveryFactory(policy=policy, enterprise=paired(first))

    def found(user: Any, asked: Any = None) -> list[tuple[str, list[str]]]:
        with app.test_request_context():
            tellers = queries.untold_by(policy, user, ON, asked or Untold()).tellers
        return [(one.name, [row.code for row in one.rows]) for one in tellers]

    everybody = office()
    assert found(everybody) == [
        ("李四", [hers.code]),
        ("王五", [led.code]),
        ("张三", [both.code]),
        ("", [ended.code]),
    ]
    assert found(second) == [("李四", [both.code, hers.code])]
    assert found(everybody, Untold(cadre=second.id)) == [("李四", [both.code, hers.code])]
    assert found(everybody, Untold(cadre=queries.NOBODY)) == [("", [ended.code])]
    assert found(everybody, Untold(unit=unit.id)) == [("张三", [both.code])]
    assert found(everybody, Untold(q=led.code)) == [("王五", [led.code])]
    with app.test_request_context():
        sums = queries.untold_by(policy, everybody, ON, Untold())
    assert [name for _, name in sums.cadres] == ["李四", "王五", "张三"]
    assert {unit.name} < {name for _, name in sums.units}
    assert len(sums.units) == 3  # of the pairing that has ended, and of who was told, none
    assert sums.waiting == queries.fit(policy, everybody, ON).untold == 4
    rows = queries.untold_rows(policy, everybody, ON, Untold())
    assert [row[6] for row in rows] == ["李四", "王五", "张三", "未结对"]


def test_a_cadre_counts_own_enterprises_alone(app: Any) -> None:
    me, policy = cadre(), PolicyFactory()
    mine = paired(me)
    other = EnterpriseFactory()
    fit = queries.fit(policy, me, ON)
    assert (fit.meant, fit.told, fit.own) == (1, 0, True)
    assert queries.names_of([mine.code, other.code, "\x00"], me, ON) == [mine.name]


def test_the_page_of_an_enterprise_tells_what_came_of_policies(app: Any) -> None:
    paid = PaymentFactory(amount=30_000_00)
    again = {"application": paid.application, "amount": 30_000_00}
    PaymentFactory(reverses=paid, paid_on=date(2025, 7, 1), **again)
    firm, policy = paid.application.enterprise, paid.application.policy
    ApplicationFactory(enterprise=firm, policy=policy, valid=False, applied_on=date(2025, 4, 1))
    found = entries(firm, office(), date(2025, 12, 31), 10)
    assert [(one.day, one.title, one.text) for one in found] == [
        (date(2025, 7, 1), "冲销兑现", f"《{policy.title}》 3 万元"),
        (date(2025, 6, 1), "政策兑现", f"《{policy.title}》 3 万元"),
        (date(2025, 3, 1), "申报政策", f"《{policy.title}》"),
    ]
    assert entries(firm, office(), date(2025, 3, 1), 10) == found[2:]
    (section,) = sections(firm, office(), date(2025, 12, 31))
    assert section.rows == [(policy.title, policy.number, "还没有告知", "2025-03-01", "")]
