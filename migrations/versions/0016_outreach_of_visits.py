"""Visits that count as 普法 too."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("outreach", schema=None) as batch_op:
        batch_op.add_column(sa.Column("visit_id", sa.Integer(), nullable=True))
        batch_op.create_unique_constraint(op.f("uq_outreach_visit_id"), ["visit_id"])
        batch_op.create_foreign_key(
            op.f("fk_outreach_visit_id_visit"), "visit", ["visit_id"], ["id"]
        )
    with op.batch_alter_table("visit_version", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("outreach", sa.String(length=300), nullable=False, server_default="")
        )
    with op.batch_alter_table("visit_version", schema=None) as batch_op:
        batch_op.alter_column("outreach", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("visit_version", schema=None) as batch_op:
        batch_op.drop_column("outreach")
    with op.batch_alter_table("outreach", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("fk_outreach_visit_id_visit"), type_="foreignkey")
        batch_op.drop_constraint(op.f("uq_outreach_visit_id"), type_="unique")
        batch_op.drop_column("visit_id")
