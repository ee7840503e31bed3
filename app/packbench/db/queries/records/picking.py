"""Reads for waves: shipments that can be picked, the bins that hold their goods, one wave."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, and_, exists, func, or_, select

from packbench.db.queries.records.packs import pack_sizes
from packbench.db.queries.records.pick_tasks import kit_of_line
from packbench.db.queries.records.plain_pick import PlainPick, PlainTask
from packbench.db.schema import (
    Allocation,
    Location,
    Operator,
    Order,
    OrderLine,
    PickBin,
    PickTask,
    Product,
    Shipment,
    StockBin,
    Warehouse,
    Wave,
    WaveShipment,
)
from packbench.db.sql.among import among
from packbench.db.sql.rows import AnyRow
from packbench.db.sql.sums import total
from packbench.domain.bins import BinStock
from packbench.domain.left_out import OrderLeftOut
from packbench.domain.orders import Payment, ShipmentStatus
from packbench.domain.picking import PICKING, WaveStatus
from packbench.domain.walk import walk_key
from packbench.domain.warehousing import NO_LOT, LocationKind, WarehouseKind


class PickableShipment(NamedTuple):
    """A shipment that is ready, with what may keep it from being picked."""

    id: int
    number: str
    order_id: int
    order_number: str
    warehouse_id: int
    warehouse: str
    warehouse_kind: str
    payment: str
    hold: str | None
    is_collecting: bool
    """Its order ships only complete and lacks something still."""


def ready_shipments(
    connection: Connection,
    *,
    warehouse_id: int | None = None,
    order_ids: Collection[int] | None = None,
) -> list[PickableShipment]:
    """Shipments in the state `ready` in queue order, of a warehouse, of orders, or all.

    Without named orders those that are unpaid, on hold or in a virtual warehouse are left out.
    """
    query = _READY if warehouse_id is None else _READY.where(Shipment.warehouse_id == warehouse_id)
    query = query.where(IS_FIT if order_ids is None else among(Shipment.order_id, order_ids))
    return [PickableShipment._make(row) for row in connection.execute(query).all()]


def unfit_shipments(
    connection: Connection, warehouse_id: int | None, most: int
) -> list[PickableShipment]:
    """Ready shipments that may not be picked, of a warehouse or of any, the first in the queue."""
    query = _READY.where(~IS_FIT).limit(most)
    if warehouse_id is not None:
        query = query.where(Shipment.warehouse_id == warehouse_id)
    return [PickableShipment._make(row) for row in connection.execute(query).all()]


IS_COLLECTING = and_(Order.ship_partial.is_(False), Order.waiting_units + Order.unrouted_units > 0)
IS_FIT = and_(
    Order.payment == Payment.PAID,
    Order.hold.is_(None),
    # A complete-only order that still collects stock is not picked before it is whole.
    ~IS_COLLECTING,
    Warehouse.kind == WarehouseKind.PHYSICAL,
)
"""Whether a ready shipment may be picked; needs its order and its warehouse."""
_READY = (
    select(
        *(Shipment.id, Shipment.number, Order.id, Order.number),
        *(Shipment.warehouse_id, Warehouse.code, Warehouse.kind, Order.payment, Order.hold),
        IS_COLLECTING,
    )
    .join(Order, Order.id == Shipment.order_id)
    .join(Warehouse, Warehouse.id == Shipment.warehouse_id)
    .where(Shipment.status == ShipmentStatus.READY)
    .order_by(Order.queue_key, Shipment.sequence)
)


class ShipmentFacts(NamedTuple):
    """What a shipment holds: how many products, in which zone if all lie in one, what it takes.

    Volume and weight count what is known of the products.
    """

    products: int
    units: int
    zone: str | None
    volume_cm3: int
    weight_g: int


def products_of_shipments(
    connection: Connection, shipment_ids: Collection[int]
) -> dict[int, ShipmentFacts]:
    """By shipment: what it holds that is not picked yet."""
    volume = Product.length_mm * Product.width_mm * Product.height_mm / 1000.0
    query = (
        select(
            Allocation.shipment_id,
            func.count(Allocation.product_id.distinct()).label("products"),
            total(Allocation.allocated).label("units"),
            func.sum(Allocation.allocated * func.coalesce(volume, 0)).label("volume_cm3"),
            total(Allocation.allocated * func.coalesce(Product.weight_g, 0)).label("weight_g"),
        )
        .join(Product, Product.id == Allocation.product_id)
        .where(among(Allocation.shipment_id, shipment_ids), Allocation.allocated > 0)
        .group_by(Allocation.shipment_id)
    )
    zones = _zones(connection, shipment_ids)
    return {
        row.shipment_id: ShipmentFacts(
            row.products,
            int(row.units),
            zones.get((row.shipment_id, row.products)),
            round(row.volume_cm3),
            int(row.weight_g),
        )
        for row in connection.execute(query).all()
    }


def _zones(connection: Connection, shipment_ids: Collection[int]) -> dict[tuple[int, int], str]:
    """By shipment and how many of its products lie there: the zone that holds these."""
    lies = (
        select(StockBin.warehouse_id, StockBin.product_id, Location.zone)
        .join(Location, Location.id == StockBin.location_id)
        .where(StockBin.on_hand - StockBin.unavailable - StockBin.allocated > 0)
        .where(Location.kind == LocationKind.BIN, Location.zone.is_not(None))
        .distinct()
        .cte("lies")
    )
    held = func.count(Allocation.product_id.distinct())
    query = (
        select(Allocation.shipment_id, held, lies.c.zone)
        .join(
            lies,
            (lies.c.warehouse_id == Allocation.warehouse_id)
            & (lies.c.product_id == Allocation.product_id),
        )
        .where(among(Allocation.shipment_id, shipment_ids), Allocation.allocated > 0)
        .group_by(Allocation.shipment_id, lies.c.zone)
    )
    zones: dict[tuple[int, int], str] = {}
    for shipment_id, products, zone in connection.execute(query).all():
        place = (shipment_id, products)
        zones[place] = min(zones.get(place, zone), zone)
    return zones


class ToPick(NamedTuple):
    """Units of an allocation that have to be picked."""

    allocation_id: int
    shipment_id: int
    product_id: int
    quantity: int
    managed: bool


def units_to_pick(connection: Connection, shipment_ids: Sequence[int]) -> list[ToPick]:
    """What the shipments hold that is not picked yet."""
    query = (
        select(
            *(Allocation.id, Allocation.shipment_id, Allocation.product_id),
            *(Allocation.allocated, Allocation.stock_id.is_not(None)),
        )
        .where(among(Allocation.shipment_id, shipment_ids), Allocation.allocated > 0)
        .order_by(Allocation.shipment_id, Allocation.order_line_id, Allocation.id)
    )
    return [ToPick(*row) for row in connection.execute(query).all()]


def bins_of_products(
    connection: Connection, warehouse_id: int, product_ids: Collection[int]
) -> dict[int, list[BinStock]]:
    """Bins with free units of the products, by product."""
    free = StockBin.on_hand - StockBin.unavailable - StockBin.allocated
    query = (
        select(
            *(StockBin.product_id, StockBin.id, free.label("free"), StockBin.expires_on),
            *(StockBin.lot, Location.code, Location.sequence, Location.kind),
            Product.pick_multiple,
            PickBin.location_id.is_not(None).label("is_pick_bin"),
        )
        .join(Location, Location.id == StockBin.location_id)
        .join(Product, Product.id == StockBin.product_id)
        .outerjoin(
            PickBin,
            and_(
                PickBin.location_id == StockBin.location_id,
                PickBin.product_id == StockBin.product_id,
            ),
        )
        .where(
            StockBin.warehouse_id == warehouse_id,
            among(StockBin.product_id, product_ids),
            free > 0,
            Location.pickable,
            Location.kind != LocationKind.STAGING,
        )
    )
    found: dict[int, list[BinStock]] = defaultdict(list)
    for row in connection.execute(query).all():
        arrival = 0 if row.lot == NO_LOT else row.id
        code = row.code if row.kind == LocationKind.BIN else None
        walk = walk_key(code, row.sequence)
        pack = row.pick_multiple or 1
        stock = BinStock(
            *(row.id, row.free, row.expires_on, arrival, walk, pack, bool(row.is_pick_bin))
        )
        found[row.product_id].append(stock)
    return found


@dataclass(frozen=True, slots=True)
class TaskView:
    """One stop of the walk; location None for goods without a bin; `kit`: what it is a part of.

    `packs`: how many pieces are in the packs of the product that are known, the smallest first.
    """

    task: int
    sequence: int
    location: str | None
    sku: str
    name: str
    lot: str | None
    quantity: int
    picked: int
    short: int
    shipment: str
    tote: int
    kit: str | None = None
    packs: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PutAway:
    """Picked units that lie in their bin again: somebody has to carry them there."""

    location: str
    sku: str
    lot: str | None
    quantity: int
    shipment: str


@dataclass(frozen=True, slots=True)
class WaveView:
    """A wave with its shipments (in slot order) and tasks (in the order of the walk).

    Shipments that were cancelled are in it no more.

    `left_out` tells of a new wave what was asked for and is not in it, `put_away` of one that was
    changed what was picked for it and is to be carried back.
    """

    number: str
    warehouse: str
    mode: str
    status: str
    revision: int
    shipments: list[str]
    tasks: list[TaskView]
    distance: int | None
    left_out: list[OrderLeftOut] = field(default_factory=list)
    put_away: list[PutAway] = field(default_factory=list)
    picker: str | None = None
    started_at: datetime | None = None
    distance_saved_percent: int | None = None
    walk: str | None = None


def show_wave(connection: Connection, wave_id: int) -> WaveView:
    """One wave as a whole."""
    (wave,) = show_waves(connection, [wave_id])
    return wave


def show_waves(connection: Connection, ids: Sequence[int]) -> list[WaveView]:
    """Waves as a whole, in the order in which they are asked for."""
    query = (
        select(
            *(Wave.id, Wave.number, Warehouse.code, Wave.mode, Wave.status, Wave.revision),
            *(Wave.choice, Wave.distance_m, Wave.saved_percent, Wave.walk, Wave.started_at),
            Operator.name.label("picker"),
        )
        .join(Warehouse, Warehouse.id == Wave.warehouse_id)
        .outerjoin(Operator, Operator.id == Wave.picker_id)
        .where(among(Wave.id, ids))
    )
    in_slots = (
        select(WaveShipment.wave_id, Shipment.number)
        .join(Shipment, Shipment.id == WaveShipment.shipment_id)
        .where(among(WaveShipment.wave_id, ids), Shipment.status != ShipmentStatus.CANCELLED)
        .order_by(WaveShipment.slot)
    )
    shipments: dict[int, list[str]] = defaultdict(list)
    for wave_id, number in connection.execute(in_slots):
        shipments[wave_id].append(number)
    tasks = _tasks(connection, ids)
    rows = {row.id: row for row in connection.execute(query).all()}
    return [_wave(rows[id_], shipments[id_], tasks[id_]) for id_ in ids]


def _wave(row: AnyRow, shipments: list[str], tasks: list[TaskView]) -> WaveView:
    return WaveView(
        number=row.number,
        warehouse=row.code,
        mode=row.choice or row.mode,
        status=wave_state(row.status, row.started_at),
        revision=row.revision,
        shipments=shipments,
        tasks=tasks,
        distance=row.distance_m,
        picker=row.picker,
        started_at=row.started_at,
        distance_saved_percent=row.saved_percent,
        walk=row.walk,
    )


class WaveAfter(NamedTuple):
    """What a pick may change of a wave itself."""

    status: str
    started_at: datetime
    picker: str


def wave_after_pick(pick: PlainPick, units: dict[int, int], after: WaveAfter) -> WaveView:
    """A wave after units of some of its tasks were picked, by their numbers."""
    row = pick.row
    return WaveView(
        number=row.number,
        warehouse=row.code,
        mode=row.choice or row.mode,
        status=wave_state(after.status, after.started_at),
        revision=row.wave_revision,
        shipments=[
            one.shipment
            for one in pick.slots
            if one.wave_id == row.wave_id and one.status != ShipmentStatus.CANCELLED
        ],
        tasks=[
            _task_after(pick, one, units.get(one.task, 0))
            for one in pick.tasks
            if one.wave_id == row.wave_id
        ],
        distance=row.distance_m,
        picker=after.picker,
        started_at=after.started_at,
        distance_saved_percent=row.saved_percent,
        walk=row.walk,
    )


def _task_after(pick: PlainPick, task: PlainTask, units: int) -> TaskView:
    slot = pick.slot_of(task)
    return TaskView(
        task.task,
        task.sequence,
        task.bin,
        task.sku,
        task.name,
        task.lot or None,
        task.quantity,
        task.picked + units,
        task.short,
        slot.shipment,
        slot.slot,
        task.kit,
        task.packs,
    )


def wave_state(status: str, started_at: datetime | None) -> str:
    """How far a wave is, in one word: an open one that somebody walks is in picking."""
    return PICKING if status == WaveStatus.OPEN and started_at is not None else status


def _tasks(
    connection: Connection, wave_ids: Sequence[int], task: int | None = None
) -> dict[int, list[TaskView]]:
    """The tasks of waves by wave, or those of a number."""
    query = (
        select(
            *(PickTask.wave_id, PickTask.task, PickTask.sequence),
            *(Location.code, Location.kind, Product.id.label("product_id"), Product.sku),
            *(Product.name, StockBin.lot, PickTask.quantity, PickTask.picked, PickTask.short),
            *(Shipment.number, WaveShipment.slot, kit_of_line().label("kit")),
        )
        .join(Allocation, Allocation.id == PickTask.allocation_id)
        .join(Product, Product.id == Allocation.product_id)
        .join(OrderLine, OrderLine.id == Allocation.order_line_id)
        .join(Shipment, Shipment.id == PickTask.shipment_id)
        .join(
            WaveShipment,
            (WaveShipment.shipment_id == Shipment.id) & (WaveShipment.wave_id == PickTask.wave_id),
        )
        .outerjoin(StockBin, StockBin.id == PickTask.stock_bin_id)
        .outerjoin(Location, Location.id == StockBin.location_id)
        .where(among(PickTask.wave_id, wave_ids))
        .order_by(PickTask.sequence, PickTask.task)
    )
    if task is not None:
        query = query.where(PickTask.task == task)
    found: dict[int, list[TaskView]] = defaultdict(list)
    rows = connection.execute(query).all()
    packs = pack_sizes(connection, {row.product_id for row in rows})
    for row in rows:
        stop = TaskView(
            row.task,
            row.sequence,
            row.code if row.kind == LocationKind.BIN else None,
            row.sku,
            row.name,
            row.lot or None,
            row.quantity,
            row.picked,
            row.short,
            row.number,
            row.slot,
            row.kit,
            packs.get(row.product_id, ()),
        )
        found[row.wave_id].append(stop)
    return found


def show_task(connection: Connection, wave_id: int, task: int) -> TaskView:
    """One stop of a wave by its number, which it has."""
    (found,) = _tasks(connection, [wave_id], task)[wave_id]
    return found


def wave_ids(connection: Connection) -> list[int]:
    """Every wave, the newest first."""
    return list(connection.execute(select(Wave.id).order_by(Wave.id.desc())).scalars())


class ShipmentInWave(NamedTuple):
    """A shipment of a wave, and whether somebody has begun to pick it."""

    id: int
    number: str
    order_id: int
    order_number: str
    status: str
    begun: bool


def shipments_in_wave(connection: Connection, wave_id: int) -> list[ShipmentInWave]:
    """The shipments of a wave in slot order, but for those that have lost all that they had."""
    touched = exists().where(
        PickTask.wave_id == WaveShipment.wave_id,
        PickTask.shipment_id == Shipment.id,
        PickTask.picked + PickTask.short > 0,
    )
    begun = or_(Shipment.status != ShipmentStatus.PICKING, touched)
    query = (
        select(Shipment.id, Shipment.number, Order.id, Order.number, Shipment.status, begun)
        .join(WaveShipment, WaveShipment.shipment_id == Shipment.id)
        .join(Order, Order.id == Shipment.order_id)
        .where(WaveShipment.wave_id == wave_id, Shipment.status != ShipmentStatus.CANCELLED)
        .order_by(WaveShipment.slot)
    )
    return [ShipmentInWave(*row) for row in connection.execute(query).all()]
