"""Lists of stock by lot, by what was counted, and by name are read in order, not sorted."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_1230_stock_lists"
down_revision = "20261127_1220_rule_history"
branch_labels = None
depends_on = None


def upgrade() -> None:
    counted = sa.text("counted_at IS NOT NULL")
    op.create_index("ix_stock_bin_lot_id", "stock_bin", ["lot", "id"])
    op.create_index(
        "ix_stock_bin_counted_at",
        "stock_bin",
        ["counted_at"],
        sqlite_where=counted,
        postgresql_where=counted,
    )
    op.create_index("ix_product_name", "product", ["name"])


def downgrade() -> None:
    op.drop_index("ix_product_name", "product")
    op.drop_index("ix_stock_bin_counted_at", "stock_bin")
    op.drop_index("ix_stock_bin_lot_id", "stock_bin")
