"""The log cannot be altered, and where somebody gets past that, it is found."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import DBAPIError

from assist import audit
from assist.audit.models import make_triggers
from assist.audit.queries import verify
from assist.db import db
from assist.web.transaction import writing_transaction


def three_events() -> None:
    for number in range(3):
        with writing_transaction():
            audit.record(
                verb="visit.record", kind="visit", key=str(number), sentence=f"第{number}条"
            )


def run(statement: str) -> None:
    with db.engine.begin() as connection:
        connection.execute(sa.text(statement))


@contextmanager
def without_triggers() -> Iterator[sa.Connection]:
    """As somebody who owns the database may do."""
    with db.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text("SET LOCAL session_replication_role = replica"))
            yield connection
            return
        for verb in ("update", "delete"):
            connection.execute(sa.text(f"DROP TRIGGER audit_event_no_{verb}"))
        yield connection
        make_triggers(connection)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET sentence = 'x' WHERE id = 1",
        "UPDATE audit_event SET at = at",
        "DELETE FROM audit_event",
        "DELETE FROM audit_event WHERE id = 3",
    ],
)
def test_the_database_itself_refuses_changes(app: Flask, statement: str) -> None:
    three_events()
    with pytest.raises(DBAPIError, match="append-only"):
        run(statement)
    assert verify().events == 3


def test_sqlite_refuses_to_replace_too(app: Flask) -> None:
    three_events()
    if db.engine.dialect.name == "sqlite":
        for statement in (
            "REPLACE INTO audit_event SELECT * FROM audit_event WHERE id = 2",
            "INSERT OR REPLACE INTO audit_event SELECT 9, at, account, name, address, verb, kind,"
            " key, 'altered', changes, previous, hash FROM audit_event WHERE id = 2",
        ):
            with pytest.raises(DBAPIError, match="append-only"):
                run(statement)
    assert verify().broken_at is None


def test_postgresql_refuses_truncation_too(app: Flask) -> None:
    three_events()
    if db.engine.dialect.name == "postgresql":
        with pytest.raises(DBAPIError, match="append-only"):
            run("TRUNCATE audit_event")
    assert verify().broken_at is None


def test_an_untouched_chain_holds(app: Flask) -> None:
    assert verify().events == 0
    assert verify().broken_at is None
    three_events()
    verdict = verify()
    assert (verdict.events, verdict.broken_at) == (3, None)
    assert len(verdict.head) == 64


@pytest.mark.parametrize(
    "column", ["sentence", "account", "name", "address", "verb", "key", "changes"]
)
def test_an_altered_event_is_found(app: Flask, column: str) -> None:
    three_events()
    with without_triggers() as connection:
        connection.execute(sa.text(f"UPDATE audit_event SET {column} = 'x' WHERE id = 2"))
    assert verify().broken_at == 2


def test_an_altered_moment_is_found(app: Flask) -> None:
    three_events()
    with without_triggers() as connection:
        connection.execute(
            sa.text("UPDATE audit_event SET at = '2020-01-01 00:00:00' WHERE id = 2")
        )
    assert verify().broken_at == 2


@pytest.mark.parametrize("gone, broken", [(1, 2), (2, 3), (3, 3)])
def test_a_removed_event_is_found_even_the_last(app: Flask, gone: int, broken: int) -> None:
    three_events()
    with without_triggers() as connection:
        connection.execute(sa.text("DELETE FROM audit_event WHERE id = :gone"), {"gone": gone})
    assert verify().broken_at == broken


def test_events_that_swap_places_are_found(app: Flask) -> None:
    three_events()
    with without_triggers() as connection:
        for old, new in ((1, 9), (2, 1), (9, 2)):
            connection.execute(
                sa.text("UPDATE audit_event SET id = :new WHERE id = :old"),
                {"old": old, "new": new},
            )
    assert verify().broken_at == 1


def test_what_is_rolled_back_leaves_no_event(app: Flask) -> None:
    def act() -> None:
        with writing_transaction():
            audit.record(verb="visit.record", kind="visit", key="1", sentence="登记了走访")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        act()
    assert verify().events == 0


def test_phones_are_masked_before_they_are_stored(app: Flask) -> None:
    with writing_transaction():
        audit.record(
            verb="x.y",
            kind="visit",
            key="1",
            sentence="联系电话13912345678",
            changes=[audit.Change("手机", "13911112222", "+86 139 3333 4444")],
        )
    stored = " ".join(map(str, db.session.execute(sa.text("SELECT * FROM audit_event")).one()))
    assert "139****5678" in stored
    assert "13912345678" not in stored
    assert "13911112222" not in stored
