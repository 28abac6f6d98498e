"""Lists of valid records by day, read off an index."""

from __future__ import annotations

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

INDEXES = (
    ("inspection", "standing_held_on", "standing held_on"),
    ("power_check", "standing_held_on", "standing held_on"),
    ("hazard", "stage", "standing rectified_on due_on rechecked_on inspection_id"),
    ("petition", "standing_received_on", "standing received_on"),
    ("petition", "standing_done_on", "standing done_on"),
    ("petition", "field", "field"),
    ("disclosure", "standing_formed_on", "standing formed_on"),
)


def upgrade() -> None:
    for table, name, columns in INDEXES:
        op.create_index(f"ix_{table}_{name}", table, columns.split())


def downgrade() -> None:
    for table, name, _columns in reversed(INDEXES):
        op.drop_index(f"ix_{table}_{name}", table_name=table)
