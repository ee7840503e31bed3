"""Promises of orders behind an order in the queue, the last first."""

from collections.abc import Mapping

from sqlalchemy import Connection, select

from packbench.db.schema import Allocation, Order, OrderLine, Shipment
from packbench.db.sql.among import among
from packbench.db.sql.rows import Promised
from packbench.domain.orders import ShipmentStatus


def later_promises(
    connection: Connection, order_id: int, wanted: Mapping[int, int]
) -> dict[Promised, int]:
    """Line units of later, unpicked orders that free so many units of the products.

    Args:
        connection: under the mutex.
        order_id: the order that wants the stock.
        wanted: units by product; 0 and less want nothing.
    """
    left = {product_id: units for product_id, units in wanted.items() if units > 0}
    place = select(Order.queue_key).where(Order.id == order_id).scalar_subquery()
    query = (
        select(
            *(Allocation.shipment_id, Allocation.order_line_id, Allocation.product_id),
            *(Allocation.allocated, Allocation.per_unit),
        )
        .join(Shipment, Shipment.id == Allocation.shipment_id)
        .join(Order, Order.id == Shipment.order_id)
        .join(OrderLine, OrderLine.id == Allocation.order_line_id)
        .where(
            among(Allocation.product_id, left),
            Shipment.status == ShipmentStatus.READY,
            Allocation.allocated > 0,
            Order.queue_key > place,
        )
        .order_by(Order.queue_key.desc(), OrderLine.line.desc())
    )
    chosen: dict[Promised, int] = {}
    for shipment_id, line_id, product_id, allocated, per_unit in connection.execute(query):
        if left.get(product_id, 0) <= 0:
            continue
        units = min(allocated // per_unit, -(-left[product_id] // per_unit))
        key = (shipment_id, line_id)
        chosen[key] = max(chosen.get(key, 0), units)
        left[product_id] -= units * per_unit
    return chosen
