"""What is bought when: addresses of suppliers, price breaks and past prices, reorder rules."""

import sqlalchemy as sa
from alembic import op

from packbench.db.schema.base import Money, UtcDateTime

revision = "20261127_1090_reordering"
down_revision = "20261127_1080_receiving"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_OF_SUPPLIER = (
    *("language", "street", "street2", "postal_code", "city", "country"),
    *("phone", "account_number", "terms"),
)
_WINDOWS, _LEAST_SERVICE, _MOST_SERVICE = (28, 90), 50, 99


def upgrade() -> None:
    for column in _OF_SUPPLIER:
        op.add_column("supplier", sa.Column(column, sa.String(), nullable=True))
    whole = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    # Raw: SQLite takes a named check with a new column, Alembic gives it the column alone.
    for table in ("supplier", "supplier_product"):
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN lead_time_spread_days {whole}"
            f" CONSTRAINT ck_{table}_lead_time_spread_days_not_negative"
            " CHECK (lead_time_spread_days >= 0)"
        )
    op.execute(
        "ALTER TABLE purchase_order ADD COLUMN drafted_by VARCHAR"
        " CONSTRAINT ck_purchase_order_drafted_by_known CHECK (drafted_by IN ('auto'))"
    )
    op.add_column("purchase_order", sa.Column("drafted_as", sa.String(), nullable=True))
    _create_prices()
    _create_rules()


def _create_prices() -> None:
    op.create_table(
        "price_break",
        sa.Column("supplier_id", _ID, nullable=False),
        sa.Column("product_id", _ID, nullable=False),
        sa.Column("from_quantity", _ID, autoincrement=False, nullable=False),
        sa.Column("unit_cost", Money(), nullable=False),
        sa.CheckConstraint("from_quantity > 1", name=op.f("ck_price_break_from_more_than_one")),
        sa.CheckConstraint("unit_cost >= 0", name=op.f("ck_price_break_unit_cost_not_negative")),
        sa.ForeignKeyConstraint(
            ["supplier_id", "product_id"],
            ["supplier_product.supplier_id", "supplier_product.product_id"],
            name=op.f("fk_price_break_supplier_id_product_id"),
        ),
        sa.PrimaryKeyConstraint(
            "supplier_id", "product_id", "from_quantity", name=op.f("pk_price_break")
        ),
    )
    op.create_index(op.f("ix_price_break_product_id"), "price_break", ["product_id"])
    op.create_table(
        "price_history",
        sa.Column("id", _ID, nullable=False),
        sa.Column("supplier_id", _ID, nullable=False),
        sa.Column("product_id", _ID, nullable=False),
        sa.Column("from_quantity", _ID, nullable=False),
        sa.Column("unit_cost", Money(), nullable=True),
        sa.Column("currency", sa.String(), nullable=True),
        sa.Column("since", UtcDateTime(), nullable=True),
        sa.CheckConstraint("from_quantity > 0", name=op.f("ck_price_history_from_positive")),
        sa.CheckConstraint("unit_cost >= 0", name=op.f("ck_price_history_unit_cost_not_negative")),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["supplier.id"], name=op.f("fk_price_history_supplier_id")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_price_history_product_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_history")),
    )
    op.create_index("ix_price_history_terms", "price_history", ["supplier_id", "product_id", "id"])
    op.create_index(op.f("ix_price_history_product_id"), "price_history", ["product_id"])


def _create_rules() -> None:
    windows = ", ".join(map(str, _WINDOWS))
    op.create_table(
        "reorder_rule",
        sa.Column("warehouse_id", _ID, nullable=False),
        sa.Column("product_id", _ID, nullable=False),
        sa.Column("point", _ID, nullable=True),
        sa.Column("quantity", _ID, nullable=True),
        sa.Column("cover_days", _ID, nullable=True),
        sa.Column("demand_days", _ID, server_default="28", nullable=False),
        sa.Column("service_percent", _ID, server_default="95", nullable=False),
        sa.CheckConstraint("point >= 0", name=op.f("ck_reorder_rule_point_not_negative")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_reorder_rule_quantity_positive")),
        sa.CheckConstraint("cover_days > 0", name=op.f("ck_reorder_rule_cover_days_positive")),
        sa.CheckConstraint(
            f"demand_days IN ({windows})", name=op.f("ck_reorder_rule_demand_days_known")
        ),
        sa.CheckConstraint(
            f"service_percent BETWEEN {_LEAST_SERVICE} AND {_MOST_SERVICE}",
            name=op.f("ck_reorder_rule_service_level"),
        ),
        sa.CheckConstraint(
            "(point IS NULL) <> (cover_days IS NULL)", name=op.f("ck_reorder_rule_one_way")
        ),
        sa.CheckConstraint(
            "quantity IS NULL OR point IS NOT NULL", name=op.f("ck_reorder_rule_quantity_of_point")
        ),
        sa.ForeignKeyConstraint(
            ["warehouse_id"], ["warehouse.id"], name=op.f("fk_reorder_rule_warehouse_id")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_reorder_rule_product_id")
        ),
        sa.PrimaryKeyConstraint("warehouse_id", "product_id", name=op.f("pk_reorder_rule")),
    )
    op.create_index(op.f("ix_reorder_rule_product_id"), "reorder_rule", ["product_id"])


def downgrade() -> None:
    for table in ("reorder_rule", "price_history", "price_break"):
        op.drop_table(table)
    op.drop_column("purchase_order", "drafted_as")
    op.drop_column("purchase_order", "drafted_by")
    for table in ("supplier_product", "supplier"):
        op.drop_column(table, "lead_time_spread_days")
    for column in reversed(_OF_SUPPLIER):
        op.drop_column("supplier", column)
