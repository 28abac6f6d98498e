"""${message[:1].upper() + message[1:]}."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}

% if "codes(" in (upgrades or "") + (downgrades or ""):

def codes(name: str, members: str) -> sa.Enum:
    """Text that holds one of these codes, guarded by a CHECK."""
    return sa.Enum(
        *members.split(), name=name, native_enum=False, create_constraint=True, length=32
    )

% endif

def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}
