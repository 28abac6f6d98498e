"""What a cadre's home shows: own enterprises, and what became of what was sent on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, func, select

from assist.accounts.models import User
from assist.cadres.models import Unit, reader
from assist.db import built, rows
from assist.enterprises import queries as enterprises
from assist.enterprises.models import Enterprise
from assist.problems.models import Problem, Step
from assist.problems.queries.scope import not_about
from assist.problems.states import OPEN, Act, State
from assist.settings import current
from assist.visits import rules
from assist.visits.models import Visit
from assist.visits.queries.form import personal
from assist.visits.queries.scope import VALID

ENTERPRISES_SHOWN = 100
OUTCOMES_SHOWN = 20


ANSWERED = (Act.ANSWER, Act.SOLVE_ON_SPOT)


def relays(numbers: Sequence[str]) -> dict[str, str]:
    """转告企业: a ready sentence for each of these problems that has an answer, by its number."""
    if not numbers:
        return {}
    found = rows(built("relays", _relays), {"numbers": list(numbers)})
    return {
        number: rules.relay(title, unit or "", outcome.label if outcome else "", words)
        for number, title, outcome, unit, words in found
    }


def _relays() -> Any:
    last = (
        select(func.max(Step.id))
        .where(Step.problem_id == Problem.id, Step.act.in_(ANSWERED))
        .correlate(Problem)
        .scalar_subquery()
    )
    return (
        select(Problem.number, Problem.title, Problem.outcome, Unit.name, Step.words)
        .join(Step, Step.id == last)
        .outerjoin(Unit, Unit.id == Problem.lead_unit_id)
        .where(Problem.number.in_(bindparam("numbers", expanding=True)))
        .where(Problem.outcome.is_not(None), Problem.state.in_((State.ANSWERED, State.CLOSED)))
    )


@dataclass(frozen=True)
class OwnEnterprise:
    """One of the user's enterprises: how long it has been silent, and what is open."""

    code: str
    name: str
    personal: bool
    silence: rules.Silence
    open_problems: int


def own_enterprises(user: User, on: date) -> list[OwnEnterprise]:
    """The user's enterprises, the personal ones first, then the longest silent."""
    statement = built(("own enterprises", *reader(user, on)), lambda: _own(user, on))
    limit = current().no_contact_days
    return [
        OwnEnterprise(code, name, bool(own), rules.silence(day, on, limit), open_)
        for code, name, own, day, open_ in rows(statement)
    ]


def _own(user: User, on: date) -> Any:
    last = (
        select(func.max(Visit.held_on))
        .where(Visit.enterprise_id == Enterprise.id, VALID)
        .correlate(Enterprise)
        .scalar_subquery()
    )
    count = (
        select(func.count())
        .where(Problem.enterprise_id == Enterprise.id, Problem.state.in_(OPEN), not_about(user))
        .correlate(Enterprise)
        .scalar_subquery()
    )
    mine = Enterprise.id.in_(personal(user, on))
    return (
        select(Enterprise.code, Enterprise.name, mine, last, count)
        .where(Enterprise.id.in_(enterprises.own_ids(user, on)), Enterprise.withdrawn.is_(False))
        .order_by(mine.desc(), last.is_not(None), last, Enterprise.name, Enterprise.id)
        .limit(ENTERPRISES_SHOWN)
    )
