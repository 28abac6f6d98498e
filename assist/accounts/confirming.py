"""The password again, before exports of personal data in full and changes of roles."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import request, url_for
from werkzeug.wrappers import Response

from assist.accounts import queries
from assist.accounts.rules import confirmed
from assist.web.clock import now
from assist.web.render import go, safe_next
from assist.web.transaction import SAFE

View = TypeVar("View", bound=Callable[..., Any])


def is_confirmed() -> bool:
    """Whether the password was given in this session within the last 15 minutes."""
    row = queries.current_session()
    return row is not None and confirmed(row.confirmed_at, now())


def ask_first() -> Response | None:
    """Send to /account/confirm and back where the password is owed; a view may ask by itself."""
    if is_confirmed():
        return None
    return go(url_for("accounts.confirm", next=_way_back()))


def _way_back() -> str:
    """The address itself; after an unsafe request what its form names in `next`."""
    if request.method in SAFE:
        return request.full_path if request.query_string else request.path
    return safe_next(request.form.get("next"))


def confirm_first(view: View) -> View:
    """Between `@allow` and the view: it runs only when the password was given a short while ago."""

    @wraps(view)
    def asked(*args: Any, **kwargs: Any) -> Any:
        return ask_first() or view(*args, **kwargs)

    return cast(View, asked)
