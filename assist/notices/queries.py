"""Reading notices: the bell, a person's list, what the day has for whom, what left the house."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import current_app, url_for
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import NotFound

from assist.accounts import queries as accounts
from assist.accounts.models import User
from assist.accounts.policy import Role
from assist.db import db
from assist.notices import rules
from assist.notices.channels import Server, robot_words
from assist.notices.models import Digest, Dispatch, Notice, Preference
from assist.notices.rules import OPEN_FATES, Fate, Kind, Reminder, Way
from assist.settings import current
from assist.web.paging import Page, paginate

#: What a source gives: everybody's reminders of a day, or one person's alone.
Source = Callable[[date, User | None], Iterable[Reminder]]

#: Filled by the factory: the features that remind.
sources: list[Source] = []
#: Filled by the factory: what the group's robot says of them: counts, numbers, units.
bulletins: list[Callable[[date], list[str]]] = []

#: The bell counts no further.
COUNTED = 100
USER = User.__table__


#: Under which name the session's query carries the unread along.
UNREAD = "unread"


def unread_of(user_id: ColumnElement[int]) -> ColumnElement[int]:
    """How many a person has not read, counted to COUNTED: carried along with their session."""
    mine = select(Notice.id).where(Notice.user_id == user_id, Notice.read_at.is_(None))
    bounded = mine.limit(COUNTED).correlate(USER).subquery()
    return select(func.count()).select_from(bounded).scalar_subquery()


def bell() -> dict[str, Any]:
    """What the head of every page shows to whoever is signed in."""
    try:
        session = accounts.current_session()
    except SQLAlchemyError:  # the page that says so must still be drawn
        return {}
    if session is None:
        return {}
    return {"notices_href": url_for("notices.index"), "unread": session.carried[UNREAD]}


def listed(user: User, kind: Kind | None, *, unread: bool) -> Page[Any]:
    """A person's notices, the newest day first, each day as the digest orders it."""
    statement = select(Notice).where(Notice.user_id == user.id)
    if kind is not None:
        statement = statement.where(Notice.kind == kind)
    if unread:
        statement = statement.where(Notice.read_at.is_(None))
    return paginate(statement.order_by(Notice.told_on.desc(), Notice.id))


def newest(user: User) -> int:
    """The newest that the person has been told: what a page has shown ends here."""
    return db.session.scalar(select(func.max(Notice.id)).where(Notice.user_id == user.id)) or 0


def get_own(user: User, notice_id: int) -> Notice:
    """One of the person's own; somebody else's is as absent as one that does not exist."""
    found = db.session.get(Notice, notice_id)
    if found is None or found.user_id != user.id:
        raise NotFound
    return found


def preference_of(user: User) -> Preference | None:
    """What the person wants; None before they have said."""
    return db.session.scalars(select(Preference).where(Preference.user_id == user.id)).one_or_none()


def reminders(on: date, user: User | None = None) -> list[Reminder]:
    """All that the day has for everybody, or for one person, as the digest says it."""
    found = (r for source in sources for r in source(on, user))
    return rules.ordered(r for r in found if user is None or r.user_id == user.id)


def group_text(on: date) -> str:
    """What the group's robot says on that day; empty where there is nothing to say."""
    lines = [line for bulletin in bulletins for line in bulletin(on)]
    return rules.robot_text(str(current().campaign_name), on, lines) if lines else ""


def said(on: date) -> Digest | None:
    """The digest of that day, if it was said."""
    return db.session.get(Digest, on)


def last_said() -> Digest | None:
    """The newest digest."""
    return db.session.scalars(select(Digest).order_by(Digest.day.desc()).limit(1)).one_or_none()


def wants_mail(user_ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Account and address of those of them who take the digest by mail."""
    statement = (
        select(Preference.user_id, USER.c.account, Preference.address)
        .join(USER, USER.c.id == Preference.user_id)
        .where(Preference.by_mail, Preference.address != "", USER.c.enabled)
    )
    wanted = set(user_ids)
    return {
        user_id: (account, address)
        for user_id, account, address in db.session.execute(statement)
        if user_id in wanted
    }


def to_send(way: Way) -> list[int]:
    """Ids of what may still leave by that way, in order."""
    statement = (
        select(Dispatch.id)
        .where(Dispatch.way == way, Dispatch.fate.in_(OPEN_FATES))
        .order_by(Dispatch.day, Dispatch.id)
    )
    return list(db.session.scalars(statement))


@dataclass(frozen=True)
class Channel:
    """A way out as an administrator sees it; nothing of it is secret."""

    way: Way
    where: str
    trouble: str
    sent: int
    waiting: int


def channels() -> list[Channel]:
    """Each way: where it leads, its last trouble, what it has sent and still has to send."""
    config = current_app.config
    server = Server.of(config)
    robot = str(config["ASSIST_ROBOT_URL"] or "")
    where = {
        Way.MAIL: server.words if server else "",
        Way.ROBOT: robot_words(robot) if robot else "",
    }
    counted: dict[tuple[Way, Fate], int] = {
        (row[0], row[1]): row[2]
        for row in db.session.execute(
            select(Dispatch.way, Dispatch.fate, func.count()).group_by(Dispatch.way, Dispatch.fate)
        )
    }
    return [
        Channel(
            way=way,
            where=where[way],
            trouble=_trouble(way),
            sent=counted.get((way, Fate.SENT), 0),
            waiting=sum(counted.get((way, fate), 0) for fate in OPEN_FATES),
        )
        for way in Way
    ]


def _trouble(way: Way) -> str:
    """The error of the newest try, if that one failed."""
    statement = (
        select(Dispatch.error)
        .where(Dispatch.way == way, Dispatch.tried_at.is_not(None))
        .order_by(Dispatch.tried_at.desc(), Dispatch.id.desc())
        .limit(1)
    )
    return db.session.scalar(statement) or ""


def outgoing(way: Way | None, fate: Fate | None) -> Page[Any]:
    """What left or should leave, the newest first; never what it says."""
    statement: Any = select(
        Dispatch.id, Dispatch.day, Dispatch.way, Dispatch.target, Dispatch.fate,
        Dispatch.tries, Dispatch.tried_at, Dispatch.error,
    )  # fmt: skip
    if way is not None:
        statement = statement.where(Dispatch.way == way)
    if fate is not None:
        statement = statement.where(Dispatch.fate == fate)
    return paginate(statement.order_by(Dispatch.day.desc(), Dispatch.id.desc()), scalars=False)


def get_dispatch(dispatch_id: int) -> Dispatch:
    """One of them."""
    found = db.session.get(Dispatch, dispatch_id)
    if found is None:
        raise NotFound
    return found


def channel_troubles(on: date, user: User | None) -> list[Reminder]:
    """What administrators are told: a configured way whose newest try failed."""
    troubled = [channel for channel in channels() if channel.where and channel.trouble]
    if not troubled:
        return []
    return [
        Reminder(
            kind=Kind.CHANNEL,
            user_id=admin.id,
            key=f"channel:{channel.way.value}:{on.isoformat()}",
            words=f"每日提醒的{channel.way.label}没有发出：{channel.trouble}",
            href="/admin/notices",
        )
        for admin in accounts.holding(Role.ADMIN)
        for channel in troubled
    ]
