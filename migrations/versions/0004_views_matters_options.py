"""Views, matters and options of problems."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BEFORE = "instruction urge presented extension dissatisfied"
KINDS = "instruction urge supervise presented extension dissatisfied"


def codes(name: str, members: str) -> sa.Enum:
    """Text that holds one of these codes, guarded by a CHECK."""
    return sa.Enum(
        *members.split(), name=name, native_enum=False, create_constraint=True, length=32
    )


def upgrade() -> None:
    op.create_table(
        "saved_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("query", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_saved_view_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint("user_id", "name", name=op.f("uq_saved_view_user_id_name")),
    )
    op.create_table(
        "matter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("replied_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("origin", codes("origin", "web phone workbook on_behalf system"), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_matter_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_matter_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matter")),
        sa.UniqueConstraint("number", name=op.f("uq_matter_number")),
    )
    with op.batch_alter_table("matter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_matter_unit_id"), ["unit_id"], unique=False)

    with op.batch_alter_table("item", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("number", sa.String(length=32), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("options", sa.Text(), nullable=False, server_default=""))
        batch_op.drop_constraint(batch_op.f("ck_item_item_kind"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_item_item_kind"), f"kind IN ({', '.join(map(repr, KINDS.split()))})"
        )
    with op.batch_alter_table("item", schema=None) as batch_op:
        batch_op.alter_column("number", server_default=None)
        batch_op.alter_column("options", server_default=None)

    with op.batch_alter_table("problem", schema=None) as batch_op:
        batch_op.add_column(sa.Column("about_unit_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("matter_id", sa.Integer(), nullable=True))
        batch_op.create_index(
            batch_op.f("ix_problem_about_unit_id"), ["about_unit_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_problem_matter_id"), ["matter_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_problem_about_unit_id_unit"), "unit", ["about_unit_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_problem_matter_id_matter"), "matter", ["matter_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("problem", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_problem_matter_id_matter"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_problem_about_unit_id_unit"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_problem_matter_id"))
        batch_op.drop_index(batch_op.f("ix_problem_about_unit_id"))
        batch_op.drop_column("matter_id")
        batch_op.drop_column("about_unit_id")

    op.execute("UPDATE item SET kind = 'urge' WHERE kind = 'supervise'")
    with op.batch_alter_table("item", schema=None) as batch_op:
        batch_op.drop_column("options")
        batch_op.drop_column("number")
        batch_op.drop_constraint(batch_op.f("ck_item_item_kind"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_item_item_kind"), f"kind IN ({', '.join(map(repr, BEFORE.split()))})"
        )

    with op.batch_alter_table("matter", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_matter_unit_id"))

    op.drop_table("matter")
    op.drop_table("saved_view")
