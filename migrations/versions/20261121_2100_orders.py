"""Orders, promises, the waiting room."""

import sqlalchemy as sa
from alembic import op

revision = "20261121_2100_orders"
down_revision = "20261121_2100_inventory"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Money = sa.Numeric(14, 4).with_variant(sa.BigInteger(), "sqlite")
Moment = sa.DateTime(timezone=True)
SortText = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    _create_orders()
    _create_order_line()
    _create_order_problem()
    _create_shipment()
    _create_allocation()
    _create_waiting()
    _create_decision()


def downgrade() -> None:
    op.drop_table("decision")
    op.drop_table("waiting")
    op.drop_table("allocation")
    op.drop_table("shipment")
    op.drop_table("order_problem")
    op.drop_table("order_line")
    op.drop_table("orders")


def _create_orders() -> None:
    op.create_table(
        "orders",
        sa.Column("id", BigId, nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("number_key", SortText, nullable=False),
        sa.Column("channel", sa.String(), server_default="", nullable=False),
        sa.Column("ordered_at", Moment, nullable=False),
        sa.Column("customer_name", sa.String(), nullable=True),
        sa.Column("customer_email", sa.String(), nullable=True),
        sa.Column("company", sa.String(), nullable=True),
        sa.Column("street", sa.String(), nullable=True),
        sa.Column("street2", sa.String(), nullable=True),
        sa.Column("city", sa.String(), nullable=True),
        sa.Column("postal_code", sa.String(), nullable=True),
        sa.Column("region", sa.String(), nullable=True),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("currency", sa.String(), nullable=True),
        sa.Column("priority", BigId, server_default="0", nullable=False),
        sa.Column("ship_by", sa.Date(), nullable=True),
        sa.Column("max_warehouses", BigId, nullable=True),
        sa.Column("ship_partial", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("payment", sa.String(), server_default="paid", nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("gift_message", sa.String(), nullable=True),
        sa.Column("hold", sa.String(), nullable=True),
        sa.Column("hold_reason", sa.String(), nullable=True),
        sa.Column("queue_key", SortText, nullable=False),
        sa.Column("status", sa.String(), server_default="new", nullable=False),
        sa.Column("line_count", BigId, server_default="0", nullable=False),
        sa.Column("unit_count", BigId, server_default="0", nullable=False),
        sa.Column("unrouted_units", BigId, server_default="0", nullable=False),
        sa.Column("waiting_units", BigId, server_default="0", nullable=False),
        sa.Column("shipments_made", BigId, server_default="0", nullable=False),
        sa.Column("imported_hash", sa.String(), nullable=True),
        sa.CheckConstraint("hold IN ('park', 'release')", name=op.f("ck_orders_hold_known")),
        sa.CheckConstraint("payment IN ('paid', 'awaiting')", name=op.f("ck_orders_payment_known")),
        sa.CheckConstraint(
            "status IN ("
            "'new', 'attention', 'back_order', 'ready', 'picking', 'picked', "
            "'packed', 'part_shipped', 'shipped', 'on_hold', 'cancelled'"
            ")",
            name=op.f("ck_orders_status_known"),
        ),
        sa.CheckConstraint("max_warehouses > 0", name=op.f("ck_orders_max_warehouses_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders")),
        sa.UniqueConstraint("number_key", name=op.f("uq_orders_number_key")),
    )
    _index_orders()


def _index_orders() -> None:
    op.create_index("ix_orders_country_queue", "orders", ["country", "queue_key"], unique=False)
    op.create_index(op.f("ix_orders_customer_email"), "orders", ["customer_email"], unique=False)
    op.create_index("ix_orders_ordered_at", "orders", ["ordered_at", "id"], unique=False)
    op.create_index("ix_orders_queue", "orders", ["queue_key", "id"], unique=False)
    op.create_index("ix_orders_status_queue", "orders", ["status", "queue_key"], unique=False)
    op.create_index(
        "ix_orders_unrouted",
        "orders",
        ["queue_key", "id"],
        unique=False,
        sqlite_where=sa.text("unrouted_units > 0"),
        postgresql_where=sa.text("unrouted_units > 0"),
    )
    op.create_index(
        "ix_orders_waiting",
        "orders",
        ["queue_key", "id"],
        unique=False,
        sqlite_where=sa.text("waiting_units > 0"),
        postgresql_where=sa.text("waiting_units > 0"),
    )


def _create_order_line() -> None:
    op.create_table(
        "order_line",
        sa.Column("id", BigId, nullable=False),
        sa.Column("order_id", BigId, nullable=False),
        sa.Column("line", BigId, nullable=False),
        sa.Column("product_id", BigId, nullable=True),
        sa.Column("sku", sa.String(), nullable=False),
        sa.Column("sku_key", SortText, nullable=False),
        sa.Column("original_sku", sa.String(), nullable=True),
        sa.Column("unit_price", Money, nullable=True),
        sa.Column("ordered", BigId, nullable=False),
        sa.Column("unrouted", BigId, server_default="0", nullable=False),
        sa.Column("allocated", BigId, server_default="0", nullable=False),
        sa.Column("waiting", BigId, server_default="0", nullable=False),
        sa.Column("unavailable", BigId, server_default="0", nullable=False),
        sa.Column("picked", BigId, server_default="0", nullable=False),
        sa.Column("packed", BigId, server_default="0", nullable=False),
        sa.Column("shipped", BigId, server_default="0", nullable=False),
        sa.Column("cancelled", BigId, server_default="0", nullable=False),
        sa.CheckConstraint("allocated >= 0", name=op.f("ck_order_line_allocated_not_negative")),
        sa.CheckConstraint("cancelled >= 0", name=op.f("ck_order_line_cancelled_not_negative")),
        sa.CheckConstraint(
            "ordered = unrouted + allocated + waiting + unavailable + picked + packed + shipped"
            " + cancelled",
            name=op.f("ck_order_line_every_unit_in_one_bucket"),
        ),
        sa.CheckConstraint("ordered > 0", name=op.f("ck_order_line_ordered_positive")),
        sa.CheckConstraint("packed >= 0", name=op.f("ck_order_line_packed_not_negative")),
        sa.CheckConstraint("picked >= 0", name=op.f("ck_order_line_picked_not_negative")),
        sa.CheckConstraint("shipped >= 0", name=op.f("ck_order_line_shipped_not_negative")),
        sa.CheckConstraint("unavailable >= 0", name=op.f("ck_order_line_unavailable_not_negative")),
        sa.CheckConstraint("unrouted >= 0", name=op.f("ck_order_line_unrouted_not_negative")),
        sa.CheckConstraint("waiting >= 0", name=op.f("ck_order_line_waiting_not_negative")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_order_line_order_id")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_order_line_product_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_line")),
        sa.UniqueConstraint("order_id", "line", name=op.f("uq_order_line_order_id_line")),
        postgresql_with={"fillfactor": "60"},
    )
    op.create_index("ix_order_line_product", "order_line", ["product_id", "order_id"], unique=False)
    op.create_index(
        "ix_order_line_unknown",
        "order_line",
        ["sku_key"],
        unique=False,
        sqlite_where=sa.text("product_id IS NULL"),
        postgresql_where=sa.text("product_id IS NULL"),
    )


def _create_order_problem() -> None:
    op.create_table(
        "order_problem",
        sa.Column("order_id", BigId, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("line", BigId, server_default="0", nullable=False),
        sa.CheckConstraint(
            "code IN ('unknown_sku', 'country_missing', 'not_backorderable', 'address_incomplete')",
            name=op.f("ck_order_problem_code_known"),
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders.id"], name=op.f("fk_order_problem_order_id")
        ),
        sa.PrimaryKeyConstraint("order_id", "code", "line", name=op.f("pk_order_problem")),
    )
    op.create_index(op.f("ix_order_problem_code"), "order_problem", ["code"], unique=False)


def _create_shipment() -> None:
    op.create_table(
        "shipment",
        sa.Column("id", BigId, nullable=False),
        sa.Column("order_id", BigId, nullable=False),
        sa.Column("warehouse_id", BigId, nullable=False),
        sa.Column("sequence", BigId, nullable=False),
        sa.Column("number", SortText, nullable=False),
        sa.Column("status", sa.String(), server_default="ready", nullable=False),
        sa.Column("carrier", sa.String(), nullable=True),
        sa.Column("tracking", sa.String(), nullable=True),
        sa.Column("shipped_at", Moment, nullable=True),
        sa.CheckConstraint(
            "status IN ('ready', 'picking', 'picked', 'packed', 'shipped', 'cancelled')",
            name=op.f("ck_shipment_status_known"),
        ),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_shipment_order_id")),
        sa.ForeignKeyConstraint(
            ["warehouse_id"], ["warehouse.id"], name=op.f("fk_shipment_warehouse_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shipment")),
        sa.UniqueConstraint("id", "warehouse_id", name=op.f("uq_shipment_id_warehouse_id")),
        sa.UniqueConstraint("number", name=op.f("uq_shipment_number")),
        sa.UniqueConstraint("order_id", "sequence", name=op.f("uq_shipment_order_id_sequence")),
    )
    op.create_index("ix_shipment_work", "shipment", ["status", "warehouse_id"], unique=False)


def _create_allocation() -> None:
    op.create_table(
        "allocation",
        sa.Column("id", BigId, nullable=False),
        sa.Column("order_line_id", BigId, nullable=False),
        sa.Column("shipment_id", BigId, nullable=False),
        sa.Column("warehouse_id", BigId, nullable=False),
        sa.Column("product_id", BigId, nullable=False),
        sa.Column("stock_id", BigId, nullable=True),
        sa.Column("per_unit", BigId, server_default="1", nullable=False),
        sa.Column("allocated", BigId, nullable=False),
        sa.Column("picked", BigId, server_default="0", nullable=False),
        sa.Column("packed", BigId, server_default="0", nullable=False),
        sa.Column("shipped", BigId, server_default="0", nullable=False),
        sa.CheckConstraint(
            "allocated + picked + packed + shipped > 0", name=op.f("ck_allocation_not_empty")
        ),
        sa.CheckConstraint("allocated >= 0", name=op.f("ck_allocation_allocated_not_negative")),
        sa.CheckConstraint("packed >= 0", name=op.f("ck_allocation_packed_not_negative")),
        sa.CheckConstraint("per_unit > 0", name=op.f("ck_allocation_per_unit_positive")),
        sa.CheckConstraint("picked >= 0", name=op.f("ck_allocation_picked_not_negative")),
        sa.CheckConstraint("shipped >= 0", name=op.f("ck_allocation_shipped_not_negative")),
        sa.ForeignKeyConstraint(
            ["order_line_id"], ["order_line.id"], name=op.f("fk_allocation_order_line_id")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_allocation_product_id")
        ),
        sa.ForeignKeyConstraint(
            ["shipment_id", "warehouse_id"],
            ["shipment.id", "shipment.warehouse_id"],
            name=op.f("fk_allocation_shipment_id_warehouse_id"),
        ),
        sa.ForeignKeyConstraint(
            ["stock_id", "warehouse_id", "product_id"],
            ["stock.id", "stock.warehouse_id", "stock.product_id"],
            name=op.f("fk_allocation_stock_id_warehouse_id_product_id"),
        ),
        sa.ForeignKeyConstraint(
            ["warehouse_id"], ["warehouse.id"], name=op.f("fk_allocation_warehouse_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allocation")),
        sa.UniqueConstraint(
            "shipment_id",
            "order_line_id",
            "product_id",
            name=op.f("uq_allocation_shipment_id_order_line_id_product_id"),
        ),
    )
    op.create_index(
        op.f("ix_allocation_order_line_id"), "allocation", ["order_line_id"], unique=False
    )
    op.create_index(op.f("ix_allocation_stock_id"), "allocation", ["stock_id"], unique=False)


def _create_waiting() -> None:
    op.create_table(
        "waiting",
        sa.Column("order_line_id", BigId, nullable=False),
        sa.Column("order_id", BigId, nullable=False),
        sa.Column("product_id", BigId, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("since", Moment, nullable=False),
        sa.Column("queue_key", SortText, nullable=False),
        sa.CheckConstraint(
            "reason IN ("
            "'out_of_stock', 'not_stocked', 'excluded', 'country_not_served', "
            "'warehouse_inactive', 'preorder', 'manual', 'stock_lost', "
            "'waiting_for_rest'"
            ")",
            name=op.f("ck_waiting_reason_known"),
        ),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_waiting_order_id")),
        sa.ForeignKeyConstraint(
            ["order_line_id"], ["order_line.id"], name=op.f("fk_waiting_order_line_id")
        ),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_waiting_product_id")),
        sa.PrimaryKeyConstraint("order_line_id", name=op.f("pk_waiting")),
    )
    op.create_index("ix_waiting_order", "waiting", ["order_id"], unique=False)
    op.create_index(
        "ix_waiting_product_queue", "waiting", ["product_id", "queue_key"], unique=False
    )


def _create_decision() -> None:
    op.create_table(
        "decision",
        sa.Column("id", BigId, nullable=False),
        sa.Column("order_id", BigId, nullable=False),
        sa.Column("command_id", BigId, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["command_id"], ["command.id"], name=op.f("fk_decision_command_id")
        ),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_decision_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    op.create_index(op.f("ix_decision_order_id_id"), "decision", ["order_id", "id"], unique=False)
