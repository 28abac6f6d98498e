"""Runs the revisions in one transaction: references checked at its end, triggers made again.

On SQLite a batch operation rebuilds a table. That loses its triggers, and with foreign keys on would
delete whatever refers to the old table; so they are off while revisions run, and what they guard is
checked before anything is committed. A kill in the middle leaves the database as it was.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import context
from sqlalchemy import Connection, Engine

from assist.arrears.models import make_triggers as make_movement_triggers
from assist.audit.models import make_triggers as make_log_triggers
from assist.db import UtcDateTime, db, writing
from assist.enterprises.models import drop_triggers as drop_merger_triggers
from assist.enterprises.models import make_triggers as make_merger_triggers
from assist.policies.models import make_triggers as make_payment_triggers


def render_item(kind: str, item: Any, _context: Any) -> str | bool:
    """Revisions name no type of ours: they must still run when ours has changed."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, sa.Enum):
        return f"codes({item.name!r}, {' '.join(item.enums)!r})"
    return False


#: The one list of triggers: the table that must stand, and what makes them.
TRIGGERS = (
    ("audit_event", make_log_triggers),
    ("repayment", make_movement_triggers),
    ("enterprise", make_merger_triggers),
    ("policy_payment", make_payment_triggers),
)


def make_all_triggers(connection: Connection) -> None:
    """Make every trigger whose table stands; called at the end of each upgrade."""
    for table, make in TRIGGERS:
        if sa.inspect(connection).has_table(table):
            make(connection)


def check_references(connection: Connection) -> None:
    """Refuse to commit a row that refers to nothing."""
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise RuntimeError(f"{len(broken)} rows refer to nothing, the first: {broken[0]}")


def switch_foreign_keys(connection: Connection, on: bool) -> None:
    """Through the driver, since a pragma inside SQLAlchemy's transaction would do nothing."""
    if connection.dialect.name == "sqlite":
        driver = connection.connection.dbapi_connection
        assert driver is not None
        driver.execute(f"PRAGMA foreign_keys={'ON' if on else 'OFF'}")


def run(connection: Connection) -> None:
    engine = connection.dialect.name
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        render_item=render_item,
        compare_type=True,
        include_object=lambda item, *_: item.info.get("only", engine) == engine,
        render_as_batch=True,
        transactional_ddl=True,  # true of SQLite too, once BEGIN is ours (assist/db.py)
    )
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(hashtext('migrations'))"))
        drop_merger_triggers(connection)
        context.run_migrations()
        make_all_triggers(connection)
        check_references(connection)


def main(engine: Engine) -> None:
    """Take the writer's lock at once, so that two upgrades follow each other."""
    token = writing.set(True)
    try:
        with engine.connect() as connection:
            switch_foreign_keys(connection, on=False)
            try:
                run(connection)
            finally:
                switch_foreign_keys(connection, on=True)
    finally:
        writing.reset(token)


if context.is_offline_mode():
    raise SystemExit("Revisions look at the database they change; there is no script of them.")
main(db.engine)
