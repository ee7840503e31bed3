"""Purchase orders."""

import sqlalchemy as sa
from alembic import op

revision = "20261121_2100_purchasing"
down_revision = "20261121_2100_picking"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Money = sa.Numeric(14, 4).with_variant(sa.BigInteger(), "sqlite")
Moment = sa.DateTime(timezone=True)
SortText = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    _create_purchase_order()
    _create_purchase_order_line()


def downgrade() -> None:
    op.drop_table("purchase_order_line")
    op.drop_table("purchase_order")


def _create_purchase_order() -> None:
    op.create_table(
        "purchase_order",
        sa.Column("id", BigId, nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("number_key", SortText, nullable=False),
        sa.Column("supplier_id", BigId, nullable=False),
        sa.Column("warehouse_id", BigId, nullable=False),
        sa.Column("status", sa.String(), server_default="draft", nullable=False),
        sa.Column("currency", sa.String(), nullable=True),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("imported_hash", sa.String(), nullable=True),
        sa.CheckConstraint(
            "status IN ("
            "'draft', 'authorized', 'sent', 'part_received', 'received', 'closed', "
            "'cancelled', 'voided'"
            ")",
            name=op.f("ck_purchase_order_status_known"),
        ),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["supplier.id"], name=op.f("fk_purchase_order_supplier_id")
        ),
        sa.ForeignKeyConstraint(
            ["warehouse_id"], ["warehouse.id"], name=op.f("fk_purchase_order_warehouse_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_order")),
        sa.UniqueConstraint("number_key", name=op.f("uq_purchase_order_number_key")),
    )
    op.create_index(
        op.f("ix_purchase_order_status_number_key"),
        "purchase_order",
        ["status", "number_key"],
        unique=False,
    )
    op.create_index(
        op.f("ix_purchase_order_supplier_id"), "purchase_order", ["supplier_id"], unique=False
    )


def _create_purchase_order_line() -> None:
    op.create_table(
        "purchase_order_line",
        sa.Column("id", BigId, nullable=False),
        sa.Column("purchase_order_id", BigId, nullable=False),
        sa.Column("line", BigId, nullable=False),
        sa.Column("product_id", BigId, nullable=False),
        sa.Column("ordered", BigId, nullable=False),
        sa.Column("received", BigId, server_default="0", nullable=False),
        sa.Column("rejected", BigId, server_default="0", nullable=False),
        sa.Column("unit_cost", Money, nullable=True),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.CheckConstraint("ordered > 0", name=op.f("ck_purchase_order_line_ordered_positive")),
        sa.CheckConstraint(
            "received >= 0", name=op.f("ck_purchase_order_line_received_not_negative")
        ),
        sa.CheckConstraint(
            "rejected >= 0", name=op.f("ck_purchase_order_line_rejected_not_negative")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_purchase_order_line_product_id")
        ),
        sa.ForeignKeyConstraint(
            ["purchase_order_id"],
            ["purchase_order.id"],
            name=op.f("fk_purchase_order_line_purchase_order_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_order_line")),
        sa.UniqueConstraint(
            "purchase_order_id", "line", name=op.f("uq_purchase_order_line_purchase_order_id_line")
        ),
    )
    op.create_index(
        op.f("ix_purchase_order_line_product_id"),
        "purchase_order_line",
        ["product_id"],
        unique=False,
    )
