"""What finds an enterprise, in one column."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from assist.lib.pinyin import found_by
from assist.lib.text import split_list

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

ENTERPRISE = sa.table(
    "enterprise",
    *(sa.column(name) for name in ("id", "name", "short_name", "aliases", "code", "pinyin")),
    sa.column("sought"),
)


def upgrade() -> None:
    added = sa.Column("sought", sa.Text(), server_default="", nullable=False)
    op.add_column("enterprise", added)
    _fill(op.get_bind())
    if op.get_bind().dialect.name == "sqlite":
        op.create_index("ix_enterprise_sought", "enterprise", ["sought"], unique=False)


def _fill(connection: sa.Connection) -> None:
    """As the model does on every write."""
    values = [
        {
            "of": row.id,
            "found": found_by(
                (row.name, row.pinyin, row.code), [row.short_name, *split_list(row.aliases)]
            ),
        }
        for row in connection.execute(sa.select(ENTERPRISE))
    ]
    statement = sa.update(ENTERPRISE).where(ENTERPRISE.c.id == sa.bindparam("of"))
    if values:
        connection.execute(statement.values(sought=sa.bindparam("found")), values)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.drop_index("ix_enterprise_sought", "enterprise")
    with op.batch_alter_table("enterprise", schema=None) as batch_op:
        batch_op.drop_column("sought")
