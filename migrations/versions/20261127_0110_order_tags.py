"""Tags of orders, and the channel that the file of an order names where ours is another now."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_0110_order_tags"
down_revision = "20261126_2021_floor_numbers"
branch_labels = None
depends_on = None

_OPEN = sa.text("status NOT IN ('shipped', 'cancelled')")
_TAGGED = sa.text("tags IS NOT NULL")


def upgrade() -> None:
    op.add_column("orders", sa.Column("tags", sa.String(), nullable=True))
    op.add_column("orders", sa.Column("source_channel", sa.String(), nullable=True))
    op.create_index(
        "ix_orders_tagged", "orders", ["id"], sqlite_where=_TAGGED, postgresql_where=_TAGGED
    )
    op.create_index(
        "ix_orders_open_postal_code",
        "orders",
        ["postal_code"],
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )


def downgrade() -> None:
    op.drop_index("ix_orders_open_postal_code", "orders")
    op.drop_index("ix_orders_tagged", "orders")
    op.drop_column("orders", "source_channel")
    op.drop_column("orders", "tags")
