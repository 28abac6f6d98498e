"""The password again, before exports of personal data in full and changes of roles."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import flash, request, url_for
from werkzeug.wrappers import Response

from assist.accounts import queries
from assist.accounts.rules import confirmed
from assist.web.clock import now
from assist.web.render import go, safe_next
from assist.web.transaction import SAFE

#: What a page says to whom the password came between a button and what it does.
AGAIN = {
    "act": "密码已确认。刚才的操作还没有执行，请再按一次按钮。",
    "download": "密码已确认，请再按一次下载按钮，下载随即开始。",
}
#: A longer address does not fit into the cookie that carries it to the page.
LONGEST = 2000

View = TypeVar("View", bound=Callable[..., Any])


def is_confirmed() -> bool:
    """Whether the password was given in this session within the last 15 minutes."""
    row = queries.current_session()
    return row is not None and confirmed(row.confirmed_at, now())


def ask_first(back: str | None = None, again: str = "act") -> Response | None:
    """Send to /account/confirm where the password is owed; a view may ask by itself.

    A page is gone on to. A file would leave the browser where the password was typed, so whoever
    gives one names the page it belongs to: `back`. What was posted is not done for anybody who had
    not confirmed; the page that its form names in `next` says so, in the words of `again`.
    """
    if is_confirmed():
        return None
    if request.method not in SAFE:
        page = safe_next(request.form.get("next"))
        return go(url_for("accounts.confirm", next=page, again=again))
    here = request.full_path if request.query_string else request.path
    return go(url_for("accounts.confirm", next=here, back=back))


def go_on() -> str:
    """Where the confirmed one goes, and what is said there; never to another site."""
    address, back = safe_next(request.args.get("next")), request.args.get("back")
    if again := AGAIN.get(request.args.get("again", "")):
        flash(again, "info")
    if back is None or len(address) > LONGEST:
        return address
    flash(address, "download")  # the page begins it and has its link
    return safe_next(back)


def way_back() -> str:
    """The page from which the password came to be asked for, as far as one knows."""
    if "again" in request.args:
        return safe_next(request.args.get("next"))
    return safe_next(request.args.get("back"))


def confirm_first(view: View) -> View:
    """Between `@allow` and the view: it runs only when the password was given a short while ago."""

    @wraps(view)
    def asked(*args: Any, **kwargs: Any) -> Any:
        return ask_first() or view(*args, **kwargs)

    return cast(View, asked)
