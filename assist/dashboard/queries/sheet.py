"""The 调度单: one sheet of what is late, what changed since the last meeting, what needs a word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from assist.dashboard import queries
from assist.dashboard.models import Meeting
from assist.dashboard.queries import changes
from assist.dashboard.queries.changes import Line
from assist.dashboard.queries.shown import Counts, Row, View
from assist.dashboard.queries.statements import OWN
from assist.dashboard.rules import Change
from assist.db import built, db, rows
from assist.enterprises.models import Enterprise
from assist.problems.models import Item, Problem, Step
from assist.problems.states import OPEN, ItemKind

#: So many lines of each part fit one sheet of A4; the rest is counted.
RED_LINES, CHANGE_LINES, DECISION_LINES = 10, 5, 5
DECIDED_BY_LEADERS = (ItemKind.PRESENTED, ItemKind.EXTENSION, ItemKind.DISSATISFIED)
#: What stands in the way of a change is told before what merely moved.
TOLD_FIRST = (Change.BACK, Change.CLOSED, Change.ANSWERED, Change.NEW, Change.ASKED, Change.MOVED)


@dataclass(frozen=True)
class Question:
    """Something that only a leader can decide."""

    number: str
    enterprise: str
    title: str
    kind: ItemKind
    words: str
    options: Sequence[str]
    new_due: date | None


@dataclass(frozen=True)
class Sheet:
    """One page of A4."""

    day: date
    counts: Counts
    red: Sequence[Row]
    last: Meeting | None
    changed: Sequence[tuple[Change, int]]
    changes: Sequence[Line]
    questions: Sequence[Question]
    asked: int

    @property
    def red_more(self) -> int:
        """Overdue ones that did not find room."""
        return self.counts.overdue - len(self.red)

    @property
    def asked_more(self) -> int:
        """Questions that did not find room."""
        return self.asked - len(self.questions)


def sheet(view: View) -> Sheet:
    """The sheet of today, of the district or of the reader's own enterprises."""
    last = _last(view.on)
    mark = last.step_id if last else newest_step()
    asked, questions = _questions(view)
    lines = changes.everybodys(view, mark)
    told = [line.change for line in lines]
    lines.sort(key=lambda line: TOLD_FIRST.index(line.change))
    return Sheet(
        day=view.on,
        counts=queries.counts(view),
        red=queries.rows(view)[0][:RED_LINES],
        last=last,
        changed=[(change, told.count(change)) for change in Change if change in told],
        changes=lines[:CHANGE_LINES],
        questions=questions,
        asked=asked,
    )


def _last(on: date) -> Meeting | None:
    """The meeting before today: issuing today's sheet does not empty it."""
    statement = (
        select(Meeting)
        .where(Meeting.held_on < on)
        .order_by(Meeting.held_on.desc(), Meeting.id.desc())
        .limit(1)
    )
    return db.session.scalars(statement).one_or_none()


def newest_step() -> int:
    """Where the history stands now."""
    return db.session.scalar(select(func.max(Step.id))) or 0


def meetings(most: int = 10) -> Sequence[Meeting]:
    """The meetings for which a sheet was issued, the newest first."""
    statement = select(Meeting).order_by(Meeting.held_on.desc(), Meeting.id.desc()).limit(most)
    return db.session.scalars(statement).all()


def meeting_on(day: date) -> Meeting | None:
    """The meeting of that day."""
    return db.session.scalars(select(Meeting).where(Meeting.held_on == day)).one_or_none()


def _asked(own: bool) -> Any:
    """What waits for a leader's word, 呈批 first, whoever looks."""
    statement = (
        select(
            Problem.number, Problem.title, Enterprise.name, Enterprise.short_name,
            Item.kind, Item.words, Item.options, Item.new_due_on,
        )
        .join(Problem, Problem.id == Item.problem_id)
        .join(Enterprise, Enterprise.id == Problem.enterprise_id)
        .where(Item.answered_on.is_(None), Item.kind.in_(DECIDED_BY_LEADERS))
        .where(Problem.state.in_(OPEN))
        .order_by((Item.kind != ItemKind.PRESENTED), Item.due_on, Item.id)
    )  # fmt: skip
    return statement.where(Problem.enterprise_id.in_(OWN)) if own else statement


def _questions(view: View) -> tuple[int, list[Question]]:
    statement = built(("questions", view.own), lambda: _asked(view.own))
    found = rows(statement, {"own": list(view.mine)} if view.own else None)
    return len(found), [_question(row) for row in found[:DECISION_LINES]]


def _question(row: Any) -> Question:
    return Question(
        number=row.number,
        enterprise=row.short_name or row.name,
        title=row.title,
        kind=row.kind,
        words=row.words,
        options=[line for line in row.options.splitlines() if line.strip()],
        new_due=row.new_due_on,
    )
