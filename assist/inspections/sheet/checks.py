"""What a row of 安全检查, 安全隐患 or 电力执法 must keep besides its own fields."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import select

from assist.db import db
from assist.enterprises.models import Enterprise
from assist.inspections import rules
from assist.inspections.models import Inspection, InspectionEnterprise
from assist.lib.days import chinese_day
from assist.lib.standing import Standing
from assist.settings import current
from assist.web.sheet import Book, Finding, Row, chunks

INSPECTIONS, HAZARDS, POWER, PLANS = "安全检查", "安全隐患", "电力执法", "检查计划"
#: Day and number of an inspection; in this order the inspections of a year are counted.
Held = tuple[date, str]


def future(row: Row, book: Book, name: str = "held_on") -> Iterator[Finding]:
    """Worth a look: only a 走访 of the future is refused."""
    day = row.values.get(name)
    if day is not None and day > book.on:
        yield Finding(name, f"日期晚于今天（{chinese_day(book.on)}）。", warning=True)


def check_inspection(row: Row, book: Book) -> Iterator[Finding]:
    """Officers, the yearly cap, and that stored hazards stay where they were found."""
    yield from future(row, book)
    people, certified = row.values.get("people"), row.values.get("certified")
    if people is not None and certified is not None and certified > people:
        yield Finding("certified", "持证人数大于参加人数。")
    named, count = ("people", people) if certified is None else ("certified", certified)
    if count is not None and count < rules.LEAST_OFFICERS:
        yield Finding(named, rules.TOO_FEW, warning=True)
    yield from _over_cap(row, book)
    yield from _hazards_left(row, book)


def _over_cap(row: Row, book: Book) -> Iterator[Finding]:
    held_on = book.value(INSPECTIONS, row.key, "held_on")
    if held_on is None or book.value(INSPECTIONS, row.key, "standing") is Standing.VOID:
        return
    cap, by_year = current().inspection_cap, book.memo("inspected", lambda: _inspected(book))
    for code in dict.fromkeys(row.values.get("enterprises") or ()):
        place = sorted(by_year[code, held_on.year]).index((held_on, str(row.key))) + 1
        if place > cap:
            name = book.value("企业", code, "name") or code
            words = f"{name}{held_on.year}年第 {place} 次检查，超过年度频次上限 {cap} 次。"
            yield Finding("enterprises", words, warning=True)


def _inspected(book: Book) -> dict[tuple[str, int], set[Held]]:
    """By enterprise and year, the valid inspections as they will stand once the file is in."""
    found: dict[tuple[str, int], set[Held]] = defaultdict(set)
    codes: set[str] = set()
    for row in book.rows[INSPECTIONS]:
        held_on = book.value(INSPECTIONS, row.key, "held_on")
        named = book.value(INSPECTIONS, row.key, "enterprises") or ()
        codes.update(named)
        if held_on and book.value(INSPECTIONS, row.key, "standing") is not Standing.VOID:
            for code in named:
                found[code, held_on.year].add((held_on, str(row.key)))
    own = book.by_key[INSPECTIONS]
    for code, held_on, number in _stored(codes):
        if number not in own:
            found[code, held_on.year].add((held_on, number))
    return found


def _stored(codes: set[str]) -> Iterator[tuple[str, date, str]]:
    statement = (
        select(Enterprise.code, Inspection.held_on, Inspection.number)
        .join(InspectionEnterprise, InspectionEnterprise.enterprise_id == Enterprise.id)
        .join(Inspection, Inspection.id == InspectionEnterprise.inspection_id)
        .where(Inspection.standing == Standing.VALID)
    )
    for some in chunks(sorted(codes)):
        for row in db.session.execute(statement.where(Enterprise.code.in_(some))):
            yield row.code, row.held_on, row.number


def _hazards_left(row: Row, book: Book) -> Iterator[Finding]:
    """Hazards that are stored and not in the file must still fit their inspection."""
    stored = book.find(INSPECTIONS, row.key)
    if stored is None:
        return
    held_on = book.value(INSPECTIONS, row.key, "held_on")
    codes = book.value(INSPECTIONS, row.key, "enterprises") or ()
    for hazard in stored.hazards:
        if hazard.standing is Standing.VOID or book.row(HAZARDS, hazard.number) is not None:
            continue
        if hazard.enterprise is not None and hazard.enterprise.code not in codes:
            yield Finding(
                "enterprises", f"{hazard.enterprise.name}已登记隐患，不能从受检企业中去掉。"
            )
        days = (hazard.due_on, hazard.rectified_on, hazard.rechecked_on)
        for _name, message in rules.order_faults(held_on, *days):
            yield Finding("held_on", f"隐患{hazard.number}：{message}")


def check_hazard(row: Row, book: Book) -> Iterator[Finding]:
    """Found on the inspection's day, at one of its enterprises; the days in their order."""

    def value(name: str) -> Any:
        return book.value(HAZARDS, row.key, name)

    yield from future(row, book, "rectified_on")
    yield from future(row, book, "rechecked_on")
    number = value("inspection")
    held_on = book.value(INSPECTIONS, number, "held_on")
    if held_on is None:
        return  # there is no such inspection, or its day cannot be read: said elsewhere
    code = value("code")
    unread = book.row(INSPECTIONS, number)
    if unread is not None and "enterprises" in unread.bad:
        return
    if code and code not in (book.value(INSPECTIONS, number, "enterprises") or ()):
        yield Finding("code", f"不是检查{number}的受检企业。")
    days = (value("due_on"), value("rectified_on"), value("rechecked_on"))
    for name, message in rules.order_faults(held_on, *days):
        yield Finding(name, message)


def check_power(row: Row, book: Book) -> Iterator[Finding]:
    """At least two officers a check is the law; fewer is a warning."""
    yield from future(row, book)
    officers = row.values.get("officers")
    if officers is not None and officers < rules.LEAST_OFFICERS:
        yield Finding("officers", rules.TOO_FEW, warning=True)
