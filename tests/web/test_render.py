"""What a template writes for a value, and how it calls what it is given."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import pass_context
from jinja2.runtime import Undefined
from markupsafe import Markup, escape

from assist.problems.states import State
from assist.web.render import written

VALUES: list[Any] = [
    "<script>alert(1)</script>", "a & b", "'\"", "", 0, 3.5, None, True, date(2025, 3, 4),
    State.CLOSED, Markup("<b>粗</b>"), Undefined(name="x"), ["<i>"], b"<",
]  # fmt: skip


@pytest.mark.parametrize("value", VALUES)
def test_a_value_is_written_as_markupsafe_escapes_it(value: Any) -> None:
    assert written(value) == str(escape(value))


@given(st.text())
def test_any_text_is_written_as_markupsafe_escapes_it(text: str) -> None:
    assert written(text) == str(escape(text))


CALLS: list[tuple[str, str]] = [
    ("{{ '<b>' }}{{ '<b>'|safe }}", "&lt;b&gt;<b>"),
    ("{% macro m(x, y=2) %}<i>{{ x }}{{ y }}{{ caller() if caller }}</i>{% endmacro %}"
     "{{ m('<') }}{% call m(1, y='>') %}<u>{% endcall %}", "<i>&lt;2</i><i>1&gt;<u></i>"),
    ("{% set s %}<p>{{ '<' }}</p>{% endset %}{{ s }}", "<p>&lt;</p>"),
    ("{{ less ~ (bold|safe) }}", "&lt;<b>"),
    ("{% for n in (1, 2) %}{{ plain(n) }}{{ told() }}{% endfor %}", "[1]7[2]7"),
    ("{{ 'a,b'.split(',')|join('<') }}", "a&lt;b"),
]  # fmt: skip


@pytest.mark.parametrize("template, wanted", CALLS)
def test_templates_write_and_call_as_jinja_does(app: Flask, template: str, wanted: str) -> None:
    @pass_context
    def told(context: Any) -> Any:
        return context["seven"]

    plain: Callable[[int], str] = "[{}]".format
    made = app.jinja_env.overlay(autoescape=True).from_string(template)
    assert made.render(plain=plain, told=told, seven=7, less="<", bold="<b>") == wanted
