"""How long the reports take: drawn from the ledgers and printed with their annex."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from bench.data import app_over

#: Seconds that a report of the example year may take, everything loaded.
MOST = 2.0


def print_reports(folder: Path) -> int:
    """Both reports at the example year, which has a target, and at a hundred times its rows."""
    print(f"\nreports with annex, seconds of CPU (target at 1 x: {MOST:.0f} s)")
    missed = 0
    for size, title in (("one", "1 x"), ("hundred", "100 x")):
        with app_over(folder, size).app_context():
            for name, make in _reports().items():
                make()
                taken = _seconds(make)
                met = size == "hundred" or taken <= MOST
                missed += not met
                print(f"{name:<16}{title:>8}{taken:>8.2f}  {'met' if met else 'missed'}")
    return missed


def _seconds(make: Callable[[], bytes]) -> float:
    from assist.audit import queries

    queries._remembered.clear()  # as after any write: every figure is counted anew
    start = time.process_time()
    make()
    return time.process_time() - start


def _reports() -> dict[str, Callable[[], bytes]]:
    from assist.lib.periods import Period
    from assist.reports.queries.drafts import draft, title_of
    from assist.reports.rules.chapters import ReportKind
    from assist.reports.word import word

    def making(kind: ReportKind, slug: str) -> Callable[[], bytes]:
        period = Period.parse(slug)
        return lambda: word(
            title=title_of(kind, period),
            chapters=draft(kind, period),
            period=period,
            signer="局",
            day=date(2025, 12, 31),
            annex=True,
        )

    return {
        "year 2025": making(ReportKind.YEARLY, "2025"),
        "quarter 2025Q4": making(ReportKind.QUARTERLY, "2025Q4"),
    }
