"""The log's one table; triggers refuse every change and removal."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import DDL, Connection, Index, String, Table, Text, event
from sqlalchemy.orm import Mapped, mapped_column

from assist.db import Id, Model, UtcDateTime, labelled


class AuditEvent(Model):
    """One thing that was done or refused, bound to the event before it by its hash."""

    __tablename__ = "audit_event"
    #: Each ends in the id, so that the newest of an account or a row are found without sorting.
    __table_args__ = (
        Index("ix_audit_event_subject", "kind", "key", "id"),
        Index("ix_audit_event_account", "account", "id"),
    )

    id: Mapped[Id]
    at: Mapped[datetime] = labelled("时间", UtcDateTime, index=True)
    account: Mapped[str] = labelled("账号", String(64))
    name: Mapped[str] = labelled("姓名", String(64))
    address: Mapped[str] = labelled("地址", String(64))
    verb: Mapped[str] = labelled("操作", String(64))
    kind: Mapped[str] = labelled("对象", String(32))
    key: Mapped[str] = labelled("编号", String(128))
    sentence: Mapped[str] = labelled("说明", Text)
    changes: Mapped[str] = labelled("变化", Text)
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)


def _sqlite_triggers() -> list[str]:
    refuse = "BEGIN SELECT RAISE(ABORT, 'audit_event is append-only'); END"
    # INSERT OR REPLACE removes the old row without asking the trigger on DELETE.
    there = "EXISTS (SELECT 1 FROM audit_event WHERE id = NEW.id OR hash = NEW.hash)"
    return [
        "CREATE TRIGGER IF NOT EXISTS audit_event_no_replace "
        f"BEFORE INSERT ON audit_event WHEN {there} {refuse}",
        *(
            f"CREATE TRIGGER IF NOT EXISTS audit_event_no_{verb.lower()} "
            f"BEFORE {verb} ON audit_event {refuse}"
            for verb in ("UPDATE", "DELETE")
        ),
    ]


def _postgres_triggers() -> list[str]:
    function = (
        "CREATE OR REPLACE FUNCTION audit_event_refuse() RETURNS trigger AS $$ "
        "BEGIN RAISE EXCEPTION 'audit_event is append-only'; END $$ LANGUAGE plpgsql"
    )
    rows = (
        "CREATE OR REPLACE TRIGGER audit_event_no_change BEFORE UPDATE OR DELETE ON audit_event "
        "FOR EACH ROW EXECUTE FUNCTION audit_event_refuse()"
    )
    table = (
        "CREATE OR REPLACE TRIGGER audit_event_no_truncate BEFORE TRUNCATE ON audit_event "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_event_refuse()"
    )
    return [function, rows, table]


def make_triggers(connection: Connection) -> None:
    """Make the triggers where they are missing: after the table, at the end of every upgrade."""
    statements = (
        _postgres_triggers() if connection.dialect.name == "postgresql" else _sqlite_triggers()
    )
    for statement in statements:
        connection.execute(DDL(statement.replace("%", "%%")))


@event.listens_for(AuditEvent.__table__, "after_create")
def _after_create(_table: Table, connection: Connection, **_options: Any) -> None:
    make_triggers(connection)
