"""Lists of inspections' rooms: their order over pages, and counts month by month."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask

from assist.inspections import queries
from assist.inspections.queries import HazardsWanted
from assist.lib.standing import Standing
from assist.web import paging
from tests.inspections.factories import HazardFactory, InspectionFactory, PowerCheckFactory

ON = date(2025, 12, 31)
DAY = date(2025, 5, 3)


@pytest.mark.usefixtures("app")
def test_a_month_counts_valid_checks_until_the_day() -> None:
    for day in (date(2025, 1, 5), date(2025, 1, 31), date(2025, 2, 1), date(2024, 1, 5)):
        PowerCheckFactory(held_on=day)
    PowerCheckFactory(held_on=date(2025, 1, 6), standing=Standing.VOID)
    assert queries.per_month(2025, date(2025, 12, 31)) == [2, 1, *[0] * 10]
    assert queries.per_month(2025, date(2025, 1, 30)) == [1, *[0] * 11]


def test_pages_of_hazards_are_the_export_in_its_order(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = (InspectionFactory(held_on=DAY + timedelta(days=n)) for n in (0, 9))
    void = InspectionFactory(standing=Standing.VOID)
    for inspection in (old, new, void):
        for due, done in ((20, None), (10, None), (15, 12), (30, 14)):
            HazardFactory(
                inspection=inspection,
                due_on=DAY + timedelta(days=due),
                rectified_on=DAY + timedelta(days=done) if done else None,
            )
    HazardFactory(inspection=new, standing=Standing.VOID)
    every = [row[0] for row in queries.hazard_rows(queries.hazards(HazardsWanted(), ON), ON)]
    assert len(every) == 8
    monkeypatch.setattr(paging.paginate_built, "__defaults__", (3,))
    paged: list[str] = []
    for number in (1, 2, 3):
        with app.test_request_context(f"/?page={number}"):
            found = queries.hazards_listed(HazardsWanted(), ON)
        assert found.total == 8
        paged += [row.number for row in found.rows]
    assert paged == every


@pytest.mark.usefixtures("app")
def test_hazards_of_void_inspections_stand_at_no_stage() -> None:
    HazardFactory(inspection=InspectionFactory())
    HazardFactory(inspection=InspectionFactory(standing=Standing.VOID))
    assert sum(queries.stage_counts(ON).values()) == 1
