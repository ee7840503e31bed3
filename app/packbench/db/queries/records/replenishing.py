"""Reads of pick bins, of what lies in reserve for them, and of what is carried to them."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from packbench.db.queries.records.picking import IS_FIT
from packbench.db.schema import (
    Allocation,
    BinToCount,
    CountLineRow,
    Location,
    Order,
    PickBin,
    Product,
    ReplenishTask,
    Shipment,
    StockBin,
    Warehouse,
)
from packbench.db.schema.mapped import aliased
from packbench.db.sql.among import among
from packbench.db.sql.rows import AnyRow
from packbench.db.sql.sums import total
from packbench.domain.orders import ShipmentStatus
from packbench.domain.refusals import Code, Refusal
from packbench.domain.replenishing import task_number
from packbench.domain.walk import walk_key
from packbench.domain.warehousing import LocationKind

STILL_OPEN = ReplenishTask.quantity - ReplenishTask.done - ReplenishTask.short
STILL_OPEN -= ReplenishTask.cancelled


def pick_bins_at(connection: Connection, warehouse_id: int) -> Sequence[AnyRow]:
    """The pick bins of a warehouse with their products, in the order of the walk."""
    query = (
        select(
            *(PickBin.location_id, PickBin.product_id, PickBin.minimum, PickBin.maximum),
            *(Location.code, Location.sequence, Location.pickable),
            *(Product.sku, Product.manage_stock, Product.is_kit),
        )
        .join(Location, Location.id == PickBin.location_id)
        .join(Product, Product.id == PickBin.product_id)
        .where(Location.warehouse_id == warehouse_id)
    )
    rows = connection.execute(query).all()
    return sorted(rows, key=lambda row: walk_key(row.code, row.sequence))


def bins_holding(
    connection: Connection, warehouse_id: int, product_ids: Collection[int]
) -> dict[int, list[AnyRow]]:
    """By product: the bins that hold it, with the units that no picker is to take of them."""
    free = (StockBin.on_hand - StockBin.unavailable - StockBin.allocated).label("free")
    query = (
        select(
            *(StockBin.id, StockBin.product_id, StockBin.location_id, StockBin.lot, free),
            *(StockBin.expires_on, Location.code, Location.sequence, Location.pickable),
            Product.pick_multiple,
        )
        .join(Location, Location.id == StockBin.location_id)
        .join(Product, Product.id == StockBin.product_id)
        .where(
            StockBin.warehouse_id == warehouse_id,
            among(StockBin.product_id, product_ids),
            StockBin.on_hand > 0,
            Location.kind == LocationKind.BIN,
        )
        .order_by(StockBin.id)
    )
    found: dict[int, list[AnyRow]] = defaultdict(list)
    for row in connection.execute(query):
        found[row.product_id].append(row)
    return found


def wanted_at(
    connection: Connection, warehouse_id: int, product_ids: Collection[int]
) -> dict[int, int]:
    """By product: units of orders that may be picked there and are in no wave yet."""
    units = total(Allocation.allocated)
    query = (
        select(Allocation.product_id, units)
        .join(Shipment, Shipment.id == Allocation.shipment_id)
        .join(Order, Order.id == Shipment.order_id)
        .join(Warehouse, Warehouse.id == Shipment.warehouse_id)
        .where(
            Shipment.status == ShipmentStatus.READY,
            Shipment.warehouse_id == warehouse_id,
            among(Allocation.product_id, product_ids),
            Allocation.allocated > 0,
            IS_FIT,
        )
        .group_by(Allocation.product_id)
    )
    return {row[0]: int(row[1]) for row in connection.execute(query)}


def being_counted(connection: Connection, location_ids: Collection[int]) -> set[tuple[int, int]]:
    """(location, product) of places that are on a count sheet or on the list of bins to count."""
    on_sheets = select(CountLineRow.location_id, CountLineRow.product_id).where(
        CountLineRow.is_open, among(CountLineRow.location_id, location_ids)
    )
    short = select(BinToCount.location_id, BinToCount.product_id).where(
        BinToCount.counted_by.is_(None), among(BinToCount.location_id, location_ids)
    )
    found = [*connection.execute(on_sheets), *connection.execute(short)]
    return {(row[0], row[1]) for row in found}


def open_tasks(connection: Connection, *where: ColumnElement[bool]) -> Sequence[AnyRow]:
    """Tasks of which something is still to be carried, the oldest first."""
    return tasks_where(connection, STILL_OPEN > 0, *where)


def tasks_where(connection: Connection, *where: ColumnElement[bool]) -> Sequence[AnyRow]:
    """Tasks with the names of what they are about, and what is free at their source now."""
    task, source, target = ReplenishTask, aliased(Location), aliased(Location)
    free = StockBin.on_hand - StockBin.unavailable - StockBin.allocated
    here = and_(
        StockBin.location_id == task.source_id,
        StockBin.product_id == task.product_id,
        StockBin.lot == task.lot,
    )
    query = (
        select(
            *(task.id, task.warehouse_id, task.product_id, task.lot, task.source_id),
            *(task.target_id, task.reason, task.quantity, task.done, task.short),
            *(task.cancelled, task.made_at, task.command_id, STILL_OPEN.label("open")),
            *(Product.sku, Product.name, Warehouse.code.label("warehouse")),
            *(source.code.label("source"), source.sequence.label("source_sequence")),
            *(source.barcode.label("source_barcode"), target.code.label("target")),
            *(free.label("free"), StockBin.expires_on),
        )
        .join(Product, Product.id == task.product_id)
        .join(Warehouse, Warehouse.id == task.warehouse_id)
        .join(source, source.id == task.source_id)
        .join(target, target.id == task.target_id)
        .outerjoin(StockBin, here)
        .where(*where)
        .order_by(task.id)
    )
    return connection.execute(query).all()


def find_task(connection: Connection, name: str) -> AnyRow:
    """A task by its name; refuses `not_found`."""
    rows = tasks_where(connection, ReplenishTask.id == task_number(name))
    if not rows:
        raise Refusal(Code.NOT_FOUND, kind="replenishment task", name=name)
    return rows[0]


def tasks_at(
    connection: Connection, warehouse_id: int, location_ids: Collection[int]
) -> Sequence[AnyRow]:
    """Open tasks of a warehouse that come from or go to some locations."""
    at = or_(
        among(ReplenishTask.source_id, location_ids), among(ReplenishTask.target_id, location_ids)
    )
    return open_tasks(connection, ReplenishTask.warehouse_id == warehouse_id, at)
