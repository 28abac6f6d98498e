"""Databases to measure with: the example year, and a hundred times its rows."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask

from assist import create_app
from assist.db import db
from assist.search.actions import refill
from assist.web.transaction import writing_transaction

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "examples" / "2025.xlsx"
TODAY = "2025-12-31"
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"

#: Kept as they are: a larger district has as many settings, classes and policies, and nobody here
#: reads the log.
NOT_COPIED = {
    "audit_event", "setting", "workday_override", "category", "counter", "user_session",
    "password_record", "sign_in_failure", "draft", "policy", "plan_year", "search_gram",
}  # fmt: skip


def app_over(folder: Path, name: str, **overrides: Any) -> Flask:
    """The application over the database of that name in the folder."""
    return create_app(
        {
            "ASSIST_DATABASE_URL": f"sqlite:///{folder / name}.db",
            "INSTANCE_PATH": str(folder / "instance"),
            "ASSIST_FILES_URL": str(folder / "files"),
            "ASSIST_SECRET_KEY": "a key for measurements alone",
            "ASSIST_TODAY": TODAY,
            **overrides,
        }
    )


def credit_code(times: int, row: int) -> str:
    """A valid credit code of region 000000 that no other copy has (GB 32100-2015)."""
    body = f"92000000{times:03d}{row:06d}"
    total = sum(ALPHABET.index(letter) * 3**place % 31 for place, letter in enumerate(body))
    return body + ALPHABET[(31 - total % 31) % 31]


def multiply(path: Path, times: int) -> dict[str, int]:
    """Copy every row of the example year until there are `times` as many; gives rows by table."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.create_function("credit_code", 2, credit_code, deterministic=True)
    connection.executescript("PRAGMA foreign_keys=OFF; PRAGMA synchronous=OFF; BEGIN")
    connection.execute("CREATE TEMP TABLE copy (k INTEGER PRIMARY KEY)")
    connection.executemany("INSERT INTO copy VALUES (?)", [(k,) for k in range(1, times)])
    tables = [table for table in db.metadata.sorted_tables if table.name not in NOT_COPIED]
    offsets = {table.name: _largest(connection, table) for table in tables}
    for table in tables:
        connection.execute(_copying(table, offsets))
    counts = {
        table.name: connection.execute(f'SELECT count(*) FROM "{table.name}"').fetchone()[0]  # noqa: S608 - our own table names
        for table in tables
    }
    connection.execute("COMMIT")
    connection.close()
    with app_over(path.parent, path.stem).app_context(), writing_transaction():
        refill()
    return counts


def _largest(connection: sqlite3.Connection, table: sa.Table) -> int:
    if "id" not in table.c:
        return 0
    found = connection.execute(f'SELECT coalesce(max(id), 0) FROM "{table.name}"').fetchone()[0]  # noqa: S608 - our own table names
    return int(found)


def _copying(table: sa.Table, offsets: dict[str, int]) -> str:
    """One INSERT … SELECT: keys are moved, unique words get the copy's number behind them."""
    alone = {
        column.name
        for constraint in table.constraints
        if isinstance(constraint, sa.UniqueConstraint) and len(constraint.columns) == 1
        for column in constraint.columns
    } | {column.name for column in table.columns if column.unique}
    values = []
    for column in table.columns:
        values.append(_moved(table, column, offsets, column.name in alone))
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    return (
        f'INSERT INTO "{table.name}" ({names}) SELECT {", ".join(values)} '  # noqa: S608 - our own table names
        f'FROM "{table.name}" AS t, copy'
    )


def _moved(table: sa.Table, column: sa.Column[Any], offsets: dict[str, int], alone: bool) -> str:
    name = f't."{column.name}"'
    refers = next((key.column.table.name for key in column.foreign_keys), None)
    if refers is not None:
        return f"{name} + k * {offsets[refers]}" if refers in offsets else name
    if column.name == "id" and offsets[table.name]:
        return f"{name} + k * {offsets[table.name]}"
    if table.name == "enterprise" and column.name == "code":
        return "credit_code(k, t.id)"
    if table.name == "enterprise" and column.name == "name":
        return f"{name} || k"
    return f"{name} || '-' || k" if alone else name
