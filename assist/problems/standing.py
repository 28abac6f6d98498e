"""A problem and a person as the rules see them: what they have to know beforehand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm.attributes import set_committed_value

from assist.accounts.models import User
from assist.cadres.models import unit_id_of
from assist.db import db
from assist.enterprises import queries as enterprises
from assist.problems.models import Item, Problem, Step
from assist.problems.rules import (
    OF_THE_UNIT,
    Case,
    Who,
    acts_of,
    is_co,
    is_lead,
    reason_against,
    standing,
)
from assist.problems.states import Act, ItemKind, State, StuckOn
from assist.settings import current
from assist.web.access import Permission as P


def case_of(problem: Problem, history: Iterable[Any] | None = None) -> Case:
    """The row with its co-units, open items, and the units that have disputed it.

    `history` are its steps where they have been read as plain rows.
    """
    co_units = frozenset(part.unit_id for part in problem.co_parts)
    disputed = frozenset(
        step.unit_id
        for step in (problem.steps if history is None else history)
        if step.act is Act.DISPUTE and step.unit_id is not None
    )
    lead = problem.lead_unit
    return Case(
        row=problem,
        co_units=co_units,
        co_open=frozenset(p.unit_id for p in problem.co_parts if p.answered_on is None),
        open_items=frozenset(item.kind for item in problem.items if item.answered_on is None),
        disputed_units=disputed,
        bureau_leads=lead is not None and is_bureau(lead.name),
        recorded_by=problem.created_by_id,
    )


def stand(problem: Problem, on: date) -> Problem:
    """The problem as it stands on that day, for a page that only reads; nothing of it is written.

    A 挂账 whose 研判日 has come has returned, though no row says so yet.
    """
    now = standing(problem, on, current())
    if now.returned:
        parked_on = problem.waiting_since_on or now.since
        waited = max(current().calendar.between(parked_on, now.since), 0)
        for name, value in {
            "state": now.state,
            "clock_since_on": now.since,
            "clock_due_on": now.due,
            "due_on": now.due if now.state is State.HANDLING else problem.due_on,
            "outcome": None,
            "answered_on": None,
            "next_review_on": None,
            "stuck_on": StuckOn.NOTHING,
            "waited_days": problem.waited_days + waited,
            "waiting_since_on": None,
        }.items():
            set_committed_value(problem, name, value)
    return problem


def is_bureau(unit_name: str) -> bool:
    """Whether a unit is the bureau that runs the campaign: 区科技和工业信息化局 of
    洪江区科技和工业信息化局."""
    return bool(unit_name) and str(current().bureau_name).endswith(unit_name)


def who_of(user: User, problem: Problem, on: date) -> Who:
    """The person's permissions and unit, and whether the enterprise is one of their pairings."""
    return Who(
        id=user.id,
        permissions=user.permissions,
        unit_id=unit_id_of(user),
        paired=_pairing_matters(user) and enterprises.is_paired(user, problem.enterprise_id, on),
    )


def behalf_of(act: Act | None, problem: Problem, user: User) -> str:
    """The unit in whose name the person would do a unit's act (代录); empty where it is their own
    or nobody's."""
    lead = problem.lead_unit
    if act not in OF_THE_UNIT or lead is None or not user.may(P.PROBLEM_HANDLE_ON_BEHALF):
        return ""
    own = user.may(P.PROBLEM_HANDLE) and unit_id_of(user) == lead.id
    return "" if own else lead.name


def _pairing_matters(user: User) -> bool:
    """Whether a rule will ask: whoever records and calls back everywhere needs no pairing."""
    everywhere = user.may(P.PROBLEM_RECORD_ALL) and user.may(P.PROBLEM_CALL_BACK_ALL)
    return not everywhere and (user.may(P.PROBLEM_RECORD) or user.may(P.PROBLEM_CALL_BACK))


def open_acts(
    problem: Problem, user: User, on: date, history: Iterable[Any] | None = None
) -> list[Act]:
    """Every act that the person may do now, in the order of the enum: the buttons of the page."""
    case, who = case_of(problem, history), who_of(user, problem, on)
    acts = acts_of(problem.state)
    open_ = [act for act in acts if not reason_against(act, case, who, on, current())]
    if Act.MEASURE in open_ and is_co(case, who) and not is_lead(case, who):
        open_.remove(Act.MEASURE)  # what a 协办 says is the answer of its own part
    return open_


def open_item(problem: Problem, kind: ItemKind) -> Item | None:
    """The item of that kind that waits for an answer."""
    return next(
        (item for item in problem.items if item.kind is kind and item.answered_on is None), None
    )


def calls_missed(problem: Problem) -> frozenset[date]:
    """The days since the last answer on which a call-back reached nobody."""
    since = [
        step.id for step in problem.steps if step.after is not step.before and step.act in ANSWERING
    ]
    last = max(since, default=0)
    statement = select(Step.on).where(
        Step.problem_id == problem.id, Step.act == Act.CALL_BACK, Step.id > last
    )
    return frozenset(db.session.scalars(statement))


ANSWERING = frozenset({Act.ANSWER, Act.SOLVE_ON_SPOT, Act.TAKE_OVER})
