"""Problems in any state, taken there by their own acts where a test needs the history."""

from __future__ import annotations

from datetime import date
from typing import Any

import factory
from sqlalchemy import select

from assist.accounts.models import User
from assist.cadres.models import Unit
from assist.db import db
from assist.problems.models import Category, Problem
from assist.problems.states import Difficulty, Source, State
from tests.accounts.factories import Stored
from tests.enterprises.factories import EnterpriseFactory


def category(name: str = "融资", difficulty: Difficulty = Difficulty.ORDINARY) -> Category:
    """The class of that name, made when it is missing."""
    found = db.session.scalar(select(Category).where(Category.name == name))
    if found is None:
        found = Category(name=name, difficulty=difficulty)
        db.session.add(found)
        db.session.commit()
    return found


class ProblemFactory(Stored):
    class Meta:
        model = Problem

    number = factory.Sequence(lambda n: f"2025-{n + 1:04d}")
    enterprise = factory.SubFactory(EnterpriseFactory)
    registered_on = date(2025, 12, 1)
    source = Source.VISIT
    category = factory.LazyFunction(category)
    title = factory.Sequence(lambda n: f"流动资金周转困难{n}")
    detail = "银行续贷审批慢，请协调。"
    state = State.REGISTERED
    clock_since_on = date(2025, 12, 1)
    clock_due_on = date(2025, 12, 4)


def assigned(lead_unit: Unit, **values: Any) -> Problem:
    """Assigned to that unit on 2025-12-31, to be signed within a working day."""
    values = {"assigned_on": date(2025, 12, 31), "due_on": date(2026, 1, 12)} | values
    return ProblemFactory(
        state=State.ASSIGNED, lead_unit=lead_unit, clock_due_on=date(2026, 1, 4), **values
    )


def handling(lead_unit: Unit, **values: Any) -> Problem:
    """Signed by that unit."""
    values = {"signed_on": date(2025, 12, 31), "state": State.HANDLING} | values
    problem = assigned(lead_unit, **{k: v for k, v in values.items() if k != "state"})
    problem.state, problem.clock_due_on = values["state"], problem.due_on
    db.session.commit()
    return problem


def by(user: User) -> dict[str, Any]:
    """Who and when, as every act takes it."""
    return {"by": user, "on": date(2025, 12, 31)}
