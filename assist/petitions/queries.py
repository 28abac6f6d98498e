"""Reading petitions: only office, assigned specialists, the named handler and 包案领导 see them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    func,
    literal,
    null,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import NotFound

from assist.accounts.duties import Duty, duties_of
from assist.accounts.models import User
from assist.db import built, db, every_word, rows
from assist.enterprises.queries import different
from assist.lib.standing import Standing
from assist.lib.text import like_pattern
from assist.petitions.models import Petition, PetitionChannel
from assist.petitions.rules import TOLD, clocks_of, ended_words
from assist.settings import current
from assist.web.access import Permission
from assist.web.paging import Page, paginate_built, with_count

#: As tables: a select of Cadre would load people whole, for a name.
HANDLER = User.__table__.alias("handler")
LEADER = User.__table__.alias("leader")
#: How many values a filter offers.
CHOICES = 50


@dataclass(frozen=True)
class Asked:
    """What the list was asked for."""

    STATES: ClassVar[Mapping[str, str]] = {
        "open": "办理中",
        "overdue": "已超期",
        "done": "已办结",
        "late": "超期办结",
        "void": "已作废",
    }

    q: str = ""
    channel: PetitionChannel | None = None
    field: str = ""
    state: str = ""
    handler: int | None = None
    leader: int | None = None


def writes(user: User) -> bool:
    """Whether petitions are the user's work: the office's, or an assigned specialist's."""
    return user.may(Permission.PETITION_WRITE) and Duty.PETITIONS in duties_of(user)


def scope(user: User) -> ColumnElement[bool]:
    """The rows that exist for the user."""
    if writes(user):
        return true()
    if not user.may(Permission.PETITION_READ):
        return ~true()
    return or_(Petition.handler_id == user.id, Petition.leader_id == user.id)


def find_visible(user: User, number: str) -> Petition | None:
    """One matter; somebody else's is as absent as one that does not exist."""
    whole = (Petition.handler, Petition.leader, Petition.answered)
    statement = (
        select(Petition)
        .options(*(joinedload(part) for part in whole))
        .where(Petition.number == number, scope(user))
    )
    return db.session.scalars(statement).unique().one_or_none()


def get_visible(user: User, number: str) -> Petition:
    """The same; NotFound where there is none."""
    found = find_visible(user, number)
    if found is None:
        raise NotFound
    return found


def related(user: User, row: Petition) -> tuple[str | None, list[str]]:
    """Of what the user may open: the matter that this one reviews, and the reviews of this one that
    count, in order; by their numbers."""
    own = or_(Petition.answered_id == row.id, Petition.id == row.answered_id)
    statement = select(Petition.id, Petition.number).where(
        scope(user), own, or_(Petition.id == row.answered_id, Petition.standing == Standing.VALID)
    )
    found = rows(statement.order_by(Petition.received_on, Petition.id))
    first = next((number for key, number in found if key == row.answered_id), None)
    return first, [number for key, number in found if key != row.answered_id]


def limit() -> ColumnElement[date]:
    """延期至, else 办理期限."""
    return func.coalesce(Petition.extended_to, Petition.due_on)


def _in_state(state: str, on: date) -> ColumnElement[bool]:
    running = Petition.done_on.is_(None)
    untold = and_(
        Petition.told_on.is_(None),
        Petition.channel.in_(TOLD),
        Petition.received_on < on - timedelta(days=current().told_days),
    )
    return {
        "open": running,
        "overdue": and_(running, or_(limit() < on, untold)),
        "done": Petition.done_on.is_not(None),
        "late": Petition.done_on > limit(),
    }.get(state, true())


#: The columns of the list.
LISTED: tuple[Any, ...] = (
    Petition.id,
    Petition.number,
    Petition.received_on,
    Petition.channel,
    Petition.field,
    Petition.matter,
    Petition.due_on,
    Petition.extended_to,
    Petition.told_on,
    Petition.done_on,
    Petition.result,
    Petition.satisfaction,
    Petition.standing,
    HANDLER.c.name.label("handler"),
    LEADER.c.name.label("leader"),
)


def listing(user: User, on: date, asked: Asked) -> Select[Any]:
    """The rows of the list, the newest first; who asked is not among the columns."""
    standing = Standing.VOID if asked.state == "void" else Standing.VALID
    statement = (
        select(*LISTED)
        .outerjoin(HANDLER, HANDLER.c.id == Petition.handler_id)
        .outerjoin(LEADER, LEADER.c.id == Petition.leader_id)
        .where(scope(user), Petition.standing == standing, _in_state(asked.state, on))
        .order_by(Petition.received_on.desc(), Petition.id.desc())
    )
    if asked.q:
        statement = statement.where(every_word(asked.q, _holds))
    if asked.channel is not None:
        statement = statement.where(Petition.channel == asked.channel)
    if asked.field:
        statement = statement.where(_in_field(user, asked.field))
    if asked.handler is not None:
        statement = statement.where(Petition.handler_id == asked.handler)
    if asked.leader is not None:
        statement = statement.where(Petition.leader_id == asked.leader)
    return statement


def _holds(word: str) -> ColumnElement[bool]:
    columns = (Petition.number, Petition.matter, HANDLER.c.name, LEADER.c.name)
    return or_(*(column.like(like_pattern(word), escape="\\") for column in columns))


def _in_field(user: User, words: str) -> ColumnElement[bool]:
    """领域 as it stands somewhere among what the user sees, else those with the words in it."""
    known = select(Petition.id).where(scope(user), Petition.field == words).correlate(None).exists()
    part = func.lower(Petition.field).like(like_pattern(words.lower()), escape="\\")
    return or_(Petition.field == words, and_(~known, part))


def listed(user: User, on: date, asked: Asked) -> Page[Any]:
    """A page of the list."""
    told_days = current().told_days
    return paginate_built(
        ("petitions", _seen_by(user), on, told_days, asked),
        lambda: with_count(listing(user, on, asked)),
    )


def _seen_by(user: User) -> int | None:
    """Whose petitions are seen: None for all."""
    return None if writes(user) else user.id


def choices(user: User, asked: Asked) -> dict[str, list[tuple[Any, str]]]:
    """The 领域, handlers and 包案领导 named among what the user sees, some of each; one query.

    A search by words finds whoever is not among them; who was asked for is, by one query more.
    """
    key = ("petition choices", _seen_by(user), user.may(Permission.PETITION_READ))
    found: dict[str, list[tuple[Any, str]]] = {"field": [], "handler": [], "leader": []}
    for kind, key_of, words in rows(built(key, lambda: _choices(user))):
        found[kind].append((words if kind == "field" else key_of, words))
    for kind, wanted in (("handler", asked.handler), ("leader", asked.leader)):
        if wanted is not None and wanted not in dict(found[kind]):
            found[kind] += _named(user, kind, wanted)
    return {kind: sorted(some, key=lambda one: (one[1], one[0])) for kind, some in found.items()}


def _named(user: User, kind: str, wanted: int) -> list[tuple[Any, str]]:
    column = Petition.handler_id if kind == "handler" else Petition.leader_id
    named = select(Petition.id).where(scope(user), column == wanted).exists()
    users = User.__table__
    found = db.session.execute(select(users.c.id, users.c.name).where(users.c.id == wanted, named))
    return [(row.id, row.name) for row in found]


def _choices(user: User) -> Any:
    users = User.__table__
    fields = _different(user, Petition.field)
    parts: list[Any] = [
        select(literal("field"), null(), fields.c.value).where(fields.c.value != "")
    ]
    for role, column in (("handler", Petition.handler_id), ("leader", Petition.leader_id)):
        ids = _different(user, column)
        people = select(literal(role), users.c.id, users.c.name)
        parts.append(people.join_from(ids, users, users.c.id == ids.c.value))
    return union_all(*parts)


def _different(user: User, column: Any) -> Any:
    """The values of a column among what the user sees: hopping over an index where that is all."""
    if writes(user):
        return different(column, CHOICES).subquery(f"{column.key}_values")
    seen = select(column.label("value")).where(scope(user), column.is_not(None)).distinct()
    return seen.limit(CHOICES).subquery(f"{column.key}_values")


def export_rows(statement: Select[Any], on: date) -> Iterator[list[Any]]:
    """The list as the lines of a file."""
    settings = current()
    for row in db.session.execute(statement):
        clocks = clocks_of(row, on, settings)
        yield [
            row.number,
            row.received_on,
            row.channel.label,
            row.field,
            row.matter,
            row.due_on,
            row.extended_to,
            row.told_on,
            row.done_on,
            ended_words(row) or "；".join(f"{one.name}{one.text}" for one in clocks),
            row.result,
            row.satisfaction.label if row.satisfaction else "",
            row.handler or "",
            row.leader or "",
        ]
