"""Pairs of characters, by which the box finds what is old."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from assist.lib.grams import grams

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

#: What was looked through when this was written; the number, the table, its texts.
KEPT = (
    (1, "problem", "number title detail"),
    (2, "visit", "number summary met"),
    (3, "debt", "number debtor creditor contract creditor_code pinyin"),
    (4, "petition", "number matter"),
    (5, "enterprise", "sought"),
    (6, "cadre", "sought"),
    (7, "unit", "name short_name"),
)
CHUNK = 500


def upgrade() -> None:
    table = op.create_table(
        "search_gram",
        sa.Column("kind", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("gram", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("record_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("kind", "gram", "record_id", name=op.f("pk_search_gram")),
        sqlite_with_rowid=False,
    )
    for code, name, texts in KEPT:
        _fill(op.get_bind(), table, code, name, texts.split())


def _fill(
    connection: sa.Connection, into: sa.Table, code: int, name: str, texts: list[str]
) -> None:
    """As the session does on every write."""
    columns = [sa.column(text) for text in ("id", *texts)]
    reading = sa.select(*columns).select_from(sa.table(name, *columns))
    for some in connection.execute(reading.execution_options(yield_per=CHUNK)).partitions():
        values = [
            {"kind": code, "gram": gram, "record_id": row[0]}
            for row in some
            for gram in sorted(grams(row[1:]))
        ]
        if values:
            connection.execute(sa.insert(into), values)


def downgrade() -> None:
    op.drop_table("search_gram")
