"""A form that is sent twice is done once: the second answer is that of the first.

A finger, a reload, a browser that tries again over a bad line: what a form enters would be counted
twice. A form that enters something carries an id of its page; sent again with the same words, it
leads to where it led before. With other words, as after going back, it is another record.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any

from flask import flash, g, request
from flask_login import current_user
from sqlalchemy import ForeignKey, String, UniqueConstraint, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.wrappers import Response

from assist.db import Id, Model, UtcDateTime, db
from assist.web import transaction
from assist.web.render import go

FIELD = "form_id"
#: Nobody sends a form again after that.
KEPT = timedelta(days=2)


class Submission(Model):
    """A form that was sent and done, and where it led."""

    __tablename__ = "submission"
    __table_args__ = (UniqueConstraint("user_id", "digest"),)

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    #: SHA-256 of the address and all that was sent.
    digest: Mapped[str] = mapped_column(String(64))
    led_to: Mapped[str] = mapped_column(String(500))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


def form_id() -> str:
    """The id of the forms of this page."""
    if "form_id" not in g:
        g.form_id = secrets.token_hex(8)
    found: str = g.form_id
    return found


def once(view: Callable[..., Response]) -> Callable[..., Response]:
    """Do a form's work once; a view that refuses or complains has done nothing."""

    @wraps(view)
    def guarded(**arguments: Any) -> Response:
        if request.method != "POST" or not request.form.get(FIELD):
            return view(**arguments)
        digest = _digest()
        before = _led_to(digest)
        if before is not None:
            return _again(before)
        answer = view(**arguments)
        led_to = answer.headers.get("Location") or answer.headers.get("HX-Redirect")
        if led_to is None:
            return answer
        db.session.flush()  # what the view itself may still fail at is told as ever
        try:
            _keep(digest, led_to)
        except IntegrityError:
            transaction.abandon()
            before = _led_to(digest)
            if before is None:
                raise
            return _again(before)  # another request with the same form was quicker by a moment
        return answer

    return guarded


def _digest() -> str:
    found = hashlib.sha256(request.path.encode())
    files = [(name, file.filename or "") for name, file in request.files.items(multi=True)]
    for name, value in sorted([*request.form.items(multi=True), *files]):
        if name != "csrf_token":
            found.update(f"\0{name}\0{value}".encode())
    return found.hexdigest()


def _led_to(digest: str) -> str | None:
    led_to: str | None = db.session.scalar(
        select(Submission.led_to).where(
            Submission.user_id == current_user.id, Submission.digest == digest
        )
    )
    return led_to


def _keep(digest: str, led_to: str) -> None:
    now = datetime.now(UTC)
    mine = Submission.user_id == current_user.id
    db.session.execute(delete(Submission).where(mine, Submission.at < now - KEPT))
    db.session.add(Submission(user_id=current_user.id, digest=digest, led_to=led_to, at=now))
    db.session.flush()


def _again(led_to: str) -> Response:
    flash("这张表刚才已经提交过，没有重复登记。")
    return go(led_to)
