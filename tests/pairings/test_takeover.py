"""A hand-over in the middle of every state: authorship and states stay, what follows passes on."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import select

from assist.audit.models import AuditEvent
from assist.cadres.models import Cadre
from assist.db import db
from assist.enterprises import queries as enterprises
from assist.enterprises.models import Pairing
from assist.lib.errors import Invalid, Refused
from assist.pairings import actions, queries
from assist.pairings.rules import Passing, Terms, moves_of, stamp
from assist.problems import actions as problems
from assist.problems.models import Problem
from assist.problems.queries import liaisons_of
from assist.problems.standing import open_acts
from assist.problems.states import Act, Outcome, Satisfaction, State
from assist.visits.models import Keeping
from assist.visits.queries import PromiseFilter, keeper_of, promises, seen_to
from assist.visits.queries.reminders import reminders
from assist.web.transaction import writing_transaction
from tests.cadres.factories import UnitFactory, cadre, handler, leader, office
from tests.enterprises.factories import EnterpriseFactory, PairingFactory, paired
from tests.problems.factories import ProblemFactory, assigned, by, handling
from tests.visits.factories import PromiseFactory, VisitFactory

ON = date(2025, 12, 31)


def pass_on(who: Cadre, to: Cadre, start_on: date = ON, **more: Any) -> list[Pairing]:
    """Everything that names `who` passes to `to`."""
    passing, seen = Passing(who, to, start_on, **more), queries.naming(who, ON)
    return actions.hand_over(
        by=office(), on=ON, passing=passing, pairings=seen, seen=stamp(moves_of(passing, seen))
    )


def problem_in(state: State, enterprise: Any, author: Cadre) -> Problem:
    """A problem of the enterprise, recorded by the author, that stands there."""
    unit, values = UnitFactory(), {"enterprise": enterprise, "created_by_id": author.id}
    if state is State.REGISTERED:
        return ProblemFactory(**values)
    if state is State.ASSIGNED:
        return assigned(unit, **values)
    problem = handling(unit, **values)
    worker = handler(unit=unit)
    if state is State.HANDLING:
        return problem
    if state is State.REJECTED:
        problems.withdraw(**by(office()), problem=problem, reason="企业撤回", words="企业撤回")
    elif state is State.PARKED:
        review = ON + timedelta(days=30)
        problems.park(
            **by(office()), problem=problem, reason="等上级", next_review=review, words="等上级"
        )
    else:
        problems.answer(**by(worker), problem=problem, outcome=Outcome.SOLVED, words="已办好")
    if state is State.CLOSED:
        problems.call_back(
            **by(office()), problem=problem, satisfaction=Satisfaction.SATISFIED, words=""
        )
        problems.close(**by(office()), problem=problem, words="")
    db.session.commit()
    return problem


KEPT = (
    "number", "state", "outcome", "created_by_id", "lead_unit_id", "clock_since_on",
    "clock_due_on", "answered_by_id", "satisfaction", "version", "updated_at",
)  # fmt: skip


@pytest.mark.parametrize("state", list(State), ids=lambda state: state.value)
def test_in_the_middle_of_every_state(app: Any, state: State) -> None:
    old, new = cadre(name="旧联络员"), cadre(name="新联络员")
    mine = paired(old)
    problem = problem_in(state, mine, old)
    before = {name: getattr(problem, name) for name in KEPT}
    steps = [(step.id, step.by_id, step.act) for step in problem.steps]
    assert problem.state is state

    with writing_transaction():
        pass_on(db.session.merge(old), db.session.merge(new))

    db.session.expire_all()
    assert {name: getattr(problem, name) for name in KEPT} == before
    assert [(step.id, step.by_id, step.act) for step in problem.steps] == steps
    assert liaisons_of({mine.id}, ON)[mine.id] == "新联络员"
    calls_back = state is State.ANSWERED
    assert (Act.CALL_BACK in open_acts(problem, new, ON)) is calls_back
    assert Act.CALL_BACK not in open_acts(problem, old, ON)
    (found,) = queries.open_with([mine.id], ON).values()
    assert [one.number for one in found.problems] == ([problem.number] if state.is_open else [])


def test_the_old_one_still_reads_what_was_recorded_and_no_more(app: Any) -> None:
    old, new = cadre(), cadre()
    mine = paired(old)
    visit = VisitFactory(enterprise=mine, people=[old], created_by_id=old.id)
    pass_on(old, new)
    db.session.commit()
    assert enterprises.is_paired(new, mine.id, ON)
    assert not enterprises.is_paired(old, mine.id, ON)
    assert (visit.created_by_id, [person.id for person in visit.people]) == (old.id, [old.id])


def test_promises_pass_on_and_keep_their_author(app: Any) -> None:
    old, new, other = cadre(), cadre(), cadre()
    mine = paired(old, other)
    made = {
        "enterprise": mine,
        "promised_by_id": old.id,
        "created_by_id": old.id,
    }
    own = PromiseFactory(keeper_id=old.id, **made)
    others = PromiseFactory(keeper_id=other.id, **made)
    kept = PromiseFactory(keeper_id=old.id, keeping=Keeping.KEPT, settled_on=ON, **made)
    elsewhere = PromiseFactory(keeper_id=old.id)
    pass_on(old, new)
    db.session.commit()
    keepers = [row.keeper_id for row in (own, others, kept, elsewhere)]
    assert keepers == [new.id, other.id, old.id, old.id]
    assert (own.promised_by_id, own.created_by_id) == (old.id, old.id)


def spans(enterprise: Any) -> list[tuple[date, date | None, list[str]]]:
    statement = select(Pairing).where(Pairing.enterprise_id == enterprise.id)
    found = db.session.scalars(statement.order_by(Pairing.start_on)).unique()
    return [(p.start_on, p.end_on, [c.name for c in p.liaisons]) for p in found]


def test_the_day_before_is_the_old_ones_last(app: Any) -> None:
    old, new, third = cadre(name="旧"), cadre(name="新"), cadre(name="第三人")
    mine = paired(old, third)
    pass_on(old, new, date(2026, 1, 5))
    db.session.commit()
    assert [(start, end) for start, end, _ in spans(mine)] == [
        (date(2025, 1, 1), date(2026, 1, 4)),
        (date(2026, 1, 5), None),
    ]
    assert set(spans(mine)[1][2]) == {"新", "第三人"}
    verbs = db.session.scalars(select(AuditEvent.verb).order_by(AuditEvent.id)).all()
    assert verbs[-3:] == ["pairing.end", "pairing.create", "pairing.hand_over"]


def test_a_pairing_that_is_still_to_come_changes_its_people(app: Any) -> None:
    old, new = cadre(name="旧"), cadre(name="新")
    mine = paired(old, end_on=date(2025, 12, 31))
    PairingFactory(enterprise=mine, liaisons=[old], start_on=date(2026, 1, 1))
    pass_on(old, new, date(2025, 12, 1))
    db.session.commit()
    assert [names for _start, _end, names in spans(mine)] == [["旧"], ["新"], ["新"]]


def test_whoever_is_there_already_stands_there_once(app: Any) -> None:
    old, new = cadre(name="旧"), cadre(name="新")
    mine = paired(old, new)
    pass_on(old, new)
    db.session.commit()
    assert spans(mine)[1][2] == ["新"]


def test_a_leaders_enterprises_pass_to_a_leader_alone(app: Any) -> None:
    old, new = leader(), leader(name="新领导")
    mine = paired(cadre(on_duty=False), leader=old)
    with pytest.raises(Invalid, match="没有区领导角色"):
        pass_on(old, cadre())
    db.session.rollback()
    pass_on(db.session.merge(old), db.session.merge(new))
    db.session.commit()
    assert enterprises.pairings_of(mine.id)[0].leader.name == "新领导"


def test_nobody_passes_on_to_themselves_or_to_who_is_away(app: Any) -> None:
    old = cadre()
    paired(old)
    with pytest.raises(Invalid, match="同一个人"):
        pass_on(old, old)
    with pytest.raises(Invalid, match="不在岗，不能接手"):
        pass_on(old, cadre(on_duty=False))


def test_what_changed_after_the_preview_is_looked_at_again(app: Any) -> None:
    old, new = cadre(), cadre()
    mine = paired(old)
    EnterpriseFactory()
    passing, seen = Passing(old, new, ON), queries.naming(old, ON)
    looked_at = stamp(moves_of(passing, seen))
    seen[0].basis = "别人改过"
    db.session.commit()
    with pytest.raises(Refused, match="重新预览"):
        actions.hand_over(
            by=office(),
            on=ON,
            passing=passing,
            pairings=queries.naming(old, ON),
            seen=looked_at,
        )
    with pytest.raises(Invalid, match="至少选择一家"):
        actions.hand_over(by=office(), on=ON, passing=passing, pairings=[], seen="")
    assert len(spans(mine)) == 1


def test_a_later_hand_over_moves_promises_on_its_day(app: Any, browser_as: Any) -> None:
    old, new = cadre(name="旧联络员"), cadre(name="新联络员")
    mine = paired(old)
    made = {"enterprise": mine, "promised_by_id": old.id, "keeper_id": old.id}
    promise = PromiseFactory(**made)
    problem, day = problem_in(State.ANSWERED, mine, old), date(2026, 1, 5)
    pass_on(old, new, day)
    db.session.commit()
    late = PromiseFactory(**made | {"made_on": date(2026, 1, 3), "due_on": date(2026, 2, 1)})

    assert [keeper_of(one, date(2026, 1, 4)) for one in (promise, late)] == [old.id, old.id]
    assert Act.CALL_BACK in open_acts(problem, old, date(2026, 1, 4))
    assert seen_to(promise, ON).coming == "将于2026年1月5日移交给新联络员"
    for who, path, words in (
        (old, "/visits/home", "1 家企业将于2026年1月5日移交给新联络员"),
        (new, "/visits/home", "1 家企业将于2026年1月5日由您接手，原来由旧联络员联系"),
        (office(), f"/enterprises/{mine.code}", "将于2026年1月5日移交：旧联络员 → 新联络员"),
    ):
        assert words in browser_as(who).get(path).said
    for one in (promise, late):
        assert keeper_of(one, day) == new.id
        assert seen_to(one, day).keeper == "新联络员"
        assert {r.user_id for r in reminders(date(2026, 1, 5)) if one.number in r.key} <= {new.id}
    assert Act.CALL_BACK in open_acts(problem, new, day)
    assert Act.CALL_BACK not in open_acts(problem, old, day)
    wanted = PromiseFilter(state="all", mine=True)
    assert len(db.session.execute(promises(new, day, wanted)).all()) == 2
    assert db.session.execute(promises(old, day, wanted)).all() == []
    after = PromiseFactory(**made | {"made_on": date(2026, 1, 6), "due_on": date(2026, 2, 1)})
    with writing_transaction():
        assert len(actions.pass_due(on=date(2026, 1, 7))) == 2
        assert actions.pass_due(on=date(2026, 1, 7)) == []
    db.session.expire_all()
    assert [one.keeper_id for one in (promise, late, after)] == [new.id, new.id, old.id]
    assert promise.promised_by_id == old.id


def chain(*people: Cadre) -> tuple[Any, list[date]]:
    """An enterprise that passes from each of these to the next, a week apart, and the days."""
    mine = paired(people[0])
    days = [date(2026, 1, 5) + timedelta(weeks=place) for place in range(len(people) - 1)]
    for day, (old, new) in zip(days, pairwise(people), strict=True):
        pass_on(old, new, day)
        db.session.commit()
    return mine, days


def keepers(of: list[Any], people: list[Cadre], on: date) -> str:
    """Who sees to each of these promises on that day, as page, list and rule agree on it."""
    found = [keeper_of(promise, on) for promise in of]
    names = {who.id: who.name for who in people}
    assert [seen_to(promise, on).keeper for promise in of] == [
        names[keeper] if keeper else None for keeper in found
    ]
    for who in people:
        wanted = PromiseFilter(state="all", mine=True)
        listed = {row.number for row in db.session.execute(promises(who, on, wanted))}
        pairs = zip(of, found, strict=True)
        assert listed == {promise.number for promise, keeper in pairs if keeper == who.id}
    return "".join(names[keeper] if keeper else "－" for keeper in found)


def test_two_hand_overs_that_nobody_wrote_are_followed_to_the_end(app: Any) -> None:
    first, second, third, _ = people = [cadre(name=name) for name in "甲乙丙丁"]
    mine, (one, two, three) = chain(*people)
    made: dict[str, Any] = {"enterprise": mine, "due_on": date(2026, 3, 1)}
    begun = PromiseFactory(keeper_id=first.id, **made)
    nobodys = PromiseFactory(keeper_id=None, **made)
    between = made | {"made_on": date(2026, 1, 7)}
    later, stays = (PromiseFactory(keeper_id=who.id, **between) for who in (second, first))
    done = {"keeping": Keeping.KEPT, "settled_on": date(2026, 1, 2)}
    kept = PromiseFactory(keeper_id=first.id, **made | done)
    everything = [begun, nobodys, later, stays, kept]

    days = (ON, one, two, three)
    standing = ["甲－乙甲甲", "乙乙乙甲甲", "丙丙丙甲甲", "丁丁丁甲甲"]
    assert [keepers(everything, people, on) for on in days] == standing
    assert [seen_to(begun, on).coming for on in days] == [
        "将于2026年1月5日移交给乙",
        "将于2026年1月12日移交给丙",
        "将于2026年1月19日移交给丁",
        "",
    ]
    with writing_transaction():
        assert actions.pass_due(on=two) == [begun, nobodys, later]
    db.session.expire_all()
    assert [keepers(everything, people, on) for on in (two, three)] == standing[2:]
    assert begun.keeper_id == third.id
    assert len(enterprises.pairings_of(mine.id)[0].passings) == 1


def test_what_is_handed_back_is_where_it_was(app: Any) -> None:
    first, second = cadre(), cadre()
    mine, (_, back) = chain(first, second, first)
    promise = PromiseFactory(enterprise=mine, keeper_id=first.id)
    assert keeper_of(promise, back) == first.id
    with writing_transaction():
        assert actions.pass_due(on=back) == []
    assert all(pairing.passings == [] for pairing in enterprises.pairings_of(mine.id))


def test_a_hand_over_of_today_takes_what_should_have_come_before(app: Any) -> None:
    first, second, third = cadre(), cadre(), cadre()
    mine = paired(first)
    promise = PromiseFactory(enterprise=mine, keeper_id=first.id)
    pass_on(first, second, date(2026, 1, 5))
    on = date(2026, 1, 12)
    passing, seen = Passing(second, third, on), queries.naming(second, on)
    actions.hand_over(
        by=office(), on=on, passing=passing, pairings=seen, seen=stamp(moves_of(passing, seen))
    )
    db.session.commit()
    assert promise.keeper_id == keeper_of(promise, on) == third.id


def test_who_is_to_take_over_may_change_before_the_day(app: Any) -> None:
    old, new, third, fourth = cadre(), cadre(), cadre(), cadre()
    mine = paired(old)
    promise = PromiseFactory(enterprise=mine, keeper_id=old.id)
    day = date(2026, 1, 5)
    pass_on(old, new, day)
    pass_on(new, third, day)
    db.session.commit()
    assert (keeper_of(promise, ON), keeper_of(promise, day)) == (old.id, third.id)
    coming = enterprises.pairings_of(mine.id)[0]
    terms = Terms(coming.leader, coming.lead_unit, [fourth], coming.start_on)
    actions.amend(by=office(), on=ON, pairing=coming, terms=terms)
    db.session.commit()
    assert coming.passings == []
    assert keeper_of(promise, day) == old.id
