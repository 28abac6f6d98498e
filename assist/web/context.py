"""What every template is given: names, the menu, the day of the example, the size of the text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from flask import Flask, g, redirect, request, url_for
from flask_login import current_user
from markupsafe import Markup
from werkzeug.wrappers import Response

from assist.web.access import Permission, allow_signed_in
from assist.web.clock import demo_day, today
from assist.web.cookies import csrf_token
from assist.web.once import form_id
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
    """An entry of a request's menu."""

    label: str
    href: str
    icon: str
    current: bool
    more: bool


class Menu(NamedTuple):
    """The menu as it is written at the head of a page, and at a phone's foot: four, the rest."""

    head: Markup
    tabs: Markup
    rest: Markup


#: Filled by the factory: the names that an administrator may change (bureau, campaign).
names: list[Callable[[], dict[str, Any]]] = []


def _shown(items: Sequence[NavItem], user: Any) -> list[NavItem]:
    """What somebody may open; of many the daily ones come first on every screen."""
    shown = [
        item
        for item in items
        if user.may(item.permission) and (item.unless is None or not user.may(item.unless))
    ]
    if len(shown) > UNFOLDED:
        shown.sort(key=lambda item: item.more)
    return shown


class Menus:
    """The menus of every role, each written once: they differ by permissions and place alone."""

    def __init__(self, app: Flask, items: Sequence[NavItem]) -> None:
        self.app, self.items = app, items
        self._shown: dict[frozenset[Permission], list[NavItem]] = {}
        self._written: dict[tuple[Any, ...], Menu] = {}

    def of(self, user: Any, path: str) -> Menu:
        """The menu of a person on the page of that path."""
        shown = self._shown.get(user.permissions)
        if shown is None:
            shown = self._shown[user.permissions] = _shown(self.items, user)
        here = tuple(place for place, item in enumerate(shown) if item.holds(path))
        key = (user.permissions, here)
        if key not in self._written:
            self._written[key] = self._write(shown, here)
        return self._written[key]

    def _write(self, shown: Sequence[NavItem], here: tuple[int, ...]) -> Menu:
        folding = len(shown) > UNFOLDED  # what few entries there are need no folding
        entries = [
            Entry(item.label, item.href, item.icon, place in here, folding and item.more)
            for place, item in enumerate(shown)
        ]
        parts: Any = self.app.jinja_env.get_template("components/menu.html").module
        return Menu(parts.head(entries), parts.tabs(entries), parts.rest(entries))


def init_app(
    app: Flask, items: Sequence[NavItem], first_pages: Sequence[tuple[Permission, str]]
) -> None:
    """Give templates their context and `/` its destination."""
    menus = Menus(app, items)

    def give() -> dict[str, Any]:
        user: Any = current_user._get_current_object()
        found = {
            "menu": menus.of(user, request.path) if user.is_authenticated else None,
            "demo_day": demo_day(),
            "today": today(),
            "here": safe_next(request.full_path if request.query_string else request.path),
            "big_text": request.cookies.get(BIG_TEXT) == "1",
            "P": Permission,
            "csrf_token": csrf_token,  # before that of Flask-WTF
        }
        return found | {name: value for call in names for name, value in call().items()}

    app.jinja_env.globals["csrf_token"] = csrf_token
    app.jinja_env.globals["form_id"] = form_id

    # Every macro and include would ask again: the context is the same for the whole request.
    @app.context_processor
    def _give_once() -> dict[str, Any]:
        here = g._get_current_object()
        if "page_context" not in here:
            here.page_context = give()
        found: dict[str, Any] = here.page_context
        return found

    @allow_signed_in
    def home() -> Response:
        """The right first page for the role."""
        for permission, endpoint in first_pages:
            if current_user.may(permission):
                return redirect(url_for(endpoint), 303)
        return redirect(url_for("accounts.own"), 303)

    app.add_url_rule("/", "home", home)
