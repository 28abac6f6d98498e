"""Whether the database is the one that this program was written for."""

from __future__ import annotations

import re
from pathlib import Path
from threading import Lock
from time import monotonic

from flask import Flask, current_app
from sqlalchemy import inspect, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from assist.db import db, writing
from assist.lib.enums import Labelled

#: What is wrong is looked at again after so many seconds, so that it mends by itself.
AGAIN = 3.0
REVISION = re.compile(r"^(\d{4})_\w+\.py$")


class Standing(Labelled):
    """How the database stands to the program: a page's heading and words for whoever wanted to use
    it, what the administrator does, and the same in English for the log."""

    heading: str
    remedy: str
    told: str

    def __init__(self, _code: str, _label: str, heading: str, remedy: str, told: str) -> None:
        self.heading, self.remedy, self.told = heading, remedy, told

    RIGHT = (
        "ok",
        "数据库正常。",
        "系统正常",
        "",
        "the database is at revision {has}, as this program needs it",
    )
    EMPTY = (
        "empty",
        "系统的数据库还没有建立，暂时不能使用。",
        "系统还没有装好",
        "在程序目录执行 flask --app app setup，完成后几秒内自动恢复，不用重启。",
        "the database is empty: run `flask --app app setup`; a restart is not needed",
    )
    BEHIND = (
        "behind",
        "程序已经更新，数据库还没有升级，暂时不能使用；已经保存的内容不受影响。",
        "系统正在升级",
        "在程序目录执行 flask --app app setup，完成后几秒内自动恢复，不用重启。",
        "the database is at revision {has} and this program needs {needs}: "
        "run `flask --app app setup`; a restart is not needed",
    )
    AHEAD = (
        "ahead",
        "数据库比正在运行的程序新，为免写坏数据，暂时不能使用；已经保存的内容不受影响。",
        "系统版本不一致",
        "换用新版程序并重启服务；确实要用旧版程序的，恢复升级前的备份。",
        "the database is at revision {has} and this program knows no more than {needs}: "
        "start the newer program, or restore the backup of before the upgrade",
    )
    AWAY = (
        "error",
        "系统暂时连不上数据库；已经保存的内容不受影响。",
        "数据库连接不上",
        "检查数据库服务是否在运行、磁盘是否已满，原因见日志；恢复后几秒内自动可用，不用重启。",
        "the database does not answer: {why}",
    )


class Schema:
    """How the database stands, looked at when a worker starts and after errors.

    Once found right it is not asked again; what was wrong is, every few seconds. Whoever does not
    start by gunicorn (commands, tests) has not looked, and nothing is known to be wrong.
    """

    def __init__(self, revisions: Path) -> None:
        found = (REVISION.match(path.name) for path in revisions.iterdir())
        self.known = sorted(match[1] for match in found if match)
        self.needs = self.known[-1]
        self.has = ""
        self.why = ""
        self.standing = Standing.RIGHT
        self._looked = monotonic()
        self._one = Lock()

    def look(self) -> Standing:
        """Ask the database, and say in the log what has changed; whoever was served goes on until
        it fails, whatever is done to the database meanwhile."""
        with self._one:
            before, self.standing = self.standing, self.ask()
            self._looked = monotonic()
        if self.standing is not before:
            say = current_app.logger.info
            if self.standing is not Standing.RIGHT:
                say = current_app.logger.error
            say(self.standing.told.format(has=self.has, needs=self.needs, why=self.why))
        return self.standing

    def look_again(self) -> Standing:
        """The standing; where it is wrong one of those who ask looks again now and then."""
        if self.standing is Standing.RIGHT or monotonic() - self._looked < AGAIN:
            return self.standing
        return self.standing if self._one.locked() else self.look()

    def ask(self) -> Standing:
        """What the database says now, by a connection of its own."""
        token = writing.set(False)
        try:
            for last in (False, True):  # one that was kept may have died with a restarted server
                try:
                    with db.engine.connect() as connection:
                        return self._of(connection)
                except SQLAlchemyError as error:
                    if last:
                        self.why = str(getattr(error, "orig", None) or error).strip()
        finally:
            writing.reset(token)
        return Standing.AWAY

    def _of(self, connection: Connection) -> Standing:
        try:
            stamps = connection.execute(text("SELECT version_num FROM alembic_version"))
            self.has = stamps.scalar() or ""
        except DBAPIError as error:
            if error.connection_invalidated:
                raise
            connection.rollback()
            # Tables that no revision has made are those of a test.
            return Standing.RIGHT if inspect(connection).get_table_names() else Standing.EMPTY
        if self.has == self.needs:
            return Standing.RIGHT
        if not self.has:
            return Standing.EMPTY
        return Standing.BEHIND if self.has in self.known else Standing.AHEAD


def schema() -> Schema:
    """That of the application in hand."""
    found: Schema = current_app.extensions["schema"]
    return found


def init_app(app: Flask) -> None:
    """Know the revisions that this program comes with; the database is not asked."""
    app.extensions["schema"] = Schema(Path(app.root_path).parent / "migrations" / "versions")
