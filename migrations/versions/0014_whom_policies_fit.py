"""Whom policies fit."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

LENGTHS = {"for_four_up": 100, "for_industry": 300, "for_size": 40, "for_tags": 300}


def upgrade() -> None:
    with op.batch_alter_table("policy", schema=None) as batch_op:
        for name, length in LENGTHS.items():
            batch_op.add_column(
                sa.Column(name, sa.String(length=length), nullable=False, server_default="")
            )
    with op.batch_alter_table("policy", schema=None) as batch_op:
        for name in LENGTHS:
            batch_op.alter_column(name, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("policy", schema=None) as batch_op:
        for name in reversed(LENGTHS):
            batch_op.drop_column(name)
