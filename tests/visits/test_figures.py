"""What reports count of visits."""

from __future__ import annotations

from datetime import date
from typing import Any

from assist.lib.periods import Period
from assist.visits.figures import FIGURES
from assist.visits.models import Channel, Standing
from assist.visits.queries import last_contacts
from tests.enterprises.factories import EnterpriseFactory
from tests.visits.factories import VisitFactory

FIGURE = {figure.key: figure for figure in FIGURES}


def test_only_valid_visits_to_the_door_in_the_period_count(app: Any) -> None:
    first, second = EnterpriseFactory(), EnterpriseFactory()
    counted = [
        VisitFactory(enterprise=first, held_on=date(2025, 1, 1)),
        VisitFactory(enterprise=first, held_on=date(2025, 3, 31)),
        VisitFactory(enterprise=second, held_on=date(2025, 2, 1)),
    ]
    VisitFactory(enterprise=second, held_on=date(2024, 12, 31))
    VisitFactory(enterprise=second, held_on=date(2025, 4, 1))
    VisitFactory(held_on=date(2025, 2, 1), channel=Channel.PHONE)
    VisitFactory(held_on=date(2025, 2, 1), standing=Standing.VOID)
    quarter = Period.of_quarter(2025, 1)
    assert FIGURE["visit.count"].value(quarter) == 3
    assert {r.number for r in FIGURE["visit.count"].records(quarter)} == {
        visit.number for visit in counted
    }
    assert FIGURE["visit.count"].records(quarter)[0].href == f"/visits/{counted[0].number}"
    assert FIGURE["visit.enterprises"].value(quarter) == 2
    assert {r.number for r in FIGURE["visit.enterprises"].records(quarter)} == {
        first.code,
        second.code,
    }


def test_nothing_after_the_cut_off_counts(app: Any) -> None:
    VisitFactory(held_on=date(2025, 2, 1))
    VisitFactory(held_on=date(2025, 2, 2))
    period = Period.of_quarter(2025, 1, as_of=date(2025, 2, 1))
    assert FIGURE["visit.count"].value(period) == 1
    assert len(FIGURE["visit.count"].records(period)) == 1


def test_the_last_contact_is_the_newest_valid_one_by_any_channel(app: Any) -> None:
    enterprise, silent = EnterpriseFactory(), EnterpriseFactory()
    VisitFactory(enterprise=enterprise, held_on=date(2025, 2, 1))
    VisitFactory(enterprise=enterprise, held_on=date(2025, 3, 1), channel=Channel.PHONE)
    VisitFactory(enterprise=enterprise, held_on=date(2025, 4, 1), standing=Standing.VOID)
    assert last_contacts([enterprise.id, silent.id]) == {enterprise.id: date(2025, 3, 1)}
    assert last_contacts([]) == {}


def test_who_was_forgotten_and_who_was_visited_too_often(app: Any) -> None:
    year = Period.of_year(2025)
    crowded, rested, called, forgotten = (EnterpriseFactory() for _ in range(4))
    for day in (date(2025, 3, 1), date(2025, 3, 20)):
        VisitFactory(enterprise=crowded, held_on=day)
    for day in (date(2025, 3, 1), date(2025, 12, 1)):
        VisitFactory(enterprise=rested, held_on=day)
    VisitFactory(enterprise=called, held_on=date(2025, 12, 5), channel=Channel.PHONE)

    assert [r.number for r in FIGURE["visit.crowded"].records(year)] == [crowded.code]
    assert {r.number for r in FIGURE["visit.forgotten"].records(year)} == {
        crowded.code,
        forgotten.code,
    }
    assert FIGURE["visit.crowded"].value(year) == 1
    assert FIGURE["visit.forgotten"].value(year) == 2
    assert FIGURE["visit.other_contacts"].value(year) == 1
    assert "电话" in FIGURE["visit.other_contacts"].records(year)[0].label
