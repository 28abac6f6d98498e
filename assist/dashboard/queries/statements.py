"""The dashboard's SQL, built once a set of permissions: building costs several times the asking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    case,
    cast,
    exists,
    extract,
    false,
    func,
    literal_column,
    or_,
    select,
    union_all,
)

from assist.accounts.models import User
from assist.cadres.models import Unit
from assist.enterprises import queries as enterprises
from assist.enterprises.models import Enterprise, KeyYear, Pairing
from assist.problems.models import Category, Item, Problem, Step
from assist.problems.queries.counts import taken
from assist.problems.queries.scope import HELD, due_before, parked, to_assign
from assist.problems.queries.tabs import decisions
from assist.problems.states import OPEN, SOLVED, ItemKind
from assist.visits.models import Channel, Standing, Visit
from assist.web.access import Permission as P

#: How many rows of a list are shown; the rest is behind its number.
OVERDUE_SHOWN = 15
WAITING_SHOWN = 10
INSTRUCTIONS_SHOWN = 2

#: The parts of one union: by class, by unit, and two by month.
CLASSES, UNITS, COLLECTED_IN, SOLVED_IN = range(4)

ON = bindparam("on", type_=Date)
FIRST, LAST = bindparam("first", type_=Date), bindparam("last", type_=Date)
READER = bindparam("reader", type_=Integer)
IDS = bindparam("ids", type_=Integer, expanding=True)
OWN = bindparam("own", type_=Integer, expanding=True)

#: The tables themselves: a page of numbers needs no mapped objects, and plain columns cost half.
ASKER, ANSWERER = User.__table__.alias("asker"), User.__table__.alias("answerer")
SAID, ASKED = Step.__table__.alias("said"), Item.__table__.alias("asked")

BRIEF = case((Unit.short_name != "", Unit.short_name), else_=Unit.name)
COLLECTED = and_(Problem.registered_on.between(FIRST, ON), taken(ON))  # type: ignore[arg-type]
SOLVED_NOW = and_(
    Problem.outcome.is_not(None), Problem.outcome.in_(SOLVED), Problem.solved_on.between(FIRST, ON)
)


@dataclass(frozen=True)
class Statements:
    """Everything the page asks; values are bound when it is asked."""

    now: Any
    year: Any
    parts: Any
    urgent: Any
    shown: Any
    instructions: Any


def build(user: User, on: date, *, own: bool) -> Statements:
    """The SQL of a day for whoever may what the user may, of the own enterprises or of all.

    What is late, waits to be assigned or is parked is what the board's tabs of these names show.
    """
    scope = _narrowed(Problem.enterprise_id, own)
    waiting = and_(Problem.state.in_(OPEN), or_(false(), *decisions(user)))
    everybodys = user.may(P.PROBLEM_HANDLE_ON_BEHALF)
    assign = to_assign(on) if everybodys else false()
    late = due_before(on, on)
    return Statements(
        now=_now(late, waiting, assign, parked(on), scope),
        year=_year(own),
        parts=union_all(*_tallies(scope), *_months(scope)),
        urgent=_urgent(late, or_(waiting, assign), scope),
        shown=_shown(user),
        instructions=instructed(everybodys=everybodys).limit(INSTRUCTIONS_SHOWN),
    )


def _now(
    late: ColumnElement[bool],
    waiting: ColumnElement[bool],
    assign: ColumnElement[bool],
    waits: ColumnElement[bool],
    scope: Sequence[ColumnElement[bool]],
) -> Any:
    """What is open, and what of it waits: read from the index of open problems."""
    conditions = (late, waiting, assign, Problem.state.in_(OPEN), waits)
    columns = [func.count().filter(condition) for condition in conditions]
    return select(*columns).where(Problem.state.in_(OPEN), *scope)


def _year(own: bool) -> Any:
    """As problem.collected, problem.solved, enterprise.key_count, pairing.covered, visit.count."""
    scope = _narrowed(Problem.enterprise_id, own)
    key = (
        select(Enterprise.id)
        .join(KeyYear, KeyYear.enterprise_id == Enterprise.id)
        .where(KeyYear.year == extract("year", ON), Enterprise.withdrawn.is_(False))
        .where(*_narrowed(KeyYear.enterprise_id, own))
    )
    paired = exists().where(Pairing.enterprise_id == Enterprise.id, enterprises.holds(ON))  # type: ignore[arg-type]
    visits = select(Visit.id).where(
        Visit.held_on.between(FIRST, ON),
        Visit.standing == Standing.VALID,
        Visit.channel == Channel.ON_SITE,
        *_narrowed(Visit.enterprise_id, own),
    )
    return select(
        _count(select(Problem.id).where(COLLECTED, *scope)),
        _count(select(Problem.id).where(SOLVED_NOW, *scope)),
        _count(key),
        _count(key.where(paired)),
        _count(visits),
    )


def _narrowed(column: Any, own: bool) -> list[ColumnElement[bool]]:
    return [column.in_(OWN)] if own else []


def _count(rows: Select[Any]) -> Any:
    return select(func.count()).select_from(rows.subquery()).scalar_subquery()


def _urgent(
    late: ColumnElement[bool], waiting: ColumnElement[bool], scope: Sequence[ColumnElement[bool]]
) -> Any:
    parts = [
        select(literal_column(str(part)).label("part"), Problem.id, Problem.clock_due_on)
        .where(condition, *scope)
        .order_by(Problem.clock_due_on, Problem.id)
        .limit(shown)
        .subquery()
        for part, condition, shown in ((0, late, OVERDUE_SHOWN), (1, waiting, WAITING_SHOWN))
    ]
    union = union_all(*(select(part) for part in parts)).subquery()
    return select(union.c.part, union.c.id).order_by(union.c.part, union.c.clock_due_on, union.c.id)


def _shown(user: User) -> Any:
    last = (
        select(func.max(Step.id))
        .where(Step.problem_id == Problem.id, Step.words != "")
        .correlate(Problem)
        .scalar_subquery()
    )
    asked = (
        select(func.min(Item.id))
        .where(
            Item.problem_id == Problem.id,
            Item.answered_on.is_(None),
            Item.kind.in_(_decided_by(user)),
        )
        .correlate(Problem)
        .scalar_subquery()
    )
    return (
        select(
            Problem.id, *HELD, Problem.number, Problem.title, Problem.enterprise_id,
            Problem.clock_due_on, Problem.clock_since_on, Problem.next_review_on,
            Problem.lead_unit_id, Enterprise.name, Enterprise.short_name,
            SAID.c.words, SAID.c.on, ASKED.c.kind.label("asked"),
            ASKED.c.words.label("question"), ASKED.c.options, ASKED.c.new_due_on,
        )
        .join(Problem.enterprise)
        .outerjoin(Problem.lead_unit)
        .outerjoin(SAID, SAID.c.id == last)
        .outerjoin(ASKED, ASKED.c.id == asked)
        .where(Problem.id.in_(IDS))
    )  # fmt: skip


def _decided_by(user: User) -> list[ItemKind]:
    """The kinds of items whose answer is the user's, as `decisions` has them."""
    kinds = [ItemKind.PRESENTED] if user.may(P.PROBLEM_INSTRUCT) else []
    if user.may(P.PROBLEM_ASSIGN):
        kinds += [ItemKind.EXTENSION, ItemKind.DISSATISFIED]
    return kinds


def _tallies(scope: Sequence[ColumnElement[bool]]) -> list[Any]:
    """(part, name, label, registered this year, open of these) by class and by 主办单位."""
    return [
        select(
            literal_column(str(part)).label("part"),
            name.label("name"),
            label.label("label"),
            func.count().label("number"),
            func.count().filter(Problem.state.in_(OPEN)).label("open"),
        )
        .select_from(Problem)
        .join(relation)
        .where(Problem.registered_on.between(FIRST, LAST), *scope)
        .group_by(name, label)
        for part, name, label, relation in (
            (CLASSES, Category.name, Category.name, Problem.category),
            (UNITS, Unit.name, BRIEF, Problem.lead_unit),
        )
    ]


def _months(scope: Sequence[ColumnElement[bool]]) -> list[Any]:
    """(part, month, …, collected or solved in it, …) in the same columns."""
    return [
        select(
            literal_column(str(part)),
            cast(extract("month", day), String),
            literal_column("''"),
            func.count(),
            literal_column("0"),
        )
        .where(condition, *scope)
        .group_by(extract("month", day))
        for part, day, condition in (
            (COLLECTED_IN, Problem.registered_on, COLLECTED),
            (SOLVED_IN, Problem.solved_on, SOLVED_NOW),
        )
    ]


def instructed(*, everybodys: bool) -> Any:
    """批示 with their problems and answers."""
    asker, answerer = (func.coalesce(person.c.name, "") for person in (ASKER, ANSWERER))
    statement = (
        select(
            Problem.number, Problem.title, Item.words, Item.asked_on, asker, Item.due_on,
            Item.answered_on, answerer, Item.answer,
        )
        .join(Item.problem)
        .outerjoin(ASKER, ASKER.c.id == Item.asked_by_id)
        .outerjoin(ANSWERER, ANSWERER.c.id == Item.answered_by_id)
        .where(Item.kind == ItemKind.INSTRUCTION)
        .order_by(case((Item.answered_on.is_(None), 0), else_=1), Item.id.desc())
    )  # fmt: skip
    return statement if everybodys else statement.where(Item.asked_by_id == READER)
