"""Numbers in addresses: one that no row can have is not found, and never a crash."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.cadres.factories import office
from tests.client import Browser


def numbered(app: Flask) -> list[str]:
    """The address before the number, of every page that reads a row by its number."""
    rules = [
        r for r in app.url_map.iter_rules() if "GET" in (r.methods or ()) and "<int:" in str(r)
    ]
    return sorted({str(rule).partition("<int:")[0] for rule in rules if str(rule).count("<") == 1})


@pytest.mark.parametrize("number", ["2147483648", "9" * 19, "9" * 30, "9" * 5000, "٣"])
def test_a_number_beyond_every_row_is_not_found(app: Flask, client: Browser, number: str) -> None:
    client.sign_in(office())
    assert numbered(app)
    for address in numbered(app):
        client.get(address + number, status=404)
