"""Goods on their way between warehouses: on hand nowhere, incoming at one (decision 0256)."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text

from packbench.db.schema.base import Base, Id, SortText, not_negative, one_of
from packbench.db.schema.mapped import Mapped, mapped_column
from packbench.domain.transfers import TransferStatus


class TransferRow(Base):
    """Goods that left one warehouse together, for another one.

    `ended_by` is the command by which nothing of it is on its way any more.
    """

    __tablename__ = "transfer"
    __table_args__ = (
        one_of("status", TransferStatus),
        CheckConstraint("source_id <> target_id", name="goes_elsewhere"),
        CheckConstraint("(status = 'sent') = (ended_by IS NULL)", name="ended_by_command"),
        CheckConstraint("(ended_by IS NULL) = (ended_at IS NULL)", name="ended_at_time"),
        Index("ix_transfer_status", "status", "id"),
    )

    id: Mapped[Id]
    source_id: Mapped[int] = mapped_column(ForeignKey("warehouse.id"), index=True)
    target_id: Mapped[int] = mapped_column(ForeignKey("warehouse.id"), index=True)
    status: Mapped[str] = mapped_column(server_default=TransferStatus.SENT.value)
    note: Mapped[str] = mapped_column(server_default=text("''"))
    expected_on: Mapped[date | None]
    sent_at: Mapped[datetime]
    operator_id: Mapped[int] = mapped_column(ForeignKey("operator.id"), index=True)
    command_id: Mapped[int] = mapped_column(ForeignKey("command.id"), index=True)
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("command.id"), index=True)


class TransferLineRow(Base):
    """Units of a product and lot that left one bin.

    What is neither `received`, `lost` nor `returned` is on its way; `over` came beside.
    """

    __tablename__ = "transfer_line"
    __table_args__ = (
        UniqueConstraint("transfer_id", "product_id", "location_id", "lot"),
        CheckConstraint("sent > 0", name="sent_positive"),
        *not_negative("received", "lost", "returned", "over"),
        CheckConstraint("received + lost + returned <= sent", name="not_more_than_sent"),
        Index(
            "ix_transfer_line_open",
            *("product_id", "transfer_id"),
            sqlite_where=text("sent - received - lost - returned > 0"),
            postgresql_where=text("sent - received - lost - returned > 0"),
        ),
    )

    id: Mapped[Id]
    transfer_id: Mapped[int] = mapped_column(ForeignKey("transfer.id"))
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), index=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"), index=True)
    lot: Mapped[str] = mapped_column(SortText, server_default=text("''"))
    expires_on: Mapped[date | None]
    sent: Mapped[int]
    received: Mapped[int] = mapped_column(server_default="0")
    lost: Mapped[int] = mapped_column(server_default="0")
    returned: Mapped[int] = mapped_column(server_default="0")
    over: Mapped[int] = mapped_column(server_default="0")
