"""Bins that products are picked from, and what is carried to them from reserve."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, text

from packbench.db.schema.base import Base, Id, not_negative, one_of
from packbench.db.schema.mapped import Mapped, mapped_column
from packbench.domain.replenishing import ReplenishReason


class PickBin(Base):
    """A bin that one product is picked from: it is filled to `maximum` when below `minimum`."""

    __tablename__ = "pick_bin"
    __table_args__ = (
        CheckConstraint("minimum > 0", name="minimum_positive"),
        CheckConstraint("maximum > minimum", name="maximum_above_minimum"),
    )

    id: Mapped[Id]
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"), unique=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), index=True)
    minimum: Mapped[int]
    maximum: Mapped[int]


class ReplenishTask(Base):
    """Units of a lot that are carried from one bin to another of the same warehouse.

    `done` units are there, `short` ones were not found, `cancelled` ones nobody carries any more.
    """

    __tablename__ = "replenish_task"
    __table_args__ = (
        one_of("reason", ReplenishReason),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        *not_negative("done", "short", "cancelled"),
        CheckConstraint("done + short + cancelled <= quantity", name="not_more_than_asked"),
        CheckConstraint("source_id <> target_id", name="goes_somewhere"),
        ForeignKeyConstraint(
            ["source_id", "warehouse_id"], ["location.id", "location.warehouse_id"]
        ),
        ForeignKeyConstraint(
            ["target_id", "warehouse_id"], ["location.id", "location.warehouse_id"]
        ),
        Index(
            "ix_replenish_task_open",
            *("warehouse_id", "product_id"),
            sqlite_where=text("quantity - done - short - cancelled > 0"),
            postgresql_where=text("quantity - done - short - cancelled > 0"),
        ),
    )

    id: Mapped[Id]
    warehouse_id: Mapped[int]
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), index=True)
    lot: Mapped[str] = mapped_column(server_default=text("''"))
    source_id: Mapped[int] = mapped_column(index=True)
    target_id: Mapped[int] = mapped_column(index=True)
    reason: Mapped[str]
    quantity: Mapped[int]
    done: Mapped[int] = mapped_column(server_default="0")
    short: Mapped[int] = mapped_column(server_default="0")
    cancelled: Mapped[int] = mapped_column(server_default="0")
    made_at: Mapped[datetime]
    command_id: Mapped[int] = mapped_column(ForeignKey("command.id"), index=True)
