"""A review of a petition names the matter whose answer it looks at again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("petition") as batch_op:
        batch_op.add_column(sa.Column("answered_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_petition_answered_id_petition"), "petition", ["answered_id"], ["id"]
        )
        batch_op.create_index("ix_petition_answered_id", ["answered_id"])


def downgrade() -> None:
    with op.batch_alter_table("petition") as batch_op:
        batch_op.drop_index("ix_petition_answered_id")
        batch_op.drop_constraint(batch_op.f("fk_petition_answered_id_petition"), type_="foreignkey")
        batch_op.drop_column("answered_id")
