"""An installation is the same everywhere: every package is pinned, these are the ones here, and
Debian's own Python may have them."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.metadata import metadata, version
from pathlib import Path

import pytest
from packaging.markers import Marker
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).resolve().parents[2]
#: Debian 12's; a package that asks for a later 3.11 cannot be installed there.
OLDEST = "3.11.2"
FILES = ("requirements.txt", "tests/requirements.txt")
PIN = re.compile(r"(?P<name>[A-Za-z0-9._-]+)(\[\w+\])?==(?P<version>[\w.]+)(?P<marker>; .+)?")


def lines(file: str) -> list[str]:
    text = (ROOT / file).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def pins(file: str) -> list[re.Match[str]]:
    return [match for line in lines(file) if (match := PIN.fullmatch(line))]


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("file", FILES)
def test_every_line_is_an_exact_pin(file: str) -> None:
    others = [line for line in lines(file) if not PIN.fullmatch(line)]

    assert others == (["-r ../requirements.txt"] if file.startswith("tests/") else [])


def wanted(file: str) -> dict[str, str]:
    return {
        match["name"]: match["version"]
        for match in pins(file)
        if match["marker"] is None or Marker(match["marker"].lstrip("; ")).evaluate()
    }


@pytest.mark.parametrize("file", FILES)
def test_what_is_pinned_is_what_is_installed(file: str) -> None:
    pinned = wanted(file)

    assert pinned == {name: version(name) for name in pinned}


@pytest.mark.parametrize("file", FILES)
def test_what_is_pinned_runs_on_debians_python(file: str) -> None:
    asked = {name: metadata(name).get("Requires-Python") or "" for name in wanted(file)}

    assert [name for name, words in asked.items() if OLDEST not in SpecifierSet(words)] == []


def test_nothing_is_installed_that_is_not_pinned() -> None:
    frozen = subprocess.run(
        [sys.executable, "-m", "pip", "freeze"], capture_output=True, text=True, check=True
    ).stdout.split()
    pinned = {normal(match["name"]) for file in FILES for match in pins(file)}

    assert {normal(re.split("==", line)[0]) for line in frozen} - pinned == set()
