"""Warehouses, locations, stock and the ledger."""

import sqlalchemy as sa
from alembic import op

revision = "20261121_2100_inventory"
down_revision = "20261121_2100_catalog"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Moment = sa.DateTime(timezone=True)
SortText = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    _create_warehouse()
    _create_warehouse_country()
    _create_location()
    _create_stock()
    _create_stock_bin()
    _create_movement()


def downgrade() -> None:
    op.drop_table("movement")
    op.drop_table("stock_bin")
    op.drop_table("stock")
    op.drop_table("location")
    op.drop_table("warehouse_country")
    op.drop_table("warehouse")


def _create_warehouse() -> None:
    op.create_table(
        "warehouse",
        sa.Column("id", BigId, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("code_key", SortText, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), server_default="physical", nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("rank", BigId, server_default="1", nullable=False),
        sa.Column("street", sa.String(), nullable=True),
        sa.Column("city", sa.String(), nullable=True),
        sa.Column("postal_code", sa.String(), nullable=True),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.CheckConstraint("kind IN ('physical', 'virtual')", name=op.f("ck_warehouse_kind_known")),
        sa.CheckConstraint("latitude BETWEEN -90 AND 90", name=op.f("ck_warehouse_latitude_range")),
        sa.CheckConstraint(
            "longitude BETWEEN -180 AND 180", name=op.f("ck_warehouse_longitude_range")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_warehouse")),
        sa.UniqueConstraint("code_key", name=op.f("uq_warehouse_code_key")),
    )


def _create_warehouse_country() -> None:
    op.create_table(
        "warehouse_country",
        sa.Column("warehouse_id", BigId, nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["warehouse_id"], ["warehouse.id"], name=op.f("fk_warehouse_country_warehouse_id")
        ),
        sa.PrimaryKeyConstraint("warehouse_id", "country", name=op.f("pk_warehouse_country")),
    )


def _create_location() -> None:
    op.create_table(
        "location",
        sa.Column("id", BigId, nullable=False),
        sa.Column("warehouse_id", BigId, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("code_key", SortText, nullable=False),
        sa.Column("kind", sa.String(), server_default="bin", nullable=False),
        sa.Column("barcode", SortText, nullable=True),
        sa.Column("zone", sa.String(), nullable=True),
        sa.Column("aisle", sa.String(), nullable=True),
        sa.Column("bay", sa.String(), nullable=True),
        sa.Column("level", sa.String(), nullable=True),
        sa.Column("pickable", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("x", sa.Double(), nullable=True),
        sa.Column("y", sa.Double(), nullable=True),
        sa.Column("sequence", BigId, nullable=True),
        sa.CheckConstraint(
            "kind IN ('bin', 'floor', 'staging')", name=op.f("ck_location_kind_known")
        ),
        sa.ForeignKeyConstraint(
            ["warehouse_id"], ["warehouse.id"], name=op.f("fk_location_warehouse_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_location")),
        sa.UniqueConstraint("id", "warehouse_id", name=op.f("uq_location_id_warehouse_id")),
        sa.UniqueConstraint(
            "warehouse_id", "code_key", name=op.f("uq_location_warehouse_id_code_key")
        ),
    )
    op.create_index(op.f("ix_location_barcode"), "location", ["barcode"], unique=False)


def _create_stock() -> None:
    op.create_table(
        "stock",
        sa.Column("id", BigId, nullable=False),
        sa.Column("warehouse_id", BigId, nullable=False),
        sa.Column("product_id", BigId, nullable=False),
        sa.Column("on_hand", BigId, server_default="0", nullable=False),
        sa.Column("unavailable", BigId, server_default="0", nullable=False),
        sa.Column("allocated", BigId, server_default="0", nullable=False),
        sa.Column("ledger_seq", BigId, server_default="0", nullable=False),
        sa.Column("safety", BigId, server_default="0", nullable=False),
        sa.Column("minimum", BigId, server_default="0", nullable=False),
        sa.Column("reorder_point", BigId, nullable=True),
        sa.Column("reorder_quantity", BigId, nullable=True),
        sa.CheckConstraint(
            "allocated >= 0 AND allocated <= on_hand - unavailable",
            name=op.f("ck_stock_promise_is_covered"),
        ),
        sa.CheckConstraint("minimum >= 0", name=op.f("ck_stock_minimum_not_negative")),
        sa.CheckConstraint("on_hand >= 0", name=op.f("ck_stock_on_hand_not_negative")),
        sa.CheckConstraint("reorder_point >= 0", name=op.f("ck_stock_reorder_point_not_negative")),
        sa.CheckConstraint(
            "reorder_quantity >= 0", name=op.f("ck_stock_reorder_quantity_not_negative")
        ),
        sa.CheckConstraint("safety >= 0", name=op.f("ck_stock_safety_not_negative")),
        sa.CheckConstraint("unavailable >= 0", name=op.f("ck_stock_unavailable_not_negative")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_stock_product_id")),
        sa.ForeignKeyConstraint(
            ["warehouse_id"], ["warehouse.id"], name=op.f("fk_stock_warehouse_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock")),
        sa.UniqueConstraint(
            "id", "warehouse_id", "product_id", name=op.f("uq_stock_id_warehouse_id_product_id")
        ),
        sa.UniqueConstraint(
            "warehouse_id", "product_id", name=op.f("uq_stock_warehouse_id_product_id")
        ),
    )
    op.create_index(op.f("ix_stock_product_id"), "stock", ["product_id"], unique=False)


def _create_stock_bin() -> None:
    op.create_table(
        "stock_bin",
        sa.Column("id", BigId, nullable=False),
        sa.Column("warehouse_id", BigId, nullable=False),
        sa.Column("product_id", BigId, nullable=False),
        sa.Column("location_id", BigId, nullable=False),
        sa.Column("lot", sa.String(), server_default="", nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("on_hand", BigId, server_default="0", nullable=False),
        sa.Column("unavailable", BigId, server_default="0", nullable=False),
        sa.Column("allocated", BigId, server_default="0", nullable=False),
        sa.Column("ledger_seq", BigId, server_default="0", nullable=False),
        sa.CheckConstraint(
            "allocated >= 0 AND allocated <= on_hand - unavailable",
            name=op.f("ck_stock_bin_promise_is_covered"),
        ),
        sa.CheckConstraint("on_hand >= 0", name=op.f("ck_stock_bin_on_hand_not_negative")),
        sa.CheckConstraint("unavailable >= 0", name=op.f("ck_stock_bin_unavailable_not_negative")),
        sa.ForeignKeyConstraint(
            ["location_id", "warehouse_id"],
            ["location.id", "location.warehouse_id"],
            name=op.f("fk_stock_bin_location_id_warehouse_id"),
        ),
        sa.ForeignKeyConstraint(
            ["warehouse_id", "product_id"],
            ["stock.warehouse_id", "stock.product_id"],
            name=op.f("fk_stock_bin_warehouse_id_product_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_bin")),
        sa.UniqueConstraint(
            "location_id", "product_id", "lot", name=op.f("uq_stock_bin_location_id_product_id_lot")
        ),
    )
    op.create_index(
        op.f("ix_stock_bin_warehouse_id_product_id"),
        "stock_bin",
        ["warehouse_id", "product_id"],
        unique=False,
    )


def _create_movement() -> None:
    op.create_table(
        "movement",
        sa.Column("id", BigId, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("command_id", BigId, nullable=False),
        sa.Column("warehouse_id", BigId, nullable=False),
        sa.Column("product_id", BigId, nullable=False),
        sa.Column("location_id", BigId, nullable=False),
        sa.Column("lot", sa.String(), server_default="", nullable=False),
        sa.Column("quantity", BigId, nullable=False),
        sa.Column("unavailable", BigId, server_default="0", nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("document", sa.String(), nullable=True),
        *_constraints_of_movement(),
    )
    op.create_index(op.f("ix_movement_command_id"), "movement", ["command_id"], unique=False)
    op.create_index(
        op.f("ix_movement_location_id_product_id_lot"),
        "movement",
        ["location_id", "product_id", "lot"],
        unique=False,
    )
    op.create_index(
        op.f("ix_movement_product_id_warehouse_id_id"),
        "movement",
        ["product_id", "warehouse_id", "id"],
        unique=False,
    )


def _constraints_of_movement() -> tuple[sa.Constraint, ...]:
    return (
        sa.CheckConstraint(
            "cause IN ("
            "'opening', 'count', 'receipt', 'adjustment', 'damage', 'expiry', "
            "'move', 'transfer', 'pick', 'short_pick', 'unpick', 'ship', 'void', "
            "'undo'"
            ")",
            name=op.f("ck_movement_cause_known"),
        ),
        sa.CheckConstraint(
            "quantity BETWEEN -1000000000 AND 1000000000",
            name=op.f("ck_movement_quantity_in_bounds"),
        ),
        sa.CheckConstraint(
            "unavailable BETWEEN -1000000000 AND 1000000000",
            name=op.f("ck_movement_unavailable_in_bounds"),
        ),
        sa.CheckConstraint(
            "quantity <> 0 OR unavailable <> 0", name=op.f("ck_movement_moves_something")
        ),
        sa.ForeignKeyConstraint(
            ["command_id"], ["command.id"], name=op.f("fk_movement_command_id")
        ),
        sa.ForeignKeyConstraint(
            ["location_id", "product_id", "lot"],
            ["stock_bin.location_id", "stock_bin.product_id", "stock_bin.lot"],
            name=op.f("fk_movement_location_id_product_id_lot"),
        ),
        sa.ForeignKeyConstraint(
            ["location_id", "warehouse_id"],
            ["location.id", "location.warehouse_id"],
            name=op.f("fk_movement_location_id_warehouse_id"),
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_movement_product_id")
        ),
        sa.ForeignKeyConstraint(
            ["warehouse_id"], ["warehouse.id"], name=op.f("fk_movement_warehouse_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_movement")),
    )
