"""Problems that may be the same: of the same enterprise, or in similar words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, case, or_, select

from assist.accounts.models import User
from assist.db import rows
from assist.enterprises.models import Enterprise
from assist.lib.text import like_pattern
from assist.problems.models import Problem
from assist.problems.queries.scope import visible_in_lists
from assist.problems.rules.alike import alike, pairs_of
from assist.problems.states import State

#: Of so many of the newest that share some words, the most alike are shown.
LOOKED_AT, SHOWN, WORDS = 200, 5, 6
#: Alike enough: of one's own enterprise sooner than of another's.
OWN, OTHERS = 0.25, 0.45


class Similar(NamedTuple):
    """A problem that may be the same."""

    number: str
    title: str
    enterprise: str
    state: State
    same: bool


def similar(user: User, on: date, title: str, code: str = "") -> list[Similar]:
    """What the reader may open and might be the same, the most alike first; one query."""
    parts = sorted(pairs_of(title))[:WORDS]
    if not parts:
        return []
    own = Enterprise.code == code
    found = rows(
        select(
            Problem.number, Problem.title, Problem.state,
            Enterprise.name, Enterprise.short_name, Enterprise.code,
        )
        .join(Problem.enterprise)
        .where(visible_in_lists(user, on), or_(*_saying(parts)))
        .order_by(case((own, 0), else_=1), Problem.registered_on.desc(), Problem.id.desc())
        .limit(LOOKED_AT)
    )  # fmt: skip
    scored = [(alike(title, row.title), row) for row in found]
    near = [(score, row) for score, row in scored if score >= (OWN if row.code == code else OTHERS)]
    near.sort(key=lambda one: (one[1].code != code, -one[0]))
    return [
        Similar(row.number, row.title, row.short_name or row.name, row.state, row.code == code)
        for _, row in near[:SHOWN]
    ]


def _saying(parts: Iterable[str]) -> list[ColumnElement[bool]]:
    return [Problem.title.like(like_pattern(part), escape="\\") for part in parts]
