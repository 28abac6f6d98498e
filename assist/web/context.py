"""What every template is given: names, the menu, the day of the example, the size of the text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from flask import Flask, g, redirect, request, url_for
from flask_login import current_user
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response

from assist.web.access import Permission, allow_signed_in
from assist.web.clock import demo_day, today
from assist.web.render import safe_next

BIG_TEXT = "big"
UNFOLDED = 8


@dataclass(frozen=True)
class NavItem:
    """One entry of the menu: shown to holders of `permission`, current on every page under
    `href`."""

    label: str
    href: str
    permission: Permission
    icon: str = "list"
    #: What lies under it has entries of its own.
    whole: bool = False
    #: Addresses under it that have an entry of their own.
    apart: tuple[str, ...] = ()
    #: Folded away under 更多: needed, but not every day.
    more: bool = False
    #: Holders of this permission do without it.
    unless: Permission | None = None

    def holds(self, path: str) -> bool:
        """Whether the page of that path is it or lies under it."""
        under = not self.whole and path.startswith(self.href + "/")
        return path == self.href or (under and path not in self.apart)


class Entry(NamedTuple):
    """An entry of this request's menu."""

    label: str
    href: str
    icon: str
    current: bool
    more: bool


#: Filled by the factory: the names that an administrator may change (bureau, campaign).
names: list[Callable[[], dict[str, Any]]] = []


def _nav(items: Sequence[NavItem]) -> list[Entry]:
    user = current_user._get_current_object()  # asked thirty times: each would look it up again
    if not user.is_authenticated:
        return []
    shown = [
        item
        for item in items
        if user.may(item.permission) and (item.unless is None or not user.may(item.unless))
    ]
    # What few entries there are need no folding; else the daily ones come first on every screen.
    folding, path = len(shown) > UNFOLDED, request.path
    if folding:
        shown.sort(key=lambda item: item.more)
    return [
        Entry(item.label, item.href, item.icon, item.holds(path), folding and item.more)
        for item in shown
    ]


def csrf_token() -> str:
    """This request's token; Flask-WTF makes it once, but asks its configuration for every form."""
    if "csrf_token" not in g:
        generate_csrf()
    token: str = g.csrf_token
    return token


def init_app(
    app: Flask, items: Sequence[NavItem], first_pages: Sequence[tuple[Permission, str]]
) -> None:
    """Give templates their context and `/` its destination."""

    def give() -> dict[str, Any]:
        found: dict[str, Any] = {
            "nav": _nav(items),
            "demo_day": demo_day(),
            "today": today(),
            "here": safe_next(request.full_path if request.query_string else request.path),
            "big_text": request.cookies.get(BIG_TEXT) == "1",
            "P": Permission,
        }
        for call in names:
            found |= call()
        return found

    app.jinja_env.globals["csrf_token"] = csrf_token

    # Every macro and include would ask again: the context is the same for the whole request.
    @app.context_processor
    def _give_once() -> dict[str, Any]:
        if "page_context" not in g:
            g.page_context = give()
        found: dict[str, Any] = g.page_context
        return found

    @allow_signed_in
    def home() -> Response:
        """The right first page for the role."""
        for permission, endpoint in first_pages:
            if current_user.may(permission):
                return redirect(url_for(endpoint), 303)
        return redirect(url_for("accounts.own"), 303)

    app.add_url_rule("/", "home", home)
