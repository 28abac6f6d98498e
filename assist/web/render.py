"""A page or only its fragment, by who asks; and the way back after a write."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from types import BuiltinMethodType, CodeType, FunctionType, MethodType
from typing import Any
from urllib.parse import urlsplit

import jinja2
from flask import Response, current_app, make_response, redirect, render_template, request
from jinja2.environment import TemplateModule
from jinja2.runtime import Context, Macro
from jinja2_fragments.flask import render_block

# markupsafe.escape without the Markup around it, which a page would make a thousand times over.
from markupsafe import Markup
from markupsafe import _escape_inner as escape_text  # type: ignore[attr-defined]


def written(value: Any) -> str:
    """What a template writes for a value: as `markupsafe.escape` has it, as a plain string."""
    if type(value) is str:
        return escape_text(value)
    if hasattr(value, "__html__"):
        return value.__html__()  # type: ignore[no-any-return]
    return escape_text(str(value))


class PageContext(Context):
    """Calls macros and plain functions without asking each whether it wants a context.

    A page makes a hundred such calls; what is neither is called as Jinja calls it.
    """

    def call(__self, __obj: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:  # noqa: N805 - as Jinja has it
        """What a template calls: Jinja's own way for whatever asks for a context."""
        if type(__obj) is Macro:
            args = (__self.eval_ctx, *args)
        elif type(__obj) not in PLAIN or hasattr(__obj, "jinja_pass_arg"):
            return super().call(__obj, *args, **kwargs)
        kwargs.pop("_block_vars", None)
        kwargs.pop("_loop_vars", None)
        return __obj(*args, **kwargs)


PLAIN = frozenset({FunctionType, MethodType, BuiltinMethodType})


class Template(jinja2.Template):
    """A template that escapes values by `written`, and imports macros at the cost of a look-up.

    Jinja compares the importer's global names with its own at every import, in case a template was
    loaded with further ones; none here is, and a page imports some ten.
    """

    @classmethod
    def from_code(
        cls,
        environment: jinja2.Environment,
        code: CodeType,
        globals: MutableMapping[str, Any],
        uptodate: Callable[[], bool] | None = None,
    ) -> Template:
        """Jinja's own, with our way to write a value under the name that its code calls."""
        found = super().from_code(environment, code, globals, uptodate)
        found.root_render_func.__globals__["escape"] = written
        return found  # type: ignore[return-value]

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


def part(template: str, **context: Any) -> Markup:
    """A template alone, escaped as ever: to be kept and to stand in a page."""
    current_app.update_template_context(context)
    return current_app.jinja_env.get_template(template).make_module(context).__html__()


def macro(template: str, name: str, *args: Any) -> Markup:
    """What one macro of a template writes: to be kept and to stand in a page."""
    drawn: Markup = getattr(current_app.jinja_env.get_template(template).module, name)(*args)
    return drawn


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
