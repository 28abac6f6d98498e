"""A page or only its fragment, by who asks; and the way back after a write."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import jinja2
from flask import Response, make_response, redirect, render_template, request
from jinja2.environment import TemplateModule
from jinja2.runtime import Context
from jinja2_fragments.flask import render_block


class Template(jinja2.Template):
    """A template whose macros are imported at the cost of a look-up.

    Jinja compares the importer's global names with its own at every import, in case a template was
    loaded with further ones; none here is, and a page imports some ten.
    """

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        return super()._get_default_module()


def wants_fragment() -> bool:
    """Whether htmx asks for a part of the page (a boosted or restored page is a whole one)."""
    headers = request.headers
    return headers.get("HX-Request") == "true" and "HX-History-Restore-Request" not in headers


def page(
    template: str, *, fragment: str | None = None, status: int = 200, **context: Any
) -> Response:
    """Render the page, or for htmx only the template `fragment` which the page includes."""
    name = fragment if fragment and wants_fragment() else template
    response = make_response(render_template(name, **context), status)
    if fragment:
        response.headers["Vary"] = "HX-Request"
    return response


def block(template: str, name: str, **context: Any) -> str:
    """One block of a template, where an include would be more than is needed."""
    return render_block(template, name, **context)


def go(address: str) -> Response:
    """Done: 303 to the address, or HX-Redirect where htmx would follow silently and swap a page
    into a row."""
    if wants_fragment():
        response = make_response("", 200)
        response.headers["HX-Redirect"] = address
        return response
    return make_response(redirect(address, 303))


def safe_next(address: str | None, default: str = "/") -> str:
    """An address of this site only; everything else is `default`."""
    if not address or not address.startswith("/") or address.startswith("//") or "\\" in address:
        return default
    if any(ord(character) < 32 for character in address):
        return default
    parts = urlsplit(address)
    return address if not parts.scheme and not parts.netloc else default
