"""The scale of a station, what is checked at its bench, and who said what of a parcel there."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary

from packbench.db.schema.base import Base, Id, SortText, one_of
from packbench.db.schema.mapped import Mapped, mapped_column
from packbench.domain.bench_settings import BenchSetting
from packbench.domain.scales.readings import ScaleProtocol


class StationScale(Base):
    """The scale of one station; see `domain.scales.readings.ScaleSetup`."""

    __tablename__ = "station_scale"
    __table_args__ = (
        one_of("protocol", ScaleProtocol),
        CheckConstraint("baud > 0", name="baud_positive"),
    )

    station_id: Mapped[int] = mapped_column(ForeignKey("station.id"), primary_key=True)
    port: Mapped[str]
    baud: Mapped[int]
    protocol: Mapped[str]
    asks: Mapped[bool]


class StationCheck(Base):
    """What a station checks, for all channels ("") or for one; see `BenchSetting`."""

    __tablename__ = "station_check"
    __table_args__ = (one_of("name", BenchSetting),)

    station_id: Mapped[int] = mapped_column(ForeignKey("station.id"), primary_key=True)
    channel: Mapped[str] = mapped_column(SortText, primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class WeightOverrule(Base):
    """Somebody said that a parcel may weigh what it weighs; it holds for that weight alone."""

    __tablename__ = "weight_overrule"

    id: Mapped[Id]
    parcel_id: Mapped[int] = mapped_column(ForeignKey("parcel.id"), index=True)
    weight_g: Mapped[int]
    expected_g: Mapped[int]
    reason: Mapped[str]
    operator_id: Mapped[int] = mapped_column(ForeignKey("operator.id"))
    command_id: Mapped[int] = mapped_column(ForeignKey("command.id"))
    voided_by: Mapped[int | None] = mapped_column(ForeignKey("command.id"))


class SecondCheck(Base):
    """A second person looked into the parcels; it counts until their contents change."""

    __tablename__ = "second_check"

    id: Mapped[Id]
    shipment_id: Mapped[int] = mapped_column(ForeignKey("shipment.id"), index=True)
    operator_id: Mapped[int] = mapped_column(ForeignKey("operator.id"))
    command_id: Mapped[int] = mapped_column(ForeignKey("command.id"))
    scans: Mapped[str]
    voided_by: Mapped[int | None] = mapped_column(ForeignKey("command.id"))


class ParcelPhoto(Base):
    """A picture of a parcel, as JPEG, made small."""

    __tablename__ = "parcel_photo"

    id: Mapped[Id]
    parcel_id: Mapped[int] = mapped_column(ForeignKey("parcel.id"), index=True)
    taken_at: Mapped[datetime]
    name: Mapped[str]
    jpeg: Mapped[bytes] = mapped_column(LargeBinary)
    command_id: Mapped[int] = mapped_column(ForeignKey("command.id"))
    voided_by: Mapped[int | None] = mapped_column(ForeignKey("command.id"))
