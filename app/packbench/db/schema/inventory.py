"""Stock, and the ledger that it is the sum of (decision 0001)."""

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    text,
)

from packbench.db.schema.base import Base, Id, not_negative, one_of
from packbench.db.schema.mapped import Mapped, mapped_column
from packbench.domain.warehousing import Cause

_MOST = 1_000_000_000
"""No ledger row is larger, so that sums stay whole numbers on SQLite too."""


def _promise_is_covered() -> CheckConstraint:
    return CheckConstraint(
        "allocated >= 0 AND allocated <= on_hand - unavailable", name="promise_is_covered"
    )


class Stock(Base):
    """A product that was added to a warehouse: sums, kept by triggers, and its settings.

    `ledger_seq` counts ledger rows that were added up; who changes a sum without it is refused.
    `counted_to` is the last movement that is in the sums.
    """

    __tablename__ = "stock"
    __table_args__ = (
        _promise_is_covered(),
        *not_negative("on_hand", "unavailable", "safety"),
        *not_negative("minimum", "reorder_point", "reorder_quantity"),
        UniqueConstraint("warehouse_id", "product_id"),
        UniqueConstraint("id", "warehouse_id", "product_id"),
    )

    id: Mapped[Id]
    warehouse_id: Mapped[int] = mapped_column(ForeignKey("warehouse.id"))
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), index=True)
    on_hand: Mapped[int] = mapped_column(server_default="0")
    unavailable: Mapped[int] = mapped_column(server_default="0")
    allocated: Mapped[int] = mapped_column(server_default="0")
    ledger_seq: Mapped[int] = mapped_column(server_default="0")
    counted_to: Mapped[int] = mapped_column(server_default="0")
    safety: Mapped[int] = mapped_column(server_default="0")
    minimum: Mapped[int] = mapped_column(server_default="0")
    reorder_point: Mapped[int | None]
    reorder_quantity: Mapped[int | None]


class StockBin(Base):
    """What of a stock row lies in one location, of one lot; sums kept by triggers."""

    __tablename__ = "stock_bin"
    __table_args__ = (
        _promise_is_covered(),
        *not_negative("on_hand", "unavailable"),
        UniqueConstraint("location_id", "product_id", "lot"),
        ForeignKeyConstraint(
            ["warehouse_id", "product_id"], ["stock.warehouse_id", "stock.product_id"]
        ),
        ForeignKeyConstraint(
            ["location_id", "warehouse_id"], ["location.id", "location.warehouse_id"]
        ),
        Index(None, "warehouse_id", "product_id"),
        Index(None, "product_id"),
        Index(
            "ix_stock_bin_expires_on",
            "expires_on",
            sqlite_where=text("expires_on IS NOT NULL"),
            postgresql_where=text("expires_on IS NOT NULL"),
        ),
        Index(
            "ix_stock_bin_counted_at",
            "counted_at",
            sqlite_where=text("counted_at IS NOT NULL"),
            postgresql_where=text("counted_at IS NOT NULL"),
        ),
        Index(None, "lot", "id"),
    )

    id: Mapped[Id]
    warehouse_id: Mapped[int]
    product_id: Mapped[int]
    location_id: Mapped[int]
    lot: Mapped[str] = mapped_column(server_default=text("''"))
    expires_on: Mapped[date | None]
    on_hand: Mapped[int] = mapped_column(server_default="0")
    unavailable: Mapped[int] = mapped_column(server_default="0")
    allocated: Mapped[int] = mapped_column(server_default="0")
    ledger_seq: Mapped[int] = mapped_column(server_default="0")
    counted_to: Mapped[int] = mapped_column(server_default="0")
    counted_at: Mapped[datetime | None]
    """When people last counted it, whether anything was missing or not."""


class Movement(Base):
    """One row of the append-only ledger; signed units on hand, and of these unavailable.

    `chain` is its link to the row before of its warehouse (`domain/ledger_chain`).
    """

    __tablename__ = "movement"
    __table_args__ = (
        one_of("cause", Cause),
        CheckConstraint("quantity <> 0 OR unavailable <> 0", name="moves_something"),
        CheckConstraint(f"quantity BETWEEN -{_MOST} AND {_MOST}", name="quantity_in_bounds"),
        CheckConstraint(f"unavailable BETWEEN -{_MOST} AND {_MOST}", name="unavailable_in_bounds"),
        ForeignKeyConstraint(
            ["location_id", "product_id", "lot"],
            ["stock_bin.location_id", "stock_bin.product_id", "stock_bin.lot"],
        ),
        ForeignKeyConstraint(
            ["location_id", "warehouse_id"], ["location.id", "location.warehouse_id"]
        ),
        Index(None, "product_id", "warehouse_id", "id"),
        Index(None, "location_id", "product_id", "lot", "id"),
    )

    id: Mapped[Id]
    at: Mapped[datetime]
    command_id: Mapped[int] = mapped_column(ForeignKey("command.id"), index=True)
    warehouse_id: Mapped[int] = mapped_column(ForeignKey("warehouse.id"))
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    location_id: Mapped[int]
    lot: Mapped[str] = mapped_column(server_default=text("''"))
    quantity: Mapped[int]
    unavailable: Mapped[int] = mapped_column(server_default="0")
    cause: Mapped[str]
    note: Mapped[str | None]
    document: Mapped[str | None]
    chain: Mapped[str] = mapped_column(server_default=text("''"))


class LedgerHead(Base):
    """Where the chain of a warehouse's ledger ends: its last link, and how many rows it has."""

    __tablename__ = "ledger_head"
    __table_args__ = tuple(not_negative("movements"))

    warehouse_id: Mapped[int] = mapped_column(
        ForeignKey("warehouse.id"), primary_key=True, autoincrement=False
    )
    link: Mapped[str]
    movements: Mapped[int]
