"""Reading publications: the list, one with its steps, the yearly report's state."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from sqlalchemy import ColumnElement, Select, and_, or_, select, true
from sqlalchemy.orm import selectinload
from werkzeug.exceptions import NotFound

from assist.accounts.duties import Duty, duties_of
from assist.accounts.models import User
from assist.db import db, every_word
from assist.disclosures.models import REVIEWS, Column, Disclosure, DisclosureAct, Secrecy
from assist.disclosures.rules import clock_of
from assist.lib.standing import Standing
from assist.lib.text import like_pattern
from assist.settings import current
from assist.web.access import Permission
from assist.web.paging import Page, paginate_built, with_count


@dataclass(frozen=True)
class Asked:
    """What the list was asked for."""

    STATES: ClassVar[Mapping[str, str]] = {
        "open": "未发布",
        "ready": "可以发布",
        "overdue": "已超期",
        "published": "已发布",
        "late": "超期发布",
        "unreviewed": "审查不全已发布",
        "void": "已作废",
    }

    q: str = ""
    column: Column | None = None
    state: str = ""
    since: date | None = None
    until: date | None = None


def writes(user: User) -> bool:
    """Whether publications are the user's work: the office's, or an assigned specialist's."""
    return user.may(Permission.DISCLOSURE_WRITE) and Duty.DISCLOSURES in duties_of(user)


def may_review(user: User, act: DisclosureAct | None) -> bool:
    """初审 and 复审 are the writers' work, 终审 the bureau's leaders' or the office's."""
    signs = user.may(Permission.DISCLOSURE_SIGN)
    if act is DisclosureAct.THIRD:
        return signs
    return act is not None and (signs or writes(user))


def get(number: str) -> Disclosure:
    """One publication with its steps; 404 where there is none."""
    statement = select(Disclosure).options(selectinload(Disclosure.steps))
    found = db.session.scalars(statement.where(Disclosure.number == number)).one_or_none()
    if found is None:
        raise NotFound
    return found


def reviewed() -> ColumnElement[bool]:
    """Three reviews with names and days, and 保密审查 通过; the same as `Disclosure.reviewed`."""
    names = [getattr(Disclosure, f"{act.value}_by") != "" for act in REVIEWS]
    days = [getattr(Disclosure, f"{act.value}_on").is_not(None) for act in REVIEWS]
    return and_(Disclosure.secrecy == Secrecy.PASSED, *names, *days)


def _in_state(state: str, on: date) -> ColumnElement[bool]:
    out = Disclosure.published_on.is_not(None)
    return {
        "open": ~out,
        "ready": and_(~out, reviewed()),
        "overdue": and_(~out, Disclosure.due_on < on),
        "published": out,
        "late": Disclosure.published_on > Disclosure.due_on,
        "unreviewed": and_(out, ~reviewed()),
    }.get(state, true())


PARTS = ("by", "on")
BY, ON = ([f"{act.value}_{part}" for act in REVIEWS] for part in PARTS)
#: The columns of the list.
LISTED: tuple[Any, ...] = (
    Disclosure.id,
    Disclosure.number,
    Disclosure.column.label("portal"),
    Disclosure.title,
    Disclosure.formed_on,
    Disclosure.due_on,
    Disclosure.published_on,
    Disclosure.url,
    Disclosure.archive,
    Disclosure.secrecy,
    Disclosure.standing,
    *(getattr(Disclosure, f"{act.value}_{part}") for act in REVIEWS for part in PARTS),
)


def _holds(word: str) -> ColumnElement[bool]:
    columns = (Disclosure.number, Disclosure.title)
    return or_(*(column.like(like_pattern(word), escape="\\") for column in columns))


def listing(on: date, asked: Asked) -> Select[Any]:
    """The rows of the list, the newest first."""
    standing = Standing.VOID if asked.state == "void" else Standing.VALID
    statement = (
        select(*LISTED)
        .where(Disclosure.standing == standing, _in_state(asked.state, on))
        .order_by(Disclosure.formed_on.desc(), Disclosure.id.desc())
    )
    if asked.q:
        statement = statement.where(every_word(asked.q, _holds))
    if asked.column is not None:
        statement = statement.where(Disclosure.column == asked.column)
    if asked.since is not None:
        statement = statement.where(Disclosure.formed_on >= asked.since)
    if asked.until is not None:
        statement = statement.where(Disclosure.formed_on <= asked.until)
    return statement


def listed(on: date, asked: Asked) -> Page[Any]:
    """A page of the list."""
    return paginate_built(("disclosures", on, asked), lambda: with_count(listing(on, asked)))


def stage_of(row: Any) -> tuple[str, bool]:
    """How far the reviews of a row have come, in words, and whether it went out without three
    reviews and 保密审查 通过 (imported history)."""
    by = [getattr(row, name) for name in BY]
    done = [act.label for act, name in zip(REVIEWS, by, strict=True) if name]
    secrecy = "" if row.secrecy is Secrecy.PENDING else f"保密审查{row.secrecy.label}"
    named = len(done) == len(REVIEWS)
    whole = "三审完成" if named else f"已{done[-1]}" if done else ""
    words = "，".join(part for part in (whole, secrecy) if part) or "未审"
    if row.published_on is None:
        return words, False
    dated = all(getattr(row, name) for name in ON)
    return words, not (named and dated and row.secrecy is Secrecy.PASSED)


def report_published_on(year: int) -> date | None:
    """The day of this year on which the yearly report of the year before went out."""
    statement = (
        select(Disclosure.published_on)
        .where(
            Disclosure.standing == Standing.VALID,
            Disclosure.column == Column.ANNUAL,
            Disclosure.published_on.between(date(year, 1, 1), date(year, 12, 31)),
        )
        .order_by(Disclosure.published_on, Disclosure.id)
    )
    return db.session.scalars(statement.limit(1)).one_or_none()


def export_rows(statement: Select[Any], on: date) -> Iterator[list[Any]]:
    """The list as the lines of a file."""
    for row in db.session.execute(statement):
        reviews = [getattr(row, f"{act.value}_{part}") for act in REVIEWS for part in PARTS]
        yield [
            row.number,
            row.portal.label,
            row.title,
            row.formed_on,
            row.due_on,
            row.published_on,
            row.url,
            *reviews,
            row.secrecy.label,
            clock_of(row, on, current())[1],
            row.archive,
        ]
