"""Since when orders are on hold, unpaid, or lack a part of their address."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_1700_order_stuck"
down_revision = "20261126_1600_printers"
branch_labels = None
depends_on = None

Moment = sa.DateTime(timezone=True)
BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_OPEN = sa.text("ended_by IS NULL")


def upgrade() -> None:
    op.create_table(
        "order_stuck",
        sa.Column("id", BigId, nullable=False),
        sa.Column("order_id", BigId, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("since", Moment, nullable=False),
        sa.Column("begun_by", BigId, nullable=True),
        sa.Column("ended_by", BigId, nullable=True),
        sa.CheckConstraint(
            "reason IN ('hold', 'unpaid', 'address')", name=op.f("ck_order_stuck_reason_known")
        ),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_order_stuck_order_id")),
        sa.ForeignKeyConstraint(["begun_by"], ["command.id"], name=op.f("fk_order_stuck_begun_by")),
        sa.ForeignKeyConstraint(["ended_by"], ["command.id"], name=op.f("fk_order_stuck_ended_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_stuck")),
    )
    op.create_index(
        "ix_order_stuck_open",
        "order_stuck",
        ["order_id", "reason"],
        unique=True,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
    op.create_index(op.f("ix_order_stuck_ended_by"), "order_stuck", ["ended_by"])
    op.create_index(op.f("ix_order_stuck_order_id"), "order_stuck", ["order_id"])
    # Nobody wrote down when: they came unpaid or so, as far as anybody knows.
    for reason, where in (
        ("hold", "hold IS NOT NULL"),
        ("unpaid", "payment = 'awaiting'"),
        ("address", "id IN (SELECT order_id FROM order_problem WHERE code = 'address_incomplete')"),
    ):
        op.execute(
            "INSERT INTO order_stuck (order_id, reason, since)"
            f" SELECT id, '{reason}', ordered_at FROM orders WHERE {where}"
        )


def downgrade() -> None:
    op.drop_table("order_stuck")
