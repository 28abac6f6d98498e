"""Working days that a problem waited, and when it was last moved."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

LAST_MEASURE = (
    'UPDATE problem SET moved_on = (SELECT max(step."on") FROM step'
    " WHERE step.problem_id = problem.id AND step.act = 'measure')"
)
WAITING_NOW = (
    "UPDATE problem SET waiting_since_on = clock_since_on"
    " WHERE state = 'parked' OR (state = 'handling' AND stuck_on = 'superior')"
)


def upgrade() -> None:
    with op.batch_alter_table("problem", schema=None) as batch_op:
        batch_op.add_column(sa.Column("moved_on", sa.Date(), nullable=True))
        batch_op.add_column(
            sa.Column("waited_days", sa.Integer(), nullable=False, server_default="0")
        )
        batch_op.add_column(sa.Column("waiting_since_on", sa.Date(), nullable=True))
    with op.batch_alter_table("problem", schema=None) as batch_op:
        batch_op.alter_column("waited_days", server_default=None)
    op.execute(LAST_MEASURE)
    op.execute(WAITING_NOW)


def downgrade() -> None:
    with op.batch_alter_table("problem", schema=None) as batch_op:
        batch_op.drop_column("waiting_since_on")
        batch_op.drop_column("waited_days")
        batch_op.drop_column("moved_on")
