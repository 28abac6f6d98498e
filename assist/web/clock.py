"""The business day (Asia/Shanghai, or ASSIST_TODAY) and the real moment."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from flask import current_app

SHANGHAI = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """The real moment, UTC; the audit and sessions use nothing else."""
    return datetime.now(UTC)


def today() -> date:
    """The business day: ASSIST_TODAY where it is set, else the day in Shanghai."""
    fixed: date | None = current_app.config["ASSIST_DAY"]
    return fixed or now().astimezone(SHANGHAI).date()


def demo_day() -> date | None:
    """The fixed business day that a banner must show, or None."""
    fixed: date | None = current_app.config["ASSIST_DAY"]
    return fixed


def local(moment: datetime) -> datetime:
    """A stored moment as the clock on the wall in Shanghai shows it."""
    return moment.astimezone(SHANGHAI)
