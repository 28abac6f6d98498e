"""All formatting of pages, in one module."""

from __future__ import annotations

from datetime import date, datetime

from flask import Flask

from assist.lib import money
from assist.lib.days import chinese_day
from assist.lib.text import mask_name, mask_phone, shorten
from assist.web.clock import local
from assist.web.render import PageContext, Template


def day(value: date | None) -> str:
    """2025年3月4日, or — where there is none."""
    return chinese_day(value) if value else "—"


def short_day(value: date | None) -> str:
    """2025-03-04 for tables."""
    return value.isoformat() if value else "—"


def moment(value: datetime | None) -> str:
    """2025-03-04 15:07 by the clock in Shanghai."""
    return f"{local(value):%Y-%m-%d %H:%M}" if value else "—"


def yuan(fen: int) -> str:
    """1200000.50: money to the fen, where 万元 would round."""
    return f"{money.yuan(fen):.2f}"


def dash(value: object) -> object:
    """The value, or — where it is empty."""
    return "—" if value is None or value == "" else value


def init_app(app: Flask) -> None:
    """Make them known to the templates."""
    app.jinja_env.filters |= {
        "day": day,
        "short_day": short_day,
        "moment": moment,
        "dash": dash,
        "wan": money.wan,
        "yuan": yuan,
        "masked": mask_phone,
        "masked_name": mask_name,
        "shorten": shorten,
    }
    app.jinja_env.globals["zip"] = zip
    app.jinja_env.template_class = Template
    app.jinja_env.context_class = PageContext
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
