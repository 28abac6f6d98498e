"""The example year taken in, for tests of what is drawn from a whole year."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from assist.exchange.actions import Import
from assist.problems.actions import seed_categories
from assist.web.transaction import writing_transaction

HERE = Path(__file__).parent
GOLDEN = HERE / "golden"
EXAMPLE = HERE.parents[1] / "examples" / "2025.xlsx"


def take_example_year() -> None:
    """The example year, as the command takes it in."""
    with writing_transaction():
        seed_categories()
    report = Import(EXAMPLE.read_bytes(), on=date(2025, 12, 31)).take()
    assert report.faults == []
