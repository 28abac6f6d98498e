"""Room for the names of a figure's parts among what is frozen."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("frozen_figure") as batch_op:
        batch_op.alter_column("figure", existing_type=sa.String(64), type_=sa.String(200))
        batch_op.alter_column("label", existing_type=sa.String(100), type_=sa.String(200))


def downgrade() -> None:
    with op.batch_alter_table("frozen_figure") as batch_op:
        batch_op.alter_column("label", existing_type=sa.String(200), type_=sa.String(100))
        batch_op.alter_column("figure", existing_type=sa.String(200), type_=sa.String(64))
