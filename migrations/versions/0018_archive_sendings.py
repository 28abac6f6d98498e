"""How far the archive of a year has been sent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

NAME = "archive_sending"


def upgrade() -> None:
    part = sa.Enum(
        *("reports", "workbook", "dossiers", "files", "index"),
        name="part",
        native_enum=False,
        create_constraint=True,
        length=32,
    )
    op.create_table(
        NAME,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("part", part, nullable=True),
        sa.Column("part_done", sa.Integer(), nullable=False),
        sa.Column("part_total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("sent", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f(f"fk_{NAME}_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{NAME}")),
    )
    with op.batch_alter_table(NAME, schema=None) as batch_op:
        batch_op.create_index(f"ix_{NAME}_year", ["year", "by_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table(NAME, schema=None) as batch_op:
        batch_op.drop_index(f"ix_{NAME}_year")
    op.drop_table(NAME)
