"""One act on many problems: each on its own, refused where it cannot be, the others done."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm.exc import StaleDataError

from assist.accounts.models import User
from assist.db import db
from assist.lib.errors import Invalid, Refused
from assist.problems.actions.intake import assign
from assist.problems.actions.moving import urge
from assist.problems.models import Problem
from assist.problems.rules import acts_of, standing
from assist.problems.states import Act
from assist.settings import current

#: What can be done to many at once.
ACTS = (Act.ASSIGN, Act.URGE)
_CALLS: Mapping[Act, Callable[..., Problem]] = {Act.ASSIGN: assign, Act.URGE: urge}
STALE = "别人刚刚改动了这件问题。"


@dataclass(frozen=True)
class Result:
    """A problem, and why the act was refused on it; no reason where it was done."""

    number: str
    title: str
    reason: str = ""


def unfit(*, act: Act, problems: Sequence[Problem], on: date) -> set[str]:
    """The numbers of those whose state the act does not fit: said before anybody tries."""
    days = current()
    return {
        problem.number
        for problem in problems
        if act not in acts_of(standing(problem, on, days).state)
    }


def do_each(
    *, by: User, on: date, act: Act, problems: Sequence[Problem], **arguments: Any
) -> list[Result]:
    """Do the act on each; every one that is done has its step and its line in the log."""
    return [_one(by, on, act, problem, arguments) for problem in problems]


def _one(by: User, on: date, act: Act, problem: Problem, arguments: dict[str, Any]) -> Result:
    number, title = problem.number, problem.title
    try:
        with db.session.begin_nested():
            _CALLS[act](by=by, on=on, problem=problem, **arguments)
    except (Refused, Invalid) as error:
        return Result(number, title, str(error))
    except StaleDataError:
        return Result(number, title, STALE)
    return Result(number, title)
