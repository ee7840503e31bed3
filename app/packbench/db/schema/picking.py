"""Waves and the tasks of the people who walk."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from packbench.db.schema.base import Base, Id, SortText, not_negative, one_of
from packbench.domain.picking import WaveMode, WaveStatus


class Wave(Base):
    """Shipments that are picked together; one pick list."""

    __tablename__ = "wave"
    __table_args__ = (one_of("mode", WaveMode), one_of("status", WaveStatus))

    id: Mapped[Id]
    number: Mapped[str] = mapped_column(SortText, unique=True)
    warehouse_id: Mapped[int] = mapped_column(ForeignKey("warehouse.id"))
    mode: Mapped[str]
    status: Mapped[str] = mapped_column(server_default=WaveStatus.OPEN.value)
    revision: Mapped[int] = mapped_column(server_default="1")
    created_at: Mapped[datetime]
    distance_m: Mapped[int | None]


class WaveShipment(Base):
    """A shipment's place in a wave: its slot or tote on the cart, from 1."""

    __tablename__ = "wave_shipment"
    __table_args__ = (UniqueConstraint("wave_id", "slot"), Index(None, "shipment_id"))

    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), primary_key=True)
    shipment_id: Mapped[int] = mapped_column(ForeignKey("shipment.id"), primary_key=True)
    slot: Mapped[int]


class PickTask(Base):
    """Take units of an allocation from one bin and lot; no bin where stock is not managed.

    What is still to be taken (`quantity - picked - short`) is held in the bin by a trigger.
    """

    __tablename__ = "pick_task"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity_positive"),
        *not_negative("picked", "short"),
        CheckConstraint("picked + short <= quantity", name="not_more_than_asked"),
        UniqueConstraint("wave_id", "task"),
        Index(None, "allocation_id"),
        Index(
            None,
            "stock_bin_id",
            sqlite_where=text("quantity - picked - short > 0"),
            postgresql_where=text("quantity - picked - short > 0"),
        ),
    )

    id: Mapped[Id]
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"))
    task: Mapped[int]
    sequence: Mapped[int]
    shipment_id: Mapped[int] = mapped_column(ForeignKey("shipment.id"), index=True)
    allocation_id: Mapped[int] = mapped_column(ForeignKey("allocation.id"))
    stock_bin_id: Mapped[int | None] = mapped_column(ForeignKey("stock_bin.id"))
    quantity: Mapped[int]
    picked: Mapped[int] = mapped_column(server_default="0")
    short: Mapped[int] = mapped_column(server_default="0")
