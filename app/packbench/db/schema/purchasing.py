"""Purchase orders and their lines."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text

from packbench.db.schema.base import Base, Id, SortText, not_negative, one_of
from packbench.db.schema.mapped import Mapped, mapped_column
from packbench.domain.purchasing import Milestone, PurchaseOrderStatus
from packbench.domain.reordering import DraftedBy


class PurchaseOrder(Base):
    """What we ordered of a supplier, to be received at one warehouse.

    `said` is what the file said last of one that was imported, as JSON.
    `left_status` is what it was when it was cancelled, voided or closed, and is when restored.
    `drafted_by` says what drafted it by itself, `drafted_as` is a digest of it as that left it: one
    that is not so any more was edited, and is somebody's.
    `terms` are those of payment and delivery, `currency` that of all its prices.
    """

    __tablename__ = "purchase_order"
    __table_args__ = (
        one_of("status", PurchaseOrderStatus),
        one_of("left_status", PurchaseOrderStatus),
        one_of("drafted_by", DraftedBy),
        Index(None, "status", "number_key"),
        Index("ix_purchase_order_created_at", "created_at", "id"),
    )

    id: Mapped[Id]
    number: Mapped[str]
    number_key: Mapped[str] = mapped_column(SortText, unique=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"), index=True)
    warehouse_id: Mapped[int] = mapped_column(ForeignKey("warehouse.id"))
    status: Mapped[str] = mapped_column(server_default=PurchaseOrderStatus.DRAFT.value)
    left_status: Mapped[str | None]
    currency: Mapped[str | None]
    created_at: Mapped[datetime]
    note: Mapped[str | None]
    imported_hash: Mapped[str | None]
    said: Mapped[str | None]
    drafted_by: Mapped[str | None]
    drafted_as: Mapped[str | None]
    terms: Mapped[str | None]


class PurchaseOrderLine(Base):
    """A product on a purchase order; rejected units never become stock."""

    __tablename__ = "purchase_order_line"
    __table_args__ = (
        UniqueConstraint("purchase_order_id", "line"),
        CheckConstraint("ordered > 0", name="ordered_positive"),
        *not_negative("received", "rejected"),
        Index(None, "product_id"),
        Index(
            "ix_purchase_order_line_expected",
            "expected_on",
            "purchase_order_id",
            sqlite_where=text("expected_on IS NOT NULL"),
            postgresql_where=text("expected_on IS NOT NULL"),
        ),
    )

    id: Mapped[Id]
    purchase_order_id: Mapped[int] = mapped_column(ForeignKey("purchase_order.id"))
    line: Mapped[int]
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    ordered: Mapped[int]
    received: Mapped[int] = mapped_column(server_default="0")
    rejected: Mapped[int] = mapped_column(server_default="0")
    unit_cost: Mapped[Decimal | None]
    expected_on: Mapped[date | None]


class DropShip(Base):
    """A shipment that a supplier sends straight to the customer, and what he was ordered by.

    Goods that were never here: its units stand at no stock. `since` is how long they had waited. A
    purchase order keeps its first one to the end, also cancelled: that tells whose it is.
    """

    __tablename__ = "drop_ship"

    shipment_id: Mapped[int] = mapped_column(
        ForeignKey("shipment.id"), primary_key=True, autoincrement=False
    )
    purchase_order_id: Mapped[int] = mapped_column(ForeignKey("purchase_order.id"), index=True)
    since: Mapped[datetime]


class PurchaseMilestone(Base):
    """How far a purchase order has come on its way, and when."""

    __tablename__ = "purchase_milestone"
    __table_args__ = (one_of("milestone", Milestone),)

    purchase_order_id: Mapped[int] = mapped_column(
        ForeignKey("purchase_order.id"), primary_key=True, autoincrement=False
    )
    milestone: Mapped[str] = mapped_column(primary_key=True)
    on_day: Mapped[date]


class PurchaseAttachment(Base):
    """A file that belongs to a purchase order, by its path; it may be gone meanwhile."""

    __tablename__ = "purchase_attachment"
    __table_args__ = (CheckConstraint("path <> ''", name="path_given"),)

    purchase_order_id: Mapped[int] = mapped_column(
        ForeignKey("purchase_order.id"), primary_key=True, autoincrement=False
    )
    path: Mapped[str] = mapped_column(primary_key=True)
