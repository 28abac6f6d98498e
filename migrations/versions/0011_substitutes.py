"""Substitutes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def codes(name: str, members: str) -> sa.Enum:
    """Text that holds one of these codes, guarded by a CHECK."""
    return sa.Enum(
        *members.split(), name=name, native_enum=False, create_constraint=True, length=32
    )


def upgrade() -> None:
    op.create_table(
        "substitution",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("absent_id", sa.Integer(), nullable=False),
        sa.Column("substitute_id", sa.Integer(), nullable=False),
        sa.Column("start_on", sa.Date(), nullable=False),
        sa.Column("end_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=100), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("origin", codes("origin", "web phone workbook on_behalf system"), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("absent_id <> substitute_id", name=op.f("ck_substitution_two_people")),
        sa.CheckConstraint("end_on >= start_on", name=op.f("ck_substitution_order")),
        sa.ForeignKeyConstraint(
            ["absent_id"], ["cadre.id"], name=op.f("fk_substitution_absent_id_cadre")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_substitution_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["substitute_id"], ["cadre.id"], name=op.f("fk_substitution_substitute_id_cadre")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_substitution")),
        sa.UniqueConstraint(
            "absent_id", "start_on", name=op.f("uq_substitution_absent_id_start_on")
        ),
    )
    with op.batch_alter_table("substitution", schema=None) as batch_op:
        batch_op.create_index(
            "ix_substitution_substitute_id_start_on", ["substitute_id", "start_on"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("substitution", schema=None) as batch_op:
        batch_op.drop_index("ix_substitution_substitute_id_start_on")

    op.drop_table("substitution")
