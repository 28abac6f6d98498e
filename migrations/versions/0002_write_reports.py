"""Write reports."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def codes(name: str, members: str) -> sa.Enum:
    """Text that holds one of these codes, guarded by a CHECK."""
    return sa.Enum(
        *members.split(), name=name, native_enum=False, create_constraint=True, length=32
    )


def upgrade() -> None:
    op.create_table(
        "report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", codes("report_kind", "yearly quarterly"), nullable=False),
        sa.Column("period", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column(
            "state",
            codes("report_state", "drafting frozen reviewing approving signed archived"),
            nullable=False,
        ),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("approximate", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("origin", codes("origin", "web phone workbook on_behalf system"), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("edition > 0", name=op.f("ck_report_edition_positive")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_report_created_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint("kind", "period", name=op.f("uq_report_kind_period")),
    )
    op.create_table(
        "report_chapter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("edited_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("origin", codes("origin", "web phone workbook on_behalf system"), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_report_chapter_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["edited_by_id"], ["user.id"], name=op.f("fk_report_chapter_edited_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_report_chapter_report_id_report")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_chapter")),
        sa.UniqueConstraint("report_id", "key", name=op.f("uq_report_chapter_report_id_key")),
    )
    op.create_table(
        "report_evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("claim", sa.String(length=200), nullable=False),
        sa.Column("attachment_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attachment_id"],
            ["attachment.id"],
            name=op.f("fk_report_evidence_attachment_id_attachment"),
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_report_evidence_report_id_report")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_evidence")),
        sa.UniqueConstraint("attachment_id", name=op.f("uq_report_evidence_attachment_id")),
    )
    with op.batch_alter_table("report_evidence", schema=None) as batch_op:
        batch_op.create_index("ix_report_evidence_report_id", ["report_id"], unique=False)

    op.create_table(
        "report_freeze",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("dated", sa.Date(), nullable=False),
        sa.Column("signer", sa.String(length=100), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_report_freeze_by_id_user")),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_report_freeze_report_id_report")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_freeze")),
        sa.UniqueConstraint(
            "report_id", "edition", name=op.f("uq_report_freeze_report_id_edition")
        ),
    )
    op.create_table(
        "report_publication",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("origin", codes("origin", "web phone workbook on_behalf system"), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_report_publication_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_report_publication_report_id_report")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_publication")),
    )
    with op.batch_alter_table("report_publication", schema=None) as batch_op:
        batch_op.create_index("ix_report_publication_report_id", ["report_id"], unique=False)

    op.create_table(
        "report_signature",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column(
            "act",
            codes(
                "report_act",
                "freeze send secrecy pass send_back withdraw sign correct submit publish",
            ),
            nullable=False,
        ),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["user.id"], name=op.f("fk_report_signature_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_report_signature_report_id_report")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_signature")),
    )
    with op.batch_alter_table("report_signature", schema=None) as batch_op:
        batch_op.create_index("ix_report_signature_report_id", ["report_id", "id"], unique=False)

    op.create_table(
        "report_submission",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("recipient", codes("recipient", "local superior copy"), nullable=False),
        sa.Column("to_whom", sa.String(length=100), nullable=False),
        sa.Column("submitted_on", sa.Date(), nullable=False),
        sa.Column("receipt", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("origin", codes("origin", "web phone workbook on_behalf system"), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_report_submission_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_report_submission_report_id_report")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_submission")),
    )
    with op.batch_alter_table("report_submission", schema=None) as batch_op:
        batch_op.create_index("ix_report_submission_report_id", ["report_id"], unique=False)

    op.create_table(
        "chapter_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("chapter_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "how",
            codes("version_kind", "draft save autosave adopt regenerate restore take_over"),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_chapter_version_by_id_user")),
        sa.ForeignKeyConstraint(
            ["chapter_id"],
            ["report_chapter.id"],
            name=op.f("fk_chapter_version_chapter_id_report_chapter"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chapter_version")),
        sa.UniqueConstraint(
            "chapter_id", "number", name=op.f("uq_chapter_version_chapter_id_number")
        ),
    )
    op.create_table(
        "frozen_chapter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("freeze_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["freeze_id"],
            ["report_freeze.id"],
            name=op.f("fk_frozen_chapter_freeze_id_report_freeze"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_frozen_chapter")),
        sa.UniqueConstraint("freeze_id", "key", name=op.f("uq_frozen_chapter_freeze_id_key")),
    )
    op.create_table(
        "frozen_figure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("freeze_id", sa.Integer(), nullable=False),
        sa.Column("figure", sa.String(length=64), nullable=False),
        sa.Column("period", sa.String(length=32), nullable=False),
        sa.Column("label", sa.String(length=100), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["freeze_id"],
            ["report_freeze.id"],
            name=op.f("fk_frozen_figure_freeze_id_report_freeze"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_frozen_figure")),
        sa.UniqueConstraint(
            "freeze_id", "figure", "period", name=op.f("uq_frozen_figure_freeze_id_figure_period")
        ),
    )
    op.create_table(
        "frozen_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("freeze_id", sa.Integer(), nullable=False),
        sa.Column("part", codes("file_part", "word annex records"), nullable=False),
        sa.Column("name", sa.String(length=250), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["freeze_id"], ["report_freeze.id"], name=op.f("fk_frozen_file_freeze_id_report_freeze")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_frozen_file")),
        sa.UniqueConstraint("freeze_id", "part", name=op.f("uq_frozen_file_freeze_id_part")),
    )
    op.create_table(
        "frozen_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("frozen_figure_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=128), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["frozen_figure_id"],
            ["frozen_figure.id"],
            name=op.f("fk_frozen_record_frozen_figure_id_frozen_figure"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_frozen_record")),
        sa.UniqueConstraint(
            "frozen_figure_id", "position", name=op.f("uq_frozen_record_frozen_figure_id_position")
        ),
    )


def downgrade() -> None:
    op.drop_table("frozen_record")
    op.drop_table("frozen_file")
    op.drop_table("frozen_figure")
    op.drop_table("frozen_chapter")
    op.drop_table("chapter_version")
    with op.batch_alter_table("report_submission", schema=None) as batch_op:
        batch_op.drop_index("ix_report_submission_report_id")

    op.drop_table("report_submission")
    with op.batch_alter_table("report_signature", schema=None) as batch_op:
        batch_op.drop_index("ix_report_signature_report_id")

    op.drop_table("report_signature")
    with op.batch_alter_table("report_publication", schema=None) as batch_op:
        batch_op.drop_index("ix_report_publication_report_id")

    op.drop_table("report_publication")
    op.drop_table("report_freeze")
    with op.batch_alter_table("report_evidence", schema=None) as batch_op:
        batch_op.drop_index("ix_report_evidence_report_id")

    op.drop_table("report_evidence")
    op.drop_table("report_chapter")
    op.drop_table("report")
