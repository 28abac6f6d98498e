"""Promises."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def codes(name: str, members: str) -> sa.Enum:
    """Text that holds one of these codes, guarded by a CHECK."""
    return sa.Enum(
        *members.split(), name=name, native_enum=False, create_constraint=True, length=32
    )


def upgrade() -> None:
    op.create_table(
        "promise",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=True),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("promised_by_id", sa.Integer(), nullable=True),
        sa.Column("keeper_id", sa.Integer(), nullable=True),
        sa.Column("keeping", codes("keeping", "open kept broken void"), nullable=False),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("origin", codes("origin", "web phone workbook on_behalf system"), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(keeping = 'open') = (settled_on IS NULL)", name=op.f("ck_promise_settled_has_day")
        ),
        sa.CheckConstraint("words <> ''", name=op.f("ck_promise_says_something")),
        sa.CheckConstraint("due_on >= made_on", name=op.f("ck_promise_due_after_made")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_promise_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], name=op.f("fk_promise_enterprise_id_enterprise")
        ),
        sa.ForeignKeyConstraint(
            ["keeper_id"], ["cadre.id"], name=op.f("fk_promise_keeper_id_cadre")
        ),
        sa.ForeignKeyConstraint(
            ["promised_by_id"], ["cadre.id"], name=op.f("fk_promise_promised_by_id_cadre")
        ),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_promise_visit_id_visit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise")),
        sa.UniqueConstraint("number", name=op.f("uq_promise_number")),
    )
    with op.batch_alter_table("promise", schema=None) as batch_op:
        batch_op.create_index(
            "ix_promise_enterprise_id_keeping", ["enterprise_id", "keeping"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_promise_keeper_id"), ["keeper_id"], unique=False)
        batch_op.create_index("ix_promise_keeping_due_on", ["keeping", "due_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_promise_visit_id"), ["visit_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("promise", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_promise_visit_id"))
        batch_op.drop_index("ix_promise_keeping_due_on")
        batch_op.drop_index(batch_op.f("ix_promise_keeper_id"))
        batch_op.drop_index("ix_promise_enterprise_id_keeping")

    op.drop_table("promise")
