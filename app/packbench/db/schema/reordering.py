"""What suppliers ask for more units, what they asked before, and when to buy again."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index

from packbench.db.schema.base import Base, Id, not_negative
from packbench.db.schema.mapped import Mapped, mapped_column
from packbench.domain.reordering import LEAST_SERVICE, MOST_SERVICE, WINDOWS


class PriceBreak(Base):
    """What a unit costs of a supplier from so many units on."""

    __tablename__ = "price_break"
    __table_args__ = (
        CheckConstraint("from_quantity > 1", name="from_more_than_one"),
        *not_negative("unit_cost"),
        ForeignKeyConstraint(
            ["supplier_id", "product_id"],
            ["supplier_product.supplier_id", "supplier_product.product_id"],
        ),
        Index(None, "product_id"),
    )

    supplier_id: Mapped[int] = mapped_column(primary_key=True)
    product_id: Mapped[int] = mapped_column(primary_key=True)
    from_quantity: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    unit_cost: Mapped[Decimal]


class PriceHistory(Base):
    """What a unit cost of a supplier from a moment on; no cost: from then on there was none.

    `since` is None of a price that stood there before changes were written down.
    """

    __tablename__ = "price_history"
    __table_args__ = (
        CheckConstraint("from_quantity > 0", name="from_positive"),
        *not_negative("unit_cost"),
        Index("ix_price_history_terms", "supplier_id", "product_id", "id"),
    )

    id: Mapped[Id]
    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"))
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), index=True)
    from_quantity: Mapped[int]
    unit_cost: Mapped[Decimal | None]
    currency: Mapped[str | None]
    since: Mapped[datetime | None]


class ReorderRule(Base):
    """When to buy a product again for a warehouse: a point and a quantity, or days of cover."""

    __tablename__ = "reorder_rule"
    __table_args__ = (
        *not_negative("point"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("cover_days > 0", name="cover_days_positive"),
        CheckConstraint(
            f"demand_days IN ({', '.join(map(str, WINDOWS))})", name="demand_days_known"
        ),
        CheckConstraint(
            f"service_percent BETWEEN {LEAST_SERVICE} AND {MOST_SERVICE}", name="service_level"
        ),
        CheckConstraint("(point IS NULL) <> (cover_days IS NULL)", name="one_way"),
        CheckConstraint("quantity IS NULL OR point IS NOT NULL", name="quantity_of_point"),
    )

    warehouse_id: Mapped[int] = mapped_column(ForeignKey("warehouse.id"), primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), primary_key=True, index=True)
    point: Mapped[int | None]
    quantity: Mapped[int | None]
    cover_days: Mapped[int | None]
    demand_days: Mapped[int] = mapped_column(server_default="28")
    service_percent: Mapped[int] = mapped_column(server_default="95")
