"""Addresses: a number in one is a key, so that a larger one than any row has is no address."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Flask, request, url_for
from werkzeug.routing import IntegerConverter
from werkzeug.routing.map import Map

#: The largest key that an INTEGER column of PostgreSQL holds.
LARGEST_KEY = 2**31 - 1


class KeyConverter(IntegerConverter):
    """`<int:…>`; without a bound SQLite's driver and PostgreSQL each fail on 2**63 in their way."""

    regex = r"[0-9]{1,10}"

    def __init__(self, url_map: Map, **options: Any) -> None:
        super().__init__(url_map, **{"max": LARGEST_KEY} | options)


def with_query(path: str, **filters: Any) -> str:
    """The address with those of the filters that are not None, as `url_for` would write it.

    A page of fifty links pays for none of the routing; the path comes from `url_for` once.
    """
    given = [(name, value) for name, value in filters.items() if value is not None]
    return f"{path}?{urlencode(given, safe=SAFE)}" if given else path


#: What Werkzeug leaves as it is in a query string.
SAFE = "!$'()*,/:;?@"


def init_app(app: Flask) -> None:
    """Bound every number in the addresses that are registered from now on; a template's `url_for`
    builds an address without values once, since it never changes."""
    app.url_map.converters["int"] = KeyConverter
    fixed: dict[tuple[str | None, str], str] = {}

    def address(endpoint: str, **values: Any) -> str:
        if values:
            return url_for(endpoint, **values)
        key = (request.blueprint if endpoint.startswith(".") else None, endpoint)
        if key not in fixed:
            fixed[key] = url_for(endpoint)
        return fixed[key]

    app.jinja_env.globals["url_for"] = address
