"""Promises: made on a visit, kept or broken, moved; on both engines."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from assist.audit.models import AuditEvent
from assist.db import db
from assist.lib.errors import Invalid, Refused
from assist.visits import actions, queries, rules
from assist.visits.models import Channel, Keeping, Promise, Visit
from tests.cadres.factories import cadre, office
from tests.enterprises.factories import paired

ON = date(2025, 12, 31)


def visited(by: Any, *promised: rules.Promised, **facts: Any) -> Visit:
    enterprise = facts.pop("enterprise", None) or paired(by)
    values = {"held_on": date(2025, 12, 30), "channel": Channel.ON_SITE} | facts
    visit = actions.record(
        by=by, on=ON, enterprise=enterprise, facts=rules.Facts(**values), promised=promised
    )
    db.session.commit()
    return visit


def promise(by: Any, due: date = date(2026, 1, 5), **facts: Any) -> Promise:
    return visited(by, rules.Promised("把申请转给财政局", due), **facts).promises[0]


def settle(row: Promise, by: Any, keeping: Keeping, outcome: str = "办妥了", **more: Any) -> None:
    values = {"settled_on": ON, "version": row.version} | more
    actions.settle_promise(by=by, on=ON, promise=row, keeping=keeping, outcome=outcome, **values)
    db.session.commit()


def test_a_promise_is_numbered_and_its_maker_keeps_it(app: Flask) -> None:
    me = cadre()
    row = promise(me)
    assert (row.number, row.keeper, row.promised_by, row.made_on) == (
        "CN-2025-0001",
        me,
        me,
        date(2025, 12, 30),
    )
    assert row.keeping is Keeping.OPEN
    logged = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "promise.make")).one()
    assert logged.key == row.number


@pytest.mark.parametrize("due", [date(2025, 12, 29), date(2035, 1, 1)])
def test_a_day_before_the_visit_or_far_away_is_refused(app: Flask, due: date) -> None:
    with pytest.raises(Invalid):
        promise(cadre(), due)


def test_a_promise_is_kept_once(app: Flask) -> None:
    me = cadre()
    row = promise(me)
    settle(row, me, Keeping.KEPT)
    assert (row.keeping, row.settled_on, row.outcome) == (Keeping.KEPT, ON, "办妥了")
    with pytest.raises(Refused):
        settle(row, me, Keeping.BROKEN)


def test_a_broken_promise_says_why_and_can_be_made_good(app: Flask) -> None:
    me = cadre()
    row = promise(me)
    with pytest.raises(Invalid):
        settle(row, me, Keeping.BROKEN, "")
    settle(row, me, Keeping.BROKEN, "财政局还没有排期")
    settle(row, me, Keeping.KEPT)
    assert row.keeping is Keeping.KEPT


@pytest.mark.parametrize("day", [date(2025, 12, 29), date(2026, 1, 1)])
def test_it_is_settled_between_its_day_and_today(app: Flask, day: date) -> None:
    me = cadre()
    row = promise(me)
    with pytest.raises(Refused):
        settle(row, me, Keeping.KEPT, settled_on=day)


def test_a_stranger_and_a_stale_page_settle_nothing(app: Flask) -> None:
    me = cadre()
    row = promise(me)
    with pytest.raises(Refused):
        settle(row, cadre(), Keeping.KEPT)
    with pytest.raises(Refused):
        settle(row, me, Keeping.KEPT, version=row.version + 1)
    settle(row, office(), Keeping.KEPT)


def test_a_hand_over_moves_what_is_open_and_leaves_the_author(app: Flask) -> None:
    me, successor = cadre(), cadre()
    row = promise(me)
    done = promise(me, enterprise=row.enterprise)
    settle(done, me, Keeping.KEPT)
    moved = actions.move_promises(by=office(), on=ON, enterprise=row.enterprise, keeper=successor)
    db.session.commit()
    assert moved == [row]
    assert (row.keeper, row.promised_by, done.keeper) == (successor, me, me)


def test_a_void_visit_takes_its_open_promises_with_it(app: Flask) -> None:
    me = cadre()
    row = promise(me)
    actions.void(by=me, on=ON, visit=row.visit, version=row.visit.version, reason="填错企业")
    db.session.commit()
    assert row.keeping is Keeping.VOID
    assert queries.promises_to(row.enterprise_id, ON) == []


def test_due_and_broken_press_the_own_people(app: Flask) -> None:
    me = cadre()
    soon, far = promise(me), promise(me, date(2026, 3, 1))
    late = promise(me, date(2025, 12, 30))
    broken = promise(me)
    settle(broken, me, Keeping.BROKEN, "没有办成")
    found = [line.number for line in queries.pressing_promises(me, ON)]
    assert found == [late.number, soon.number, broken.number]
    assert far.number not in found
    assert queries.pressing_promises(cadre(), ON) == []
    clocks = {line.number: line.clock.text for line in queries.pressing_promises(me, ON)}
    assert clocks == {late.number: "超期1天未兑现", soon.number: "还有5天", broken.number: "未兑现"}
