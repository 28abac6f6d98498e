"""The dashboard's numbers and rows, asked for one reader on one day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

from assist.accounts.models import User
from assist.audit.queries import remembered
from assist.dashboard.queries.statements import (
    CLASSES,
    COLLECTED_IN,
    SOLVED_IN,
    UNITS,
    Statements,
    build,
    instructed,
)
from assist.dashboard.rules import Waiting
from assist.db import rows as fetch
from assist.enterprises import queries as enterprises
from assist.lib.periods import Period
from assist.problems import rules
from assist.problems.queries import liaisons_of
from assist.problems.queries.lines import clock_of
from assist.problems.queries.scope import holder_words
from assist.problems.states import State
from assist.settings import current
from assist.web.access import Permission as P
from assist.web.paging import Page, paginate

Kept = TypeVar("Kept")

_built: dict[Any, Statements] = {}


@dataclass(frozen=True)
class View:
    """Whose problems are looked at: everybody's, or those of the reader's own enterprises."""

    user: User
    on: date
    #: Ids of the enterprises paired with the reader.
    mine: Sequence[int]
    own: bool

    @property
    def year(self) -> Period:
        """This year as it stands today."""
        return Period.of_year(self.on.year, self.on)

    @property
    def assigns(self) -> bool:
        """Whether problems that nobody has been given wait for the reader."""
        return self.user.may(P.PROBLEM_HANDLE_ON_BEHALF)

    @property
    def statements(self) -> Statements:
        """The SQL of the day for whoever may what the reader may."""
        days = current()
        late = [days.calendar.add(self.on, -n) for n in (days.registered_days, days.rework_days)]
        key = (self.own, self.user.permissions, str(days.bureau_name), self.on, *late)
        if key not in _built:
            if len(_built) >= 64:
                _built.clear()
            _built[key] = build(self.user, self.on, own=self.own)
        return _built[key]

    def ask(self, statement: Any, **more: Any) -> Sequence[Any]:
        """The rows of a statement for this view."""
        values = {"on": self.on, "reader": self.user.id}
        values |= {"first": date(self.on.year, 1, 1), "last": date(self.on.year, 12, 31)}
        values |= {"own": self.mine} if self.own else {}
        return fetch(statement, values | more)

    def keep(self, what: str, count: Callable[[], Kept]) -> Kept:
        """A sum over the district is counted once for as long as nothing is written."""
        return count() if self.own else remembered(("dashboard", what, self.on), count)


def view_of(user: User, on: date, scope: str) -> View:
    """The own enterprises first, where there are any; the office sees the district first."""
    mine = enterprises.own_list(user, on)
    own = scope == "own" or (
        scope != "all" and bool(mine) and not user.may(P.PROBLEM_HANDLE_ON_BEHALF)
    )
    return View(user, on, mine, own)


@dataclass(frozen=True)
class Counts:
    """The numbers of the page's head and of the coverage."""

    overdue: int
    decide: int
    assign: int
    open: int
    parked: int
    collected: int
    solved: int
    key: int
    paired: int
    visits: int


def counts(view: View) -> Counts:
    """What waits as it is now; the year's sums as long as nothing is written."""
    now = view.ask(view.statements.now)[0]
    return Counts(*now, *view.keep("year", lambda: tuple(view.ask(view.statements.year)[0])))


@dataclass(frozen=True)
class Row:
    """One problem of a list: who has it, how its clock stands, what was said last, why it waits."""

    number: str
    title: str
    enterprise: str
    holder: str
    light: str
    clock: str
    words: str
    said_on: date | None
    waits: Waiting | None
    #: What is asked, the options offered, and the day that an extension would give.
    question: str
    options: tuple[str, ...]
    new_due: date | None


def rows(view: View) -> tuple[list[Row], list[Row]]:
    """The most urgent overdue ones, and the most urgent that wait for the reader."""
    found = view.ask(view.statements.urgent)
    if not found:
        return [], []
    asked = view.ask(view.statements.shown, ids=list({row.id for row in found}))
    with_liaison = {row.enterprise_id for row in asked if row.state is State.ANSWERED}
    liaisons = liaisons_of(with_liaison, view.on)
    shown = {row.id: _row(row, liaisons.get(row.enterprise_id, ""), view.on) for row in asked}
    overdue, waiting = ([shown[row.id] for row in found if row.part == part] for part in (0, 1))
    return overdue, waiting


def _row(row: Any, liaisons: str, on: date) -> Row:
    now = rules.standing(row, on, current())
    light, clock = clock_of(now.state, now.due, on)
    return Row(
        number=row.number,
        title=row.title,
        enterprise=row.short_name or row.name,
        holder=holder_words(row, liaisons, now.state),
        light=light,
        clock=clock,
        words=row.words or "",
        said_on=row.on,
        waits=_why(row, now.state),
        question=row.question or "",
        options=tuple(line for line in (row.options or "").splitlines() if line.strip()),
        new_due=row.new_due_on,
    )


def _why(row: Any, state: State) -> Waiting | None:
    if row.asked is not None:
        return next(reason for reason in Waiting if reason.value == row.asked)
    return {State.REGISTERED: Waiting.ASSIGN, State.ANSWERED: Waiting.CLOSE}.get(state)


@dataclass(frozen=True)
class Tally:
    """A class or a unit: registered this year, and open of these."""

    name: str
    label: str
    registered: int
    open: int


@dataclass(frozen=True)
class Parts:
    """The year's problems: by class, by unit, and (month, collected, solved) up to this month."""

    classes: tuple[Tally, ...]
    units: tuple[Tally, ...]
    months: tuple[tuple[int, int, int], ...]


def parts(view: View) -> Parts:
    """The year by class, by 主办单位 and by month."""
    return view.keep("parts", lambda: _parts(view.ask(view.statements.parts), view.on.month))


def _parts(found: Sequence[Any], last: int) -> Parts:
    ordered = sorted(found, key=lambda row: (-row.number, row.name))
    classes, units = (
        tuple(Tally(*row[1:]) for row in ordered if row.part == part) for part in (CLASSES, UNITS)
    )
    numbers = {(row.part, row.name): row.number for row in found}
    months = tuple(
        (month, *(numbers.get((part, str(month)), 0) for part in (COLLECTED_IN, SOLVED_IN)))
        for month in range(1, last + 1)
    )
    return Parts(classes, units, months)


@dataclass(frozen=True)
class Instruction:
    """A 批示 and what became of it."""

    number: str
    title: str
    words: str
    asked_on: date
    asked_by: str
    due_on: date | None
    answered_on: date | None
    answered_by: str
    answer: str


def instructions(view: View) -> list[Instruction]:
    """The reader's own 批示, unanswered ones first; for the office everybody's."""
    return [Instruction(*row) for row in view.ask(view.statements.instructions)]


def every_instruction(view: View) -> Page[Instruction]:
    """The same, page by page."""
    statement = instructed(everybodys=view.assigns).params(reader=view.user.id)
    found = paginate(statement, scalars=False)
    return replace(found, rows=[Instruction(*row) for row in found.rows])
