"""Products, barcodes, kits, suppliers."""

import sqlalchemy as sa
from alembic import op

revision = "20261121_2100_catalog"
down_revision = "20261121_2100_administration"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Money = sa.Numeric(14, 4).with_variant(sa.BigInteger(), "sqlite")
SortText = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    _create_supplier()
    _create_product()
    _create_barcode()
    _create_kit_component()
    _create_supplier_product()


def downgrade() -> None:
    op.drop_table("supplier_product")
    op.drop_table("kit_component")
    op.drop_table("barcode")
    op.drop_table("product")
    op.drop_table("supplier")


def _create_supplier() -> None:
    op.create_table(
        "supplier",
        sa.Column("id", BigId, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("code_key", SortText, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("currency", sa.String(), nullable=True),
        sa.Column("lead_time_days", BigId, nullable=True),
        sa.Column("over_receipt_percent", BigId, server_default="0", nullable=False),
        sa.CheckConstraint(
            "lead_time_days >= 0", name=op.f("ck_supplier_lead_time_days_not_negative")
        ),
        sa.CheckConstraint(
            "over_receipt_percent >= 0", name=op.f("ck_supplier_over_receipt_not_negative")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier")),
        sa.UniqueConstraint("code_key", name=op.f("uq_supplier_code_key")),
    )


def _create_product() -> None:
    op.create_table(
        "product",
        sa.Column("id", BigId, nullable=False),
        sa.Column("sku", sa.String(), nullable=False),
        sa.Column("sku_key", SortText, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("manage_stock", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("is_kit", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("backorder", sa.String(), server_default="backorder", nullable=False),
        sa.Column("available_from", sa.Date(), nullable=True),
        sa.Column("tracking", sa.String(), server_default="none", nullable=False),
        sa.Column("weight_g", BigId, nullable=True),
        sa.Column("length_mm", BigId, nullable=True),
        sa.Column("width_mm", BigId, nullable=True),
        sa.Column("height_mm", BigId, nullable=True),
        sa.Column("unit_cost", Money, nullable=True),
        sa.Column("unit_price", Money, nullable=True),
        sa.Column("supplier_id", BigId, nullable=True),
        sa.Column("country_of_origin", sa.String(), nullable=True),
        sa.Column("hs_code", sa.String(), nullable=True),
        sa.CheckConstraint(
            "backorder IN ('backorder', 'preorder', 'no')", name=op.f("ck_product_backorder_known")
        ),
        sa.CheckConstraint(
            "tracking IN ('none', 'lot', 'serial')", name=op.f("ck_product_tracking_known")
        ),
        sa.CheckConstraint("height_mm >= 0", name=op.f("ck_product_height_mm_not_negative")),
        sa.CheckConstraint("length_mm >= 0", name=op.f("ck_product_length_mm_not_negative")),
        sa.CheckConstraint("weight_g >= 0", name=op.f("ck_product_weight_g_not_negative")),
        sa.CheckConstraint("width_mm >= 0", name=op.f("ck_product_width_mm_not_negative")),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["supplier.id"], name=op.f("fk_product_supplier_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product")),
        sa.UniqueConstraint("sku_key", name=op.f("uq_product_sku_key")),
    )
    op.create_index(op.f("ix_product_supplier_id"), "product", ["supplier_id"], unique=False)


def _create_barcode() -> None:
    op.create_table(
        "barcode",
        sa.Column("id", BigId, nullable=False),
        sa.Column("product_id", BigId, nullable=False),
        sa.Column("code", SortText, nullable=False),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_barcode_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_barcode")),
        sa.UniqueConstraint("code", name=op.f("uq_barcode_code")),
    )
    op.create_index(op.f("ix_barcode_product_id"), "barcode", ["product_id"], unique=False)


def _create_kit_component() -> None:
    op.create_table(
        "kit_component",
        sa.Column("kit_id", BigId, nullable=False),
        sa.Column("component_id", BigId, nullable=False),
        sa.Column("quantity", BigId, nullable=False),
        sa.CheckConstraint("kit_id <> component_id", name=op.f("ck_kit_component_not_itself")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_kit_component_quantity_positive")),
        sa.ForeignKeyConstraint(
            ["component_id"], ["product.id"], name=op.f("fk_kit_component_component_id")
        ),
        sa.ForeignKeyConstraint(["kit_id"], ["product.id"], name=op.f("fk_kit_component_kit_id")),
        sa.PrimaryKeyConstraint("kit_id", "component_id", name=op.f("pk_kit_component")),
    )
    op.create_index(
        op.f("ix_kit_component_component_id"), "kit_component", ["component_id"], unique=False
    )


def _create_supplier_product() -> None:
    op.create_table(
        "supplier_product",
        sa.Column("supplier_id", BigId, nullable=False),
        sa.Column("product_id", BigId, nullable=False),
        sa.Column("supplier_sku", sa.String(), nullable=True),
        sa.Column("unit_cost", Money, nullable=True),
        sa.Column("pack_size", BigId, server_default="1", nullable=False),
        sa.Column("minimum_quantity", BigId, server_default="1", nullable=False),
        sa.Column("lead_time_days", BigId, nullable=True),
        sa.CheckConstraint(
            "lead_time_days >= 0", name=op.f("ck_supplier_product_lead_time_days_not_negative")
        ),
        sa.CheckConstraint(
            "minimum_quantity > 0", name=op.f("ck_supplier_product_minimum_quantity_positive")
        ),
        sa.CheckConstraint("pack_size > 0", name=op.f("ck_supplier_product_pack_size_positive")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_supplier_product_product_id")
        ),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["supplier.id"], name=op.f("fk_supplier_product_supplier_id")
        ),
        sa.PrimaryKeyConstraint("supplier_id", "product_id", name=op.f("pk_supplier_product")),
    )
    op.create_index(
        op.f("ix_supplier_product_product_id"), "supplier_product", ["product_id"], unique=False
    )
