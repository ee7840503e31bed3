"""What came in at the dock: receipts, every count of them, and what is carried to its bin."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, false, text

from packbench.db.schema.base import Base, Id, SortText, one_of
from packbench.db.schema.mapped import Mapped, mapped_column
from packbench.domain.receiving import ReceiptOutcome, ReceiptStatus


class ReceiptRow(Base):
    """Goods that come in at one warehouse, of a purchase order or of none.

    While it is open, whoever counts has it at a station. `note_key` is the delivery note with its
    supplier and purchase order, as it is compared: it is in use once, until the receipt is left or
    taken back.
    """

    __tablename__ = "receipt"
    __table_args__ = (
        one_of("status", ReceiptStatus),
        CheckConstraint("status <> 'booked' OR command_id IS NOT NULL", name="booked_by"),
        Index("ix_receipt_at_station", "station_id", "status"),
        Index("ix_receipt_of_order", "purchase_order_id", "status"),
    )

    id: Mapped[Id]
    purchase_order_id: Mapped[int | None] = mapped_column(ForeignKey("purchase_order.id"))
    supplier_id: Mapped[int | None] = mapped_column(ForeignKey("supplier.id"), index=True)
    warehouse_id: Mapped[int] = mapped_column(ForeignKey("warehouse.id"), index=True)
    delivery_note: Mapped[str] = mapped_column(server_default=text("''"))
    note_key: Mapped[str | None] = mapped_column(SortText, unique=True)
    status: Mapped[str] = mapped_column(server_default=ReceiptStatus.OPEN.value)
    operator_id: Mapped[int] = mapped_column(ForeignKey("operator.id"), index=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id"))
    opened_at: Mapped[datetime]
    booked_at: Mapped[datetime | None]
    command_id: Mapped[int | None] = mapped_column(ForeignKey("command.id"), index=True)
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("operator.id"), index=True)


class ReceiptLine(Base):
    """Units of a product that were counted in; one that was taken back stays, and counts no more.

    `corrected` is a count that was put right afterwards: its units may be less than none.
    `approved_by` let in what was not expected.
    """

    __tablename__ = "receipt_line"
    __table_args__ = (
        one_of("outcome", ReceiptOutcome),
        CheckConstraint("quantity > 0 OR (corrected AND quantity < 0)", name="quantity_counts"),
        CheckConstraint("outcome = 'good' OR reason <> ''", name="reason_is_told"),
        Index(None, "receipt_id", "product_id"),
    )

    id: Mapped[Id]
    receipt_id: Mapped[int] = mapped_column(ForeignKey("receipt.id"))
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), index=True)
    lot: Mapped[str] = mapped_column(server_default=text("''"))
    expires_on: Mapped[date | None]
    quantity: Mapped[int]
    outcome: Mapped[str] = mapped_column(server_default=ReceiptOutcome.GOOD.value)
    reason: Mapped[str] = mapped_column(server_default=text("''"))
    photo: Mapped[str] = mapped_column(server_default=text("''"))
    code: Mapped[str] = mapped_column(server_default=text("''"))
    corrected: Mapped[bool] = mapped_column(server_default=false())
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("operator.id"), index=True)
    command_id: Mapped[int] = mapped_column(ForeignKey("command.id"), index=True)
    taken_back_by: Mapped[int | None] = mapped_column(ForeignKey("command.id"), index=True)


class PutAwayTask(Base):
    """Units of a receipt that lie at the dock and are to be carried to a bin.

    `done` units are there; `gone` ones left the dock otherwise: sold, corrected, taken back.
    """

    __tablename__ = "put_away_task"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint(
            "done >= 0 AND gone >= 0 AND done + gone <= quantity", name="not_more_than_came"
        ),
        Index(
            "ix_put_away_task_open",
            *("warehouse_id", "product_id"),
            sqlite_where=text("quantity - done - gone > 0"),
            postgresql_where=text("quantity - done - gone > 0"),
        ),
    )

    id: Mapped[Id]
    receipt_id: Mapped[int] = mapped_column(ForeignKey("receipt.id"), index=True)
    warehouse_id: Mapped[int] = mapped_column(ForeignKey("warehouse.id"))
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), index=True)
    lot: Mapped[str] = mapped_column(server_default=text("''"))
    quantity: Mapped[int]
    done: Mapped[int] = mapped_column(server_default="0")
    gone: Mapped[int] = mapped_column(server_default="0")
    location_id: Mapped[int | None] = mapped_column(ForeignKey("location.id"), index=True)
