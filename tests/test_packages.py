"""What is installed: all of it pinned, and all of it for the Python that Debian 12 has."""

from __future__ import annotations

import re
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
#: Debian 12's own; packages that ask for a later 3.11 could not be installed there.
OLDEST = "3.11.2"


def pins(name: str) -> dict[str, str]:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    asked = [Requirement(line) for line in lines if re.match(r"\w", line)]
    here = [one for one in asked if one.marker is None or one.marker.evaluate()]
    return {canonicalize_name(one.name): str(one.specifier).removeprefix("==") for one in here}


PINS = pins("requirements.txt") | pins("tests/requirements.txt")


@pytest.mark.parametrize("name", sorted(PINS))
def test_a_pin_is_what_is_installed_and_runs_on_debians_python(name: str) -> None:
    found = distribution(name)
    assert found.version == PINS[name]
    asked = SpecifierSet(found.metadata.get("Requires-Python") or "")
    assert asked.contains(OLDEST), f"{name} {found.version} asks for Python {asked}"
    missing = [
        one.name
        for one in map(Requirement, found.requires or [])
        if one.marker is None or one.marker.evaluate({"extra": ""})
        if canonicalize_name(one.name) not in PINS
    ]
    assert missing == []
