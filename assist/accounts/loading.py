"""Who this request is from: the user of its live session."""

from __future__ import annotations

from flask import Request, abort, redirect, request
from werkzeug.wrappers import Response

from assist.accounts import actions, queries
from assist.accounts.models import User

#: What somebody with a one-time password may still do.
BEFORE_CHOOSING = frozenset(
    {"accounts.choose_password", "accounts.sign_out", "accounts.big_text", "health.healthz"}
)


def load_from_session(_request: Request) -> User | None:
    """Flask-Login's loader: one query for session, user, roles and unit."""
    row = queries.current_session()
    if row is None:
        return None
    actions.keep_seen()
    return row.user


def send_to_choose() -> Response | None:
    """Before every view: a one-time password is changed before anything else."""
    row = queries.current_session()
    if row is None or request.endpoint is None or request.endpoint in BEFORE_CHOOSING:
        return None
    if queries.must_choose(row.user):
        if request.method not in {"GET", "HEAD"}:
            abort(403)
        return redirect("/account/password", 303)
    return None
