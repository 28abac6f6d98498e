"""Sending what was prepared: each message is claimed, sent outside any transaction, recorded.

A kill between sending and recording leaves the claim behind. The next run finds it, and since the
message may have arrived it is not sent again by itself: it is shown to the administrator.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

from flask import current_app
from sqlalchemy import update

from assist import audit
from assist.accounts.models import User
from assist.db import db
from assist.lib.errors import Refused
from assist.notices import channels, queries
from assist.notices.channels import Failed, Server, Unsure
from assist.notices.models import Dispatch
from assist.notices.rules import OPEN_FATES, Fate, Way
from assist.web.clock import now
from assist.web.transaction import writing_transaction

#: A claim older than this belongs to a run that is no more.
CLAIM = timedelta(minutes=10)
#: After so many failures in a row the rest waits for the next run.
GIVE_UP = 5


class Sent(NamedTuple):
    """What a run did by one way."""

    sent: int
    failed: int
    error: str


class Parcel(NamedTuple):
    """What is sent, read out of the database before."""

    id: int
    key: str
    address: str
    subject: str
    body: str


def deliver() -> dict[Way, Sent]:
    """Send all that waits, by every configured way; a way that fails stops no other."""
    _find_broken_off()
    found = {}
    server = Server.of(current_app.config)
    if server is not None:
        found[Way.MAIL] = _by_mail(server)
    robot = str(current_app.config["ASSIST_ROBOT_URL"] or "")
    if robot:
        found[Way.ROBOT] = _send_all(
            Way.ROBOT, lambda parcel: channels.post_robot(robot, parcel.body)
        )
    return found


def _by_mail(server: Server) -> Sent:
    """One connection for all; where there is none, every mail has failed with the same words."""
    if not _waiting(Way.MAIL):
        return Sent(0, 0, "")
    try:
        with channels.connected(server) as smtp:
            return _send_all(
                Way.MAIL,
                lambda p: channels.post_mail(
                    smtp, server, to=p.address, subject=p.subject, body=p.body, key=p.key
                ),
            )
    except Failed as error:
        return Sent(0, _all_failed(Way.MAIL, str(error)), str(error))


def _waiting(way: Way) -> list[int]:
    ids = queries.to_send(way)
    db.session.rollback()  # nothing stays open while the network is waited for
    return ids


def _send_all(way: Way, send: Callable[[Parcel], None]) -> Sent:
    sent = failed = in_a_row = 0
    last = ""
    for dispatch_id in _waiting(way):
        parcel = _claim(dispatch_id)
        if parcel is None:
            continue  # another run has it
        try:
            send(parcel)
        except Failed as error:
            last = str(error)
            _record(parcel.id, Fate.UNSURE if isinstance(error, Unsure) else Fate.FAILED, last)
            failed, in_a_row = failed + 1, in_a_row + 1
            if in_a_row >= GIVE_UP:
                break
        else:
            _record(parcel.id, Fate.SENT, "")
            sent, in_a_row = sent + 1, 0
    return Sent(sent, failed, last)


def _claim(dispatch_id: int) -> Parcel | None:
    """Take a message for this run; None where another run was quicker."""
    with writing_transaction():
        taken = db.session.execute(
            update(Dispatch)
            .where(Dispatch.id == dispatch_id, Dispatch.fate.in_(OPEN_FATES))
            .values(fate=Fate.SENDING, tries=Dispatch.tries + 1, tried_at=now())
            .execution_options(synchronize_session=False)
        )
        if not taken.rowcount:  # type: ignore[attr-defined]  # an UPDATE has one
            return None
        row = db.session.get(Dispatch, dispatch_id, populate_existing=True)
        assert row is not None  # it was updated just now
        key = f"digest-{row.day.isoformat()}-{row.id}"
        return Parcel(row.id, key, row.address, row.subject, row.body)


def _record(dispatch_id: int, fate: Fate, error: str) -> None:
    with writing_transaction():
        db.session.execute(
            update(Dispatch)
            .where(Dispatch.id == dispatch_id, Dispatch.fate == Fate.SENDING)
            .values(fate=fate, error=error)
            .execution_options(synchronize_session=False)
        )


def _all_failed(way: Way, error: str) -> int:
    with writing_transaction():
        done = db.session.execute(
            update(Dispatch)
            .where(Dispatch.way == way, Dispatch.fate.in_(OPEN_FATES))
            .values(fate=Fate.FAILED, error=error, tries=Dispatch.tries + 1, tried_at=now())
            .execution_options(synchronize_session=False)
        )
        return int(done.rowcount)  # type: ignore[attr-defined]  # an UPDATE has one


def _find_broken_off() -> None:
    """Claims of a run that was killed: perhaps they arrived."""
    with writing_transaction():
        db.session.execute(
            update(Dispatch)
            .where(Dispatch.fate == Fate.SENDING, Dispatch.tried_at < now() - CLAIM)
            .values(fate=Fate.UNSURE, error="发送途中程序中断")
            .execution_options(synchronize_session=False)
        )


def send_again(*, by: User, dispatch: Dispatch) -> None:
    """An administrator decides that what broke off, or failed, is tried again with the next run."""
    if dispatch.fate not in {Fate.UNSURE, Fate.FAILED}:
        raise Refused("只有发送失败或中断的可以重发。")
    dispatch.fate, dispatch.error = Fate.WAITING, ""
    db.session.flush()
    audit.record(
        verb="notice.send_again",
        kind="notice",
        key=f"{dispatch.day.isoformat()} {dispatch.target}",
        sentence=f"要求重发{dispatch.way.label}",
        by=by,
    )
