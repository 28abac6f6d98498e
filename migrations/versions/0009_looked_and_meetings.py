"""Looked and meetings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def codes(name: str, members: str) -> sa.Enum:
    """Text that holds one of these codes, guarded by a CHECK."""
    return sa.Enum(
        *members.split(), name=name, native_enum=False, create_constraint=True, length=32
    )


def upgrade() -> None:
    op.create_table(
        "looked",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("step_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_looked_user_id_user")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_looked")),
    )
    op.create_table(
        "meeting_held",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("step_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("origin", codes("origin", "web phone workbook on_behalf system"), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_meeting_held_created_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_held")),
    )
    with op.batch_alter_table("meeting_held", schema=None) as batch_op:
        batch_op.create_index("ix_meeting_held_held_on", ["held_on"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("meeting_held", schema=None) as batch_op:
        batch_op.drop_index("ix_meeting_held_held_on")

    op.drop_table("meeting_held")
    op.drop_table("looked")
