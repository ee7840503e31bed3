"""Lines that a limit of warehouses left waiting, and what a purchase order was before it was left.

Two indexes on the waiting room keep both questions cheap that every routing asks: whether somebody
ahead has stock kept for him, and whether a line still waits for the rest of its order alone.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261126_0500_kept_in_the_queue"
down_revision = "20261126_0310_keep_their_place"
branch_labels = None
depends_on = None

_STATUSES = (
    *("draft", "authorized", "sent", "part_received", "received"),
    *("closed", "cancelled", "voided"),
)


def upgrade() -> None:
    op.add_column(
        "waiting", sa.Column("limited", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    # What waits of orders with a limit of warehouses may have been left by it.
    op.execute(
        "UPDATE waiting SET limited = true WHERE order_id IN"
        " (SELECT id FROM orders WHERE max_warehouses IS NOT NULL)"
    )
    # SQLite has no truth values of its own: what is true is 1 there.
    limited = "limited = 1" if op.get_bind().dialect.name == "sqlite" else "limited"
    _index("ix_waiting_limited", ["product_id", "order_id"], limited)
    _index("ix_waiting_for_rest", ["product_id"], "reason = 'waiting_for_rest'")
    listed = ", ".join(f"'{status}'" for status in _STATUSES)
    # Raw: SQLite takes a named check with a new column, Alembic gives it the column alone.
    op.execute(
        "ALTER TABLE purchase_order ADD COLUMN left_status VARCHAR"
        f" CONSTRAINT ck_purchase_order_left_status_known CHECK (left_status IN ({listed}))"
    )


def _index(name: str, columns: list[str], where: str) -> None:
    op.create_index(
        name,
        "waiting",
        columns,
        sqlite_where=sa.text(where),
        postgresql_where=sa.text(where),
    )


def downgrade() -> None:
    op.drop_column("purchase_order", "left_status")
    op.drop_index("ix_waiting_for_rest", "waiting")
    op.drop_index("ix_waiting_limited", "waiting")
    op.drop_column("waiting", "limited")
