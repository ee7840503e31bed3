"""Orders that ship from several warehouses and that nobody has begun to pick."""

from sqlalchemy import Connection, func, select

from packbench.db.schema import Order, Shipment
from packbench.domain.orders import BEGUN_SHIPMENTS, OrderStatus, ShipmentStatus


def split_ready_orders(connection: Connection) -> list[tuple[int, str, int]]:
    """(id, number, ready parcels) of orders with more than one ready shipment, in queue order."""
    begun = select(Shipment.order_id).where(
        Shipment.status.in_([status.value for status in BEGUN_SHIPMENTS])
    )
    parcels = func.count(Shipment.id)
    query = (
        select(Order.id, Order.number, parcels)
        .join(Shipment, Shipment.order_id == Order.id)
        .where(
            Order.status == OrderStatus.READY,
            Shipment.status == ShipmentStatus.READY,
            Order.id.not_in(begun),
        )
        .group_by(Order.id)
        .having(parcels > 1)
        .order_by(Order.queue_key)
    )
    return [(row[0], row[1], row[2]) for row in connection.execute(query)]
