"""The superior's forms and what their cells are filled with."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def codes(name: str, members: str) -> sa.Enum:
    """Text that holds one of these codes, guarded by a CHECK."""
    return sa.Enum(
        *members.split(), name=name, native_enum=False, create_constraint=True, length=32
    )


def upgrade() -> None:
    op.create_table(
        "superior_form",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("file_name", sa.String(length=120), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("origin", codes("origin", "web phone workbook on_behalf system"), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_superior_form_created_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_superior_form")),
        sa.UniqueConstraint("name", name=op.f("uq_superior_form_name")),
    )
    op.create_table(
        "superior_form_cell",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("form_id", sa.Integer(), nullable=False),
        sa.Column("sheet", sa.String(length=100), nullable=False),
        sa.Column("cell", sa.String(length=12), nullable=False),
        sa.Column("figure", sa.String(length=64), nullable=False),
        sa.Column("ledger", sa.String(length=40), nullable=False),
        sa.Column("fields", sa.String(length=500), nullable=False),
        sa.Column("which", codes("form_period", "this before year_ago so_far"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("origin", codes("origin", "web phone workbook on_behalf system"), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(figure = '') <> (ledger = '')", name=op.f("ck_superior_form_cell_one_source")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_superior_form_cell_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["form_id"],
            ["superior_form.id"],
            name=op.f("fk_superior_form_cell_form_id_superior_form"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_superior_form_cell")),
        sa.UniqueConstraint(
            "form_id", "sheet", "cell", name=op.f("uq_superior_form_cell_form_id_sheet_cell")
        ),
    )


def downgrade() -> None:
    op.drop_table("superior_form_cell")
    op.drop_table("superior_form")
