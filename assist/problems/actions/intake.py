"""登记、现场解决、交办."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select

from assist.accounts.models import User
from assist.cadres.models import Unit
from assist.db import db, next_number
from assist.enterprises import queries as enterprises
from assist.enterprises.models import Enterprise
from assist.lib.errors import Invalid, Refused
from assist.problems import rules
from assist.problems.actions.steps import append, doing
from assist.problems.models import Category, CoPart, Problem
from assist.problems.states import CATEGORIES, Act, Difficulty, Level, Outcome, Source, State
from assist.settings import current
from assist.web.access import Permission as P


def seed_categories() -> None:
    """Fill an empty list of classes with the ones that practice has shown (domain 1.5)."""
    if db.session.scalar(select(func.count()).select_from(Category)):
        return
    for position, (name, difficulty) in enumerate(CATEGORIES):
        db.session.add(Category(name=name, position=position, difficulty=difficulty))
    db.session.flush()


def record(
    *,
    by: User,
    on: date,
    enterprise: Enterprise,
    category: Category,
    title: str,
    detail: str,
    source: Source,
    source_number: str = "",
    registered_on: date | None = None,
    level: Level = Level.UNIT,
    about_unit: Unit | None = None,
) -> Problem:
    """Register what an enterprise asked for; the office has it from `on`, the day of entry, on.

    `registered_on` is the day on which the enterprise said it, by default `on`.
    """
    said_on = registered_on or on
    _check_recording(by, on, enterprise, said_on)
    problem = Problem(
        number=next_number(f"{said_on.year}-"),
        enterprise=enterprise,
        registered_on=said_on,
        source=source,
        source_number=source_number,
        category=category,
        title=title,
        detail=detail,
        level=level,
        about_unit=about_unit,
        difficulty=category.difficulty,
        state=State.REGISTERED,
        clock_since_on=on,
        clock_due_on=current().calendar.add(on, current().registered_days),
        created_by_id=by.id,
    )
    db.session.add(problem)
    _recorded(by, on, problem)
    return problem


def _recorded(by: User, on: date, problem: Problem) -> None:
    source = f"{problem.source.label} {problem.source_number}".strip()
    facts = [("来源", source), ("类别", problem.category.name)]
    append(problem=problem, act=Act.RECORD, by=by, on=on, before=None, words="", facts=facts)


def _check_recording(by: User, on: date, enterprise: Enterprise, said_on: date) -> None:
    own = by.may(P.PROBLEM_RECORD) and enterprises.is_paired(by, enterprise.id, on)
    if not (own or by.may(P.PROBLEM_RECORD_ALL)):
        raise Refused("只有结对的干部或送解优办可以登记这家企业的问题。")
    if said_on > on:
        raise Invalid("registered_on", "登记日期不能晚于今天。")


def solve_on_spot(*, by: User, on: date, problem: Problem, words: str = "") -> Problem:
    """现场解决: solved on the day it was raised; somebody else calls the enterprise back."""
    with doing(Act.SOLVE_ON_SPOT, by=by, on=on, problem=problem, words=words) as under_way:
        problem.outcome = Outcome.SOLVED_ON_SPOT
        problem.solved_on = problem.registered_on
        problem.answered_on = on
        problem.answered_by_id = by.id
        under_way.facts = [("办理结果", Outcome.SOLVED_ON_SPOT.label)]
    return problem


def assign(
    *,
    by: User,
    on: date,
    problem: Problem,
    lead_unit: Unit,
    co_units: Sequence[Unit] = (),
    difficulty: Difficulty | None = None,
    level: Level | None = None,
    about_unit: Unit | None = None,
    words: str = "",
) -> Problem:
    """交办 to a 主办 and 协办 units, each with its own day; 一般 or 复杂 as chosen, preselected by
    class. A complaint goes to the unit that it is about only with a reason."""
    about = about_unit or problem.about_unit
    _check_units(lead_unit, co_units, about, words)
    days = current()
    with doing(Act.ASSIGN, by=by, on=on, problem=problem, words=words) as under_way:
        problem.about_unit = about
        problem.lead_unit = lead_unit
        problem.lead_unit_id = lead_unit.id
        problem.difficulty = difficulty or problem.category.difficulty
        problem.level = level or problem.level
        problem.assigned_on, problem.signed_on = on, None
        problem.due_on = rules.handling_due(problem.difficulty, on, days)
        _share(problem, co_units, days.calendar.add(on, days.co_days))
        under_way.facts = [
            ("主办单位", lead_unit.name),
            ("协办单位", "、".join(unit.name for unit in co_units)),
            ("难度", problem.difficulty.label),
            ("办理层级", problem.level.label),
            ("办理期限", problem.due_on.isoformat()),
        ]
    return problem


def _check_units(lead_unit: Unit, co_units: Sequence[Unit], about: Unit | None, words: str) -> None:
    if any(unit.id == lead_unit.id for unit in co_units):
        raise Invalid("co_units", "协办单位不能与主办单位相同。")
    if about is not None and about in (lead_unit, *co_units) and not words:
        raise Invalid("words", f"{about.name}是被反映的单位，仍要交给它办理的，请写明理由。")


def _share(problem: Problem, co_units: Sequence[Unit], due: date) -> None:
    """Give each 协办 its part with a clock of its own; whoever was one before begins anew."""
    wanted = {unit.id: unit for unit in co_units}
    problem.co_parts = [part for part in problem.co_parts if part.unit_id in wanted]
    for unit_id in wanted.keys() - {part.unit_id for part in problem.co_parts}:
        problem.co_parts.append(CoPart(unit_id=unit_id, unit=wanted[unit_id]))
    for part in problem.co_parts:
        part.due_on, part.answered_on, part.words = due, None, ""
