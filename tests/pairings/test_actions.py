"""Pairings as they are written, on both engines."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from assist.audit.models import AuditEvent
from assist.db import db
from assist.enterprises.models import Pairing
from assist.lib.errors import Invalid, Refused
from assist.pairings import actions
from assist.pairings.rules import Terms
from assist.web.transaction import writing_transaction
from tests.cadres.factories import UnitFactory, cadre, leader, office
from tests.enterprises.factories import EnterpriseFactory, PairingFactory

ON = date(2025, 12, 31)


def terms(start: date = date(2025, 6, 1), **values: Any) -> Terms:
    return Terms(
        **{"leader": leader(), "lead_unit": UnitFactory(), "liaisons": [cadre()], "start_on": start}
        | values
    )


def spans(enterprise: Any) -> list[tuple[date, date | None]]:
    statement = select(Pairing.start_on, Pairing.end_on).where(
        Pairing.enterprise_id == enterprise.id
    )
    return [tuple(row) for row in db.session.execute(statement.order_by(Pairing.start_on))]


def test_change_ends_the_old_one_the_day_before(app: Any) -> None:
    old, by, new = PairingFactory(), office(), terms(date(2025, 7, 1))
    with writing_transaction():
        actions.change(by=by, on=ON, pairing=db.session.merge(old), terms=new)
    assert spans(old.enterprise) == [
        (date(2025, 1, 1), date(2025, 6, 30)),
        (date(2025, 7, 1), None),
    ]
    verbs = db.session.scalars(select(AuditEvent.verb).order_by(AuditEvent.id)).all()
    assert verbs[-2:] == ["pairing.end", "pairing.create"]


def test_change_cannot_begin_before_what_it_follows(app: Any) -> None:
    old = PairingFactory()
    with pytest.raises(Invalid, match="晚于"):
        actions.change(by=office(), on=ON, pairing=old, terms=terms(date(2025, 1, 1)))


def test_a_second_pairing_at_the_same_time_is_refused(app: Any) -> None:
    old = PairingFactory()
    with pytest.raises(Invalid, match="重叠"):
        actions.create(by=office(), on=ON, enterprise=old.enterprise, terms=terms())


def test_an_ended_one_leaves_room(app: Any) -> None:
    old, by, new = PairingFactory(), office(), terms(date(2025, 4, 1))
    with writing_transaction():
        actions.end(by=by, on=ON, pairing=old, end_on=date(2025, 3, 31))
        actions.create(by=by, on=ON, enterprise=old.enterprise, terms=new)
    assert len(spans(old.enterprise)) == 2
    with pytest.raises(Refused, match="已于2025年3月31日结束"):
        actions.end(by=by, on=ON, pairing=old, end_on=date(2025, 3, 1))


def test_people_must_be_on_duty_and_the_leader_a_leader(app: Any) -> None:
    enterprise, by = EnterpriseFactory(), office()
    with pytest.raises(Invalid, match="区领导"):
        actions.create(by=by, on=ON, enterprise=enterprise, terms=terms(leader=cadre()))
    away = cadre(on_duty=False, name="离岗的人")
    with pytest.raises(Invalid, match="离岗的人不在岗"):
        actions.create(by=by, on=ON, enterprise=enterprise, terms=terms(liaisons=[away]))


def test_whoever_left_may_stay_on_an_old_pairing(app: Any) -> None:
    away = cadre(on_duty=False)
    old, by = PairingFactory(liaisons=[away]), office()
    kept = Terms(old.leader, old.lead_unit, [away], old.start_on, date(2025, 8, 1), "依据")
    with writing_transaction():
        actions.amend(by=by, on=ON, pairing=old, terms=kept)
    assert spans(old.enterprise) == [(date(2025, 1, 1), date(2025, 8, 1))]


def test_a_withdrawn_enterprise_is_not_paired(app: Any) -> None:
    gone = EnterpriseFactory(withdrawn=True)
    with pytest.raises(Refused, match="撤下"):
        actions.create(by=office(), on=ON, enterprise=gone, terms=terms())
