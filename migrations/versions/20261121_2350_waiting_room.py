"""Limits of pre-orders, back orders that were allowed on single lines."""

import sqlalchemy as sa
from alembic import op

revision = "20261121_2350_waiting_room"
down_revision = "20261121_2230_routing"
branch_labels = None
depends_on = None

_REASONS = (
    "out_of_stock",
    "not_stocked",
    "excluded",
    "country_not_served",
    "warehouse_inactive",
    "preorder",
    "manual",
    "stock_lost",
    "waiting_for_rest",
)
_CHECK = "ck_waiting_reason_known"


def upgrade() -> None:
    whole = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    # Raw: SQLite takes a named check with a new column, Alembic gives it the column alone.
    op.execute(
        f"ALTER TABLE product ADD COLUMN preorder_limit {whole}"
        " CONSTRAINT ck_product_preorder_limit_not_negative CHECK (preorder_limit >= 0)"
    )
    op.create_index(
        "ix_product_preorder_limit",
        "product",
        ["id"],
        sqlite_where=sa.text("preorder_limit IS NOT NULL"),
        postgresql_where=sa.text("preorder_limit IS NOT NULL"),
    )
    allowed = sa.Column(
        "backorder_allowed", sa.Boolean(), server_default=sa.false(), nullable=False
    )
    op.add_column("order_line", allowed)
    _know_reasons((*_REASONS, "preorder_limit"))


def downgrade() -> None:
    op.execute("UPDATE waiting SET reason = 'preorder' WHERE reason = 'preorder_limit'")
    _know_reasons(_REASONS)
    op.drop_column("order_line", "backorder_allowed")
    op.drop_index("ix_product_preorder_limit", "product")
    op.drop_column("product", "preorder_limit")


def _know_reasons(reasons: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{reason}'" for reason in reasons)
    with op.batch_alter_table("waiting") as table:
        table.drop_constraint(op.f(_CHECK), type_="check")
        table.create_check_constraint(op.f(_CHECK), f"reason IN ({listed})")
