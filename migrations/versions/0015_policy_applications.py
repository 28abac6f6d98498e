"""Who applied under a policy, and what was paid."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

NAME = "policy_application"


def upgrade() -> None:
    origin = sa.Enum(
        *("web", "phone", "workbook", "on_behalf", "system"),
        name="origin",
        native_enum=False,
        create_constraint=True,
        length=32,
    )
    op.create_table(
        NAME,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("policy_id", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("applied_on", sa.Date(), nullable=False),
        sa.Column("cashed_on", sa.Date(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("origin", origin, nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(cashed_on IS NULL) = (amount IS NULL)", name=op.f(f"ck_{NAME}_both")),
        sa.CheckConstraint("amount IS NULL OR amount > 0", name=op.f(f"ck_{NAME}_something")),
        sa.CheckConstraint(
            "cashed_on IS NULL OR cashed_on >= applied_on", name=op.f(f"ck_{NAME}_order")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f(f"fk_{NAME}_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], name=op.f(f"fk_{NAME}_enterprise_id_enterprise")
        ),
        sa.ForeignKeyConstraint(
            ["policy_id"], ["policy.id"], name=op.f(f"fk_{NAME}_policy_id_policy")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{NAME}")),
        sa.UniqueConstraint(
            "policy_id",
            "enterprise_id",
            "applied_on",
            name=op.f(f"uq_{NAME}_policy_id_enterprise_id_applied_on"),
        ),
    )
    with op.batch_alter_table(NAME, schema=None) as batch_op:
        batch_op.create_index(f"ix_{NAME}_enterprise_id", ["enterprise_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table(NAME, schema=None) as batch_op:
        batch_op.drop_index(f"ix_{NAME}_enterprise_id")
    op.drop_table(NAME)
