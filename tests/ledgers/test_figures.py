"""What the kinds count: void, other-period and after-cut-off records never do."""

from __future__ import annotations

from datetime import date

from flask import Flask

from assist.ledgers.kinds import KINDS
from assist.lib.figures import Value
from assist.lib.periods import Period
from assist.lib.standing import Standing
from tests.ledgers.factories import (
    DrillFactory,
    EventFactory,
    MeetingFactory,
    OutreachFactory,
    PlanFactory,
)

YEAR = Period.of_year(2025)
FIGURES = {figure.key: figure for kind in KINDS for figure in kind.figures}


def value(key: str, period: Period = YEAR) -> Value:
    return FIGURES[key].value(period)


def numbers(key: str, period: Period = YEAR) -> list[str]:
    return [record.number for record in FIGURES[key].records(period)]


def test_only_valid_campaign_events_of_the_period_count(app: Flask) -> None:
    counted = EventFactory()
    EventFactory(campaign=False)
    EventFactory(standing=Standing.VOID)
    EventFactory(held_on=date(2024, 12, 31))
    EventFactory(held_on=date(2026, 1, 1))
    assert value("event.campaign_count") == 1
    assert numbers("event.campaign_count") == [counted.number]
    assert value("event.count") == 2


def test_nothing_after_the_cut_off_counts(app: Flask) -> None:
    EventFactory(held_on=date(2025, 6, 30))
    late = EventFactory(held_on=date(2025, 7, 1))
    half = Period(date(2025, 1, 1), date(2025, 12, 31), date(2025, 6, 30))
    assert value("event.count", half) == 1
    assert late.number not in numbers("event.count", half)


def test_copies_are_books_and_leaves_and_a_blank_is_none(app: Flask) -> None:
    OutreachFactory(books=12, leaves=10)
    OutreachFactory(books=None, leaves=3)
    OutreachFactory(books=100, standing=Standing.VOID)
    assert (value("outreach.copies"), value("outreach.count")) == (25, 2)
    labels = [record.label for record in FIGURES["outreach.copies"].records(YEAR)]
    assert sorted(label.rsplit("，")[-1] for label in labels) == ["22 份", "3 份"]
    assert all(label.startswith("2025-") for label in labels)


def test_the_months_of_study_are_numbers_in_order(app: Flask) -> None:
    MeetingFactory(held_on=date(2025, 12, 12))
    MeetingFactory(held_on=date(2025, 9, 12))
    MeetingFactory(held_on=date(2025, 9, 20))
    MeetingFactory(held_on=date(2025, 3, 1), type="党组会")
    MeetingFactory(held_on=date(2025, 4, 1), tags="全会精神")
    assert value("study.rule_of_law_months") == [9, 12]
    assert value("study.rule_of_law_months", Period.of_quarter(2025, 1)) == []


def test_plans_in_force_are_those_issued_by_the_cut_off(app: Flask) -> None:
    PlanFactory()
    PlanFactory(force="废止")
    PlanFactory(held_on=date(2026, 1, 5))
    assert value("emergency.plans") == 1


def test_meetings_and_drills_are_told_by_their_type(app: Flask) -> None:
    for kind, tags in (("党组会", "全会精神"), ("专题研究法治", ""), ("支部三会一课", "")):
        MeetingFactory(held_on=date(2025, 6, 1), type=kind, tags=tags)
    for kind in ("培训", "演练", "演练", "考试"):
        DrillFactory(type=kind)

    counts = ("study.party_meetings", "study.special_count", "study.branch_count")
    assert [value(key) for key in counts] == [1, 1, 1]
    assert value("study.plenary_months") == [6]
    assert [value(f"drill.{key}") for key in ("trainings", "drills", "exams")] == [1, 2, 1]
    assert len(numbers("drill.drills")) == 2
