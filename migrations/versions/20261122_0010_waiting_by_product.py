"""Indexes by which the waiting room is summed up by product."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_0010_waiting_by_product"
down_revision = "20261121_2350_waiting_room"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_order_line_waiting",
        "order_line",
        ["product_id", "order_id", "waiting"],
        sqlite_where=sa.text("waiting > 0"),
        postgresql_where=sa.text("waiting > 0"),
    )
    op.create_index("ix_waiting_product_since", "waiting", ["product_id", "since"])


def downgrade() -> None:
    op.drop_index("ix_waiting_product_since", "waiting")
    op.drop_index("ix_order_line_waiting", "order_line")
