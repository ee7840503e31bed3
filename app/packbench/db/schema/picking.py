"""Waves and the tasks of the people who walk."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text

from packbench.db.schema.base import Base, Id, SortText, not_negative, one_of
from packbench.db.schema.mapped import Mapped, mapped_column
from packbench.domain.picking import ShortReason, WalkOrder, WaveChoice, WaveMode, WaveStatus


class Wave(Base):
    """Shipments that are picked together; one pick list.

    `started_at` tells an open wave that somebody walks. The walk was found as `walk` says, and
    `saved_percent` is what it saves against the order of the codes.
    """

    __tablename__ = "wave"
    __table_args__ = (
        *(one_of("mode", WaveMode), one_of("status", WaveStatus)),
        *(one_of("choice", WaveChoice), one_of("walk", WalkOrder)),
        Index("ix_wave_at_work", "warehouse_id", "status"),
    )

    id: Mapped[Id]
    number: Mapped[str] = mapped_column(SortText, unique=True)
    warehouse_id: Mapped[int] = mapped_column(ForeignKey("warehouse.id"))
    mode: Mapped[str]
    status: Mapped[str] = mapped_column(server_default=WaveStatus.OPEN.value)
    revision: Mapped[int] = mapped_column(server_default="1")
    created_at: Mapped[datetime]
    distance_m: Mapped[int | None]
    choice: Mapped[str | None]
    walk: Mapped[str | None]
    saved_percent: Mapped[int | None]
    picker_id: Mapped[int | None] = mapped_column(ForeignKey("operator.id"))
    started_at: Mapped[datetime | None]
    picked_at: Mapped[datetime | None]


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
    picker_id: Mapped[int | None] = mapped_column(ForeignKey("operator.id"))
    leased_until: Mapped[datetime | None]


class WaveRevision(Base):
    """The tasks of a wave as one revision of its list had them, as JSON; what is told apart."""

    __tablename__ = "wave_revision"

    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    command_id: Mapped[int] = mapped_column(ForeignKey("command.id"))
    body: Mapped[str]


class WaveEvent(Base):
    """A command that made, walked, printed or changed a wave."""

    __tablename__ = "wave_event"

    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), primary_key=True)
    command_id: Mapped[int] = mapped_column(ForeignKey("command.id"), primary_key=True)


class BinToCount(Base):
    """A bin in which less was found than there should be; counted by a later command.

    `wave_id` is empty where no picker missed it: packaging that the books had no more.
    """

    __tablename__ = "bin_to_count"
    __table_args__ = (
        one_of("reason", ShortReason),
        Index(
            "ix_bin_to_count_open",
            "location_id",
            sqlite_where=text("counted_by IS NULL"),
            postgresql_where=text("counted_by IS NULL"),
        ),
    )

    id: Mapped[Id]
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"))
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    lot: Mapped[str] = mapped_column(server_default=text("''"))
    reason: Mapped[str]
    units: Mapped[int]
    wave_id: Mapped[int | None] = mapped_column(ForeignKey("wave.id"))
    command_id: Mapped[int] = mapped_column(ForeignKey("command.id"))
    counted_by: Mapped[int | None] = mapped_column(ForeignKey("command.id"))
