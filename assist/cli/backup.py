"""`flask backup`, `flask restore`: tables, log and files in one checked archive, either engine."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from enum import Enum
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import IO, Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

import click
import fsspec
from flask import current_app
from flask_migrate import upgrade
from sqlalchemy import Connection, MetaData, Table, func, inspect, select, text

from assist import audit
from assist.db import db
from assist.exchange import uploads
from assist.search.actions import refill
from assist.web.transaction import writing_transaction

ROOT = Path(__file__).resolve().parents[2]
FORMAT = 1
MANIFEST = "manifest.json"
REVISIONS = "alembic_version"
#: Whoever is signed in does not come back with a backup: an ended session would live again. The
#: index of texts is as large as they are, and made from them.
LEFT_OUT = frozenset({"user_session", "search_gram", REVISIONS})
BLOCK = 1 << 20
BATCH = 500


class Part:
    """An entry of the archive that is being written, and its hash."""

    def __init__(self, entry: IO[bytes]) -> None:
        self.entry = entry
        self.hash = hashlib.sha256()
        self.size = self.rows = 0

    def write(self, data: bytes) -> None:
        """Write on."""
        self.entry.write(data)
        self.hash.update(data)
        self.size += len(data)

    def described(self) -> dict[str, Any]:
        """What the manifest keeps of it."""
        return {"sha256": self.hash.hexdigest(), "bytes": self.size, "rows": self.rows}


@click.command()
@click.argument("out", type=click.Path(path_type=Path))
def backup(out: Path) -> None:
    """Write database and files to OUT, consistent while in use."""
    if out.exists():
        raise click.ClickException(f"{out} 已经存在，备份不会覆盖它。")
    if not out.resolve().parent.is_dir():
        raise click.ClickException(f"不能写入 {out}：没有这个文件夹。")
    half = out.with_name(out.name + ".part")
    try:
        rows, files = _write_archive(half)
        half.replace(out)
    finally:
        half.unlink(missing_ok=True)
    with out.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    with writing_transaction():
        audit.record(
            verb="backup",
            kind="backup",
            key=digest,
            sentence=f"备份了数据库（{rows} 行）和 {files} 个文件",
        )
    click.echo(f"已备份 {rows} 行、{files} 个文件到 {out}\nSHA-256 {digest}")


@click.command()
@click.argument("source", metavar="IN", type=click.Path(path_type=Path))
def restore(source: Path) -> None:
    """Check every part of IN, then restore it into an empty place."""
    try:
        with ZipFile(source) as archive:
            manifest = _checked(archive)
            _empty_place()
            rows = _read_tables(archive, manifest)
            files = _read_files(archive, manifest)
    except (BadZipFile, zlib.error, EOFError, KeyError, ValueError) as error:
        raise click.ClickException(f"备份不完整或已损坏，没有恢复（{error}）。") from None
    except OSError as error:
        raise click.ClickException(f"不能读取备份：{error.strerror or error}。") from None
    with writing_transaction():
        refill()
        audit.record(
            verb="restore",
            kind="backup",
            key=str(manifest["made_at"]),
            sentence=f"从 {manifest['made_at']} 的备份恢复了 {rows} 行和 {files} 个文件",
        )
    click.echo(f"已恢复 {rows} 行、{files} 个文件。请运行 flask audit verify 核对审计日志。")


def _write_archive(target: Path) -> tuple[int, int]:
    # For the owner's eyes only: it holds every phone number and every password's hash.
    with (
        os.fdopen(os.open(target, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b") as stream,
        ZipFile(stream, "w", ZIP_DEFLATED) as archive,
    ):
        parts: dict[str, Any] = {}
        with _snapshot() as connection:
            revision = _revision(connection)
            for table in _tables(connection):
                parts[f"tables/{table.name}.jsonl"] = _write_table(archive, connection, table)
        # After the tables: a row never names a file that was stored later than it.
        files = {name: _write_file(archive, name, path) for name, path in _stored_files()}
        manifest = {
            "format": FORMAT,
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "revision": revision,
            "parts": parts | files,
        }
        archive.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
        return sum(part["rows"] for part in parts.values()), len(files)


@contextmanager
def _snapshot() -> Iterator[Connection]:
    """One unchanging view of the whole database, while others go on writing."""
    db.session.rollback()
    with db.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():
            yield connection


def _tables(connection: Connection) -> list[Table]:
    """The tables as the database has them, those that are referred to first."""
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name not in LEFT_OUT]


def _revision(connection: Connection) -> str:
    if not inspect(connection).has_table(REVISIONS):
        return ""
    return connection.scalar(text("SELECT version_num FROM alembic_version")) or ""


def _write_table(archive: ZipFile, connection: Connection, table: Table) -> dict[str, Any]:
    statement = select(table).order_by(*table.primary_key.columns)
    result = connection.execution_options(yield_per=BATCH).execute(statement)
    with archive.open(f"tables/{table.name}.jsonl", "w", force_zip64=True) as entry:
        part = Part(entry)
        for row in result.mappings():
            line = {name: _plain(value) for name, value in row.items()}
            part.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
            part.rows += 1
        return part.described()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        moment = value if value.tzinfo else value.replace(tzinfo=UTC)
        return moment.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value


def _file_system() -> tuple[Any, str]:
    system, root = fsspec.core.url_to_fs(current_app.config["ASSIST_FILES_URL"])
    return system, str(root).rstrip("/")


def _stored_files() -> Iterator[tuple[str, str]]:
    system, root = _file_system()
    if system.exists(root):
        for path in sorted(system.find(root)):
            name = path.removeprefix(root).lstrip("/")
            if not name.startswith(f"{uploads.FOLDER}/"):  # not confirmed yet, gone in a day
                yield f"files/{name}", path


def _write_file(archive: ZipFile, name: str, path: str) -> dict[str, Any]:
    system, _root = _file_system()
    with system.open(path, "rb") as source, archive.open(name, "w", force_zip64=True) as entry:
        part = Part(entry)
        while block := source.read(BLOCK):
            part.write(block)
        return part.described()


def _checked(archive: ZipFile) -> dict[str, Any]:
    """The manifest of an archive of which every part is there and is what was written."""
    manifest: dict[str, Any] = json.loads(archive.read(MANIFEST))
    if manifest["format"] != FORMAT:
        raise ValueError("格式版本不认识")
    parts = manifest["parts"]
    if set(archive.namelist()) != {MANIFEST, *parts}:
        raise ValueError("内容与清单不一致")
    for name, said in parts.items():
        if ".." in PurePosixPath(name).parts or not name.startswith(("tables/", "files/")):
            raise ValueError("含有不该出现的路径")
        with archive.open(name) as entry:
            if hashlib.file_digest(entry, "sha256").hexdigest() != said["sha256"]:  # type: ignore[arg-type]
                raise ValueError(f"{name} 的校验值不符")
    return manifest


def _empty_place() -> None:
    """Refuse a place that holds anything."""
    system, root = _file_system()
    with _snapshot() as connection:
        full = any(
            connection.scalar(select(func.count()).select_from(table))
            for table in _tables(connection)
        )
    if full:
        raise click.ClickException("数据库里已有数据，只能恢复到空的数据库。")
    if system.exists(root) and system.find(root):
        raise click.ClickException("文件夹里已有文件，只能恢复到空的位置。")


def _read_tables(archive: ZipFile, manifest: dict[str, Any]) -> int:
    """Make the tables of the backup's own revision, fill them, then bring them up to date."""
    db.session.remove()
    if manifest["revision"]:
        upgrade(directory=str(ROOT / "migrations"), revision=manifest["revision"])
    else:
        db.create_all()
    with _filling() as connection:
        rows = sum(
            _read_table(archive, connection, table, manifest) for table in _tables(connection)
        )
    if manifest["revision"]:
        upgrade(directory=str(ROOT / "migrations"))
    return rows


def _read_files(archive: ZipFile, manifest: dict[str, Any]) -> int:
    system, root = _file_system()
    names = [name for name in manifest["parts"] if name.startswith("files/")]
    for name in names:
        target = f"{root}/{name.removeprefix('files/')}"
        system.makedirs(target.rpartition("/")[0], exist_ok=True)
        with archive.open(name) as entry, system.open(target, "wb") as out:
            shutil.copyfileobj(entry, out, BLOCK)
    return len(names)


@contextmanager
def _filling() -> Iterator[Connection]:
    """One transaction for all tables: a restore that is killed leaves none of its rows."""
    with db.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        yield connection


def _read_table(
    archive: ZipFile, connection: Connection, table: Table, manifest: dict[str, Any]
) -> int:
    name = f"tables/{table.name}.jsonl"
    if name not in manifest["parts"]:
        return 0
    count = 0
    with archive.open(name) as entry:
        lines = (_row(table, json.loads(line), connection) for line in entry)
        while batch := list(islice(lines, BATCH)):
            connection.execute(table.insert(), batch)
            count += len(batch)
    if count != manifest["parts"][name]["rows"]:
        raise ValueError(f"{name} 的行数不符")
    _continue_ids(connection, table)
    return count


def _row(table: Table, values: dict[str, Any], connection: Connection) -> dict[str, Any]:
    """The values in the types of the columns."""
    return {
        name: _typed(table.columns[name].type.python_type, value, connection)
        for name, value in values.items()
    }


def _typed(kind: type, value: Any, connection: Connection) -> Any:
    if value is None:
        return None
    if kind is datetime:
        moment = datetime.fromisoformat(value)
        return moment.replace(tzinfo=None) if connection.dialect.name == "sqlite" else moment
    return date.fromisoformat(value) if kind is date else value


def _continue_ids(connection: Connection, table: Table) -> None:
    """PostgreSQL counts apart from the rows: the next id follows the largest that was restored."""
    keys: Iterable[Any] = table.primary_key.columns
    if connection.dialect.name != "postgresql" or [column.name for column in keys] != ["id"]:
        return
    largest = connection.scalar(select(func.max(table.c.id)))
    if isinstance(largest, int):
        sequence = func.pg_get_serial_sequence(f'"{table.name}"', "id")
        connection.execute(select(func.setval(sequence, largest)))


COMMANDS = (backup, restore)
