"""Waves as lists show them, the work in hand by step, a wave's history, and bins to count.

Each is a handful of queries whatever the number of waves.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, case, exists, func, select

from packbench.db.queries.records.picking import IS_COLLECTING
from packbench.db.schema import (
    BinToCount,
    Command,
    Location,
    Operator,
    Order,
    OrderProblem,
    Product,
    Shipment,
    Station,
    Warehouse,
    Wave,
    WaveEvent,
    WaveShipment,
)
from packbench.db.sql.sums import total
from packbench.domain.orders import Payment, Problem, ShipmentStatus
from packbench.domain.picking import WorkStep
from packbench.domain.warehousing import NO_LOT, WarehouseKind


@dataclass(frozen=True, slots=True)
class StepCount:
    """Shipments of a warehouse that stand at a step.

    Attributes:
        since: when the one that stands there longest came; for what is to be released, when its
            order was placed.
        address_incomplete: of these, so many lack a part of the address that a label needs.
    """

    warehouse: str
    step: WorkStep
    shipments: int
    units: int
    since: datetime | None
    address_incomplete: int


def step_counts(connection: Connection, warehouse_id: int | None = None) -> list[StepCount]:
    """Open shipments by warehouse and step, in the order of the work."""
    lacks = exists().where(
        OrderProblem.order_id == Order.id, OrderProblem.code == Problem.ADDRESS_INCOMPLETE.value
    )
    since = case(
        (Shipment.status == ShipmentStatus.READY, Order.ordered_at),
        (
            Shipment.status == ShipmentStatus.PICKING,
            func.coalesce(Wave.started_at, Wave.created_at),
        ),
        else_=func.coalesce(Wave.picked_at, Wave.created_at),
    )
    one = (
        select(
            Warehouse.code.label("warehouse"),
            _STEP.label("step"),
            since.label("since"),
            case((lacks, 1), else_=0).label("lacks"),
            Order.unit_count.label("units"),
        )
        .select_from(Shipment)
        .join(Order, Order.id == Shipment.order_id)
        .join(Warehouse, Warehouse.id == Shipment.warehouse_id)
        .outerjoin(WaveShipment, WaveShipment.shipment_id == Shipment.id)
        .outerjoin(Wave, Wave.id == WaveShipment.wave_id)
        .where(Shipment.status.in_([status.value for status in _OPEN]))
    )
    if warehouse_id is not None:
        one = one.where(Shipment.warehouse_id == warehouse_id)
    part = one.subquery()
    query = select(
        *(part.c.warehouse, part.c.step, func.count().label("shipments")),
        *(total(part.c.units).label("units"), func.min(part.c.since).label("since")),
        total(part.c.lacks).label("lacks"),
    ).group_by(part.c.warehouse, part.c.step)
    found = [
        StepCount(row.warehouse, WorkStep(row.step), row.shipments, row.units, row.since, row.lacks)
        for row in connection.execute(query).all()
    ]
    order = list(WorkStep)
    return sorted(found, key=lambda row: (row.warehouse, order.index(row.step)))


_OPEN = (
    *(ShipmentStatus.READY, ShipmentStatus.PICKING),
    *(ShipmentStatus.PICKED, ShipmentStatus.PACKED),
)


def _ready(condition: ColumnElement[bool], step: WorkStep) -> tuple[ColumnElement[bool], str]:
    return (Shipment.status == ShipmentStatus.READY) & condition, step.value


_STEP = case(
    _ready(Warehouse.kind == WarehouseKind.VIRTUAL, WorkStep.PROMISED),
    _ready(Order.hold.is_not(None), WorkStep.ON_HOLD),
    _ready(Order.payment == Payment.AWAITING, WorkStep.UNPAID),
    _ready(IS_COLLECTING, WorkStep.COLLECTING),
    (Shipment.status == ShipmentStatus.READY, WorkStep.TO_RELEASE.value),
    (Shipment.status == ShipmentStatus.PICKED, WorkStep.PICKED.value),
    (Shipment.status == ShipmentStatus.PACKED, WorkStep.PACKED.value),
    (Wave.started_at.is_(None), WorkStep.TO_PICK.value),
    else_=WorkStep.IN_PICKING.value,
)


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
        .where(WaveEvent.wave_id == wave_id)
        .order_by(Command.id)
    )
    return [WaveCommand(*row) for row in connection.execute(query).all()]


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
    wave: str
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
        .join(Wave, Wave.id == BinToCount.wave_id)
        .join(Command, Command.id == BinToCount.command_id)
        .join(Operator, Operator.id == Command.operator_id)
        .where(BinToCount.counted_by.is_(None))
        .order_by(BinToCount.id)
    )
    if warehouse_id is not None:
        query = query.where(Location.warehouse_id == warehouse_id)
    return [BinCount(*row) for row in connection.execute(query).all()]
