"""The commands of the installation; each is a verb of a feature's actions."""

from __future__ import annotations

from flask import Flask

from assist.cli import backup, demo, figures, installation, log, workbook


def init_app(app: Flask) -> None:
    """Make the commands known to `flask --app app`."""
    for room in (installation, demo, workbook, figures, log, backup):
        for command in room.COMMANDS:
            app.cli.add_command(command)
