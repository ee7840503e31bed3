"""Products, their barcodes and kits, suppliers and what they sell."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, false, text, true

from packbench.db.schema.base import Base, Id, SortText, not_negative, one_of
from packbench.db.schema.custom_fields import ProductPlaces, field_indexes
from packbench.db.schema.mapped import Mapped, mapped_column
from packbench.domain.catalog import BackorderPolicy, Tracking
from packbench.domain.custom_fields import PRODUCT_COLUMNS


class Supplier(Base):
    """Who sells to us; of one that is not `active` nothing is proposed to be bought.

    `account_number` is ours with them; `language` is the one in which they are written to;
    `lead_time_spread_days` by how many days their lead time varies, as a standard deviation.
    """

    __tablename__ = "supplier"
    __table_args__ = (
        *not_negative("lead_time_days", "lead_time_spread_days"),
        CheckConstraint("over_receipt_percent >= 0", name="over_receipt_not_negative"),
    )

    id: Mapped[Id]
    code: Mapped[str]
    code_key: Mapped[str] = mapped_column(SortText, unique=True)
    name: Mapped[str]
    email: Mapped[str | None]
    currency: Mapped[str | None]
    lead_time_days: Mapped[int | None]
    over_receipt_percent: Mapped[int] = mapped_column(server_default="0")
    active: Mapped[bool] = mapped_column(server_default=true())
    language: Mapped[str | None]
    street: Mapped[str | None]
    street2: Mapped[str | None]
    postal_code: Mapped[str | None]
    city: Mapped[str | None]
    country: Mapped[str | None]
    phone: Mapped[str | None]
    account_number: Mapped[str | None]
    terms: Mapped[str | None]
    lead_time_spread_days: Mapped[int | None]


class Product(ProductPlaces, Base):
    """What is sold, known by its SKU; `sku_key` is the SKU without regard to case.

    `preorder_limit`: no more units than these are promised before they are there; None: no limit.
    `customs_value` is declared of a unit that costs nothing; `customs_description` in place of the
    name.
    `pick_multiple`: it is picked in whole packs of so many where it can be; None: by the piece.
    """

    __tablename__ = "product"
    __table_args__ = (
        one_of("backorder", BackorderPolicy),
        one_of("tracking", Tracking),
        *not_negative("weight_g", "length_mm", "width_mm", "height_mm", "preorder_limit"),
        CheckConstraint("pick_multiple > 1", name="pick_multiple_above_one"),
        Index(
            "ix_product_preorder_limit",
            "id",
            sqlite_where=text("preorder_limit IS NOT NULL"),
            postgresql_where=text("preorder_limit IS NOT NULL"),
        ),
        *field_indexes("product", PRODUCT_COLUMNS),
    )

    id: Mapped[Id]
    sku: Mapped[str]
    sku_key: Mapped[str] = mapped_column(SortText, unique=True)
    name: Mapped[str] = mapped_column(index=True)
    active: Mapped[bool] = mapped_column(server_default=true())
    manage_stock: Mapped[bool] = mapped_column(server_default=true())
    is_kit: Mapped[bool] = mapped_column(server_default=false())
    backorder: Mapped[str] = mapped_column(server_default=BackorderPolicy.BACKORDER.value)
    available_from: Mapped[date | None]
    preorder_limit: Mapped[int | None]
    tracking: Mapped[str] = mapped_column(server_default=Tracking.NONE.value)
    weight_g: Mapped[int | None]
    length_mm: Mapped[int | None]
    width_mm: Mapped[int | None]
    height_mm: Mapped[int | None]
    unit_cost: Mapped[Decimal | None]
    unit_price: Mapped[Decimal | None]
    supplier_id: Mapped[int | None] = mapped_column(ForeignKey("supplier.id"), index=True)
    country_of_origin: Mapped[str | None]
    hs_code: Mapped[str | None]
    customs_description: Mapped[str | None]
    customs_value: Mapped[Decimal | None]
    pick_multiple: Mapped[int | None]


class Barcode(Base):
    """A code that is printed on a product or on a pack of it; GTINs are kept with 14 digits.

    `code_key` is the code as `domain.catalog.code_key` compares it, so two spellings are one code.
    `units` is how many pieces have this one code together: 1 of a piece, 12 of a carton of twelve.
    """

    __tablename__ = "barcode"
    __table_args__ = (CheckConstraint("units > 0", name="units_positive"),)

    id: Mapped[Id]
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), index=True)
    code: Mapped[str] = mapped_column(SortText, unique=True)
    code_key: Mapped[str] = mapped_column(SortText, unique=True)
    units: Mapped[int] = mapped_column(server_default="1")


class SharedBarcode(Base):
    """A code that stands for a product besides what it stands for already; each scan of it asks."""

    __tablename__ = "shared_barcode"

    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), primary_key=True)
    code_key: Mapped[str] = mapped_column(SortText, primary_key=True, index=True)
    code: Mapped[str] = mapped_column(SortText)


class KitComponent(Base):
    """`quantity` units of a component in one unit of a kit."""

    __tablename__ = "kit_component"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("kit_id <> component_id", name="not_itself"),
    )

    kit_id: Mapped[int] = mapped_column(ForeignKey("product.id"), primary_key=True)
    component_id: Mapped[int] = mapped_column(
        ForeignKey("product.id"), primary_key=True, index=True
    )
    quantity: Mapped[int]


class SupplierProduct(Base):
    """A supplier's terms for one product."""

    __tablename__ = "supplier_product"
    __table_args__ = (
        CheckConstraint("pack_size > 0", name="pack_size_positive"),
        CheckConstraint("minimum_quantity > 0", name="minimum_quantity_positive"),
        *not_negative("lead_time_days", "lead_time_spread_days"),
    )

    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"), primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), primary_key=True, index=True)
    supplier_sku: Mapped[str | None]
    unit_cost: Mapped[Decimal | None]
    pack_size: Mapped[int] = mapped_column(server_default="1")
    minimum_quantity: Mapped[int] = mapped_column(server_default="1")
    lead_time_days: Mapped[int | None]
    lead_time_spread_days: Mapped[int | None]
