"""What each role finds, on both engines."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import event

from assist.accounts.duties import Duty, set_duties
from assist.db import db
from assist.search import queries
from assist.search.models import KEPT
from assist.search.queries.index import read_whole
from assist.search.rules import read
from tests.arrears.factories import DebtFactory
from tests.cadres.factories import UnitFactory, cadre, handler, leader, office, specialist
from tests.enterprises.factories import EnterpriseFactory, paired
from tests.petitions.factories import PetitionFactory
from tests.problems.factories import ProblemFactory, handling
from tests.visits.factories import PolicyFactory, VisitFactory

ON = date(2025, 12, 31)


def found(user: Any, words: str) -> dict[str, list[str]]:
    """The titles by kind."""
    db.session.expire_all()
    groups = queries.found(user, ON, read(words))
    return {
        group.label: ["".join(piece.text for piece in hit.title) for hit in group.hits]
        for group in groups
    }


@pytest.fixture
def stored(app: Any) -> Any:
    """One record of each kind that says 玉泉, all of one enterprise; gives it and its cadre."""
    me = cadre(name="张玉泉")
    mine = paired(me, enterprise=EnterpriseFactory(name="玉泉竹业", pinyin="yqzy"))
    ProblemFactory(enterprise=mine, title="玉泉路口积水", created_by_id=me.id)
    VisitFactory(enterprise=mine, summary="谈到玉泉水库", people=[me])
    PolicyFactory(title="玉泉片区扶持办法")
    DebtFactory(enterprise=mine, creditor="玉泉竹业", debtor="某单位")
    PetitionFactory(matter="反映玉泉路灯不亮")
    return mine, me


EVERYTHING = ["企业", "问题", "走访", "政策", "干部", "欠款", "信访"]


def test_the_office_finds_every_kind(stored: Any) -> None:
    assert list(found(office(), "玉泉")) == EVERYTHING
    assert found(office(), "玉泉")["走访"] == ["玉泉竹业"]


def test_a_cadre_finds_what_is_paired_and_no_people_and_no_petitions(stored: Any) -> None:
    _mine, me = stored
    assert list(found(me, "玉泉")) == ["企业", "问题", "走访", "政策", "欠款"]
    assert list(found(cadre(), "玉泉")) == ["政策"]


def test_petitions_are_found_by_those_alone_who_may_see_them(stored: Any) -> None:
    for person in (leader(), specialist(), handler()):
        assert "信访" not in found(person, "玉泉")
    named, assigned = leader(), specialist()
    PetitionFactory(matter="反映玉泉桥", leader_id=named.id)
    set_duties(user=assigned, duties=frozenset({Duty.PETITIONS}))
    db.session.commit()
    assert found(named, "玉泉")["信访"] == ["反映玉泉桥"]
    assert len(found(assigned, "玉泉")["信访"]) == 2


def test_a_handler_finds_the_own_units_problems(stored: Any) -> None:
    mine, _me = stored
    unit = UnitFactory()
    handling(unit, enterprise=mine, title="玉泉接电")
    assert found(handler(unit=unit), "玉泉")["问题"] == ["玉泉接电"]


def test_initials_and_numbers_find(stored: Any) -> None:
    assert found(office(), "YQZY")["企业"] == ["玉泉竹业"]
    mine, _me = stored
    assert found(office(), mine.code)["企业"] == ["玉泉竹业"]
    ProblemFactory(number="2025-7777", title="编号可查")
    assert found(office(), "2025-7777")["问题"] == ["编号可查"]


def test_people_are_found_by_name_initials_account_and_unit_as_they_are_now(app: Any) -> None:
    person = cadre(
        name="孙小溪", account="sunxx", pinyin="sxx", unit=UnitFactory(name="黔城园区管委会")
    )
    for words in ("小溪", "SXX", "unx", "黔城园区"):
        assert found(office(), words)["干部"] == ["孙小溪"]

    person.name = "孙大溪"
    db.session.commit()
    assert found(office(), "大溪")["干部"] == ["孙大溪"]
    assert "干部" not in found(office(), "小溪")


def test_each_of_several_words_is_found_in_the_record_or_in_its_enterprise(stored: Any) -> None:
    mine, me = stored
    ProblemFactory(enterprise=mine, title="路灯不亮", created_by_id=me.id)
    ProblemFactory(title="别处积水")
    DebtFactory(enterprise=mine, creditor="玉泉竹业", debtor="水务公司")
    for reader in (office(), me):
        assert found(reader, "玉泉 积水")["问题"] == ["玉泉路口积水"]
        assert found(reader, "积水  yqzy")["问题"] == ["玉泉路口积水"]
        assert found(reader, "水务 竹业") == {"欠款": ["水务公司欠玉泉竹业"]}
    assert found(office(), "玉泉 YQ") | {"企业": ["玉泉竹业"]} == found(office(), "yqzy 玉泉")
    assert found(office(), "张玉 泉") == {"干部": ["张玉泉"]}
    assert found(office(), "玉泉 无此词") == {}


def test_several_words_find_beyond_the_enterprises_that_one_of_them_counts(app: Any) -> None:
    for number in range(queries.COUNTED + 5):
        last = EnterpriseFactory(name=f"丁香{number}号")
    ProblemFactory(enterprise=last, title="接电难")
    assert found(office(), "丁香 接电") == {"问题": ["接电难"]}
    assert found(office(), "丁香")["问题"] == ["接电难"]
    assert found(office(), f"丁香 {queries.COUNTED + 4}号")["企业"] == [last.name]


@pytest.mark.parametrize("words", ["%%", "__", "\\\\", "' OR 1=1 --", "\x00\x00", "😀😀"])
def test_signs_mean_themselves(stored: Any, words: str) -> None:
    assert found(office(), words) == {}


def test_a_whole_phone_number_finds_for_those_who_may_see_it(stored: Any) -> None:
    mine, me = stored
    phone = "13912340001"
    mine.contacts[0].phone = phone
    db.session.commit()
    assert found(me, phone) == {"企业联系人": ["玉泉竹业"]}
    assert found(office(), "139-1234-0001") == {"企业联系人": ["玉泉竹业"]}
    for person in (cadre(), specialist(), handler()):
        assert found(person, phone) == {}
    for part in ("139123400", "12340001", "3912340"):
        assert found(office(), part) == {}


def test_few_are_shown_and_the_rest_is_counted(app: Any) -> None:
    for number in range(queries.SHOWN + 2):
        PolicyFactory(title=f"满园办法{number}")
    (group,) = queries.found(office(), ON, read("满园"))
    assert (len(group.hits), group.count_text) == (queries.SHOWN, "7 条")


def test_the_newest_are_looked_at_and_the_list_is_named(
    app: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "LOOKED_AT", 2)
    for day in (1, 2, 3, 4):
        VisitFactory(held_on=date(2025, 12, day), summary="谈到枇杷", number=f"ZF-9{day}")
    (group,) = queries.found(office(), ON, read("枇杷"))
    assert (group.partly, group.count) == (True, 2)
    (group,) = queries.found(office(), ON, read("ZF-91"))
    assert [hit.href for hit in group.hits] == ["/visits/ZF-91"]


def test_what_is_old_is_found_where_few_records_have_the_words(
    app: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "LOOKED_AT", 2)
    for day in (1, 2, 3, 4):
        VisitFactory(held_on=date(2025, 12, day), summary=f"谈到枇杷{'，缺水电工' * (day < 2)}")
    for words, many in (("缺水", 1), ("缺水电工", 1), ("枇杷 电工", 1), ("工", 0), ("枇杷 工", 1)):
        found = queries.found(office(), ON, read(words))
        assert [(group.partly, group.count) for group in found] == [(False, 1)] * many
    mine = EnterpriseFactory(name="枇杷水果行")
    ProblemFactory(enterprise=mine, title="缺水")
    found = queries.found(office(), ON, read("枇杷 缺水"))
    assert [(group.key, group.partly) for group in found] == [
        ("problems", False),
        ("visits", False),
    ]


def test_all_of_an_enterprise_is_found_however_much_is_newer(
    app: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "LOOKED_AT", 3)
    mine = EnterpriseFactory(name="枇杷水果行")
    ProblemFactory(enterprise=mine, title="缺水", registered_on=date(2025, 1, 2))
    VisitFactory(enterprise=mine, held_on=date(2025, 1, 2))
    VisitFactory(summary="谈到枇杷", held_on=date(2025, 1, 3))
    for _ in range(4):
        ProblemFactory()
        VisitFactory(summary="谈到杨梅")
    for words in ("枇杷", "水果行 枇杷"):
        groups = queries.found(office(), ON, read(words))
        assert [(group.key, group.count, group.partly) for group in groups] == [
            ("enterprises", 1, False),
            ("problems", 1, False),
            ("visits", 2 if words == "枇杷" else 1, False),
        ]
    for _ in range(3):
        VisitFactory(enterprise=mine, held_on=date(2025, 1, 4))
    VisitFactory(enterprise=mine)
    (_enterprise, _problem, visits) = queries.found(office(), ON, read("枇杷"))
    assert (visits.count, visits.partly) == (1, True)


def test_a_kind_that_is_closed_to_a_reader_is_not_asked_for_in_the_index(app: Any) -> None:
    assigned = specialist()
    set_duties(user=assigned, duties=frozenset({Duty.PETITIONS}))
    db.session.commit()
    for reader, open_to in ((office(), True), (assigned, True), (specialist(), False)):
        assert ("petitions" in read_whole(reader)) is open_to
    assert read_whole(cadre()) == ()
    assert set(read_whole(leader())) == {*KEPT} - {"petitions"}


def test_words_that_nothing_holds_cost_one_look_into_the_index(stored: Any) -> None:
    reader = office()
    found(reader, "玉泉 无此")
    reader = db.session.merge(reader)
    statements: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        assert queries.found(reader, ON, read("无此词语")) == []
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    asked = [one.split("FROM")[-1].split()[0] for one in statements if "user_role" not in one]
    assert asked == ["search_gram", "policy"], "the index, and the policies, which are few"


def test_a_cadre_finds_the_own_enterprise_however_many_others_are_named_alike(app: Any) -> None:
    me = cadre()
    for number in range(queries.COUNTED + 1):
        EnterpriseFactory(name=f"丁香{number}", pinyin="a")
    mine = paired(me, enterprise=EnterpriseFactory(name="丁香本家", pinyin="z"))
    VisitFactory(enterprise=mine, people=[me])
    assert found(me, "丁香") == {"企业": ["丁香本家"], "走访": ["丁香本家"]}
    (group,) = queries.found(office(), ON, read("丁香1"))[:1]
    assert (len(group.hits), group.count) == (queries.SHOWN, 12)
    assert queries.found(office(), ON, read("丁香"))[0].count_text == "100 条以上"
