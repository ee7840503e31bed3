"""Reads of pick tasks as the commands of pickers need them: under the lock, with their places."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, ScalarSelect, Select, select

from packbench.db.schema import (
    Allocation,
    Location,
    Operator,
    OrderLine,
    PickTask,
    Product,
    Shipment,
    StockBin,
    Wave,
    WaveShipment,
)
from packbench.db.schema.mapped import aliased
from packbench.db.sql.among import among, among_named
from packbench.domain.orders import ShipmentStatus
from packbench.domain.picking import WaveStatus
from packbench.domain.warehousing import LocationKind


class TaskRow(NamedTuple):
    """One task with its promise and the bin that it takes from (None: stock is not counted)."""

    id: int
    wave_id: int
    task: int
    sequence: int
    shipment_id: int
    shipment: str
    order_id: int
    order_line_id: int
    allocation_id: int
    warehouse_id: int
    product_id: int
    sku: str
    stock_bin_id: int | None
    location_id: int | None
    location: str | None
    location_kind: str | None
    pickable: bool | None
    lot: str | None
    expires_on: date | None
    quantity: int
    picked: int
    short: int
    picker_id: int | None
    leased_until: datetime | None

    @property
    def open(self) -> int:
        """Units that are still to be taken."""
        return self.quantity - self.picked - self.short


def kit_of_line() -> ScalarSelect[str | None]:
    """Inside a query on `order_line`: the SKU of the kit that was ordered; NULL for other lines."""
    kit = aliased(Product)
    return select(kit.sku).where(kit.id == OrderLine.product_id, kit.is_kit).scalar_subquery()


def tasks_of_wave(connection: Connection, wave_id: int) -> list[TaskRow]:
    """The tasks of a wave in the order of the walk."""
    return _tasks(connection, PickTask.wave_id == wave_id)


def tasks_by_id(connection: Connection, task_ids: Collection[int]) -> list[TaskRow]:
    """Some tasks in the order of the walk."""
    return _tasks(connection, among(PickTask.id, task_ids)) if task_ids else []


def tasks_of_shipments(connection: Connection, shipment_ids: Collection[int]) -> list[TaskRow]:
    """The tasks of shipments in their waves, in the order of the walk."""
    return _tasks(connection, among(PickTask.shipment_id, shipment_ids))


def picked_tasks(connection: Connection, allocation_ids: Collection[int]) -> list[TaskRow]:
    """Tasks of promises from which something was picked, the latest on the walk first."""
    found = _tasks(connection, among(PickTask.allocation_id, allocation_ids), PickTask.picked > 0)
    return found[::-1]


def _tasks(connection: Connection, *chosen: ColumnElement[bool]) -> list[TaskRow]:
    query = _TASKS.where(*chosen).order_by(PickTask.wave_id, PickTask.sequence, PickTask.task)
    return [TaskRow._make(row) for row in connection.execute(query).all()]


_TASKS: Select[*tuple[Any, ...]] = (
    select(
        *(PickTask.id, PickTask.wave_id, PickTask.task, PickTask.sequence),
        *(PickTask.shipment_id, Shipment.number, Shipment.order_id, Allocation.order_line_id),
        *(PickTask.allocation_id, Allocation.warehouse_id, Allocation.product_id, Product.sku),
        *(PickTask.stock_bin_id, Location.id, Location.code, Location.kind, Location.pickable),
        *(StockBin.lot, StockBin.expires_on),
        *(PickTask.quantity, PickTask.picked, PickTask.short),
        *(PickTask.picker_id, PickTask.leased_until),
    )
    .join(Allocation, Allocation.id == PickTask.allocation_id)
    .join(Product, Product.id == Allocation.product_id)
    .join(Shipment, Shipment.id == PickTask.shipment_id)
    .outerjoin(StockBin, StockBin.id == PickTask.stock_bin_id)
    .outerjoin(Location, Location.id == StockBin.location_id)
)


def staging_id(connection: Connection, warehouse_id: int) -> int:
    """The location of a warehouse where picked goods stand until they are shipped."""
    query = select(Location.id).where(
        Location.warehouse_id == warehouse_id, Location.kind == LocationKind.STAGING
    )
    return int(connection.execute(query).scalar_one())


class WaveAtWork(NamedTuple):
    """A wave that is not done, and who picks it."""

    id: int
    number: str
    picker: str | None


_AT_WORK = (
    select(Shipment.order_id, Wave.id, Wave.number, Operator.name)
    .join(WaveShipment, WaveShipment.shipment_id == Shipment.id)
    .join(Wave, Wave.id == WaveShipment.wave_id)
    .outerjoin(Operator, Operator.id == Wave.picker_id)
    .where(
        among_named(Shipment.order_id, "ids"),
        Shipment.status.in_((ShipmentStatus.PICKING.value, ShipmentStatus.PICKED.value)),
        Wave.status != WaveStatus.CANCELLED,
    )
    .order_by(Wave.id)
    .distinct()
)


def waves_of_orders(
    connection: Connection, order_ids: Collection[int]
) -> dict[int, list[WaveAtWork]]:
    """By order: the waves in which shipments of it are being picked, or were and are not packed."""
    if not order_ids:
        return {}
    found: dict[int, list[WaveAtWork]] = {}
    for row in connection.execute(_AT_WORK, {"ids": order_ids}).all():
        found.setdefault(row[0], []).append(WaveAtWork(row[1], row[2], row[3]))
    return found
