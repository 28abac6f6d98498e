"""What checking a text costs for 10 kB, and an archive in megabytes a second and in memory."""

from __future__ import annotations

import time
import tracemalloc
from datetime import date
from pathlib import Path
from typing import Any

from bench.data import app_over

ON = date(2025, 12, 31)


def print_archives(folder: Path) -> None:
    """Both over the example year, then the check again with a hundred times its rows."""
    print("\nchecking a text, milliseconds of CPU for 10 kB, its figures counted already")
    for size, title in (("one", "1 x"), ("hundred", "100 x")):
        with app_over(folder, size).app_context():
            print(f"{'check':<16}{title:>8}{_check():>8.1f}")
    app = app_over(folder, "one")
    with app.app_context():
        size_of, seconds, peak = _archive(app)
    rate = size_of / 2**20 / seconds
    print("\nthe year's archive: MB, MB a second of CPU, peak MB of Python's memory")
    print(f"{'archive 2025':<16}{size_of / 2**20:>8.1f}{rate:>8.2f}{peak / 2**20:>8.1f}")


def _check() -> float:
    from assist.lib.periods import Period
    from assist.reports.queries.checking import check
    from assist.reports.queries.drafts import draft
    from assist.reports.rules.chapters import ReportKind
    from assist.reports.rules.marks import plain

    period = Period.of_year(2025)
    text = plain("\n".join(one.text for one in draft(ReportKind.YEARLY, period)))
    check(text, period)
    start = time.process_time()
    for _ in range(10):
        check(text, period)
    taken = (time.process_time() - start) / 10
    return taken * 1000 * 10_000 / len(text.encode())


def _archive(app: Any) -> tuple[int, float, int]:
    from assist.accounts.models import User
    from assist.db import db
    from assist.exchange.archive import Archive

    by = db.session.query(User).order_by(User.id).first()
    assert by is not None
    start = time.process_time()
    sent = sum(map(len, Archive(2025, by.id, ON).stream(app)))
    taken = time.process_time() - start
    tracemalloc.start()
    for _ in Archive(2025, by.id, ON).stream(app):
        pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return sent, taken, peak
