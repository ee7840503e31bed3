"""What a code counts (a carton of twelve), and products that are picked in whole packs."""

from alembic import op

revision = "20261126_1720_packs"
down_revision = "20261126_1700_order_stuck"
branch_labels = None
depends_on = None


def upgrade() -> None:
    whole = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    # Raw: SQLite takes a named check with a new column, Alembic gives it the column alone.
    op.execute(
        f"ALTER TABLE barcode ADD COLUMN units {whole} DEFAULT 1 NOT NULL"
        " CONSTRAINT ck_barcode_units_positive CHECK (units > 0)"
    )
    op.execute(
        f"ALTER TABLE product ADD COLUMN pick_multiple {whole}"
        " CONSTRAINT ck_product_pick_multiple_above_one CHECK (pick_multiple > 1)"
    )


def downgrade() -> None:
    op.drop_column("product", "pick_multiple")
    op.drop_column("barcode", "units")
