"""The index is what the texts say, whoever writes them, on both engines."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import delete, event, inspect, update

from assist.db import db
from assist.lib.grams import grams
from assist.search.actions import refill
from assist.search.models import KEPT, SearchGram
from assist.visits.models import Visit
from tests.arrears.factories import DebtFactory
from tests.cadres.factories import UnitFactory, cadre, office
from tests.enterprises.factories import EnterpriseFactory, paired
from tests.enterprises.test_actions import merge, two
from tests.petitions.factories import PetitionFactory
from tests.problems.factories import ProblemFactory
from tests.search.index import computed, stored
from tests.visits.factories import VisitFactory


def codes() -> set[int]:
    return {code for code, _gram, _record in stored()}


def test_each_kind_is_kept_from_its_first_flush(app: Any) -> None:
    paired(cadre())
    for make in (ProblemFactory, VisitFactory, DebtFactory, PetitionFactory):
        make()
    assert codes() == {kept.code for kept in KEPT.values()}
    assert stored() == computed()


@pytest.mark.parametrize("place", [key for key in KEPT if key not in {"enterprises", "cadres"}])
def test_each_text_that_is_amended_takes_its_pairs_along(app: Any, place: str) -> None:
    makers = {
        "problems": ProblemFactory,
        "visits": VisitFactory,
        "arrears": DebtFactory,
        "petitions": PetitionFactory,
        "units": UnitFactory,
    }
    row, other = makers[place](), makers[place]()
    for text in KEPT[place].texts:
        for words in ("枇杷园", "枇杷𠮷", ""):
            db.session.expire(row)
            setattr(row, text.key, words or f"甲{row.id}")
            db.session.commit()
            assert stored() == computed()
    assert other.id in {record for _code, _gram, record in stored()}


def test_names_that_find_enterprises_and_people_follow_too(app: Any) -> None:
    person = cadre(name="孙小溪")
    enterprise = paired(person, enterprise=EnterpriseFactory(name="枫林竹业"))
    db.session.expire_all()
    enterprise.name, enterprise.aliases = "松林竹业", "旧林"
    person.name = "孙大溪"
    person.unit.name = "枫林局"
    db.session.commit()
    assert stored() == computed()


def test_what_is_flushed_twice_or_taken_back_leaves_nothing_behind(app: Any) -> None:
    visit = VisitFactory(summary="谈到枇杷")
    before = stored()
    visit.summary = "谈到杨梅"
    db.session.flush()
    visit.summary = "谈到石榴"
    db.session.flush()
    db.session.rollback()
    assert stored() == before == computed()
    visit.summary = "谈到杨梅"
    db.session.flush()
    visit.summary = "谈到石榴"
    db.session.commit()
    assert stored() == computed()


def test_a_deleted_record_is_no_longer_led_to(app: Any) -> None:
    gone, stays = PetitionFactory(), PetitionFactory()
    number = gone.id
    db.session.delete(gone)
    db.session.commit()
    left = {record for code, _gram, record in stored() if code == KEPT["petitions"].code}
    assert left == {stays.id} != {number}
    assert stored() == computed()


def test_enterprises_that_are_merged_keep_their_records_found(browser_as: Any) -> None:
    winner, loser = two()
    merge(browser_as(office()), winner, loser)
    assert stored() == computed()


def test_only_what_differs_is_written(app: Any) -> None:
    visit = VisitFactory(summary="谈到枇杷，明日再谈", met="王厂长")
    written: list[Any] = []

    def note(_c: Any, _cursor: Any, statement: str, values: Any, _x: Any, many: bool) -> None:
        if "search_gram" in statement:
            written.append((statement.split()[0], len(values) if many else 1))

    visit.held_on = visit.held_on.replace(day=2)
    event.listen(db.engine, "before_cursor_execute", note)
    try:
        db.session.commit()
        assert written == []
        visit.met = "王厂长、李主任"
        db.session.commit()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    new, old = grams(["王厂长、李主任"]), grams(["王厂长"])
    assert written == [("INSERT", len(new - old)), ("DELETE", len(old - new))]


def test_an_index_that_has_gone_wrong_refuses_no_write_and_is_made_anew(app: Any) -> None:
    visit = VisitFactory(summary="谈到枇杷")
    extra = [(KEPT["visits"].code, gram, visit.id) for gram in grams(["杨梅"])]
    names = ("kind", "gram", "record_id")
    db.session.add_all(SearchGram(**dict(zip(names, one, strict=True))) for one in extra)
    db.session.commit()
    visit.summary = "谈到杨梅"
    db.session.commit()
    assert stored() == computed()
    db.session.execute(delete(SearchGram).where(SearchGram.gram % 2 == 0))
    db.session.execute(update(Visit).values(summary="谈到石榴"))
    refill()
    db.session.commit()
    assert stored() == computed()


def test_the_old_value_of_each_text_is_known(app: Any) -> None:
    """Without it pairs of a text that was replaced unread would stay."""
    for kept in KEPT.values():
        columns = inspect(kept.model).column_attrs
        assert [text.key for text in kept.texts if not columns[text.key].active_history] == []
