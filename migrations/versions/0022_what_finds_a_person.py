"""What finds a person, in one column."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from assist.lib.pinyin import found_by

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

USER = sa.table("user", *(sa.column(name) for name in ("id", "name", "account")))
CADRE = sa.table("cadre", *(sa.column(name) for name in ("id", "pinyin", "sought")))


def upgrade() -> None:
    added = sa.Column("sought", sa.Text(), server_default="", nullable=False)
    op.add_column("cadre", added)
    _fill(op.get_bind())
    if op.get_bind().dialect.name == "sqlite":
        op.create_index("ix_cadre_sought", "cadre", ["sought"], unique=False)


def _fill(connection: sa.Connection) -> None:
    """As the model does on every write."""
    people = sa.select(CADRE.c.id, CADRE.c.pinyin, USER.c.name, USER.c.account)
    values = [
        {"of": row.id, "found": found_by((row.name, row.account, row.pinyin), ())}
        for row in connection.execute(people.join_from(CADRE, USER, USER.c.id == CADRE.c.id))
    ]
    statement = sa.update(CADRE).where(CADRE.c.id == sa.bindparam("of"))
    if values:
        connection.execute(statement.values(sought=sa.bindparam("found")), values)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.drop_index("ix_cadre_sought", "cadre")
    with op.batch_alter_table("cadre", schema=None) as batch_op:
        batch_op.drop_column("sought")
