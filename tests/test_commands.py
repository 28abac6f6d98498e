"""What every command does alike."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from assist import create_app
from tests.client import Browser


@pytest.mark.parametrize("command", [["figures", "--year", "2025"], ["audit", "verify"]])
def test_without_a_database_it_says_which_command_makes_one(
    tmp_path: Path, command: list[str]
) -> None:
    app = create_app(
        {
            "TESTING": True,
            "INSTANCE_PATH": str(tmp_path),
            "ASSIST_DATABASE_URL": f"sqlite:///{tmp_path / 'none.db'}",
            "ASSIST_SECRET_KEY": "a key for tests alone",
        }
    )
    with app.app_context():
        result = app.test_cli_runner().invoke(args=command)
    assert result.exit_code == 1
    assert "flask --app app setup" in result.output
    assert "Traceback" not in result.output


def test_an_address_with_a_control_character_is_still_a_valid_page(
    app: Flask, client: Browser
) -> None:
    client.get("/enterprises/%00", status=None)
    client.get("/login?next=%00", status=200)


def test_nobody_else_of_the_machine_looks_into_a_new_installation(tmp_path: Path) -> None:
    place = tmp_path / "instance"
    create_app({"INSTANCE_PATH": str(place), "ASSIST_SECRET_KEY": "a key for tests alone"})
    assert place.stat().st_mode & 0o777 == 0o700
