"""The coverage's sums agree with its rows, on both engines."""

from __future__ import annotations

from datetime import date
from typing import Any

from assist.db import db
from assist.pairings import queries
from assist.pairings.queries import Asked, By
from assist.visits.models import Channel
from tests.cadres.factories import cadre, leader, office
from tests.enterprises.factories import EnterpriseFactory, paired
from tests.visits.factories import VisitFactory

ON = date(2025, 12, 31)


def test_months_of_all_are_the_months_of_each(app: Any) -> None:
    user, chief = office(), leader()
    for number in range(5):
        one = paired(cadre(), leader=chief)
        VisitFactory(enterprise=one, held_on=date(2025, 1 + number, 5))
        VisitFactory(enterprise=one, held_on=date(2025, 2, 6), channel=Channel.PHONE)
    VisitFactory(enterprise=EnterpriseFactory(years=()), held_on=date(2025, 2, 6))
    asked = Asked(2025, ON)
    found = db.session.execute(queries.grid(user, asked)).all()
    each = queries.rows_of(found, asked)
    months = queries.by_month(user, asked)
    for number in range(12):
        assert months[number].visits == sum(row.cells[number].visits for row in each)
        assert months[number].others == sum(row.cells[number].others for row in each)
    assert sum(row.visits for row in each) == 5
    (group,) = queries.every(queries.grouped(user, Asked(2025, ON, by=By.LEADER)))
    assert (group.every, group.visits, group.others) == (5, 5, 5)
    assert queries.tally(user, asked).every == 5
