"""Promises of orders behind an order in the queue, the last first."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from sqlalchemy import CTE, Connection, select

from packbench.db.schema import Allocation, Order, OrderLine, Shipment, Stock
from packbench.db.sql.among import among
from packbench.db.sql.rows import Promised
from packbench.db.sql.units import HOLDS_STOCK
from packbench.domain.orders import ShipmentStatus


@dataclass(slots=True)
class LaterPromise:
    """Line units that a shipment holds for a line of a later order, and what one of them holds.

    `parts` has the units of stock in one line unit by (warehouse id, product id).
    """

    promised: Promised
    units: int
    parts: dict[tuple[int, int], int] = field(default_factory=dict)


def later_promises(
    connection: Connection, order_id: int, product_ids: Collection[int]
) -> list[LaterPromise]:
    """Unpicked promises of later orders that hold one of the products, the last first."""
    place = select(Order.queue_key).where(Order.id == order_id).scalar_subquery()
    held = _held_of(product_ids)
    query = (
        select(
            *(held.c.shipment_id, held.c.order_line_id, held.c.warehouse_id),
            *(held.c.product_id, held.c.allocated, held.c.per_unit),
        )
        .join(Shipment, Shipment.id == held.c.shipment_id)
        .join(Order, Order.id == Shipment.order_id)
        .join(OrderLine, OrderLine.id == held.c.order_line_id)
        .where(Shipment.status == ShipmentStatus.READY, Order.queue_key > place)
        .order_by(Order.queue_key.desc(), OrderLine.line.desc(), Shipment.sequence.desc())
    )
    found: dict[Promised, LaterPromise] = {}
    for row in connection.execute(query).all():
        key = (row.shipment_id, row.order_line_id)
        units = row.allocated // row.per_unit
        one = found.setdefault(key, LaterPromise(key, units))
        one.units = min(one.units, units)
        one.parts[row.warehouse_id, row.product_id] = row.per_unit
    return list(found.values())


def _held_of(product_ids: Collection[int]) -> CTE:
    """Unpicked promises of stock of the products, found by its rows before anything is joined.

    Left to choose, SQLite would go through all shipments that are ready.
    """
    stock = select(Stock.id).where(among(Stock.product_id, product_ids))
    return (
        select(
            *(Allocation.shipment_id, Allocation.order_line_id, Allocation.warehouse_id),
            *(Allocation.product_id, Allocation.allocated, Allocation.per_unit),
        )
        .where(Allocation.stock_id.in_(stock), HOLDS_STOCK, Allocation.allocated > 0)
        .cte("held")
        .prefix_with("MATERIALIZED")
    )


def promised_stock(
    connection: Connection, promises: Mapping[Promised, int]
) -> dict[tuple[int, int], int]:
    """By (order id, stock row): the units of stock in some line units of shipments."""
    query = (
        select(
            *(Allocation.shipment_id, Allocation.order_line_id, Allocation.stock_id),
            *(Allocation.per_unit, Shipment.order_id),
        )
        .join(Shipment, Shipment.id == Allocation.shipment_id)
        .where(
            among(Allocation.order_line_id, {line_id for _, line_id in promises}),
            Allocation.stock_id.is_not(None),
        )
    )
    found: dict[tuple[int, int], int] = defaultdict(int)
    for row in connection.execute(query).all():
        units = promises.get((row.shipment_id, row.order_line_id), 0)
        if units and row.stock_id is not None:
            found[row.order_id, row.stock_id] += units * row.per_unit
    return found
