"""The commands of the installation; each is a verb of a feature's actions."""

from __future__ import annotations

from flask import Flask

from assist.cli import installation, log, workbook


def init_app(app: Flask) -> None:
    """Make the commands known to `flask --app app`."""
    for command in (*installation.COMMANDS, *log.COMMANDS, *workbook.COMMANDS):
        app.cli.add_command(command)
