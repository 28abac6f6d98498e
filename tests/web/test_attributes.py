"""How the attributes of controls are written."""

from __future__ import annotations

from typing import Any

import pytest
from markupsafe import Markup
from wtforms.widgets import html_params

from assist.web.forms import attributes


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"id": "a", "class_": "b c", "for_": "d", "name": "e"},
        {"required": True, "disabled": False, "maxlength": 100, "value": ""},
        {"data_page_size": 3, "aria_invalid": "true", "hx-get": "/x?a=1&b=2"},
        {"value": "<b>\"'&</b>", "title": Markup('&amp;"<i>'), "step": None},
    ],
)
def test_they_are_what_wtforms_writes(values: dict[str, Any]) -> None:
    assert attributes(**values) == html_params(**values)
