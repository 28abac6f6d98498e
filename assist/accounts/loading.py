"""Who this request is from: the user of its live session; where strangers are sent."""

from __future__ import annotations

from flask import Request, abort, redirect, request, url_for
from werkzeug.wrappers import Response

from assist.accounts import actions, queries
from assist.accounts.models import User
from assist.web.render import go, wants_fragment
from assist.web.transaction import SAFE

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


def send_to_sign_in() -> Response:
    """Nobody is signed in: to the door, and back here where a GET can come back."""
    here = request.full_path if request.query_string else request.path
    back = here if request.method in SAFE and here != "/" and not wants_fragment() else None
    address = url_for("accounts.sign_in", next=back)
    return go(address) if wants_fragment() else redirect(address, 302)


def send_to_choose() -> Response | None:
    """Before every view: a one-time password is changed before anything else."""
    row = queries.current_session()
    if row is None or request.endpoint is None or request.endpoint in BEFORE_CHOOSING:
        return None
    if queries.must_choose(row.user):
        if request.method not in SAFE:
            abort(403)
        return redirect(url_for("accounts.choose_password"), 303)
    return None
