"""What finds a plain dated record, in one column."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from assist.lib.pinyin import found_by

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

#: What each kind was looked through for when this was written, beside its number.
KINDS = {
    "event": ("name", "place", "host"),
    "outreach": ("place", "topics", "host"),
    "meeting": ("topic", "chair"),
    "drill": ("name", "place"),
    "plan": (),
    "document": ("name",),
}
CHUNK = 500


def upgrade() -> None:
    for table, texts in KINDS.items():
        op.add_column(table, sa.Column("sought", sa.Text(), server_default="", nullable=False))
        _fill(op.get_bind(), table, texts)


def _fill(connection: sa.Connection, name: str, texts: tuple[str, ...]) -> None:
    """As the model does on every write."""
    table = sa.table(name, *(sa.column(text) for text in ("id", "number", "sought", *texts)))
    change = sa.update(table).where(table.c.id == sa.bindparam("of"))
    read = sa.select(table.c.id, table.c.number, *(table.c[text] for text in texts))
    values = [
        {"of": row[0], "found": found_by((row[1],), [text or "" for text in row[2:]])}
        for row in connection.execute(read)
    ]
    for start in range(0, len(values), CHUNK):
        some = values[start : start + CHUNK]
        connection.execute(change.values(sought=sa.bindparam("found")), some)


def downgrade() -> None:
    for table in KINDS:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column("sought")
