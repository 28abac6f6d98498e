"""Promises: made on a visit, kept or broken, moved; on both engines."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from assist.audit.models import AuditEvent
from assist.db import db
from assist.ledgers import actions as ledgers
from assist.ledgers.kinds import outreach
from assist.ledgers.kinds.outreach import Outreach
from assist.lib.errors import Invalid, Refused
from assist.lib.periods import Period
from assist.visits import actions, queries, rules
from assist.visits.models import Channel, Keeping, Promise, Visit
from tests.cadres.factories import cadre, office
from tests.enterprises.factories import EnterpriseFactory, paired
from tests.ledgers.factories import OutreachFactory

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
    moved = actions.move_promises(by=office(), enterprise=row.enterprise, keeper=successor)
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


LAW = rules.Law(True, ("宣讲", "发放资料"), ("民法典",), people=3, books=2, leaves=5)


def lawful(by: Any, law: rules.Law = LAW, **facts: Any) -> Visit:
    values = {"held_on": date(2025, 12, 30), "channel": Channel.ON_SITE, "summary": "好"} | facts
    visit = actions.record(
        by=by, on=ON, enterprise=paired(by), facts=rules.Facts(**values), law=law
    )
    db.session.commit()
    return visit


def amend(visit: Visit, by: Any, law: rules.Law | None, **facts: Any) -> None:
    values = {"held_on": visit.held_on, "channel": visit.channel, "people": visit.people} | facts
    said = rules.Facts(summary=visit.summary, **values)
    actions.amend(by=by, on=ON, visit=visit, version=visit.version, facts=said, law=law)
    db.session.commit()


def counted() -> dict[str, Any]:
    year = Period.of_year(2025)
    return {figure.key: figure.value(year) for figure in outreach.KIND.figures}


def count(records: int, copies: int, people: int, enterprises: int) -> dict[str, Any]:
    return {
        "outreach.count": records,
        "outreach.copies": copies,
        "outreach.people": people,
        "outreach.enterprises": enterprises,
    }


def test_a_visit_books_one_record_of_outreach(app: Flask) -> None:
    me = cadre()
    visit = lawful(me)
    row = visit.outreach
    assert row is not None
    assert (row.number, row.held_on, row.place) == (
        "PF-2025-0001", visit.held_on, visit.enterprise.name,
    )  # fmt: skip
    assert (row.host, row.enterprises) == (me.unit.name, [visit.enterprise])
    assert (row.forms, row.topics, row.books, row.leaves) == ("宣讲、发放资料", "民法典", 2, 5)
    assert counted() == count(1, 7, 3, 1)
    assert lawful(me, rules.Law(counts=False)).outreach is None
    assert counted() == count(1, 7, 3, 1)


def test_papers_handed_over_are_a_form_and_silence_has_its_usual_words(app: Flask) -> None:
    row = lawful(cadre(), rules.Law(books=1)).outreach
    assert row is not None
    assert (row.forms, row.topics) == ("宣讲、发放资料", "中小企业")


def test_it_follows_the_visit_and_comes_back_when_ticked_again(app: Flask) -> None:
    me, other = cadre(), cadre()
    visit = lawful(me)
    row = visit.outreach
    assert row is not None
    amend(visit, me, None, held_on=date(2025, 12, 28), people=[other, me])
    assert (row.held_on, row.host, row.books) == (date(2025, 12, 28), other.unit.name, 2)
    amend(visit, me, rules.Law(counts=False))
    assert (row.standing.label, row.void_why) == (
        "作废", "修改走访时取消了“同时计入普法宣传”。",
    )  # fmt: skip
    assert counted() == count(0, 0, 0, 0)
    amend(visit, me, LAW)
    assert (row.standing.label, row.void_why) == ("有效", "")
    assert counted() == count(1, 7, 3, 1)
    assert db.session.scalars(select(Outreach)).all() == [row]
    edits = [edit for one in queries.amendments(visit.id, actions.as_it_stands(visit))
             for edit in one.edits if edit.label == "普法宣传"]  # fmt: skip
    assert ["".join(words for _, words in edit.parts) for edit in edits] == [
        "宣讲、发放资料；民法典；手册 2 份；单页 5 份；受众 3 人次",
    ] * 2  # fmt: skip


def test_a_void_visit_takes_it_along(app: Flask) -> None:
    me = cadre()
    visit = lawful(me)
    actions.void(by=me, on=ON, visit=visit, version=visit.version, reason="记错了")
    db.session.commit()
    assert visit.outreach is not None
    assert visit.outreach.void_why == f"随走访{visit.number}作废。"
    assert counted() == count(0, 0, 0, 0)


def test_what_is_entered_by_itself_too_counts_once(app: Flask) -> None:
    visit = lawful(cadre())
    firm = visit.enterprise
    same = OutreachFactory(held_on=visit.held_on, books=2, enterprises=[firm])
    assert counted() == count(1, 7, 3, 1)
    numbers = {figure.key: [r.number for r in figure.records(Period.of_year(2025))]
               for figure in outreach.KIND.figures}  # fmt: skip
    assert visit.outreach is not None
    assert numbers["outreach.count"] == [visit.outreach.number]
    assert numbers["outreach.enterprises"] == [firm.code]
    same.held_on = date(2025, 12, 29)
    db.session.commit()
    assert counted()["outreach.count"] == 2
    OutreachFactory(held_on=visit.held_on, enterprises=[firm, EnterpriseFactory()], people=40)
    OutreachFactory(held_on=visit.held_on)
    assert counted() == count(4, 9, 43, 2)


def test_the_ledger_leaves_a_visits_record_to_the_visit(app: Flask) -> None:
    visit = lawful(cadre())
    row, chief = visit.outreach, office()
    with pytest.raises(Refused, match=visit.number):
        ledgers.amend(by=chief, on=ON, kind=outreach.KIND, row=row, fields={"place": "别处"})
    with pytest.raises(Refused, match=visit.number):
        ledgers.void(by=chief, kind=outreach.KIND, row=row, words="重复")
