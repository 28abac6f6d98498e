"""Hand-overs that are still to come."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pairing_passing",
        sa.Column("pairing_id", sa.Integer(), nullable=False),
        sa.Column("who_id", sa.Integer(), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("who_id <> to_id", name=op.f("ck_pairing_passing_two_people")),
        sa.ForeignKeyConstraint(
            ["pairing_id"], ["pairing.id"], name=op.f("fk_pairing_passing_pairing_id_pairing")
        ),
        sa.ForeignKeyConstraint(
            ["to_id"], ["cadre.id"], name=op.f("fk_pairing_passing_to_id_cadre")
        ),
        sa.ForeignKeyConstraint(
            ["who_id"], ["cadre.id"], name=op.f("fk_pairing_passing_who_id_cadre")
        ),
        sa.PrimaryKeyConstraint("pairing_id", "who_id", name=op.f("pk_pairing_passing")),
    )
    with op.batch_alter_table("pairing_passing", schema=None) as batch_op:
        batch_op.create_index("ix_pairing_passing_to_id", ["to_id"], unique=False)
        batch_op.create_index("ix_pairing_passing_who_id", ["who_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("pairing_passing", schema=None) as batch_op:
        batch_op.drop_index("ix_pairing_passing_who_id")
        batch_op.drop_index("ix_pairing_passing_to_id")
    op.drop_table("pairing_passing")
