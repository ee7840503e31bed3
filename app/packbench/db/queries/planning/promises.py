"""Promises at one warehouse, first in the queue first; what pools promise at all."""

from typing import NamedTuple

from sqlalchemy import BigInteger, Connection, cast, func, select

from packbench.db.schema import Allocation, Order, OrderLine, Shipment, Stock, Warehouse
from packbench.domain.orders import ShipmentStatus
from packbench.domain.warehousing import WarehouseKind


class PromiseRow(NamedTuple):
    """Unpicked line units that a shipment holds for a line."""

    order_id: int
    order_number: str
    order_line_id: int
    sku: str
    product_id: int
    shipment_id: int
    warehouse_id: int
    units: int


def promises_at(
    connection: Connection, warehouse_id: int, product_id: int | None
) -> list[PromiseRow]:
    """Unpicked promises of a warehouse, of one product or of all, in queue order."""
    query = (
        select(
            *(Order.id, Order.number, OrderLine.id, OrderLine.sku, OrderLine.product_id),
            *(Shipment.id, Shipment.warehouse_id),
            cast(func.min(Allocation.allocated / Allocation.per_unit), BigInteger),
        )
        .join(Shipment, Shipment.id == Allocation.shipment_id)
        .join(OrderLine, OrderLine.id == Allocation.order_line_id)
        .join(Order, Order.id == OrderLine.order_id)
        .where(
            Shipment.warehouse_id == warehouse_id,
            Shipment.status == ShipmentStatus.READY,
            Allocation.allocated > 0,
        )
        .group_by(Order.id, OrderLine.id, Shipment.id)
        .order_by(Order.queue_key, OrderLine.line)
    )
    if product_id is not None:
        query = query.where(OrderLine.product_id == product_id)
    return [PromiseRow._make(row) for row in connection.execute(query)]


def products_in_pools(connection: Connection) -> set[int]:
    """Products of which virtual warehouses promise units."""
    query = (
        select(Stock.product_id)
        .join(Warehouse, Warehouse.id == Stock.warehouse_id)
        .where(Warehouse.kind == WarehouseKind.VIRTUAL, Stock.allocated > 0)
        .distinct()
    )
    return set(connection.execute(query).scalars())


def orders_in_pools(connection: Connection) -> set[int]:
    """Ids of the orders to which virtual warehouses promise units."""
    query = (
        select(Shipment.order_id)
        .join(Allocation, Allocation.shipment_id == Shipment.id)
        .join(Warehouse, Warehouse.id == Shipment.warehouse_id)
        .where(Warehouse.kind == WarehouseKind.VIRTUAL, Allocation.allocated > 0)
        .distinct()
    )
    return set(connection.execute(query).scalars())
