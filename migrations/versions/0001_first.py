"""The first schema."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def codes(name: str, members: str) -> sa.Enum:
    """Text that holds one of these codes, guarded by a CHECK."""
    return sa.Enum(
        *members.split(), name=name, native_enum=False, create_constraint=True, length=32
    )


def upgrade() -> None:

    op.create_table(
        "audit_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("verb", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_event")),
        sa.UniqueConstraint("hash", name=op.f("uq_audit_event_hash")),
    )
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.create_index("ix_audit_event_account", ["account", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_event_at"), ["at"], unique=False)
        batch_op.create_index("ix_audit_event_subject", ["kind", "key", "id"], unique=False)

    op.create_table(
        "counter",
        sa.Column("prefix", sa.String(length=32), nullable=False),
        sa.Column("largest", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("prefix", name=op.f("pk_counter")),
    )
    op.create_table(
        "sign_in_failure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_failure")),
    )
    with op.batch_alter_table("sign_in_failure", schema=None) as batch_op:
        batch_op.create_index("ix_sign_in_failure_address_at", ["address", "at"], unique=False)

    op.create_table(
        "user",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("password_hash", sa.String(length=256), nullable=True),
        sa.Column("one_time_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("password_set_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("totp_secret", sa.String(length=64), nullable=True),
        sa.Column("totp_last_step", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("origin", codes("origin", "web phone workbook on_behalf system"), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_user_created_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
        sa.UniqueConstraint("account", name=op.f("uq_user_account")),
    )
    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("mime", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_attachment_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.create_index("ix_attachment_subject", ["kind", "key", "id"], unique=False)

    op.create_table(
        "category",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("difficulty", codes("difficulty", "ordinary complex"), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("origin", codes("origin", "web phone workbook on_behalf system"), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_category_created_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_category")),
        sa.UniqueConstraint("name", name=op.f("uq_category_name")),
    )
    op.create_table(
        "disclosure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column(
            "column",
            codes("portal_column", "documents personnel planning finance annual other"),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("formed_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("author", sa.String(length=64), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("url", sa.String(length=300), nullable=False),
        sa.Column("first_by", sa.String(length=64), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=True),
        sa.Column("second_by", sa.String(length=64), nullable=False),
        sa.Column("second_on", sa.Date(), nullable=True),
        sa.Column("third_by", sa.String(length=64), nullable=False),
        sa.Column("third_on", sa.Date(), nullable=True),
        sa.Column("secrecy", codes("secrecy", "pending passed failed"), nullable=False),
        sa.Column("secrecy_by", sa.String(length=64), nullable=False),
        sa.Column("secrecy_on", sa.Date(), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("archive", sa.String(length=64), nullable=False),
        sa.Column("standing", codes("standing", "valid void"), nullable=False),
        sa.Column("void_why", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("origin", codes("origin", "web phone workbook on_behalf system"), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "published_on IS NULL OR published_on >= formed_on",
            name=op.f("ck_disclosure_published_after_formed"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_disclosure_created_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosure")),
        sa.UniqueConstraint("number", name=op.f("uq_disclosure_number")),
    )
    with op.batch_alter_table("disclosure", schema=None) as batch_op:
        batch_op.create_index("ix_disclosure_formed_on", ["formed_on"], unique=False)
        batch_op.create_index("ix_disclosure_published_on", ["published_on"], unique=False)

    op.create_table(
        "document",
        sa.Column("number", sa.String(length=100), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("issuer", sa.String(length=100), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("standing", codes("standing", "valid void"), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("void_why", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("origin", codes("origin", "web phone workbook on_behalf system"), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_document_created_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint("number", name=op.f("uq_document_number")),
    )
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_document_held_on"), ["held_on"], unique=False)

    op.create_table(
        "drill",
        sa.Column("number", sa.String(length=100), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("place", sa.String(length=100), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("standing", codes("standing", "valid void"), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("void_why", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("origin", codes("origin", "web phone workbook on_behalf system"), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_drill_created_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drill")),
        sa.UniqueConstraint("number", name=op.f("uq_drill_number")),
    )
    with op.batch_alter_table("drill", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_drill_held_on"), ["held_on"], unique=False)

    op.create_table(
        "duty_done",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("origin", codes("origin", "web phone workbook on_behalf system"), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_duty_done_created_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_done")),
        sa.UniqueConstraint("key", name=op.f("uq_duty_done_key")),
    )
    with op.batch_alter_table("duty_done", schema=None) as batch_op:
        batch_op.create_index("ix_duty_done_due_on", ["due_on"], unique=False)

    op.create_table(
        "enterprise",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=18), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("short_name", sa.String(length=40), nullable=False),
        sa.Column("pinyin", sa.String(length=100), nullable=False),
        sa.Column("four_up", sa.String(length=100), nullable=False),
        sa.Column(
            "industry", codes("industry", "A B C D E F G H I J K L M N O P Q R S T"), nullable=True
        ),
        sa.Column("size", codes("size", "large medium small micro"), nullable=True),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("area", sa.String(length=64), nullable=False),
        sa.Column("running", codes("running", "normal half stopped lost closed"), nullable=True),
        sa.Column("tags", sa.String(length=300), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("withdrawn_why", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("origin", codes("origin", "web phone workbook on_behalf system"), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("length(code) = 18", name=op.f("ck_enterprise_code_length")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_enterprise_created_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprise")),
        sa.UniqueConstraint("code", name=op.f("uq_enterprise_code")),
    )
    with op.batch_alter_table("enterprise", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_enterprise_area"), ["area"], unique=False)
        batch_op.create_index(batch_op.f("ix_enterprise_name"), ["name"], unique=False)
        batch_op.create_index(batch_op.f("ix_enterprise_pinyin"), ["pinyin"], unique=False)

    op.create_table(
        "event",
        sa.Column("number", sa.String(length=100), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("place", sa.String(length=100), nullable=False),
        sa.Column("host", sa.String(length=100), nullable=False),
        sa.Column("campaign", sa.Boolean(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("leader", sa.String(length=100), nullable=False),
        sa.Column("intended", sa.BigInteger(), nullable=True),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("standing", codes("standing", "valid void"), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("void_why", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("origin", codes("origin", "web phone workbook on_behalf system"), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_event_created_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint("number", name=op.f("uq_event_number")),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_held_on"), ["held_on"], unique=False)

    op.create_table(
        "indicator",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("area", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("weight", sa.BigInteger(), nullable=False),
        sa.Column("target", sa.BigInteger(), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("better", codes("better", "higher lower"), nullable=False),
        sa.Column("figure", sa.String(length=64), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("origin", codes("origin", "web phone workbook on_behalf system"), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("target >= 0", name=op.f("ck_indicator_target_not_negative")),
        sa.CheckConstraint("weight > 0", name=op.f("ck_indicator_weight_positive")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_indicator_created_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator")),
        sa.UniqueConstraint("name", name=op.f("uq_indicator_name")),
    )
    op.create_table(
        "inspection_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=200), nullable=False),
        sa.Column("times", sa.Integer(), nullable=True),
        sa.Column("filed", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("origin", codes("origin", "web phone workbook on_behalf system"), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_inspection_plan_created_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection_plan")),
        sa.UniqueConstraint("year", "item", name=op.f("uq_inspection_plan_year_item")),
    )
    op.create_table(
        "meeting",
        sa.Column("number", sa.String(length=100), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("topic", sa.String(length=200), nullable=False),
        sa.Column("tags", sa.String(length=200), nullable=False),
        sa.Column("chair", sa.String(length=64), nullable=False),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("first_item", sa.Boolean(), nullable=False),
        sa.Column("decided", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("standing", codes("standing", "valid void"), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("void_why", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("origin", codes("origin", "web phone workbook on_behalf system"), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_meeting_created_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        sa.UniqueConstraint("number", name=op.f("uq_meeting_number")),
    )
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_held_on"), ["held_on"], unique=False)

    op.create_table(
        "outreach",
        sa.Column("number", sa.String(length=100), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("forms", sa.String(length=200), nullable=False),
        sa.Column("topics", sa.String(length=300), nullable=False),
        sa.Column("place", sa.String(length=100), nullable=False),
        sa.Column("host", sa.String(length=100), nullable=False),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("books", sa.Integer(), nullable=True),
        sa.Column("leaves", sa.Integer(), nullable=True),
        sa.Column("audience", sa.String(length=100), nullable=False),
        sa.Column("screens", sa.Integer(), nullable=True),
        sa.Column("advised", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("standing", codes("standing", "valid void"), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("void_why", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("origin", codes("origin", "web phone workbook on_behalf system"), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_outreach_created_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outreach")),
        sa.UniqueConstraint("number", name=op.f("uq_outreach_number")),
    )
    with op.batch_alter_table("outreach", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outreach_held_on"), ["held_on"], unique=False)

    op.create_table(
        "password_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("password_hash", sa.String(length=256), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_password_record_user_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_password_record")),
    )
    with op.batch_alter_table("password_record", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_password_record_user_id"), ["user_id"], unique=False)

    op.create_table(
        "plan",
        sa.Column("number", sa.String(length=100), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("force", sa.String(length=16), nullable=False),
        sa.Column("edition", sa.String(length=40), nullable=False),
        sa.Column("revise_by", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("standing", codes("standing", "valid void"), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("void_why", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("origin", codes("origin", "web phone workbook on_behalf system"), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_plan_created_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
        sa.UniqueConstraint("number", name=op.f("uq_plan_number")),
    )
    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_held_on"), ["held_on"], unique=False)

    op.create_table(
        "plan_year",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("origin", codes("origin", "web phone workbook on_behalf system"), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_plan_year_amount_not_negative")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_plan_year_created_by_id_user")
        ),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_plan_year")),
    )
    op.create_table(
        "policy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=100), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("level", codes("policy_level", "state province city district"), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("issuer", sa.String(length=100), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("origin", codes("origin", "web phone workbook on_behalf system"), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_policy_created_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy")),
        sa.UniqueConstraint("number", name=op.f("uq_policy_number")),
    )
    op.create_table(
        "power_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(length=100), nullable=False),
        sa.Column("officers", sa.Integer(), nullable=False),
        sa.Column("matter", sa.String(length=200), nullable=False),
        sa.Column("hazards", sa.Integer(), nullable=False),
        sa.Column("standing", codes("standing", "valid void"), nullable=False),
        sa.Column("void_why", sa.String(length=300), nullable=False),
        sa.Column("officer_names", sa.Text(), nullable=False),
        sa.Column("found", sa.Text(), nullable=False),
        sa.Column("documents", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("origin", codes("origin", "web phone workbook on_behalf system"), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("hazards >= 0", name=op.f("ck_power_check_hazards_not_negative")),
        sa.CheckConstraint("officers >= 1", name=op.f("ck_power_check_officers_positive")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_power_check_created_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_power_check")),
        sa.UniqueConstraint("number", name=op.f("uq_power_check_number")),
    )
    with op.batch_alter_table("power_check", schema=None) as batch_op:
        batch_op.create_index("ix_power_check_held_on", ["held_on"], unique=False)

    op.create_table(
        "setting",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("value", sa.String(length=500), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("origin", codes("origin", "web phone workbook on_behalf system"), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_setting_created_by_id_user")
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_setting")),
    )
    op.create_table(
        "unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("short_name", sa.String(length=40), nullable=False),
        sa.Column(
            "kind",
            codes("unit_kind", "leaders department park street company other"),
            nullable=False,
        ),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("origin", codes("origin", "web phone workbook on_behalf system"), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_unit_created_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint("name", name=op.f("uq_unit_name")),
    )
    op.create_table(
        "user_duty",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column(
            "duty",
            codes(
                "duty",
                "arrears events outreach meetings drills plans documents inspections power petitions disclosures planning",
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_user_duty_user_id_user")),
        sa.PrimaryKeyConstraint("user_id", "duty", name=op.f("pk_user_duty")),
    )
    op.create_table(
        "user_role",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            codes("role", "cadre handler leader bureau_leader office specialist admin auditor"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_user_role_user_id_user")),
        sa.PrimaryKeyConstraint("user_id", "role", name=op.f("pk_user_role")),
    )
    op.create_table(
        "user_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("own_phone", sa.Boolean(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_why", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_user_session_user_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_user_session_token_hash")),
    )
    with op.batch_alter_table("user_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_user_session_user_id"), ["user_id"], unique=False)

    op.create_table(
        "workday_override",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("is_workday", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("origin", codes("origin", "web phone workbook on_behalf system"), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_workday_override_created_by_id_user")
        ),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_workday_override")),
    )
    op.create_table(
        "cadre",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("post", sa.String(length=64), nullable=False),
        sa.Column("phone", sa.String(length=32), nullable=False),
        sa.Column("exam_passed_on", sa.Date(), nullable=True),
        sa.Column("rescue_team", sa.Boolean(), nullable=False),
        sa.Column("on_duty", sa.Boolean(), nullable=False),
        sa.Column("pinyin", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["user.id"], name=op.f("fk_cadre_id_user")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_cadre_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cadre")),
    )
    with op.batch_alter_table("cadre", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cadre_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("post", sa.String(length=64), nullable=False),
        sa.Column("phone", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], name=op.f("fk_contact_enterprise_id_enterprise")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
    )
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_contact_enterprise_id"), ["enterprise_id"], unique=False
        )

    op.create_table(
        "debt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("debtor", sa.String(length=100), nullable=False),
        sa.Column(
            "debtor_kind",
            codes("debtor_kind", "agency institution state_firm large_firm group"),
            nullable=False,
        ),
        sa.Column("debtor_dept", sa.String(length=100), nullable=False),
        sa.Column("creditor", sa.String(length=100), nullable=False),
        sa.Column("pinyin", sa.String(length=220), nullable=False),
        sa.Column("creditor_code", sa.String(length=18), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=True),
        sa.Column("creditor_size", codes("size", "large medium small micro"), nullable=True),
        sa.Column("contract", sa.String(length=200), nullable=False),
        sa.Column("contract_number", sa.String(length=64), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("kind", codes("debt_kind", "works goods service deposit other"), nullable=False),
        sa.Column("contract_amount", sa.BigInteger(), nullable=True),
        sa.Column("owed", sa.BigInteger(), nullable=False),
        sa.Column("formed_on", sa.Date(), nullable=True),
        sa.Column("delivered_on", sa.Date(), nullable=True),
        sa.Column("accepted_on", sa.Date(), nullable=True),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("pay_days", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("agreed_rate", sa.Integer(), nullable=True),
        sa.Column("stock", codes("stock", "base added new"), nullable=False),
        sa.Column("dispute", codes("dispute", "none whole part"), nullable=False),
        sa.Column("disputed", sa.BigInteger(), nullable=True),
        sa.Column("dispute_reason", sa.Text(), nullable=False),
        sa.Column("judicial", sa.Boolean(), nullable=False),
        sa.Column("found_by", sa.String(length=40), nullable=False),
        sa.Column("lead", sa.String(length=64), nullable=False),
        sa.Column("owner", sa.String(length=64), nullable=False),
        sa.Column("void", sa.Boolean(), nullable=False),
        sa.Column("void_why", sa.String(length=300), nullable=False),
        sa.Column("balance", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("origin", codes("origin", "web phone workbook on_behalf system"), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("balance >= 0", name=op.f("ck_debt_balance_not_negative")),
        sa.CheckConstraint(
            "disputed IS NULL OR disputed >= 0", name=op.f("ck_debt_disputed_not_negative")
        ),
        sa.CheckConstraint("owed > 0", name=op.f("ck_debt_owed_positive")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_debt_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], name=op.f("fk_debt_enterprise_id_enterprise")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_debt")),
        sa.UniqueConstraint("number", name=op.f("uq_debt_number")),
    )
    with op.batch_alter_table("debt", schema=None) as batch_op:
        batch_op.create_index("ix_debt_creditor", ["creditor"], unique=False)
        batch_op.create_index("ix_debt_debtor", ["debtor"], unique=False)
        batch_op.create_index("ix_debt_enterprise_id", ["enterprise_id"], unique=False)
        batch_op.create_index("ix_debt_stock_owed", ["stock", "owed"], unique=False)

    op.create_table(
        "disclosure_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("disclosure_id", sa.Integer(), nullable=False),
        sa.Column(
            "act",
            codes(
                "disclosure_act", "first second third send_back secrecy change publish take_over"
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("on_behalf", sa.Boolean(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_disclosure_step_by_id_user")),
        sa.ForeignKeyConstraint(
            ["disclosure_id"],
            ["disclosure.id"],
            name=op.f("fk_disclosure_step_disclosure_id_disclosure"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosure_step")),
    )
    with op.batch_alter_table("disclosure_step", schema=None) as batch_op:
        batch_op.create_index("ix_disclosure_step_disclosure_id", ["disclosure_id"], unique=False)

    op.create_table(
        "draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.String(length=64), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=True),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], name=op.f("fk_draft_enterprise_id_enterprise")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_draft_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
        sa.UniqueConstraint("user_id", "client_id", name=op.f("uq_draft_user_id_client_id")),
    )
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_draft_user_id"), ["user_id"], unique=False)

    op.create_table(
        "event_enterprise",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enterprise_id"],
            ["enterprise.id"],
            name=op.f("fk_event_enterprise_enterprise_id_enterprise"),
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_event_enterprise_event_id_event")
        ),
        sa.PrimaryKeyConstraint("event_id", "enterprise_id", name=op.f("pk_event_enterprise")),
    )
    with op.batch_alter_table("event_enterprise", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_event_enterprise_enterprise_id"), ["enterprise_id"], unique=False
        )

    op.create_table(
        "indicator_score",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(length=32), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=True),
        sa.Column("target", sa.BigInteger(), nullable=False),
        sa.Column("weight", sa.BigInteger(), nullable=False),
        sa.Column("score", sa.BigInteger(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("origin", codes("origin", "web phone workbook on_behalf system"), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "score IS NULL OR (score BETWEEN 0 AND weight)",
            name=op.f("ck_indicator_score_score_in_bounds"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_indicator_score_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["indicator_id"],
            ["indicator.id"],
            name=op.f("fk_indicator_score_indicator_id_indicator"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator_score")),
        sa.UniqueConstraint(
            "indicator_id", "period", name=op.f("uq_indicator_score_indicator_id_period")
        ),
    )
    with op.batch_alter_table("indicator_score", schema=None) as batch_op:
        batch_op.create_index("ix_indicator_score_period", ["period"], unique=False)

    op.create_table(
        "key_year",
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], name=op.f("fk_key_year_enterprise_id_enterprise")
        ),
        sa.PrimaryKeyConstraint("enterprise_id", "year", name=op.f("pk_key_year")),
    )
    with op.batch_alter_table("key_year", schema=None) as batch_op:
        batch_op.create_index(
            "ix_key_year_year_enterprise_id", ["year", "enterprise_id"], unique=False
        )

    op.create_table(
        "outreach_enterprise",
        sa.Column("outreach_id", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enterprise_id"],
            ["enterprise.id"],
            name=op.f("fk_outreach_enterprise_enterprise_id_enterprise"),
        ),
        sa.ForeignKeyConstraint(
            ["outreach_id"],
            ["outreach.id"],
            name=op.f("fk_outreach_enterprise_outreach_id_outreach"),
        ),
        sa.PrimaryKeyConstraint(
            "outreach_id", "enterprise_id", name=op.f("pk_outreach_enterprise")
        ),
    )
    with op.batch_alter_table("outreach_enterprise", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_outreach_enterprise_enterprise_id"), ["enterprise_id"], unique=False
        )

    op.create_table(
        "problem",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("registered_on", sa.Date(), nullable=False),
        sa.Column(
            "source",
            codes("source", "visit meeting phone online enterprise hotline superior other"),
            nullable=False,
        ),
        sa.Column("source_number", sa.String(length=32), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("level", codes("level", "unit district city province"), nullable=False),
        sa.Column("difficulty", codes("difficulty", "ordinary complex"), nullable=False),
        sa.Column(
            "state",
            codes("state", "registered assigned handling answered parked closed rejected"),
            nullable=False,
        ),
        sa.Column(
            "outcome",
            codes(
                "outcome",
                "solved_on_spot solved partly_solved explained parked not_accepted diverted withdrawn",
            ),
            nullable=True,
        ),
        sa.Column("lead_unit_id", sa.Integer(), nullable=True),
        sa.Column("assigned_on", sa.Date(), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("solved_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("next_review_on", sa.Date(), nullable=True),
        sa.Column("called_back_on", sa.Date(), nullable=True),
        sa.Column(
            "satisfaction",
            codes(
                "satisfaction", "satisfied fairly_satisfied dissatisfied unreachable no_response"
            ),
            nullable=True,
        ),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column(
            "stuck_on", codes("stuck_on", "nothing superior funds enterprise"), nullable=False
        ),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("sent_back", sa.Integer(), nullable=False),
        sa.Column("reopened", sa.Integer(), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("clock_since_on", sa.Date(), nullable=False),
        sa.Column("clock_due_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("origin", codes("origin", "web phone workbook on_behalf system"), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "state != 'closed' OR closed_on IS NOT NULL", name=op.f("ck_problem_closed_has_day")
        ),
        sa.CheckConstraint(
            "solved_on IS NULL OR solved_on >= registered_on",
            name=op.f("ck_problem_solved_after_registered"),
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["user.id"], name=op.f("fk_problem_answered_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["category_id"], ["category.id"], name=op.f("fk_problem_category_id_category")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_problem_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], name=op.f("fk_problem_enterprise_id_enterprise")
        ),
        sa.ForeignKeyConstraint(
            ["lead_unit_id"], ["unit.id"], name=op.f("fk_problem_lead_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_problem")),
        sa.UniqueConstraint("number", name=op.f("uq_problem_number")),
    )
    with op.batch_alter_table("problem", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_problem_category_id"), ["category_id"], unique=False)
        batch_op.create_index("ix_problem_created_by_id", ["created_by_id"], unique=False)
        batch_op.create_index(
            "ix_problem_enterprise_id_state", ["enterprise_id", "state"], unique=False
        )
        batch_op.create_index(
            "ix_problem_lead_unit_id_state", ["lead_unit_id", "state"], unique=False
        )
        batch_op.create_index("ix_problem_open_clock", ["state", "clock_due_on"], unique=False)
        batch_op.create_index("ix_problem_registered_on", ["registered_on"], unique=False)
        batch_op.create_index("ix_problem_solved_on", ["solved_on"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_problem_source_number"), ["source_number"], unique=False
        )

    op.create_table(
        "visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column(
            "channel",
            codes("channel", "on_site phone wechat enterprise_came meeting online"),
            nullable=False,
        ),
        sa.Column("met", sa.String(length=100), nullable=False),
        sa.Column("operating", codes("operating", "good steady down stopped"), nullable=True),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("nothing_new", sa.Boolean(), nullable=False),
        sa.Column("standing", codes("standing", "valid void"), nullable=False),
        sa.Column("void_why", sa.String(length=300), nullable=False),
        sa.Column("recorded_on", sa.Date(), nullable=True),
        sa.Column("client_id", sa.String(length=64), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("origin", codes("origin", "web phone workbook on_behalf system"), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("summary <> '' OR nothing_new", name=op.f("ck_visit_says_something")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_visit_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], name=op.f("fk_visit_enterprise_id_enterprise")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
        sa.UniqueConstraint("client_id", name=op.f("uq_visit_client_id")),
        sa.UniqueConstraint("number", name=op.f("uq_visit_number")),
    )
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.create_index(
            "ix_visit_channel_standing_held_on_enterprise_id",
            ["channel", "standing", "held_on", "enterprise_id"],
            unique=False,
        )
        batch_op.create_index(
            "ix_visit_enterprise_id_held_on", ["enterprise_id", "held_on"], unique=False
        )
        batch_op.create_index(
            "ix_visit_enterprise_id_standing_channel_held_on",
            ["enterprise_id", "standing", "channel", "held_on"],
            unique=False,
        )
        batch_op.create_index("ix_visit_held_on", ["held_on"], unique=False)

    op.create_table(
        "adjustment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("debt_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("basis", sa.String(length=200), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("origin", sa.String(length=16), nullable=False),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_adjustment_amount_not_zero")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_adjustment_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(["debt_id"], ["debt.id"], name=op.f("fk_adjustment_debt_id_debt")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adjustment")),
        sa.UniqueConstraint("number", name=op.f("uq_adjustment_number")),
    )
    with op.batch_alter_table("adjustment", schema=None) as batch_op:
        batch_op.create_index("ix_adjustment_debt_id_on", ["debt_id", "on"], unique=False)

    op.create_table(
        "co_part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("problem_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["problem_id"], ["problem.id"], name=op.f("fk_co_part_problem_id_problem")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_co_part_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_co_part")),
        sa.UniqueConstraint("problem_id", "unit_id", name=op.f("uq_co_part_problem_id_unit_id")),
    )
    with op.batch_alter_table("co_part", schema=None) as batch_op:
        batch_op.create_index("ix_co_part_unit_id", ["unit_id"], unique=False)

    op.create_table(
        "delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("policy_id", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=True),
        sa.Column(
            "way", codes("way", "wechat phone lecture pocket_book post other"), nullable=True
        ),
        sa.Column("told_by_id", sa.Integer(), nullable=True),
        sa.Column("valid", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], name=op.f("fk_delivery_enterprise_id_enterprise")
        ),
        sa.ForeignKeyConstraint(
            ["policy_id"], ["policy.id"], name=op.f("fk_delivery_policy_id_policy")
        ),
        sa.ForeignKeyConstraint(
            ["told_by_id"], ["user.id"], name=op.f("fk_delivery_told_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visit.id"], name=op.f("fk_delivery_visit_id_visit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("visit_id", "policy_id", name=op.f("uq_delivery_visit_id_policy_id")),
    )
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.create_index("ix_delivery_enterprise_id", ["enterprise_id"], unique=False)
        batch_op.create_index("ix_delivery_held_on", ["held_on"], unique=False)
        batch_op.create_index("ix_delivery_policy_id", ["policy_id"], unique=False)
        batch_op.create_index(
            "uq_delivery_outside_a_visit",
            ["policy_id", "enterprise_id", "held_on"],
            unique=True,
            sqlite_where=sa.text("visit_id IS NULL"),
            postgresql_where=sa.text("visit_id IS NULL"),
        )

    op.create_table(
        "inspection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("leader_id", sa.Integer(), nullable=True),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column(
            "kind", codes("inspection_kind", "daily special joint supervision"), nullable=False
        ),
        sa.Column("standing", codes("standing", "valid void"), nullable=False),
        sa.Column("void_why", sa.String(length=300), nullable=False),
        sa.Column("plan_item", sa.String(length=200), nullable=False),
        sa.Column("notice", sa.String(length=64), nullable=False),
        sa.Column("scan", sa.String(length=64), nullable=False),
        sa.Column("officers", sa.Text(), nullable=False),
        sa.Column("certified", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("origin", codes("origin", "web phone workbook on_behalf system"), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("people >= 1", name=op.f("ck_inspection_people_positive")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_inspection_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["leader_id"], ["cadre.id"], name=op.f("fk_inspection_leader_id_cadre")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection")),
        sa.UniqueConstraint("number", name=op.f("uq_inspection_number")),
    )
    with op.batch_alter_table("inspection", schema=None) as batch_op:
        batch_op.create_index("ix_inspection_held_on", ["held_on"], unique=False)

    op.create_table(
        "item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("problem_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            codes("item_kind", "instruction urge presented extension dissatisfied"),
            nullable=False,
        ),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("new_due_on", sa.Date(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("origin", codes("origin", "web phone workbook on_behalf system"), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["user.id"], name=op.f("fk_item_answered_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["user.id"], name=op.f("fk_item_asked_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_item_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["problem_id"], ["problem.id"], name=op.f("fk_item_problem_id_problem")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item")),
    )
    with op.batch_alter_table("item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_item_asked_by_id"), ["asked_by_id"], unique=False)
        batch_op.create_index("ix_item_open", ["answered_on", "kind"], unique=False)
        batch_op.create_index("ix_item_problem_id", ["problem_id"], unique=False)

    op.create_table(
        "pairing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("leader_id", sa.Integer(), nullable=False),
        sa.Column("lead_unit_id", sa.Integer(), nullable=False),
        sa.Column("start_on", sa.Date(), nullable=False),
        sa.Column("end_on", sa.Date(), nullable=True),
        sa.Column("basis", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("origin", codes("origin", "web phone workbook on_behalf system"), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("end_on IS NULL OR end_on >= start_on", name=op.f("ck_pairing_order")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_pairing_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], name=op.f("fk_pairing_enterprise_id_enterprise")
        ),
        sa.ForeignKeyConstraint(
            ["lead_unit_id"], ["unit.id"], name=op.f("fk_pairing_lead_unit_id_unit")
        ),
        sa.ForeignKeyConstraint(
            ["leader_id"], ["cadre.id"], name=op.f("fk_pairing_leader_id_cadre")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pairing")),
        sa.UniqueConstraint(
            "enterprise_id", "start_on", name=op.f("uq_pairing_enterprise_id_start_on")
        ),
    )
    with op.batch_alter_table("pairing", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pairing_lead_unit_id"), ["lead_unit_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_pairing_leader_id"), ["leader_id"], unique=False)

    op.create_table(
        "petition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column(
            "channel",
            codes("petition_channel", "hotline assigned review letter visit online"),
            nullable=False,
        ),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("matter", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("extended_to", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("leader_id", sa.Integer(), nullable=True),
        sa.Column("result", sa.String(length=40), nullable=False),
        sa.Column("petitioner", sa.String(length=64), nullable=False),
        sa.Column("petitioner_phone", sa.String(length=32), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("accepted_on", sa.Date(), nullable=True),
        sa.Column("handler_id", sa.Integer(), nullable=True),
        sa.Column("opinion", codes("opinion", "supported explained refused"), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("extended_why", sa.Text(), nullable=False),
        sa.Column("extension_told_on", sa.Date(), nullable=True),
        sa.Column(
            "satisfaction",
            codes(
                "satisfaction", "satisfied fairly_satisfied dissatisfied unreachable no_response"
            ),
            nullable=True,
        ),
        sa.Column("standing", codes("standing", "valid void"), nullable=False),
        sa.Column("void_why", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("origin", codes("origin", "web phone workbook on_behalf system"), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "done_on IS NULL OR done_on >= received_on",
            name=op.f("ck_petition_done_after_received"),
        ),
        sa.CheckConstraint("due_on >= received_on", name=op.f("ck_petition_due_after_received")),
        sa.CheckConstraint(
            "extended_to IS NULL OR extended_to >= due_on", name=op.f("ck_petition_extended_later")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_petition_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["handler_id"], ["cadre.id"], name=op.f("fk_petition_handler_id_cadre")
        ),
        sa.ForeignKeyConstraint(
            ["leader_id"], ["cadre.id"], name=op.f("fk_petition_leader_id_cadre")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_petition")),
        sa.UniqueConstraint("number", name=op.f("uq_petition_number")),
    )
    with op.batch_alter_table("petition", schema=None) as batch_op:
        batch_op.create_index("ix_petition_handler_id", ["handler_id"], unique=False)
        batch_op.create_index("ix_petition_leader_id", ["leader_id"], unique=False)
        batch_op.create_index("ix_petition_received_on", ["received_on"], unique=False)

    op.create_table(
        "problem_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("problem_id", sa.Integer(), nullable=False),
        sa.Column("tick", codes("tick", "better unchanged solved news"), nullable=False),
        sa.Column("words", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["problem_id"], ["problem.id"], name=op.f("fk_problem_note_problem_id_problem")
        ),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visit.id"], name=op.f("fk_problem_note_visit_id_visit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_problem_note")),
        sa.UniqueConstraint(
            "visit_id", "problem_id", name=op.f("uq_problem_note_visit_id_problem_id")
        ),
    )
    with op.batch_alter_table("problem_note", schema=None) as batch_op:
        batch_op.create_index("ix_problem_note_problem_id", ["problem_id"], unique=False)

    op.create_table(
        "repayment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("debt_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column(
            "way",
            codes("way", "transfer cash bill assignment in_kind other reversal"),
            nullable=False,
        ),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("voucher", sa.String(length=64), nullable=False),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.Column("substantive", sa.Boolean(), nullable=False),
        sa.Column("reverses_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("origin", sa.String(length=16), nullable=False),
        sa.CheckConstraint(
            "(way = 'reversal') = (reverses_id IS NOT NULL)",
            name=op.f("ck_repayment_reversal_has_target"),
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_repayment_amount_positive")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_repayment_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(["debt_id"], ["debt.id"], name=op.f("fk_repayment_debt_id_debt")),
        sa.ForeignKeyConstraint(
            ["reverses_id"], ["repayment.id"], name=op.f("fk_repayment_reverses_id_repayment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repayment")),
        sa.UniqueConstraint("number", name=op.f("uq_repayment_number")),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_repayment_reverses_id")),
    )
    with op.batch_alter_table("repayment", schema=None) as batch_op:
        batch_op.create_index("ix_repayment_debt_id_on", ["debt_id", "on"], unique=False)
        batch_op.create_index("ix_repayment_on", ["on"], unique=False)

    op.create_table(
        "step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("problem_id", sa.Integer(), nullable=False),
        sa.Column(
            "act",
            codes(
                "act",
                "record solve_on_spot assign dispute sign measure co_answer ask_extension decide_extension answer return_for_rework call_back decide_call_back park resume close reject divert withdraw reopen escalate present instruct urge reply take_over",
            ),
            nullable=False,
        ),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("on_behalf_of", sa.String(length=100), nullable=False),
        sa.Column(
            "before",
            codes("before", "registered assigned handling answered parked closed rejected"),
            nullable=True,
        ),
        sa.Column(
            "after",
            codes("after", "registered assigned handling answered parked closed rejected"),
            nullable=False,
        ),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_step_by_id_user")),
        sa.ForeignKeyConstraint(
            ["problem_id"], ["problem.id"], name=op.f("fk_step_problem_id_problem")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_step_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step")),
    )
    with op.batch_alter_table("step", schema=None) as batch_op:
        batch_op.create_index("ix_step_problem_id", ["problem_id"], unique=False)

    op.create_table(
        "task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", codes("task_state", "waiting doing done cancelled"), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("carried_from_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("origin", codes("origin", "web phone workbook on_behalf system"), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("percent BETWEEN 0 AND 100", name=op.f("ck_task_percent_in_bounds")),
        sa.ForeignKeyConstraint(
            ["carried_from_id"], ["task.id"], name=op.f("fk_task_carried_from_id_task")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_task_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["cadre.id"], name=op.f("fk_task_owner_id_cadre")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sa.UniqueConstraint("carried_from_id", name=op.f("uq_task_carried_from_id")),
    )
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.create_index("ix_task_due_on", ["due_on"], unique=False)
        batch_op.create_index("ix_task_owner_id", ["owner_id"], unique=False)
        batch_op.create_index("ix_task_year_due_on", ["year", "due_on"], unique=False)

    op.create_table(
        "visit_person",
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("cadre_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cadre_id"], ["cadre.id"], name=op.f("fk_visit_person_cadre_id_cadre")
        ),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visit.id"], name=op.f("fk_visit_person_visit_id_visit")
        ),
        sa.PrimaryKeyConstraint("visit_id", "cadre_id", name=op.f("pk_visit_person")),
    )
    with op.batch_alter_table("visit_person", schema=None) as batch_op:
        batch_op.create_index("ix_visit_person_cadre_id", ["cadre_id"], unique=False)

    op.create_table(
        "hazard",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("inspection_id", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("level", codes("hazard_level", "ordinary major"), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("rectified_on", sa.Date(), nullable=True),
        sa.Column("rectified_words", sa.Text(), nullable=False),
        sa.Column("rechecked_on", sa.Date(), nullable=True),
        sa.Column("rechecked_by", sa.String(length=64), nullable=False),
        sa.Column("standing", codes("standing", "valid void"), nullable=False),
        sa.Column("void_why", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("origin", codes("origin", "web phone workbook on_behalf system"), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_hazard_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], name=op.f("fk_hazard_enterprise_id_enterprise")
        ),
        sa.ForeignKeyConstraint(
            ["inspection_id"], ["inspection.id"], name=op.f("fk_hazard_inspection_id_inspection")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hazard")),
        sa.UniqueConstraint("number", name=op.f("uq_hazard_number")),
    )
    with op.batch_alter_table("hazard", schema=None) as batch_op:
        batch_op.create_index("ix_hazard_due_on", ["due_on"], unique=False)
        batch_op.create_index("ix_hazard_enterprise_id", ["enterprise_id"], unique=False)
        batch_op.create_index("ix_hazard_inspection_id", ["inspection_id"], unique=False)

    op.create_table(
        "inspection_enterprise",
        sa.Column("inspection_id", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enterprise_id"],
            ["enterprise.id"],
            name=op.f("fk_inspection_enterprise_enterprise_id_enterprise"),
        ),
        sa.ForeignKeyConstraint(
            ["inspection_id"],
            ["inspection.id"],
            name=op.f("fk_inspection_enterprise_inspection_id_inspection"),
        ),
        sa.PrimaryKeyConstraint(
            "inspection_id", "enterprise_id", name=op.f("pk_inspection_enterprise")
        ),
    )
    with op.batch_alter_table("inspection_enterprise", schema=None) as batch_op:
        batch_op.create_index(
            "ix_inspection_enterprise_enterprise_id", ["enterprise_id"], unique=False
        )

    op.create_table(
        "pairing_liaison",
        sa.Column("pairing_id", sa.Integer(), nullable=False),
        sa.Column("cadre_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cadre_id"], ["cadre.id"], name=op.f("fk_pairing_liaison_cadre_id_cadre")
        ),
        sa.ForeignKeyConstraint(
            ["pairing_id"], ["pairing.id"], name=op.f("fk_pairing_liaison_pairing_id_pairing")
        ),
        sa.PrimaryKeyConstraint("pairing_id", "cadre_id", name=op.f("pk_pairing_liaison")),
    )
    with op.batch_alter_table("pairing_liaison", schema=None) as batch_op:
        batch_op.create_index("ix_pairing_liaison_cadre_id", ["cadre_id"], unique=False)


def downgrade() -> None:

    with op.batch_alter_table("pairing_liaison", schema=None) as batch_op:
        batch_op.drop_index("ix_pairing_liaison_cadre_id")

    op.drop_table("pairing_liaison")
    with op.batch_alter_table("inspection_enterprise", schema=None) as batch_op:
        batch_op.drop_index("ix_inspection_enterprise_enterprise_id")

    op.drop_table("inspection_enterprise")
    with op.batch_alter_table("hazard", schema=None) as batch_op:
        batch_op.drop_index("ix_hazard_inspection_id")
        batch_op.drop_index("ix_hazard_enterprise_id")
        batch_op.drop_index("ix_hazard_due_on")

    op.drop_table("hazard")
    with op.batch_alter_table("visit_person", schema=None) as batch_op:
        batch_op.drop_index("ix_visit_person_cadre_id")

    op.drop_table("visit_person")
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.drop_index("ix_task_year_due_on")
        batch_op.drop_index("ix_task_owner_id")
        batch_op.drop_index("ix_task_due_on")

    op.drop_table("task")
    with op.batch_alter_table("step", schema=None) as batch_op:
        batch_op.drop_index("ix_step_problem_id")

    op.drop_table("step")
    with op.batch_alter_table("repayment", schema=None) as batch_op:
        batch_op.drop_index("ix_repayment_on")
        batch_op.drop_index("ix_repayment_debt_id_on")

    op.drop_table("repayment")
    with op.batch_alter_table("problem_note", schema=None) as batch_op:
        batch_op.drop_index("ix_problem_note_problem_id")

    op.drop_table("problem_note")
    with op.batch_alter_table("petition", schema=None) as batch_op:
        batch_op.drop_index("ix_petition_received_on")
        batch_op.drop_index("ix_petition_leader_id")
        batch_op.drop_index("ix_petition_handler_id")

    op.drop_table("petition")
    with op.batch_alter_table("pairing", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pairing_leader_id"))
        batch_op.drop_index(batch_op.f("ix_pairing_lead_unit_id"))

    op.drop_table("pairing")
    with op.batch_alter_table("item", schema=None) as batch_op:
        batch_op.drop_index("ix_item_problem_id")
        batch_op.drop_index("ix_item_open")
        batch_op.drop_index(batch_op.f("ix_item_asked_by_id"))

    op.drop_table("item")
    with op.batch_alter_table("inspection", schema=None) as batch_op:
        batch_op.drop_index("ix_inspection_held_on")

    op.drop_table("inspection")
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_delivery_outside_a_visit",
            sqlite_where=sa.text("visit_id IS NULL"),
            postgresql_where=sa.text("visit_id IS NULL"),
        )
        batch_op.drop_index("ix_delivery_policy_id")
        batch_op.drop_index("ix_delivery_held_on")
        batch_op.drop_index("ix_delivery_enterprise_id")

    op.drop_table("delivery")
    with op.batch_alter_table("co_part", schema=None) as batch_op:
        batch_op.drop_index("ix_co_part_unit_id")

    op.drop_table("co_part")
    with op.batch_alter_table("adjustment", schema=None) as batch_op:
        batch_op.drop_index("ix_adjustment_debt_id_on")

    op.drop_table("adjustment")
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.drop_index("ix_visit_held_on")
        batch_op.drop_index("ix_visit_enterprise_id_standing_channel_held_on")
        batch_op.drop_index("ix_visit_enterprise_id_held_on")
        batch_op.drop_index("ix_visit_channel_standing_held_on_enterprise_id")

    op.drop_table("visit")
    with op.batch_alter_table("problem", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_problem_source_number"))
        batch_op.drop_index("ix_problem_solved_on")
        batch_op.drop_index("ix_problem_registered_on")
        batch_op.drop_index("ix_problem_open_clock")
        batch_op.drop_index("ix_problem_lead_unit_id_state")
        batch_op.drop_index("ix_problem_enterprise_id_state")
        batch_op.drop_index("ix_problem_created_by_id")
        batch_op.drop_index(batch_op.f("ix_problem_category_id"))

    op.drop_table("problem")
    with op.batch_alter_table("outreach_enterprise", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outreach_enterprise_enterprise_id"))

    op.drop_table("outreach_enterprise")
    with op.batch_alter_table("key_year", schema=None) as batch_op:
        batch_op.drop_index("ix_key_year_year_enterprise_id")

    op.drop_table("key_year")
    with op.batch_alter_table("indicator_score", schema=None) as batch_op:
        batch_op.drop_index("ix_indicator_score_period")

    op.drop_table("indicator_score")
    with op.batch_alter_table("event_enterprise", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_enterprise_enterprise_id"))

    op.drop_table("event_enterprise")
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_draft_user_id"))

    op.drop_table("draft")
    with op.batch_alter_table("disclosure_step", schema=None) as batch_op:
        batch_op.drop_index("ix_disclosure_step_disclosure_id")

    op.drop_table("disclosure_step")
    with op.batch_alter_table("debt", schema=None) as batch_op:
        batch_op.drop_index("ix_debt_stock_owed")
        batch_op.drop_index("ix_debt_enterprise_id")
        batch_op.drop_index("ix_debt_debtor")
        batch_op.drop_index("ix_debt_creditor")

    op.drop_table("debt")
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contact_enterprise_id"))

    op.drop_table("contact")
    with op.batch_alter_table("cadre", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cadre_unit_id"))

    op.drop_table("cadre")
    op.drop_table("workday_override")
    with op.batch_alter_table("user_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_user_session_user_id"))

    op.drop_table("user_session")
    op.drop_table("user_role")
    op.drop_table("user_duty")
    op.drop_table("unit")
    op.drop_table("setting")
    with op.batch_alter_table("power_check", schema=None) as batch_op:
        batch_op.drop_index("ix_power_check_held_on")

    op.drop_table("power_check")
    op.drop_table("policy")
    op.drop_table("plan_year")
    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_plan_held_on"))

    op.drop_table("plan")
    with op.batch_alter_table("password_record", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_password_record_user_id"))

    op.drop_table("password_record")
    with op.batch_alter_table("outreach", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outreach_held_on"))

    op.drop_table("outreach")
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_held_on"))

    op.drop_table("meeting")
    op.drop_table("inspection_plan")
    op.drop_table("indicator")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_held_on"))

    op.drop_table("event")
    with op.batch_alter_table("enterprise", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_enterprise_pinyin"))
        batch_op.drop_index(batch_op.f("ix_enterprise_name"))
        batch_op.drop_index(batch_op.f("ix_enterprise_area"))

    op.drop_table("enterprise")
    with op.batch_alter_table("duty_done", schema=None) as batch_op:
        batch_op.drop_index("ix_duty_done_due_on")

    op.drop_table("duty_done")
    with op.batch_alter_table("drill", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_drill_held_on"))

    op.drop_table("drill")
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_document_held_on"))

    op.drop_table("document")
    with op.batch_alter_table("disclosure", schema=None) as batch_op:
        batch_op.drop_index("ix_disclosure_published_on")
        batch_op.drop_index("ix_disclosure_formed_on")

    op.drop_table("disclosure")
    op.drop_table("category")
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.drop_index("ix_attachment_subject")

    op.drop_table("attachment")
    op.drop_table("user")
    with op.batch_alter_table("sign_in_failure", schema=None) as batch_op:
        batch_op.drop_index("ix_sign_in_failure_address_at")

    op.drop_table("sign_in_failure")
    op.drop_table("counter")
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_event_subject")
        batch_op.drop_index(batch_op.f("ix_audit_event_at"))
        batch_op.drop_index("ix_audit_event_account")

    op.drop_table("audit_event")
