"""How many orders a warehouse takes a day, and on which day a shipment was made."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_0100_daily_orders"
down_revision = "20261122_0010_waiting_by_product"
branch_labels = None
depends_on = None

_REASONS = (
    "out_of_stock",
    "not_stocked",
    "excluded",
    "country_not_served",
    "warehouse_inactive",
    "preorder",
    "preorder_limit",
    "manual",
    "stock_lost",
    "waiting_for_rest",
)
_CHECK = "ck_waiting_reason_known"


def upgrade() -> None:
    whole = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    # Raw: SQLite takes a named check with a new column, Alembic gives it the column alone.
    op.execute(
        f"ALTER TABLE warehouse ADD COLUMN daily_orders {whole}"
        " CONSTRAINT ck_warehouse_daily_orders_not_negative CHECK (daily_orders >= 0)"
    )
    op.add_column("shipment", sa.Column("made_on", sa.Date(), nullable=True))
    op.create_index("ix_shipment_made_on", "shipment", ["warehouse_id", "made_on"])
    _know_reasons((*_REASONS, "at_capacity"))


def downgrade() -> None:
    op.execute("UPDATE waiting SET reason = 'out_of_stock' WHERE reason = 'at_capacity'")
    _know_reasons(_REASONS)
    op.drop_index("ix_shipment_made_on", "shipment")
    op.drop_column("shipment", "made_on")
    op.drop_column("warehouse", "daily_orders")


def _know_reasons(reasons: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{reason}'" for reason in reasons)
    with op.batch_alter_table("waiting") as table:
        table.drop_constraint(op.f(_CHECK), type_="check")
        table.create_check_constraint(op.f(_CHECK), f"reason IN ({listed})")
