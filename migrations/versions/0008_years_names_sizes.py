"""Years that are rolled over; other names, sizes and roles."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

SIZE_KINDS = (
    "farming industry building wholesale retail transport storage post lodging telecom software "
    "estate property leasing other"
)


def codes(name: str, members: str) -> sa.Enum:
    """Text that holds one of these codes, guarded by a CHECK."""
    return sa.Enum(
        *members.split(), name=name, native_enum=False, create_constraint=True, length=32
    )


def upgrade() -> None:
    op.create_table(
        "roll_over",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("undone_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("origin", codes("origin", "web phone workbook on_behalf system"), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_roll_over_created_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roll_over")),
    )
    with op.batch_alter_table("roll_over", schema=None) as batch_op:
        batch_op.create_index(
            "uq_roll_over_of_a_year",
            ["year"],
            unique=True,
            sqlite_where=sa.text("undone_on IS NULL"),
            postgresql_where=sa.text("undone_on IS NULL"),
        )

    op.create_table(
        "roll_over_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("roll_over_id", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.Column("made_id", sa.Integer(), nullable=True),
        sa.Column("made_version", sa.Integer(), nullable=False),
        sa.Column("ended_id", sa.Integer(), nullable=True),
        sa.Column("ended_version", sa.Integer(), nullable=False),
        sa.Column("ended_before", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["ended_id"], ["pairing.id"], name=op.f("fk_roll_over_line_ended_id_pairing")
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"],
            ["enterprise.id"],
            name=op.f("fk_roll_over_line_enterprise_id_enterprise"),
        ),
        sa.ForeignKeyConstraint(
            ["made_id"], ["pairing.id"], name=op.f("fk_roll_over_line_made_id_pairing")
        ),
        sa.ForeignKeyConstraint(
            ["roll_over_id"],
            ["roll_over.id"],
            name=op.f("fk_roll_over_line_roll_over_id_roll_over"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roll_over_line")),
    )
    with op.batch_alter_table("roll_over_line", schema=None) as batch_op:
        batch_op.create_index("ix_roll_over_line_enterprise_id", ["enterprise_id"], unique=False)
        batch_op.create_index("ix_roll_over_line_roll_over_id", ["roll_over_id"], unique=False)

    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("role", sa.String(length=40), nullable=False, server_default="")
        )

    with op.batch_alter_table("enterprise", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("aliases", sa.String(length=300), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("four_up_since", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("size_year", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("size_kind", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("staff", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("revenue", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("assets", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        wanted = ", ".join(map(repr, SIZE_KINDS.split()))
        batch_op.create_check_constraint(
            batch_op.f("ck_enterprise_size_kind"), f"size_kind IN ({wanted})"
        )
        batch_op.create_index(
            batch_op.f("ix_enterprise_merged_into_id"), ["merged_into_id"], unique=False
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_enterprise_merged_into_id_enterprise"),
            "enterprise",
            ["merged_into_id"],
            ["id"],
        )
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.alter_column("role", server_default=None)
    with op.batch_alter_table("enterprise", schema=None) as batch_op:
        batch_op.alter_column("aliases", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("enterprise", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_enterprise_merged_into_id_enterprise"), type_="foreignkey"
        )
        batch_op.drop_index(batch_op.f("ix_enterprise_merged_into_id"))
        batch_op.drop_column("merged_into_id")
        batch_op.drop_column("assets")
        batch_op.drop_column("revenue")
        batch_op.drop_column("staff")
        batch_op.drop_constraint(batch_op.f("ck_enterprise_size_kind"), type_="check")
        batch_op.drop_column("size_kind")
        batch_op.drop_column("size_year")
        batch_op.drop_column("four_up_since")
        batch_op.drop_column("aliases")

    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.drop_column("role")

    with op.batch_alter_table("roll_over_line", schema=None) as batch_op:
        batch_op.drop_index("ix_roll_over_line_roll_over_id")
        batch_op.drop_index("ix_roll_over_line_enterprise_id")

    op.drop_table("roll_over_line")
    with op.batch_alter_table("roll_over", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_roll_over_of_a_year",
            sqlite_where=sa.text("undone_on IS NULL"),
            postgresql_where=sa.text("undone_on IS NULL"),
        )

    op.drop_table("roll_over")
