"""Ask whoever recorded a problem for more."""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

OLD_KINDS = "instruction urge supervise presented extension dissatisfied"
OLD_ACTS = (
    "record solve_on_spot assign dispute sign measure co_answer ask_extension decide_extension "
    "answer return_for_rework call_back decide_call_back park resume close reject divert withdraw "
    "reopen escalate present instruct urge reply take_over"
)
KINDS = f"{OLD_KINDS} supplement"
ACTS = OLD_ACTS.replace(" take_over", " ask_back supplement take_over")


def allow(table: str, column: str, name: str, members: str) -> None:
    """Let the column hold these codes and no others."""
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f(name), type_="check")
        wanted = ", ".join(map(repr, members.split()))
        batch_op.create_check_constraint(batch_op.f(name), f"{column} IN ({wanted})")


def upgrade() -> None:
    allow("item", "kind", "ck_item_item_kind", KINDS)
    allow("step", "act", "ck_step_act", ACTS)


def downgrade() -> None:
    op.execute("DELETE FROM item WHERE kind = 'supplement'")
    op.execute("UPDATE step SET act = 'measure' WHERE act IN ('ask_back', 'supplement')")
    allow("step", "act", "ck_step_act", OLD_ACTS)
    allow("item", "kind", "ck_item_item_kind", OLD_KINDS)
