"""导入: what goes with problems that are taken over: steps, what was asked, the 协办 parts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time
from typing import Any

from assist.db import Origin, db
from assist.problems.models import CoPart, Item, Matter, Step
from assist.web.clock import SHANGHAI
from assist.web.sheet import Book, Incoming, put


def _id(book: Book, title: str, key: Any) -> int | None:
    found = book.find(title, key) if key else None
    return None if found is None else int(found.id)


def take_over_steps(*, incoming: Sequence[Incoming], book: Book, by: Any) -> None:
    """Append the steps that are not there yet, in their order; a stored one is never changed."""
    for one in sorted(incoming, key=lambda one: (one.row.key[0], one.row.key[1])):  # type: ignore[index]
        values = one.row.values
        if one.stored is not None:
            continue
        step = Step(
            problem_id=_id(book, "问题", values["number"]),
            at=_moment(values),
            by_id=_id(book, "干部", values.get("by")),
            unit_id=_id(book, "单位", values.get("unit")),
            before=values.get("before"),
        )
        put(step, values, "act", "on", "on_behalf_of", "after", "words", "facts")
        db.session.add(step)
        db.session.flush()  # their order is that of their ids


def _moment(values: dict[str, Any]) -> datetime:
    """The step's moment; midnight of its day where only that is known."""
    if at := values.get("at"):
        return datetime.fromisoformat(at).replace(tzinfo=SHANGHAI).astimezone(UTC)
    return datetime.combine(values["on"], time(), SHANGHAI).astimezone(UTC)


def take_over_items(*, incoming: Sequence[Incoming], book: Book, by: Any) -> None:
    """Make or change what was asked in the course of a problem."""
    for one in sorted(incoming, key=lambda one: (one.row.key[0], one.row.key[1])):  # type: ignore[index]
        values = one.row.values
        item = one.stored.row if one.stored is not None else None
        if item is None:
            item = Item(origin=Origin.WORKBOOK, created_by_id=by and by.id)
            item.problem_id = _id(book, "问题", values["number"]) or 0
            db.session.add(item)
        put(item, values, "kind", "asked_on", "words", "options", "due_on", "new_due_on")
        put(item, values, "answered_on", "answer")
        if "own_number" in values:
            item.number = values["own_number"] or ""
        for name in ("asked_by", "answered_by"):
            if name in values:
                setattr(item, f"{name}_id", _id(book, "干部", values[name]))
        db.session.flush()  # their order is that of their ids


def take_over_parts(*, incoming: Sequence[Incoming], book: Book, by: Any) -> None:
    """Each 协办 unit's own clock and answer; the row 问题 has made the part."""
    found = book.sheets["协办反馈"].existing([one.row.key for one in incoming])
    for one in incoming:
        part: CoPart = found[one.row.key]
        put(part, one.row.values, "due_on", "answered_on", "words")
    db.session.flush()


def take_over_matters(*, incoming: Sequence[Incoming], book: Book, by: Any) -> None:
    """Make or change the matters; the problems of each name it."""
    stored = book.stored["一类事"]
    for one in incoming:
        matter = one.stored
        if matter is None:
            matter = Matter(origin=Origin.WORKBOOK, created_by_id=by and by.id)
            db.session.add(matter)
            stored[one.row.key] = matter
        put(matter, one.row.values, "number", "title", "cause", "reply", "replied_on")
        if "unit" in one.row.values:
            matter.unit_id = _id(book, "单位", one.row.values["unit"])
    db.session.flush()
