"""A wave's history, and the bins that pickers found short."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from packbench.db.schema import (
    BinToCount,
    Command,
    Location,
    Operator,
    Product,
    Shipment,
    Station,
    Warehouse,
    Wave,
    WaveEvent,
    WaveShipment,
)
from packbench.domain.orders import ShipmentStatus
from packbench.domain.picking import SORTED
from packbench.domain.warehousing import NO_LOT


@dataclass(frozen=True, slots=True)
class WaveCommand:
    """A command of a wave's history."""

    command: int
    name: str
    at: datetime
    operator: str
    station: str


def history_of_wave(connection: Connection, wave_id: int) -> list[WaveCommand]:
    """What was done with a wave, the oldest first."""
    query = (
        select(Command.id, Command.name, Command.at, Operator.name, Station.name)
        .join(WaveEvent, WaveEvent.command_id == Command.id)
        .join(Operator, Operator.id == Command.operator_id)
        .join(Station, Station.id == Command.station_id)
        .where(WaveEvent.wave_id == wave_id, Command.name != SORTED)  # one a scan
        .order_by(Command.id)
    )
    return [WaveCommand(*row) for row in connection.execute(query).all()]


def wave_at_work(connection: Connection, warehouse_id: int) -> str | None:
    """The number of the first wave of which something is still to be picked at a warehouse."""
    query = (
        select(Wave.number)
        .join(WaveShipment, WaveShipment.wave_id == Wave.id)
        .join(Shipment, Shipment.id == WaveShipment.shipment_id)
        .where(Shipment.warehouse_id == warehouse_id, Shipment.status == ShipmentStatus.PICKING)
        .order_by(Wave.id)
    )
    return connection.execute(query.limit(1)).scalar_one_or_none()


@dataclass(frozen=True, slots=True)
class BinCount:
    """A bin that is to be counted, and what a picker said of it."""

    id: int
    warehouse: str
    location: str
    sku: str
    lot: str | None
    reason: str
    units: int
    wave: str | None
    picker: str
    at: datetime


def bins_to_count(connection: Connection, warehouse_id: int | None = None) -> list[BinCount]:
    """Bins that nobody has counted since a short pick, the oldest first."""
    query = (
        select(
            *(BinToCount.id, Warehouse.code, Location.code, Product.sku),
            func.nullif(BinToCount.lot, NO_LOT),
            *(BinToCount.reason, BinToCount.units, Wave.number, Operator.name, Command.at),
        )
        .join(Location, Location.id == BinToCount.location_id)
        .join(Warehouse, Warehouse.id == Location.warehouse_id)
        .join(Product, Product.id == BinToCount.product_id)
        .outerjoin(Wave, Wave.id == BinToCount.wave_id)
        .join(Command, Command.id == BinToCount.command_id)
        .join(Operator, Operator.id == Command.operator_id)
        .where(BinToCount.counted_by.is_(None))
        .order_by(BinToCount.id)
    )
    if warehouse_id is not None:
        query = query.where(Location.warehouse_id == warehouse_id)
    return [BinCount(*row) for row in connection.execute(query).all()]
