"""Draws a component by itself, as a page would use it."""

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

TEMPLATES = Path(__file__).parents[2] / "templates"
LONG = "湖南省怀化市洪江区某某新材料科技股份有限责任公司（洪江分公司）第二生产基地"


def draw(source: str, **context: Any) -> str:
    # Stricter than the application: a macro may not lean on a name that is not there.
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        undefined=StrictUndefined,
    )
    environment.globals["csrf_token"] = lambda: "token"
    return environment.from_string(source).render(**context)


def use(macro: str, call: str, **context: Any) -> str:
    file = {
        "field": "field",
        "link_button": "button",
        "fold": "disclosure",
        "error_summary": "errors",
    }.get(macro, macro)
    return draw(f'{{% from "components/{file}.html" import {macro} %}}{call}', **context)
