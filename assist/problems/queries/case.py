"""One problem: whether the reader may open it, and what its page shows besides the row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.orm import class_mapper, joinedload
from sqlalchemy.orm.attributes import set_committed_value
from werkzeug.exceptions import NotFound

from assist.accounts.models import User, UserRole
from assist.accounts.policy import Role
from assist.cadres.models import Cadre, Unit
from assist.db import Whole, built, db, rows
from assist.enterprises import queries as enterprises
from assist.enterprises.models import Contact, Enterprise
from assist.lib.errors import Invalid
from assist.problems.models import Category, CoPart, Item, Problem, Step
from assist.problems.queries.scope import visible
from assist.problems.queries.tabs import reader
from assist.web.access import Permission as P
from assist.web.uploads import Attachment

#: What files of a step are kept under.
KIND = "step"
#: More enterprises than this are found by typing their code.
OFFERED = 300


@dataclass(frozen=True)
class _Reading:
    """A problem with what rules and page read of it, as plain rows made into objects."""

    problem: Any
    whole: Whole[Problem]
    enterprise: Whole[Enterprise]
    category: Whole[Category]
    lead: Whole[Unit]
    parts: Any
    part: Whole[CoPart]
    unit: Whole[Unit]
    items: Any
    item: Whole[Item]


@cache
def _reading() -> _Reading:
    kinds = (Problem, Enterprise, Category, Unit)
    tables = [class_mapper(kind).local_table for kind in kinds]
    columns = [column for table in tables for column in table.c]
    joined = select(*columns).select_from(Problem).join(Problem.enterprise).join(Problem.category)
    parts = [*CoPart.__table__.c, *Unit.__table__.c]
    of_problem: BindParameter[int] = bindparam("problem")
    return _Reading(
        joined.outerjoin(Problem.lead_unit).where(Problem.number == bindparam("number")),
        Whole(Problem, columns),
        Whole(Enterprise, columns),
        Whole(Category, columns),
        Whole(Unit, columns),
        select(*parts).join(Unit).where(CoPart.problem_id == of_problem).order_by(CoPart.id),
        Whole(CoPart, parts),
        Whole(Unit, parts),
        select(Item.__table__).where(Item.problem_id == of_problem).order_by(Item.id),
        Whole(Item, list(Item.__table__.c)),
    )


def get_visible(user: User, number: str, on: date) -> Problem:
    """The problem of that number with what rules and page read; another's is as absent as none."""
    reading = _reading()
    statement = built(("case", *reader(user, on)), lambda: reading.problem.where(visible(user, on)))
    db.session.flush()  # what this request has changed itself
    found = rows(statement, {"number": number})
    if not found:
        raise NotFound
    problem = reading.whole.made(found[0])
    key = {"problem": problem.id}
    parts = [(reading.part.made(row), reading.unit.made(row)) for row in rows(reading.parts, key)]
    for part, its_unit in parts:
        set_committed_value(part, "unit", its_unit)
    for name, value in (
        ("enterprise", reading.enterprise.made(found[0])),
        ("category", reading.category.made(found[0])),
        ("lead_unit", reading.lead.maybe(found[0])),
        ("co_parts", [part for part, _unit in parts]),
        ("items", [reading.item.made(row) for row in rows(reading.items, key)]),
    ):
        set_committed_value(problem, name, value)
    return problem


def visible_of(user: User, numbers: Sequence[str], on: date) -> list[Problem]:
    """The problems of these numbers that the user may open, in the order of the numbers."""
    statement = select(Problem).where(Problem.number.in_(numbers), visible(user, on))
    statement = statement.options(joinedload(Problem.enterprise))
    found = {problem.number: problem for problem in db.session.scalars(statement)}
    return [found[number] for number in numbers if number in found]


def is_visible(user: User, problem: Problem, on: date) -> bool:
    """Whether the user may still open it, as it stands now."""
    wanted = select(Problem.id).where(Problem.id == problem.id, visible(user, on))
    return db.session.scalar(wanted) is not None


def recordable(user: User, on: date) -> list[tuple[str, str]]:
    """(code, name) of enterprises for which the user may register a problem, to choose from."""
    statement = select(Enterprise.code, Enterprise.name).where(~Enterprise.withdrawn)
    if not user.may(P.PROBLEM_RECORD_ALL):
        statement = statement.where(Enterprise.id.in_(enterprises.own_ids(user, on)))
    statement = statement.order_by(Enterprise.name, Enterprise.id).limit(OFFERED)
    return [(code, name) for code, name in db.session.execute(statement)]


def file_of(problem: Problem, file_id: int) -> Attachment:
    """A file of one of this problem's steps; another's is as absent as none."""
    found = db.session.get(Attachment, file_id)
    steps = {str(step.id) for step in problem.steps}
    if found is None or found.kind != KIND or found.key not in steps or found.withdrawn:
        raise NotFound
    return found


def step_of(problem: Problem, key: str) -> Step:
    """One of this problem's steps by its key; another's is as absent as none."""
    number = int(key) if key.isascii() and key.isdigit() and len(key) < 10 else 0
    found = db.session.get(Step, number)
    if found is None or found.problem_id != problem.id:
        raise Invalid("step", "请从列表里选择步骤。")
    return found


USER, CADRE = User.__table__, Cadre.__table__
#: What the history tells of each step, and by whom it was: plain rows, the newest first.
STEPS = (
    select(
        Step.id, Step.act, Step.on, Step.by_id, Step.unit_id, Step.on_behalf_of,
        Step.words, Step.facts,
        USER.c.name, Unit.name.label("unit"), Unit.short_name.label("unit_short"),
    )
    .outerjoin(USER, USER.c.id == Step.by_id)
    .outerjoin(CADRE, CADRE.c.id == Step.by_id)
    .outerjoin(Unit, Unit.id == CADRE.c.unit_id)
    .where(Step.problem_id == bindparam("problem"))
    .order_by(Step.id.desc())
)  # fmt: skip


def history_of(problem: Problem) -> Sequence[Any]:
    """Every step of a problem with who took it, the newest first."""
    return rows(STEPS, {"problem": problem.id})


NAMES = (
    select(USER.c.id, USER.c.name, Unit.name, Unit.short_name)
    .select_from(USER)
    .outerjoin(CADRE, CADRE.c.id == USER.c.id)
    .outerjoin(Unit, Unit.id == CADRE.c.unit_id)
    .where(USER.c.id.in_(bindparam("ids", expanding=True)))
)


def name_of(name: str, unit: str | None, short: str | None) -> str:
    """A person's name and, of business people, unit."""
    return f"{name}（{short or unit}）" if unit else name


def names_of(ids: Iterable[int | None]) -> dict[int, str]:
    """Who they are: name and, of business people, unit; one query."""
    wanted = {key for key in ids if key is not None}
    if not wanted:
        return {}
    return {
        key: name_of(name, unit, short)
        for key, name, unit, short in rows(NAMES, {"ids": sorted(wanted)})
    }


CONTACTS = (
    select(Contact.name, Contact.post, Contact.phone)
    .where(Contact.enterprise_id == bindparam("enterprise"))
    .order_by(Contact.position, Contact.id)
    .limit(3)
)


def contacts_of(enterprise_id: int) -> list[Any]:
    """The enterprise's contacts as plain rows; the page masks the phone."""
    return list(rows(CONTACTS, {"enterprise": enterprise_id}))


def item_of(problem: Problem, item_id: int) -> Item | None:
    """An item of this problem and no other."""
    return next((item for item in problem.items if item.id == item_id), None)


NOBODY_SIGNS = select(Unit.id).where(
    Unit.active,
    Unit.id.not_in(
        select(CADRE.c.unit_id)
        .join(UserRole, UserRole.user_id == CADRE.c.id)
        .join(USER, USER.c.id == CADRE.c.id)
        .where(UserRole.role == Role.HANDLER, USER.c.enabled)
    ),
)


def units_without_handler() -> frozenset[int]:
    """Active units in which nobody can sign for a problem: the office enters on their behalf."""
    return frozenset(row.id for row in rows(NOBODY_SIGNS))


CLASSES = Category.__table__
ACTIVE = select(CLASSES).where(CLASSES.c.active).order_by(CLASSES.c.position, CLASSES.c.id)


@cache
def _class() -> Whole[Category]:
    return Whole(Category, list(CLASSES.c))


def active_categories() -> list[Category]:
    """The classes that may be chosen, in their order."""
    db.session.flush()  # what this request has changed itself
    return [_class().made(row) for row in rows(ACTIVE)]


def category_named(name: str) -> Category | None:
    """The class of exactly that name, active or not."""
    return db.session.scalars(select(Category).where(Category.name == name)).one_or_none()
