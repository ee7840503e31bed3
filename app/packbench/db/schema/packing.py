"""What is packed at the bench: who packs what, parcels, every scan, and the errors it caught."""

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    text,
)

from packbench.db.schema.base import Base, Id, SortText, one_of
from packbench.db.schema.mapped import Mapped, mapped_column
from packbench.domain.packing import BenchRule, PackVerdict


class Packing(Base):
    """A shipment at a bench: whose it is, from `pack open` until it is shipped or taken away.

    `closed_at` tells that all was packed. `stopped_by` is the command that took the shipment away
    while it was open: its scans were taken back and the bench is told at its next scan. `seen` is
    the order's head as the packer saw it last. `asked` is a code that waits for its lot or serial,
    `put_back` what is to be carried back to its bins after it was stopped, as JSON, until
    the bench has told it.
    """

    __tablename__ = "packing"
    __table_args__ = (Index(None, "station_id"), Index("ix_packing_closed_at", "closed_at"))

    shipment_id: Mapped[int] = mapped_column(ForeignKey("shipment.id"), primary_key=True)
    operator_id: Mapped[int] = mapped_column(ForeignKey("operator.id"))
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id"))
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    stopped_by: Mapped[int | None] = mapped_column(ForeignKey("command.id"))
    seen: Mapped[str] = mapped_column(server_default=text("''"))
    asked: Mapped[str | None]
    put_back: Mapped[str | None]


class Parcel(Base):
    """A box of a shipment, from 1; what is in it is the sum of its scans (`PackScan`).

    It gets its number when its label is made, and keeps it: an SSCC, or one of the company's own.
    """

    __tablename__ = "parcel"
    __table_args__ = (
        UniqueConstraint("shipment_id", "sequence"),
        UniqueConstraint("id", "shipment_id"),
        Index("ix_parcel_own_number", "own_number", unique=True),
        CheckConstraint("sequence > 0", name="sequence_positive"),
        CheckConstraint("weight_g > 0", name="weight_positive"),
    )

    id: Mapped[Id]
    shipment_id: Mapped[int] = mapped_column(ForeignKey("shipment.id"))
    sequence: Mapped[int]
    box: Mapped[str | None]
    weight_g: Mapped[int | None]
    sscc: Mapped[str | None] = mapped_column(SortText, unique=True)
    own_number: Mapped[str | None] = mapped_column(SortText)
    closed_at: Mapped[datetime | None]


class PackScan(Base):
    """A scan that put units into a parcel; one that was taken back stays, and counts no more.

    `sequence` numbers the scans of a shipment: one that filled several promises has several rows.
    `allocation_id` is empty once the promise is gone that it was scanned for. A trigger refuses
    more than the promise has picked, and every deletion.
    """

    __tablename__ = "pack_scan"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity_positive"),
        Index(None, "shipment_id", "sequence"),
        ForeignKeyConstraint(["parcel_id", "shipment_id"], ["parcel.id", "parcel.shipment_id"]),
        Index(None, "parcel_id"),
        Index(
            "ix_pack_scan_counted",
            "allocation_id",
            sqlite_where=text("taken_back_by IS NULL"),
            postgresql_where=text("taken_back_by IS NULL"),
        ),
        Index(
            "ix_pack_scan_serial",
            "product_id",
            "serial_key",
            unique=True,
            sqlite_where=text("serial_key IS NOT NULL AND taken_back_by IS NULL"),
            postgresql_where=text("serial_key IS NOT NULL AND taken_back_by IS NULL"),
        ),
    )

    id: Mapped[Id]
    shipment_id: Mapped[int] = mapped_column(ForeignKey("shipment.id"))
    sequence: Mapped[int]
    parcel_id: Mapped[int]
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    allocation_id: Mapped[int | None] = mapped_column(ForeignKey("allocation.id"), index=True)
    quantity: Mapped[int]
    code: Mapped[str]
    lot: Mapped[str | None]
    serial: Mapped[str | None]
    serial_key: Mapped[str | None] = mapped_column(SortText)
    command_id: Mapped[int] = mapped_column(ForeignKey("command.id"), index=True)
    taken_back_by: Mapped[int | None] = mapped_column(ForeignKey("command.id"))


class PackRefusal(Base):
    """A wrong scan: it changed nothing, and is counted as an error that was caught."""

    __tablename__ = "pack_refusal"
    __table_args__ = (one_of("verdict", PackVerdict), Index(None, "at"))

    id: Mapped[Id]
    at: Mapped[datetime]
    operator_id: Mapped[int] = mapped_column(ForeignKey("operator.id"))
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id"))
    shipment: Mapped[str | None]
    code: Mapped[str]
    verdict: Mapped[str]


class StationRule(Base):
    """What a station does by itself, for all channels ("") or for one; see `BenchRule`."""

    __tablename__ = "station_rule"
    __table_args__ = (one_of("rule", BenchRule),)

    station_id: Mapped[int] = mapped_column(ForeignKey("station.id"), primary_key=True)
    channel: Mapped[str] = mapped_column(SortText, primary_key=True)
    rule: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[bool]
