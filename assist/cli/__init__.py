"""The commands of the installation; each is a verb of a feature's actions."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import click
from flask import Flask
from sqlalchemy.exc import OperationalError, ProgrammingError

from assist.cli import (
    archive,
    backup,
    checking,
    demo,
    digest,
    figures,
    installation,
    log,
    report,
    workbook,
)

#: What SQLite and PostgreSQL say of a table that no revision has made yet.
NOT_MADE = ("no such table", "does not exist")


def init_app(app: Flask) -> None:
    """Make the commands known to `flask --app app`."""
    rooms = (
        installation,
        demo,
        workbook,
        archive,
        figures,
        report,
        checking,
        log,
        backup,
        digest,
    )
    for room in rooms:
        for command in room.COMMANDS:
            _speak_plainly(command)
            app.cli.add_command(command)


def _speak_plainly(command: click.Command) -> None:
    """Without a database say which command makes one, instead of a traceback."""
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            _speak_plainly(inner)
    elif command.callback is not None and not hasattr(command.callback, "speaks_plainly"):
        command.callback = _plain(command.callback)


def _plain(callback: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(callback)
    def plain(*args: Any, **options: Any) -> Any:
        try:
            return callback(*args, **options)
        except (OperationalError, ProgrammingError) as error:
            if any(words in str(error.orig) for words in NOT_MADE):
                words = "数据库尚未建立或不是最新版本，请先执行：flask --app app setup"
                raise click.ClickException(words) from error
            raise

    plain.speaks_plainly = True  # type: ignore[attr-defined]
    return plain
