"""Dates as people and spreadsheets write them."""

import re
import unicodedata
from datetime import date, datetime, timedelta

FIRST_DAY = date(1990, 1, 1)
LAST_DAY = date(2100, 12, 31)

# Excel counts from here because it believes that 1900 was a leap year.
EXCEL_EPOCH = date(1899, 12, 30)

_WRITTEN = re.compile(
    r"(?P<year>[0-9]{4})(?P<sep>[-./年])(?P<month>[0-9]{1,2})(?:(?P=sep)|月)(?P<day>[0-9]{1,2})日?"
    r"(?:[T ]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:\.[0-9]+)?)?"
)


def parse_day(value: object) -> date:
    """Read a day from a date, a text or an Excel serial number; ValueError says what is wrong."""
    day = _read(value)
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(f"日期应在{FIRST_DAY.year}年至{LAST_DAY.year}年之间")
    return day


def _read(value: object) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _from_serial(value)
    if isinstance(value, str):
        return _from_text(value)
    raise ValueError("请填写日期，例如2025-03-04")


def _from_serial(serial: float) -> date:
    try:
        return EXCEL_EPOCH + timedelta(days=int(serial))
    except (OverflowError, ValueError):
        raise ValueError("请填写日期，例如2025-03-04") from None


def _from_text(text: str) -> date:
    plain = unicodedata.normalize("NFKC", text).strip()
    match = _WRITTEN.fullmatch(plain)
    if match is None:
        raise ValueError("请填写日期，例如2025-03-04")
    try:
        return date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        raise ValueError(f"没有“{plain}”这一天") from None


def chinese_day(day: date) -> str:
    """Write a day the way an official document does: 2025年3月4日."""
    return f"{day.year}年{day.month}月{day.day}日"
