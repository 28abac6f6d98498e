"""The source text passes every check of `make lint`."""

from __future__ import annotations

import pytest

from tests.machine.lint import CHECKS, check


@pytest.mark.parametrize("name", CHECKS)
def test_source_passes(name: str) -> None:
    result = check(name)

    assert result.returncode == 0, f"\n{result.stdout}{result.stderr}"
