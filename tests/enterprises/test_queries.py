"""Whose an enterprise is, and the list, on both engines."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.exceptions import NotFound

from assist.accounts.policy import Role
from assist.db import db
from assist.enterprises import queries
from assist.enterprises.forms import wanted
from assist.enterprises.models import Enterprise, FourUp, KeyYear
from assist.enterprises.queries import Wanted
from tests.accounts.factories import admin
from tests.cadres.factories import CadreFactory, cadre, handler, leader, office, specialist
from tests.enterprises.factories import EnterpriseFactory, credit_code, paired

ON = date(2025, 12, 31)


def listed(user: Any, **narrowed: Any) -> list[str]:
    rows = db.session.execute(queries.listing(user, ON, Wanted(**narrowed)))
    return [row.name for row in rows]


def test_own_is_what_names_the_liaison_the_leader_or_the_unit(app: Any) -> None:
    me, chief = cadre(), leader()
    by_name = paired(me, leader=chief)
    by_unit = paired(lead_unit=me.unit)
    paired(cadre())
    assert set(db.session.scalars(queries.own_ids(me, ON))) == {by_name.id, by_unit.id}
    assert list(db.session.scalars(queries.own_ids(chief, ON))) == [by_name.id]
    assert queries.is_paired(me, by_name.id, ON)
    assert not queries.is_paired(chief, by_unit.id, ON)


def test_the_end_day_still_belongs_to_the_pairing(app: Any) -> None:
    me = cadre()
    enterprise = paired(me, start_on=date(2025, 2, 1), end_on=date(2025, 3, 31))
    days = [date(2025, 1, 31), date(2025, 2, 1), date(2025, 3, 31), date(2025, 4, 1)]
    assert [queries.is_paired(me, enterprise.id, day) for day in days] == [
        False,
        True,
        True,
        False,
    ]
    found = queries.pairing_in_force(enterprise.id, date(2025, 3, 31))
    assert found is not None
    assert found.liaisons == [me]
    assert queries.pairing_in_force(enterprise.id, ON) is None


def test_what_lies_above_adds_to_what_is_seen_but_not_to_what_is_own(
    app: Any, monkeypatch: Any
) -> None:
    me, seen, revealed = cadre(), EnterpriseFactory(), EnterpriseFactory()
    monkeypatch.setattr(
        queries.scope,
        "also_visible",
        [lambda _u, _on: select(Enterprise.id).where(Enterprise.id.in_([seen.id, revealed.id]))],
    )
    monkeypatch.setattr(
        queries.scope,
        "also_revealed",
        [lambda _u, _on: select(Enterprise.id).where(Enterprise.id == revealed.id)],
    )
    assert queries.get_visible(me, seen.code, ON) == seen
    assert not queries.is_paired(me, seen.id, ON)
    assert not queries.may_reveal(me, seen.id, ON)
    assert queries.may_reveal(me, revealed.id, ON)


def test_roles_add_up(app: Any) -> None:
    enterprise = paired(cadre())
    assert queries.visible_ids(office(), ON) is None
    assert not queries.may_reveal(specialist(), enterprise.id, ON)
    both = CadreFactory(roles=(Role.CADRE, Role.SPECIALIST))
    assert queries.may_reveal(both, enterprise.id, ON)
    for user in (admin(), handler()):
        with pytest.raises(NotFound):
            queries.get_visible(user, enterprise.code, ON)


@pytest.mark.parametrize("code", ["", "x", "\x00" * 18, "9" * 18, "９" * 18, "%" * 18])
def test_odd_codes_are_absent(app: Any, code: str) -> None:
    with pytest.raises(NotFound):
        queries.get_visible(office(), code, ON)
    assert queries.by_code(code) is None


def test_every_name_and_its_initials_find_an_enterprise(app: Any) -> None:
    enterprise = EnterpriseFactory(
        name="新名字公司", short_name="新名", aliases="旧日竹业、（甲）厂"
    )
    EnterpriseFactory(name="另一家")

    def found(words: str) -> bool:
        statement = select(Enterprise.name).where(queries.search(words))
        return list(db.session.scalars(statement)) == [enterprise.name]

    for words in (
        "新名字",
        "旧日",
        "jrzy",
        "JRZY",
        "xm",
        "(甲)厂",
        "（甲）",
        enterprise.code.lower(),
    ):
        assert found(words), words
    enterprise.aliases = ""
    enterprise.name = "改名公司"
    db.session.commit()
    assert not found("旧日")
    assert not found("jrzy")
    assert found("改名")


def test_search_and_filters_mean_the_same_on_both_engines(app: Any) -> None:
    me = office()
    EnterpriseFactory(name="ABC科技100%", pinyin="abckj", tags="甲_乙、丙", four_up="规上工业")
    EnterpriseFactory(name="另一家", short_name="Ab", pinyin="lyj", tags="甲X乙", area="东乡")
    assert sorted(listed(me, q="ab")) == ["ABC科技100%", "另一家"]
    assert listed(me, q="CKJ") == ["ABC科技100%"]
    assert listed(me, q="0%") == ["ABC科技100%"]
    assert listed(me, q="_") == []
    assert listed(me, tag="甲_乙") == ["ABC科技100%"]
    assert listed(me, four_up=FourUp.INDUSTRY) == ["ABC科技100%"]
    assert listed(me, area="东乡") == ["另一家"]
    assert listed(me, paired=True) == []


def test_orders_turn_round(app: Any) -> None:
    for name, pinyin, area in (("丙", "b", "甲乡"), ("甲", "c", "甲乡"), ("乙", "a", "乙乡")):
        EnterpriseFactory(name=name, pinyin=pinyin, area=area)
    me = office()
    assert listed(me) == listed(me, sort="odd") == ["乙", "丙", "甲"]
    assert listed(me, sort="-name") == ["甲", "丙", "乙"]
    assert listed(me, sort="area") == listed(me, sort="-area")[::-1]


def test_distinct_values_are_hopped(app: Any) -> None:
    for area in ("乙", "甲", "甲", "", "丙"):
        EnterpriseFactory(area=area, years=(2024, 2026))
    assert sorted(db.session.scalars(queries.different(Enterprise.area)).all()) == sorted(
        {"", "乙", "甲", "丙"}
    )
    assert db.session.scalars(queries.different(KeyYear.year)).all() == [2024, 2026]


def test_distinct_of_nothing_is_nothing(app: Any) -> None:
    assert db.session.scalars(queries.different(Enterprise.area)).all() == []


def test_names_stand_for_one_enterprise_or_for_none(app: Any) -> None:
    one = EnterpriseFactory(name="甲公司", short_name="同")
    two = EnterpriseFactory(name="乙公司", short_name="同")
    found, wrong = queries.named(["甲公司", two.code.lower(), "同", "没有"])
    assert (found, wrong) == ([one, two], ["同", "没有"])


def test_known_enterprises_cost_no_query(app: Any) -> None:
    enterprise = EnterpriseFactory()
    with queries.known({"X": enterprise}):
        assert queries.by_code("X") is enterprise
        assert queries.by_code(enterprise.code) is None
    assert queries.by_code(enterprise.code) == enterprise


def test_what_a_query_string_asks_for() -> None:
    assert wanted({}, ON, reads_all=True).year == 2025
    assert wanted({}, ON, reads_all=False).year is None
    assert wanted({"year": "all"}, ON, reads_all=True).year is None
    asked = wanted({"q": " 恒\x00光 ", "size": "x", "four_up": "trade"}, ON, reads_all=True)
    assert (asked.q, asked.size, asked.four_up) == ("恒光", None, FourUp.TRADE)


def test_first_contacts_are_masked(app: Any) -> None:
    enterprise = EnterpriseFactory(code=credit_code(5), phone="0745-7623456")
    reader = office()
    statement = queries.listing(reader, ON, Wanted())
    (masked,) = queries.export_rows(statement, reader, ON, in_full=False)
    (full,) = queries.export_rows(statement, reader, ON, in_full=True)
    assert masked[0] == enterprise.code
    assert (masked[10], full[10]) == ("0745-****456", "0745-7623456")
