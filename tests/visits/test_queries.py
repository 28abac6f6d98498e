"""What the form, the list and the home read, on either engine."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from assist.db import db
from assist.enterprises import queries as enterprises
from assist.visits import actions, queries, timeline
from assist.visits.models import Channel, Standing
from assist.web.clock import today
from tests.cadres.factories import UnitFactory, cadre, office
from tests.enterprises.factories import EnterpriseFactory, paired
from tests.problems.factories import ProblemFactory, handling
from tests.visits.factories import (
    PolicyFactory,
    PromiseFactory,
    SubstitutionFactory,
    VisitFactory,
)

ON = date(2025, 12, 31)


def test_the_home_orders_by_person_and_silence(app: Any) -> None:
    me = cadre()
    of_unit = paired(lead_unit=me.unit)
    fresh, old, never = paired(me), paired(me), paired(me)
    VisitFactory(enterprise=fresh, held_on=today())
    VisitFactory(enterprise=old, held_on=date(2025, 1, 1))
    ProblemFactory(enterprise=old)
    rows = queries.own_enterprises(me, today())
    assert [row.code for row in rows] == [never.code, old.code, fresh.code, of_unit.code]
    assert [row.personal for row in rows] == [True, True, True, False]
    assert [row.open_problems for row in rows] == [0, 1, 0, 0]


def test_own_enterprises_are_offered_first_by_person(app: Any) -> None:
    me = cadre()
    of_unit = paired(lead_unit=me.unit)
    mine = paired(me)
    EnterpriseFactory()
    assert [row.code for row in queries.own_choices(me, today())] == [mine.code, of_unit.code]


def test_companions_of_last_time_here_come_before_those_of_elsewhere(app: Any) -> None:
    me, here, elsewhere, gone = cadre(), cadre(), cadre(), cadre(on_duty=False)
    enterprise, other = EnterpriseFactory(), EnterpriseFactory()
    VisitFactory(enterprise=enterprise, held_on=date(2025, 1, 1), people=[me, here, gone])
    VisitFactory(enterprise=other, held_on=date(2025, 6, 1), people=[elsewhere, me])
    VisitFactory(enterprise=enterprise, held_on=date(2025, 7, 1), people=[elsewhere])
    assert queries.last_companions(me, enterprise.id) == [here]
    assert queries.last_companions(me, EnterpriseFactory().id) == [elsewhere]
    assert queries.last_companions(me, None) == [elsewhere]
    assert queries.last_companions(cadre(), enterprise.id) == []


def test_only_visits_to_the_door_within_the_window_burden_an_enterprise(app: Any) -> None:
    me = cadre()
    enterprise = paired(me)
    on = today()
    VisitFactory(enterprise=enterprise, held_on=on)
    VisitFactory(enterprise=enterprise, held_on=on - timedelta(days=29))
    VisitFactory(enterprise=enterprise, held_on=on - timedelta(days=30))
    VisitFactory(enterprise=enterprise, held_on=on, channel=Channel.PHONE)
    VisitFactory(enterprise=enterprise, held_on=on, standing=Standing.VOID)
    assert queries.about(me, enterprise, on).times == 2


def test_only_policies_in_force_are_offered(app: Any) -> None:
    old = PolicyFactory(valid_until=date(2025, 12, 30))
    coming = PolicyFactory(issued_on=date(2026, 1, 1))
    undated = PolicyFactory(issued_on=None)
    new = PolicyFactory(issued_on=date(2025, 12, 31), valid_until=date(2025, 12, 31))
    offered = queries.policies_offered(today())
    assert {row.number for row in offered} == {undated.number, new.number}
    assert not {old.number, coming.number} & {row.number for row in offered}


def test_the_list_finds_by_initials_and_means_wildcards_literally(app: Any) -> None:
    desk = office()
    found = VisitFactory(enterprise=EnterpriseFactory(pinyin="ywcy"), summary="涨价5%")
    VisitFactory()

    def numbers(words: str) -> list[str]:
        wanted = queries.Filter(words=words)
        rows = db.session.execute(queries.listed(desk, today(), wanted))
        return [row.number for row in rows]

    assert numbers("YWCY") == numbers("5%") == numbers("%") == [found.number]
    assert len(numbers("")) == 2


def test_whoever_went_sees_the_enterprise(app: Any) -> None:
    me = cadre()
    visit = VisitFactory(people=[me])
    VisitFactory(people=[me], standing=Standing.VOID)
    ids = db.session.scalars(queries.companions_enterprises(me, today())).all()
    assert ids == [visit.enterprise_id]


def test_what_one_sees_before_and_after_is_asked_alike_on_both_engines(app: Any) -> None:
    me, other = cadre(name="请假的"), cadre()
    enterprise = paired(me)
    visit = VisitFactory(enterprise=enterprise, people=[me])
    promise = PromiseFactory(enterprise=enterprise, visit=visit, keeper=me)
    problem = handling(UnitFactory(), enterprise=enterprise)
    assert not enterprises.is_paired(other, enterprise.id, ON)
    SubstitutionFactory(absent=me, substitute=other)
    assert enterprises.is_paired(other, enterprise.id, ON)
    assert enterprises.stood_in_for(other, enterprise.id, ON) == "请假的"
    assert enterprises.stood_in_for(me, enterprise.id, ON) == ""
    assert [row.absent for row in queries.stand_ins(other, ON, now=True)] == ["请假的"]
    known = queries.before(other, enterprise, ON)
    assert [row.number for row in known.promises] == [promise.number]
    assert [row.number for row in known.visits] == []
    assert known.pairing is not None
    assert known.pairing.away == [("请假的", other.name)]
    with app.test_request_context():
        found = timeline.entries(enterprise, other, date(2026, 12, 31), 9)
    assert [entry.kind for entry in found] == ["承诺", "走访"]
    assert queries.relays([problem.number]) == {}
    assert queries.amendments(visit.id, actions.as_it_stands(visit)) == []
    actions.keep_version(by=me, visit=visit)
    db.session.flush()
    assert [row.who for row in queries.amendments(visit.id, actions.as_it_stands(visit))] == [
        "请假的"
    ]
