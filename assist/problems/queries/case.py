"""One problem: whether the reader may open it, and what its page shows besides the row."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload, selectinload
from werkzeug.exceptions import NotFound

from assist.accounts.models import User, UserRole
from assist.accounts.policy import Role
from assist.cadres.models import Cadre, Unit
from assist.db import built, db, rows
from assist.enterprises import queries as enterprises
from assist.enterprises.models import Contact, Enterprise
from assist.problems.models import Category, CoPart, Item, Problem, Step
from assist.problems.queries.scope import visible
from assist.problems.queries.tabs import reader
from assist.web.access import Permission as P
from assist.web.uploads import Attachment

#: What files of a step are kept under.
KIND = "step"
STEPS_SHOWN = 50
#: More enterprises than this are found by typing their code.
OFFERED = 300


WHOLE = (
    select(Problem)
    .where(Problem.number == bindparam("number"))
    .options(
        joinedload(Problem.enterprise),
        joinedload(Problem.category),
        joinedload(Problem.lead_unit),
        selectinload(Problem.co_parts).joinedload(CoPart.unit),
        selectinload(Problem.items),
        selectinload(Problem.steps),
    )
)


def get_visible(user: User, number: str, on: date) -> Problem:
    """The problem of that number with what rules and page read; another's is as absent as none."""
    statement = built(("case", *reader(user, on)), lambda: WHOLE.where(visible(user, on)))
    found = db.session.scalars(statement, {"number": number}).one_or_none()
    if found is None:
        raise NotFound
    return found


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


def steps_page(problem: Problem, page: int) -> tuple[list[Step], int]:
    """The steps of a page, the newest first, and how many pages there are."""
    newest = problem.steps[::-1]
    pages = max(1, -(-len(newest) // STEPS_SHOWN))
    number = min(max(page, 1), pages)
    return newest[(number - 1) * STEPS_SHOWN : number * STEPS_SHOWN], pages


def file_of(problem: Problem, file_id: int) -> Attachment:
    """A file of one of this problem's steps; another's is as absent as none."""
    found = db.session.get(Attachment, file_id)
    steps = {str(step.id) for step in problem.steps}
    if found is None or found.kind != KIND or found.key not in steps or found.withdrawn:
        raise NotFound
    return found


USER, CADRE = User.__table__, Cadre.__table__
NAMES = (
    select(USER.c.id, USER.c.name, Unit.name, Unit.short_name)
    .select_from(USER)
    .outerjoin(CADRE, CADRE.c.id == USER.c.id)
    .outerjoin(Unit, Unit.id == CADRE.c.unit_id)
    .where(USER.c.id.in_(bindparam("ids", expanding=True)))
)


def names_of(ids: Iterable[int | None]) -> dict[int, str]:
    """Who they are: name and, of business people, unit; one query."""
    wanted = {key for key in ids if key is not None}
    if not wanted:
        return {}
    return {
        key: f"{name}（{short or unit}）" if unit else name
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


ACTIVE = select(Category).where(Category.active).order_by(Category.position, Category.id)


def active_categories() -> list[Category]:
    """The classes that may be chosen, in their order."""
    return list(db.session.scalars(ACTIVE))


def category_named(name: str) -> Category | None:
    """The class of exactly that name, active or not."""
    return db.session.scalars(select(Category).where(Category.name == name)).one_or_none()
