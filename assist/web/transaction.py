"""One commit at the edge, after 2xx/3xx of an unsafe request; else a rollback."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from threading import Lock
from typing import Any, TypeVar

from flask import Flask, Response, current_app, g, request
from sqlalchemy.exc import IntegrityError, OperationalError, SQLAlchemyError
from sqlalchemy.orm.exc import StaleDataError

from assist.db import db, writing

View = TypeVar("View", bound=Callable[..., Any])

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

#: Filled by the factory: writes a refusal into the audit log (the reason is in words).
on_refusal: list[Callable[[str], None]] = []


@contextmanager
def writing_transaction() -> Iterator[None]:
    """A transaction of a command or a follow-up: takes the writer's lock, commits at the end, rolls
    back on error."""
    token = writing.set(True)
    try:
        db.session.rollback()  # an open read transaction could not become a writing one
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        writing.reset(token)


def afterwards(follow_up: Callable[[], None]) -> None:
    """Run `follow_up` in a short transaction of its own once this request's has ended, whatever its
    outcome."""
    g.setdefault("follow_ups", []).append(follow_up)


def once_answered(note: Callable[[], None]) -> None:
    """Run `note` in a short transaction when the answer has gone out, so that nobody waits for it.

    For what is no loss: it is left out where the database is busy or away.
    """
    g.setdefault("notes", []).append(note)


def call_on_refusal(reason: str) -> None:
    """Note a refusal for the audit; it outlives the rollback."""
    for call in on_refusal:
        afterwards(lambda call=call: call(reason))  # type: ignore[misc]


def keep_audit() -> None:
    """Let this GET commit: it wrote nothing but audit (an export, a reveal)."""
    g.keep_audit = True


def begins_late(view: View) -> View:
    """Mark a view that validates at length before it writes; it opens `writing_transaction`
    itself."""
    view.begins_late = True  # type: ignore[attr-defined]
    return view


def begin_writing() -> None:
    """In a view that begins late: from here on it writes; what it has read is read again."""
    db.session.rollback()  # an open read transaction could not become a writing one
    writing.set(True)


def abandon() -> None:
    """Give up what this request has written so far."""
    db.session.rollback()


def _begin() -> None:
    writes = request.method not in SAFE
    if writes:
        view = current_app.view_functions.get(request.endpoint or "")
        writes = not getattr(view, "begins_late", False)
    writing.set(writes)


def _end(response: Response) -> Response:
    writes, kept = request.method not in SAFE, g._get_current_object()
    try:
        if response.status_code < 400 and (writes or "keep_audit" in kept):
            db.session.commit()
        elif writes or response.status_code >= 400 or "follow_ups" in kept:
            db.session.rollback()
        # What only read is forgotten with its session, which ends with the request.
    except (StaleDataError, OperationalError, IntegrityError) as error:
        db.session.rollback()
        response = _late_failure(error)
    for follow_up in g.pop("follow_ups", []):
        with writing_transaction():
            follow_up()
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    for note in g.pop("notes", []):
        response.call_on_close(partial(_write_late, app, note))
    return response


#: Held by the thread of this process that writes notes: the others have no need to queue for it.
_noting = Lock()


def _write_late(app: Flask, note: Callable[[], None]) -> None:
    if not _noting.acquire(blocking=False):
        return
    try:
        with app.app_context(), writing_transaction():
            note()
    except SQLAlchemyError:
        app.logger.info("a note was not written", exc_info=True)
    finally:
        _noting.release()


def _late_failure(error: StaleDataError | OperationalError | IntegrityError) -> Response:
    """The commit itself failed: answer as if the view had met it."""
    return current_app.make_response(current_app.handle_user_exception(error))


def init_app(app: Flask) -> None:
    """Begin before the first query of a request and end after the view's answer."""
    app.before_request(_begin)
    app.after_request(_end)

    @app.teardown_request
    def _forget(_error: BaseException | None) -> None:
        writing.set(False)
