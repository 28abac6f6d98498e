"""Several payments under an application, each of which can be reversed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

NAME, OF = "policy_payment", "policy_application"


def upgrade() -> None:
    op.create_table(
        NAME,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("reverses_id", sa.Integer(), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("amount > 0", name=op.f(f"ck_{NAME}_something")),
        sa.ForeignKeyConstraint(
            ["application_id"], [f"{OF}.id"], name=op.f(f"fk_{NAME}_application_id_{OF}")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f(f"fk_{NAME}_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["reverses_id"], [f"{NAME}.id"], name=op.f(f"fk_{NAME}_reverses_id_{NAME}")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{NAME}")),
        sa.UniqueConstraint("number", name=op.f(f"uq_{NAME}_number")),
        sa.UniqueConstraint("reverses_id", name=op.f(f"uq_{NAME}_reverses_id")),
    )
    with op.batch_alter_table(NAME, schema=None) as batch_op:
        batch_op.create_index(f"ix_{NAME}_application_id", ["application_id"], unique=False)
        batch_op.create_index(f"ix_{NAME}_paid_on", ["paid_on"], unique=False)
    _move_what_was_paid()
    with op.batch_alter_table(OF, schema=None) as batch_op:
        for name in ("both", "order", "something"):
            batch_op.drop_constraint(op.f(f"ck_{OF}_{name}"), type_="check")
        batch_op.drop_column("cashed_on")
        batch_op.drop_column("amount")
        batch_op.add_column(
            sa.Column("valid", sa.Boolean(), nullable=False, server_default=sa.true())
        )
    with op.batch_alter_table(OF, schema=None) as batch_op:
        batch_op.alter_column("valid", server_default=None)


def _move_what_was_paid() -> None:
    """The one payment of an application becomes its first, numbered by its year."""
    connection = op.get_bind()
    paid = sa.table(OF, *(sa.column(name) for name in ("id", "amount", "created_by_id")),
                    sa.column("cashed_on", sa.Date()))  # fmt: skip
    columns = ("number", "application_id", "amount", "words", "created_by_id")
    payment = sa.table(
        NAME, sa.column("paid_on", sa.Date()), *(sa.column(name) for name in columns)
    )
    counter = sa.table("counter", sa.column("prefix"), sa.column("largest"))
    rows = connection.execute(
        sa.select(paid).where(paid.c.cashed_on.is_not(None)).order_by(paid.c.cashed_on, paid.c.id)
    ).all()
    largest: dict[str, int] = {}
    for row in rows:
        prefix = f"DX-{row.cashed_on.year}-"
        largest[prefix] = largest.get(prefix, 0) + 1
        connection.execute(
            payment.insert().values(
                number=f"{prefix}{largest[prefix]:04d}",
                application_id=row.id,
                paid_on=row.cashed_on,
                amount=row.amount,
                words="",
                created_by_id=row.created_by_id,
            )
        )
    for prefix, number in largest.items():
        connection.execute(counter.insert().values(prefix=prefix, largest=number))


def downgrade() -> None:
    with op.batch_alter_table(OF, schema=None) as batch_op:
        batch_op.drop_column("valid")
        batch_op.add_column(sa.Column("cashed_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("amount", sa.BigInteger(), nullable=True))
    op.drop_table(NAME)
    with op.batch_alter_table(OF, schema=None) as batch_op:
        batch_op.create_check_constraint(
            op.f(f"ck_{OF}_both"), "(cashed_on IS NULL) = (amount IS NULL)"
        )
        batch_op.create_check_constraint(
            op.f(f"ck_{OF}_order"), "cashed_on IS NULL OR cashed_on >= applied_on"
        )
        batch_op.create_check_constraint(op.f(f"ck_{OF}_something"), "amount IS NULL OR amount > 0")
