"""Waves as lists show them, the work in hand by step, a wave's history, and bins to count.

Each is a handful of queries whatever the number of waves.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, case, exists, func, select

from packbench.db.queries.records.picking import IS_COLLECTING, wave_state
from packbench.db.schema import (
    BinToCount,
    Command,
    Location,
    Operator,
    Order,
    OrderProblem,
    PickTask,
    PrintedDocument,
    Product,
    Shipment,
    Station,
    Warehouse,
    Wave,
    WaveEvent,
    WaveShipment,
)
from packbench.db.sql.among import among, among_texts
from packbench.db.sql.rows import AnyRow
from packbench.db.sql.sums import total
from packbench.domain.orders import Payment, Problem, ShipmentStatus
from packbench.domain.picking import PICK_LIST, WaveStatus, WorkStep
from packbench.domain.warehousing import NO_LOT, WarehouseKind


@dataclass(frozen=True, slots=True)
class WaveInHand:
    """A wave in a list.

    Attributes:
        status: `open`, `picking` once somebody walks it, `picked` or `cancelled`.
        lines: tasks; units are of them, picked and short ones among them.
        walk: how its order was found (`WalkOrder`); `distance_m` is None where nothing is known.
        printed_revision: of the newest sheet; older than `revision` means that it is out of date.
    """

    id: int
    number: str
    warehouse: str
    mode: str
    status: str
    revision: int
    created_at: datetime
    started_at: datetime | None
    picked_at: datetime | None
    picker: str | None
    orders: int
    lines: int
    lines_done: int
    units: int
    units_picked: int
    units_short: int
    distance_m: int | None
    distance_saved_percent: int | None
    walk: str | None
    times_printed: int
    printed_revision: int | None
    printed_at: datetime | None
    printed_by: str | None


def wave_rows(
    connection: Connection,
    *,
    warehouse_id: int | None = None,
    statuses: Collection[WaveStatus] = (),
    most: int = 500,
) -> list[WaveInHand]:
    """Waves, the newest first."""
    query = (
        select(
            *(Wave.id, Wave.number, Wave.mode, Wave.choice, Wave.status, Wave.revision),
            *(Wave.created_at, Wave.started_at, Wave.picked_at, Wave.distance_m),
            *(Wave.saved_percent, Wave.walk, Warehouse.code.label("warehouse")),
            Operator.name.label("picker"),
        )
        .join(Warehouse, Warehouse.id == Wave.warehouse_id)
        .outerjoin(Operator, Operator.id == Wave.picker_id)
        .order_by(Wave.id.desc())
        .limit(most)
    )
    if warehouse_id is not None:
        query = query.where(Wave.warehouse_id == warehouse_id)
    if statuses:
        query = query.where(Wave.status.in_([status.value for status in statuses]))
    rows = connection.execute(query).all()
    ids = [row.id for row in rows]
    orders, tasks = _orders(connection, ids), _tasks(connection, ids)
    prints = _prints(connection, [row.number for row in rows])
    return [_row(row, orders.get(row.id, 0), tasks.get(row.id), prints) for row in rows]


def _orders(connection: Connection, wave_ids: Sequence[int]) -> dict[int, int]:
    query = (
        select(WaveShipment.wave_id, func.count())
        .join(Shipment, Shipment.id == WaveShipment.shipment_id)
        .where(among(WaveShipment.wave_id, wave_ids))
        .where(Shipment.status != ShipmentStatus.CANCELLED)
        .group_by(WaveShipment.wave_id)
    )
    return {row[0]: row[1] for row in connection.execute(query).all()}


def _tasks(connection: Connection, wave_ids: Sequence[int]) -> dict[int, AnyRow]:
    left = PickTask.quantity - PickTask.picked - PickTask.short
    query = (
        select(
            *(PickTask.wave_id, func.count().label("lines")),
            total(case((left == 0, 1), else_=0)).label("done"),
            total(PickTask.quantity).label("units"),
            total(PickTask.picked).label("picked"),
            total(PickTask.short).label("short"),
        )
        .where(among(PickTask.wave_id, wave_ids))
        .group_by(PickTask.wave_id)
    )
    return {row.wave_id: row for row in connection.execute(query).all()}


def _prints(connection: Connection, numbers: Sequence[str]) -> dict[str, AnyRow]:
    """By wave: its newest print."""
    query = (
        select(
            *(PrintedDocument.subject, PrintedDocument.print_number, PrintedDocument.revision),
            *(Command.at, Operator.name),
        )
        .join(Command, Command.id == PrintedDocument.command_id)
        .join(Operator, Operator.id == Command.operator_id)
        .where(PrintedDocument.kind == PICK_LIST, among_texts(PrintedDocument.subject, numbers))
        .order_by(PrintedDocument.print_number)
    )
    return {row.subject: row for row in connection.execute(query).all()}


def _row(row: AnyRow, orders: int, tasks: AnyRow | None, prints: dict[str, AnyRow]) -> WaveInHand:
    printed = prints.get(row.number)
    return WaveInHand(
        id=row.id,
        number=row.number,
        warehouse=row.warehouse,
        mode=row.choice or row.mode,
        status=wave_state(row.status, row.started_at),
        revision=row.revision,
        created_at=row.created_at,
        started_at=row.started_at,
        picked_at=row.picked_at,
        picker=row.picker,
        orders=orders,
        lines=tasks.lines if tasks else 0,
        lines_done=tasks.done if tasks else 0,
        units=tasks.units if tasks else 0,
        units_picked=tasks.picked if tasks else 0,
        units_short=tasks.short if tasks else 0,
        distance_m=row.distance_m,
        distance_saved_percent=row.saved_percent,
        walk=row.walk,
        times_printed=printed.print_number if printed else 0,
        printed_revision=printed.revision if printed else None,
        printed_at=printed.at if printed else None,
        printed_by=printed.name if printed else None,
    )


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
