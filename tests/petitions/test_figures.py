"""What counts: void, other-period and after-cut-off petitions never do."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from flask import Flask

from assist.lib.figures import Value
from assist.lib.periods import Period
from assist.lib.standing import Standing
from assist.petitions.figures import FIGURES
from assist.petitions.models import PetitionChannel
from tests.petitions.factories import PetitionFactory

BY_KEY = {figure.key.removeprefix("petition."): figure for figure in FIGURES}
YEAR = Period.of_year(2025)
MAY, JULY = date(2025, 5, 1), date(2025, 7, 1)


def value(key: str, period: Period = YEAR) -> Value:
    return BY_KEY[key].value(period)


def numbers(key: str, period: Period = YEAR) -> list[str]:
    return [record.number for record in BY_KEY[key].records(period)]


def test_only_valid_petitions_of_the_period_count(app: Flask) -> None:
    counted = PetitionFactory(channel=PetitionChannel.REVIEW)
    PetitionFactory(standing=Standing.VOID)
    PetitionFactory(received_on=date(2024, 12, 31))
    PetitionFactory(received_on=date(2026, 1, 1))
    assert (value("received"), numbers("received")) == (1, [counted.number])
    assert (value("review"), value("hotline"), value("assigned")) == (1, 0, 0)
    assert value("received", Period.of_year(2025, date(2025, 11, 30))) == 0


def test_a_record_behind_a_figure_does_not_say_what_it_is_about(app: Flask) -> None:
    row = PetitionFactory()
    record = BY_KEY["received"].records(YEAR)[0]
    assert record.label == "来访，2025年12月1日收到"
    assert row.matter not in record.label


def test_on_time_counts_what_is_due_or_done_by_the_cut_off(app: Flask) -> None:
    in_time = PetitionFactory(received_on=MAY, due_on=JULY, done_on=JULY)
    PetitionFactory(received_on=MAY, due_on=JULY, done_on=date(2025, 7, 2))
    PetitionFactory(received_on=MAY, due_on=JULY)
    PetitionFactory(received_on=date(2025, 12, 1), due_on=date(2026, 1, 30))
    extended = PetitionFactory(
        received_on=MAY, due_on=JULY, extended_to=date(2025, 7, 20), done_on=date(2025, 7, 20)
    )
    assert value("on_time_rate") == Decimal(2) / 4
    assert numbers("on_time_rate") == [in_time.number, extended.number]


def test_what_is_done_or_granted_after_the_cut_off_does_not_count(app: Flask) -> None:
    PetitionFactory(received_on=MAY, due_on=JULY, done_on=date(2025, 7, 1))
    june = Period(date(2025, 1, 1), date(2025, 12, 31), date(2025, 6, 30))
    assert value("on_time_rate", june) is None
    assert value("on_time_rate", Period(june.start, june.end, JULY)) == 1
    PetitionFactory(
        received_on=MAY,
        due_on=date(2025, 6, 20),
        extended_to=JULY,
        extension_told_on=date(2025, 7, 5),
    )
    assert value("on_time_rate", june) == 0


def test_solved_is_a_share_of_the_answered(app: Flask) -> None:
    solved = PetitionFactory(done_on=date(2025, 12, 20), result="化解")
    PetitionFactory(done_on=date(2025, 12, 20), result="未化解")
    PetitionFactory(result="")
    PetitionFactory(done_on=date(2026, 1, 5), result="化解")
    assert value("solved_rate") == Decimal(1) / 2
    assert numbers("solved_rate") == [solved.number]
    assert value("solved_rate", Period.of_year(2024)) is None


def test_what_the_report_counts_apart_and_the_rest_add_up(app: Flask) -> None:
    for channel in PetitionChannel:
        PetitionFactory(channel=channel)

    assert value("other") == len(numbers("other")) == 3
    assert value("received") == sum(
        int(str(value(key))) for key in ("hotline", "assigned", "review", "other")
    )
