"""导入: problems that were handled before this system; taken over as they stood, not replayed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from assist.db import Origin, db
from assist.problems import rules
from assist.problems.actions.intake import seed_categories
from assist.problems.actions.steps import count_waiting
from assist.problems.models import Category, CoPart, Problem, Step
from assist.problems.states import NOT_TAKEN, Act, Difficulty, State
from assist.settings import current
from assist.web.clock import now, today
from assist.web.sheet import Book, Incoming, put

_PLAIN = (
    *("number", "registered_on", "source", "source_number", "title", "detail", "level"),
    *("assigned_on", "signed_on", "due_on", "answered_on", "solved_on", "outcome", "reason"),
    *("next_review_on", "called_back_on", "satisfaction", "closed_on"),
    *("difficulty", "stuck_on", "sent_back", "reopened", "tries"),
)


def state_by(values: Mapping[str, Any]) -> State:
    """The state that a row's days and outcome say (data/workbook.md, sheet 问题)."""
    return rules.state_of_history(
        closed=bool(values.get("closed_on")),
        outcome=values.get("outcome"),
        answered=bool(values.get("answered_on")),
        signed=bool(values.get("signed_on")),
        assigned=bool(values.get("assigned_on")),
        not_taken=NOT_TAKEN,
    )


def take_over_categories(*, incoming: Sequence[Incoming], book: Book, by: Any) -> None:
    """Make or change the classes, the new ones at the end."""
    seed_categories()
    held = {row.name: row for row in db.session.scalars(select(Category))}
    for one in incoming:
        category = held.get(str(one.row.key))
        if category is None:
            category = Category(position=len(held), difficulty=Difficulty.ORDINARY)
            category.origin, category.created_by_id = Origin.WORKBOOK, by and by.id
            db.session.add(category)
            held[str(one.row.key)] = category
        put(category, one.row.values, "name", "difficulty", "active")
    db.session.flush()


def take_over(*, incoming: Sequence[Incoming], book: Book, by: Any) -> None:
    """Make or change the problems: state by days and outcome, one step each that says so.

    Where the file tells a new problem's history itself, nothing is added to it.
    """
    seed_categories()
    told = {row.key[0] for row in book.rows.get("问题经过", ()) if isinstance(row.key, tuple)}
    categories = {row.name: row for row in db.session.scalars(select(Category))}
    stored = book.stored["问题"]
    before = {}
    for one in incoming:
        values, problem = one.row.values, one.stored
        if problem is None:
            problem = Problem(origin=Origin.WORKBOOK, created_by_id=by and by.id)
            problem.difficulty = categories[values["category"]].difficulty
            db.session.add(problem)
            stored[one.row.key] = problem
        before[one.row.key] = problem.state
        put(problem, values, *_PLAIN)
        _set_references(problem, one, book, categories)
        _set_state(problem, one)
    db.session.flush()
    for one in incoming:
        problem = stored[one.row.key]
        _set_co_units(problem, one, book)
        if not (one.new and one.row.key in told):
            db.session.add(_step(problem, one, before[one.row.key], by))
    db.session.flush()


def _set_references(
    problem: Problem, one: Incoming, book: Book, categories: Mapping[str, Category]
) -> None:
    values = one.row.values
    if "code" in values:
        problem.enterprise_id = book.find("企业", values["code"]).id  # type: ignore[union-attr]
    if "category" in values:
        problem.category_id = categories[values["category"]].id
    if "lead_unit" in values:
        unit = book.find("单位", values["lead_unit"])
        problem.lead_unit_id = unit.id if unit is not None else None
    if "about_unit" in values:
        about = book.find("单位", values["about_unit"])
        problem.about_unit_id = about.id if about is not None else None
    if "matter" in values:
        matter = book.find("一类事", values["matter"])
        problem.matter_id = matter.id if matter is not None else None
    if "answered_by" in values:
        person = book.find("干部", values["answered_by"])
        problem.answered_by_id = person.id if person is not None else None
    if one.new and "recorded_by" in one.row.cells:
        problem.created_by_id = None  # nobody, where the file says so
    recorder = book.find("干部", values.get("recorded_by"))
    if recorder is not None:
        problem.created_by_id = recorder.id


def _set_state(problem: Problem, one: Incoming) -> None:
    """State and clock; a change that leaves the state alone leaves its beginning alone too."""
    state = state_by({name: getattr(problem, name) for name in _PLAIN})
    if one.new or state is not problem.state:
        problem.state = state
        problem.clock_since_on = since(problem)
        problem.waiting_since_on = None
        count_waiting(problem, problem.clock_since_on)
    put(problem, one.row.values, "clock_since_on", "moved_on", "waited_days", "waiting_since_on")
    problem.clock_due_on = rules.clock_due(problem, problem.clock_since_on, current())
    put(problem, one.row.values, "clock_due_on")


def since(problem: Problem) -> date:
    """The last day of its history: since then whoever holds it has it."""
    days = (
        problem.closed_on if not problem.state.is_open else None,
        problem.called_back_on if problem.state is State.ANSWERED else None,
        problem.answered_on,
        problem.signed_on,
        problem.assigned_on,
    )
    return next((day for day in days if day is not None), problem.registered_on)


def _set_co_units(problem: Problem, one: Incoming, book: Book) -> None:
    if "co_units" not in one.row.values:
        return
    wanted = {book.find("单位", name).id for name in one.row.values["co_units"] or ()}  # type: ignore[union-attr]
    held = set() if one.new else {part.unit_id for part in problem.co_parts}
    if not one.new and held - wanted:
        problem.co_parts = [part for part in problem.co_parts if part.unit_id in wanted]
    for unit_id in sorted(wanted - held):
        # What was answered before this system says so for the 协办 units too.
        db.session.add(
            CoPart(
                problem_id=problem.id,
                unit_id=unit_id,
                due_on=problem.due_on,
                answered_on=problem.answered_on,
            )
        )


def _step(problem: Problem, one: Incoming, before: State | None, by: Any) -> Step:
    facts = [
        ("登记日期", problem.registered_on.isoformat()),
        ("办理结果", problem.outcome.label if problem.outcome else ""),
        ("销号日期", problem.closed_on.isoformat() if problem.closed_on else ""),
    ]
    if not one.new:
        facts = [(label, f"{old or '空'} → {new or '空'}") for label, old, new in one.changes]
    return Step(
        problem_id=problem.id,
        act=Act.TAKE_OVER,
        on=today(),
        at=now(),
        by_id=by and by.id,
        before=before,
        after=problem.state,
        facts="\n".join(f"{label}：{' '.join(value.split())}" for label, value in facts if value),
    )
